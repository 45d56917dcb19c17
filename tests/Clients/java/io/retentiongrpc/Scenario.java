package io.retentiongrpc;

import static io.retentiongrpc.Checks.equal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.retentiongrpc.v1.CustomerServiceGrpc;
import io.retentiongrpc.v1.Event;
import io.retentiongrpc.v1.FieldViolation;
import io.retentiongrpc.v1.IngestionServiceGrpc;
import io.retentiongrpc.v1.MetricsServiceGrpc;
import io.retentiongrpc.v1.OperationsServiceGrpc;
import io.retentiongrpc.v1.TenantServiceGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Does what clients/scenario/scenario.json says, by the rules of the README beside it. */
final class Scenario {
    private static final Pattern PLACE = Pattern.compile("\\{i(?:%([0-9]+))?}");

    private final LiveServer server;
    private final RetentionClient client;
    private final Set<String> volatileNames = new HashSet<>();
    private final Map<String, MethodDescriptor<?, ?>> methods = new HashMap<>();
    private List<BatchOutcome> outcomes = new ArrayList<>();
    private EventStream stream;
    private String token = "";

    private Scenario(LiveServer server, RetentionClient client, JsonObject scenario) {
        this.server = server;
        this.client = client;
        scenario.getAsJsonArray("volatile").forEach(name -> volatileNames.add(name.getAsString()));
        Stream.of(
            CustomerServiceGrpc.getServiceDescriptor(), IngestionServiceGrpc.getServiceDescriptor(),
            MetricsServiceGrpc.getServiceDescriptor(), OperationsServiceGrpc.getServiceDescriptor(),
            TenantServiceGrpc.getServiceDescriptor())
            .flatMap(service -> service.getMethods().stream())
            .forEach(method -> methods.put(method.getFullMethodName(), method));
    }

    static void check(Path program, Path folder, Path file) throws Exception {
        JsonObject scenario = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        JsonArray steps = scenario.getAsJsonArray("steps");
        try (LiveServer server = new LiveServer(program, folder);
            RetentionClient client = new RetentionClient(server.address(), scenario.get("tenant").getAsString())) {
            Scenario run = new Scenario(server, client, scenario);
            Checks.check("the scenario's " + steps.size() + " steps have the answers that every client gets", () -> run.doAll(steps));
        }
    }

    private void doAll(JsonArray steps) throws Exception {
        for (int i = 0; i < steps.size(); i++) {
            try {
                doOne(steps.get(i).getAsJsonObject());
            } catch (Exception | AssertionError failure) {
                throw new AssertionError("step " + (i + 1) + ": " + failure.getMessage(), failure);
            }
        }
    }

    private void doOne(JsonObject step) throws Exception {
        if (step.has("call")) {
            call(step);
        } else if (step.has("open")) {
            open(step.getAsJsonObject("open"));
        } else if (step.has("add")) {
            stream.addAll(events(step.getAsJsonArray("add")));
        } else if (step.has("repeat")) {
            repeat(step.getAsJsonObject("repeat"));
        } else if (step.has("flush")) {
            stream.flush().get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS);
        } else if (step.has("told")) {
            compareTold(step.getAsJsonObject("told"));
        } else if (step.has("send")) {
            List<EventRejection> rejections =
                stream.send(events(step.getAsJsonArray("send"))).get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS);
            JsonArray told = new JsonArray();
            rejections.forEach(rejection -> told.add(json(rejection)));
            equal(step.getAsJsonArray("rejections"), told);
        } else if (step.has("restart")) {
            restart(step.get("restart").getAsString());
        } else if (step.has("close")) {
            token = stream.lastReadToken();
            stream.close();
        } else {
            throw new AssertionError("Nobody knows what to do with " + step);
        }
    }

    private void open(JsonObject options) throws InterruptedException {
        List<BatchOutcome> told = Collections.synchronizedList(new ArrayList<>());
        outcomes = told;
        stream = client.openEventStream(EventStreamOptions.builder(options.get("producerId").getAsString())
            .batchEvents(options.get("batchEvents").getAsInt())
            .lingerForEver()
            .batchAcknowledged(told::add)
            .build());
        token = "";
    }

    private void repeat(JsonObject rule) throws Exception {
        String template = rule.getAsJsonObject("event").toString();
        long first = rule.get("first").getAsLong();
        for (long i = first; i < first + rule.get("count").getAsLong(); i++) {
            long number = i;
            Matcher places = PLACE.matcher(template);
            String text = places.replaceAll(place ->
                String.valueOf(place.group(1) == null ? number : number % Long.parseLong(place.group(1))));
            Event.Builder event = Event.newBuilder();
            JsonFormat.parser().merge(text, event);
            event.getOccurredTimeBuilder().setSeconds(rule.get("firstSecond").getAsLong() + i * rule.get("everySeconds").getAsLong());
            stream.add(event.build());
        }
    }

    private void restart(String how) throws Exception {
        switch (how) {
            case "kill" -> server.kill();
            case "stop" -> server.stop();
            default -> throw new AssertionError("Nobody knows how to restart by " + how);
        }
        server.start();
    }

    private void compareTold(JsonObject expected) {
        JsonArray rejections = new JsonArray();
        long counted = 0;
        for (BatchOutcome outcome : List.copyOf(outcomes)) {
            counted += outcome.acceptedCount() + outcome.duplicateCount();
            for (EventRejection rejection : outcome.rejections()) {
                JsonObject one = json(rejection);
                one.addProperty("sequence", outcome.sequence());
                rejections.add(one);
            }
        }
        equal(expected.get("batches").getAsInt(), outcomes.size());
        equal(expected.get("counted").getAsLong(), counted);
        equal(expected.get("rejections"), rejections);
        equal(expected.get("batches").getAsLong(), stream.ackedThrough());
    }

    private static JsonObject json(EventRejection rejection) {
        JsonObject json = new JsonObject();
        json.addProperty("index", rejection.index());
        json.addProperty("eventId", rejection.event().getEventId());
        json.addProperty("reason", rejection.reason().name().substring("REJECTION_REASON_".length()));
        json.addProperty("field", rejection.field());
        return json;
    }

    private void call(JsonObject step) throws IOException {
        MethodDescriptor<?, ?> method = methods.get(step.get("call").getAsString());
        if (step.has("error")) {
            StatusRuntimeException thrown = Checks.thrown(StatusRuntimeException.class, () -> ask(method, step));
            compareError(step.getAsJsonObject("error"), RetentionError.from(thrown));
            return;
        }
        Message answer = ask(method, step);
        equal(read(answer, step.get("answer")), read(answer, JsonParser.parseString(JsonFormat.printer().print(answer))));
    }

    private Message ask(MethodDescriptor<?, ?> method, JsonObject step) throws InvalidProtocolBufferException {
        byte[] request;
        if (step.has("requestBase64")) {
            request = Base64.getDecoder().decode(step.get("requestBase64").getAsString());
        } else {
            String newest = stream == null || !token.isEmpty() ? token : stream.lastReadToken();
            Message.Builder builder = prototype(method.getRequestMarshaller()).newBuilderForType();
            JsonFormat.parser().merge(step.get("request").toString().replace("$token", newest), builder);
            request = builder.build().toByteArray();
        }
        var asBytes = method.toBuilder(new Bytes(), method.getResponseMarshaller()).build();
        return (Message) ClientCalls.blockingUnaryCall(client.channel(), asBytes, CallOptions.DEFAULT, request);
    }

    private static Message prototype(MethodDescriptor.Marshaller<?> marshaller) {
        return (Message) ((MethodDescriptor.PrototypeMarshaller<?>) marshaller).getMessagePrototype();
    }

    // As a message of the answer's kind, without what differs from run to run. Its doubles are compared bit by bit.
    private Message read(Message kind, JsonElement json) throws InvalidProtocolBufferException {
        JsonElement steady = json.deepCopy();
        removeVolatile(steady);
        Message.Builder builder = kind.newBuilderForType();
        JsonFormat.parser().merge(steady.toString(), builder);
        return builder.build();
    }

    private void removeVolatile(JsonElement json) {
        if (json.isJsonObject()) {
            volatileNames.forEach(json.getAsJsonObject()::remove);
            json.getAsJsonObject().entrySet().forEach(member -> removeVolatile(member.getValue()));
        } else if (json.isJsonArray()) {
            json.getAsJsonArray().forEach(this::removeVolatile);
        }
    }

    private static void compareError(JsonObject expected, RetentionError error) {
        equal(expected.get("code").getAsString(), error.statusCode().name());
        equal(expected.has("reason") ? expected.get("reason").getAsString() : "", error.reasonName());
        List<String> fields = new ArrayList<>();
        if (expected.has("fields")) {
            expected.getAsJsonArray("fields").forEach(field -> fields.add(field.getAsString()));
        }
        equal(fields, error.fieldViolations().stream().map(FieldViolation::getField).toList());
        Map<String, String> metadata = new HashMap<>();
        if (expected.has("metadata")) {
            expected.getAsJsonObject("metadata").entrySet().forEach(entry -> metadata.put(entry.getKey(), entry.getValue().getAsString()));
        }
        equal(metadata, error.metadata());
    }

    private static List<Event> events(JsonArray all) throws InvalidProtocolBufferException {
        List<Event> events = new ArrayList<>();
        for (JsonElement one : all) {
            Event.Builder event = Event.newBuilder();
            JsonFormat.parser().merge(one.toString(), event);
            events.add(event.build());
        }
        return events;
    }

    /** A request's bytes as they are. */
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] bytes) {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
            throw new UnsupportedOperationException("No request is read here.");
        }
    }
}

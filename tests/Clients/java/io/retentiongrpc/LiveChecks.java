package io.retentiongrpc;

import static io.retentiongrpc.Checks.check;
import static io.retentiongrpc.Checks.equal;
import static io.retentiongrpc.Checks.that;
import static io.retentiongrpc.Checks.thrown;

import com.google.protobuf.Timestamp;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.retentiongrpc.v1.Activity;
import io.retentiongrpc.v1.ActivitySelector;
import io.retentiongrpc.v1.ComputeActivityRequest;
import io.retentiongrpc.v1.ComputeActivityResponse;
import io.retentiongrpc.v1.CreateTenantRequest;
import io.retentiongrpc.v1.DescribeTenantRequest;
import io.retentiongrpc.v1.DescribeTenantResponse;
import io.retentiongrpc.v1.Durability;
import io.retentiongrpc.v1.ErrorReason;
import io.retentiongrpc.v1.Event;
import io.retentiongrpc.v1.IngestEventsRequest;
import io.retentiongrpc.v1.Interval;
import io.retentiongrpc.v1.QueryOptions;
import io.retentiongrpc.v1.Tenant;
import io.retentiongrpc.v1.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** The client against a real server. */
public final class LiveChecks {
    private static final long START = Instant.parse("2026-03-01T00:00:00Z").getEpochSecond();
    private static final int KILLS = 4;
    private static final int CUSTOMERS = 1_000;

    private LiveChecks() {
    }

    /** @param args the server's program, a folder for scratch files, the scenario's file, the library's README */
    public static void main(String[] args) throws Exception {
        Path program = Path.of(args[0]);
        Path scratch = Path.of(args[1]);
        check("a server that is killed in the middle of a stream loses and doubles nothing", () -> survives(program, scratch));
        try (LiveServer server = new LiveServer(program, scratch.resolve("live"))) {
            check("the answer of the server's own errors is read whole", () -> readsErrors(server));
            check("the tenant of the client goes with its calls and streams", () -> keepsTheTenant(server));
            check("a call has a deadline of its own or the client's", () -> keepsDeadlines(server));
            check("single batches and producers", () -> ingests(server));
            check("a second stream of a producer ends the first", () -> isSuperseded(server));
        }
        Scenario.check(program, scratch.resolve("scenario"), Path.of(args[2]));
        Snippets.check(program, scratch.resolve("snippets"), Path.of(args[3]));
        Checks.finish();
    }

    private static void survives(Path program, Path scratch) throws Exception {
        AtomicLong added = new AtomicLong();
        AtomicLong counted = new AtomicLong();
        AtomicLong doubted = new AtomicLong();
        try (LiveServer server = new LiveServer(program, scratch.resolve("kills")); RetentionClient client = server.client()) {
            EventStreamOptions options = EventStreamOptions.builder("kills").batchEvents(100).batchAcknowledged(batch -> {
                counted.addAndGet(batch.acceptedCount() + batch.duplicateCount());
                doubted.addAndGet(batch.isAckLost() ? 1 : 0);
            }).build();
            try (EventStream stream = client.openEventStream(options)) {
                equal(Durability.DURABILITY_SYNCED, stream.durability());
                AtomicBoolean isOver = new AtomicBoolean();
                Future<Object> adding = Checks.beside(() -> {
                    while (!isOver.get()) {
                        stream.add(activity(added.getAndIncrement()));
                    }
                    return null;
                });
                for (int i = 0; i < KILLS; i++) {
                    long acked = stream.ackedThrough() + 20;
                    await(() -> stream.ackedThrough() >= acked);
                    server.kill();
                    server.start();
                }
                long acked = stream.ackedThrough() + 20;
                await(() -> stream.ackedThrough() >= acked);
                isOver.set(true);
                adding.get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS);
                stream.flush().get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS);
                equal(List.of(), stream.unacknowledged());
                equal(added.get(), counted.get());
                that(doubted.get() > 0, "No kill hit a batch without an ack.");
                equal(added.get(), events(client, stream.lastReadToken()));
            }
            DescribeTenantResponse tenant = client.tenants().describeTenant(DescribeTenantRequest.getDefaultInstance());
            equal(added.get(), tenant.getEventCount());
            equal((long) CUSTOMERS, tenant.getCustomerCount());
        }
    }

    private static long events(RetentionClient client, String token) {
        long end = Instant.parse("2026-06-01T00:00:00Z").getEpochSecond();
        ComputeActivityResponse answer = client.metrics().computeActivity(ComputeActivityRequest.newBuilder()
            .setOptions(QueryOptions.newBuilder().setReadToken(token))
            .setSelector(ActivitySelector.newBuilder().addActivityNames("open"))
            .setWindow(Window.newBuilder().setInterval(
                Interval.newBuilder().setStartTime(seconds(START)).setEndTime(seconds(end))))
            .build());
        return answer.getTotal().getEventCount();
    }

    private static void readsErrors(LiveServer server) {
        try (RetentionClient client = server.client()) {
            StatusRuntimeException thrown = thrown(StatusRuntimeException.class, () -> client.metrics().computeActivity(
                ComputeActivityRequest.newBuilder().setCountBy("colour").setWindow(Window.newBuilder().setInterval(
                    Interval.newBuilder().setStartTime(seconds(START)).setEndTime(seconds(START + 1)))).build()));
            RetentionError error = RetentionError.from(thrown);
            equal(Status.Code.INVALID_ARGUMENT, error.statusCode());
            equal(ErrorReason.ERROR_REASON_UNDECLARED_PROPERTY, error.reason());
            equal("colour", error.metadata().get("property"));
            equal("count_by", error.fieldViolations().get(0).getField());
            that(error.toString().contains("[UNDECLARED_PROPERTY] count_by: "), error.toString());
        }
    }

    private static void keepsTheTenant(LiveServer server) throws Exception {
        try (RetentionClient other = new RetentionClient(server.address(), "other"); RetentionClient client = server.client()) {
            equal("TENANT_NOT_FOUND", refusal(() -> other.openEventStream(Puppet.single().build())));
            other.tenants().createTenant(
                CreateTenantRequest.newBuilder().setTenant(Tenant.newBuilder().setTenantId("other")).build());
            try (EventStream stream = other.openEventStream(EventStreamOptions.builder("p").build())) {
                stream.add(activity(0));
            }
            equal(1L, other.tenants().describeTenant(DescribeTenantRequest.getDefaultInstance()).getEventCount());
            Metadata headers = new Metadata();
            headers.put(RetentionClient.TENANT_HEADER, "default");
            var asDefault = other.tenants().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
            equal("default", asDefault.describeTenant(DescribeTenantRequest.getDefaultInstance()).getTenant().getTenantId());
            equal("default", client.tenants().describeTenant(DescribeTenantRequest.getDefaultInstance()).getTenant().getTenantId());
        }
    }

    private static void keepsDeadlines(LiveServer server) {
        Checks.Check late = () -> {
            try (RetentionClient client = RetentionClient.builder(server.address()).deadline(Duration.ofNanos(1)).build()) {
                client.tenants().describeTenant(DescribeTenantRequest.getDefaultInstance());
            }
        };
        equal(Status.Code.DEADLINE_EXCEEDED, thrown(StatusRuntimeException.class, late).getStatus().getCode());
        try (RetentionClient client = RetentionClient.builder(server.address()).deadline(Duration.ofNanos(1)).build()) {
            var patient = client.tenants().withDeadlineAfter(20, TimeUnit.SECONDS);
            equal("default", patient.describeTenant(DescribeTenantRequest.getDefaultInstance()).getTenant().getTenantId());
        }
    }

    private static void ingests(LiveServer server) {
        try (RetentionClient client = server.client()) {
            that(client.getProducer("single").isEmpty(), "It is known before it sent.");
            IngestEventsRequest request = IngestEventsRequest.newBuilder()
                .setProducerId("single").setSequence(1).addEvents(activity(1)).build();
            equal(1L, client.ingestEvents(request).getResult().getAcceptedCount());
            equal(1L, client.ingestEvents(request).getResult().getDuplicateCount());
            equal(1L, client.getProducer("single").orElseThrow().getLastSequence());
            equal("INVALID_FIELD", refusal(() -> client.ingestEvents(request.toBuilder().setSequence(-1).build())));
        }
    }

    private static void isSuperseded(LiveServer server) throws Exception {
        try (RetentionClient client = server.client()) {
            EventStream first = client.openEventStream(EventStreamOptions.builder("twice").linger(Duration.ZERO).build());
            first.add(activity(0));
            first.flush().get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS);
            try (EventStream second = client.openEventStream(EventStreamOptions.builder("twice").build())) {
                equal(1L, second.ackedThrough());
                equal("PRODUCER_SUPERSEDED", refusal(() -> first.flush().get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS)));
                equal("PRODUCER_SUPERSEDED", refusal(first::close));
                equal(List.of(), second.send(activity(1)).get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
        }
    }

    private static String refusal(Checks.Check call) {
        return thrown(RetentionException.class, call).error().reasonName();
    }

    private static Event activity(long number) {
        return Event.newBuilder()
            .setCustomerId("c" + number % CUSTOMERS)
            .setOccurredTime(seconds(START + number % 1_000_000))
            .setActivity(Activity.newBuilder().setName("open"))
            .build();
    }

    private static Timestamp seconds(long value) {
        return Timestamp.newBuilder().setSeconds(value).build();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            that(System.nanoTime() < end, "Nothing goes on.");
            Thread.sleep(1);
        }
    }
}

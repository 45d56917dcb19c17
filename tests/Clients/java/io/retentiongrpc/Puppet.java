package io.retentiongrpc;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.retentiongrpc.v1.Event;
import io.retentiongrpc.v1.IngestEventsRequest;
import io.retentiongrpc.v1.IngestEventsResponse;
import io.retentiongrpc.v1.IngestionServiceGrpc;
import io.retentiongrpc.v1.ListRejectedEventsRequest;
import io.retentiongrpc.v1.ListRejectedEventsResponse;
import io.retentiongrpc.v1.Opened;
import io.retentiongrpc.v1.StreamEventsRequest;
import io.retentiongrpc.v1.StreamEventsResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** A server without a network: the check takes each message and says what comes back, in every order of faults. */
final class Puppet implements AutoCloseable {
    static final long PATIENCE_SECONDS = 20;

    /** Answers ListRejectedEvents; it may throw a StatusRuntimeException. */
    volatile Function<ListRejectedEventsRequest, ListRejectedEventsResponse> rejected =
        request -> ListRejectedEventsResponse.getDefaultInstance();

    /** Answers IngestEvents; it may throw a StatusRuntimeException. */
    volatile Function<IngestEventsRequest, IngestEventsResponse> ingest = request -> IngestEventsResponse.getDefaultInstance();

    private final BlockingQueue<PuppetCall> calls = new LinkedBlockingQueue<>();
    private final Server server;
    private final ManagedChannel channel;
    private final List<EventStream> streams = new CopyOnWriteArrayList<>();

    Puppet() {
        String name = InProcessServerBuilder.generateName();
        try {
            server = InProcessServerBuilder.forName(name).addService(new Ingestion()).build().start();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
        channel = InProcessChannelBuilder.forName(name).build();
    }

    /** A client that waits only for as long as the server asks. */
    RetentionClient client() {
        return RetentionClient.builder(channel).jitter(() -> 0).build();
    }

    /** The next call of StreamEvents. */
    PuppetCall accept() throws InterruptedException {
        PuppetCall call = calls.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        Checks.that(call != null, "No call came.");
        return call;
    }

    /** Options of full batches of one event. */
    static EventStreamOptions.Builder single() {
        return EventStreamOptions.builder("p").lingerForEver().batchEvents(1).maxInFlight(100);
    }

    /** A stream and the server's side of its first connection. */
    record Opening(EventStream stream, PuppetCall call) {
    }

    Opening open() throws Exception {
        return open(single());
    }

    Opening open(EventStreamOptions.Builder options) throws Exception {
        return open(options, Opened.getDefaultInstance());
    }

    /** Opens a stream and answers its Open. */
    Opening open(EventStreamOptions.Builder options, Opened opened) throws Exception {
        Future<EventStream> opening = opening(options);
        PuppetCall call = accept();
        call.receiveOpen();
        call.send(opened);
        return new Opening(opening.get(PATIENCE_SECONDS, TimeUnit.SECONDS), call);
    }

    /** Opens a stream, whose Open the check answers. */
    Future<EventStream> opening(EventStreamOptions.Builder options) {
        return Checks.beside(() -> {
            EventStream stream = client().openEventStream(options.build());
            streams.add(stream);
            return stream;
        });
    }

    /** Events e0, e1, … from a number on. */
    static List<Event> events(int count, int from) {
        List<Event> events = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            events.add(Event.newBuilder().setEventId("e" + i).setCustomerId("c" + i % 7).build());
        }
        return events;
    }

    static List<Event> events(int count) {
        return events(count, 0);
    }

    @Override
    public void close() {
        server.shutdownNow();
        for (EventStream stream : streams) {
            // What the check left without an ack is of no interest any more.
            Thread.currentThread().interrupt();
            try {
                stream.close();
            } catch (RuntimeException ended) {
                Checks.that(ended instanceof RetentionException || ended instanceof IllegalStateException, "Closing threw " + ended);
            }
            Thread.interrupted();
        }
        channel.shutdownNow();
    }

    private final class Ingestion extends IngestionServiceGrpc.IngestionServiceImplBase {
        @Override
        public StreamObserver<StreamEventsRequest> streamEvents(StreamObserver<StreamEventsResponse> responses) {
            PuppetCall call = new PuppetCall(responses);
            calls.add(call);
            return call;
        }

        @Override
        public void listRejectedEvents(ListRejectedEventsRequest request, StreamObserver<ListRejectedEventsResponse> responses) {
            answer(() -> rejected.apply(request), responses);
        }

        @Override
        public void ingestEvents(IngestEventsRequest request, StreamObserver<IngestEventsResponse> responses) {
            answer(() -> ingest.apply(request), responses);
        }

        private <T> void answer(Supplier<T> answer, StreamObserver<T> responses) {
            try {
                responses.onNext(answer.get());
                responses.onCompleted();
            } catch (RuntimeException failure) {
                responses.onError(failure);
            }
        }
    }
}

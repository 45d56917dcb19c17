package io.retentiongrpc;

import static io.retentiongrpc.Checks.check;
import static io.retentiongrpc.Checks.equal;
import static io.retentiongrpc.Checks.that;
import static io.retentiongrpc.Checks.thrown;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.retentiongrpc.v1.Ack;
import io.retentiongrpc.v1.BatchResult;
import io.retentiongrpc.v1.ErrorReason;
import io.retentiongrpc.v1.Event;
import io.retentiongrpc.v1.IngestEventsRequest;
import io.retentiongrpc.v1.IngestEventsResponse;
import io.retentiongrpc.v1.ListRejectedEventsRequest;
import io.retentiongrpc.v1.ListRejectedEventsResponse;
import io.retentiongrpc.v1.Opened;
import io.retentiongrpc.v1.RejectedEvent;
import io.retentiongrpc.v1.Rejection;
import io.retentiongrpc.v1.RejectionReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What callers are told: rejections, flushes, the end, errors. */
final class TellingChecks {
    private TellingChecks() {
    }

    static void run() {
        check("rejections of an ack that was lost are fetched; what is stable is not sent again", () -> recalls(true));
        check("rejections of an ack that was lost are fetched; what is not stable is sent again", () -> recalls(false));
        check("rejections beyond those that an ack names are fetched", TellingChecks::recallsTheRest);
        check("a dead letter that cannot be asked just now breaks the connection and loses nothing", TellingChecks::recallsLater);
        check("callers that send at the same time learn of their own rejections", TellingChecks::sharesBatches);
        check("a flush ends when the server answers it", TellingChecks::flushes);
        check("a flush is asked again on the next connection behind its batches", TellingChecks::flushesAgain);
        check("an answer from before a nack does not count", TellingChecks::flushesAfterANack);
        check("a flush that is given up is not asked again", TellingChecks::givesUpAFlush);
        check("closing flushes and half-closes", TellingChecks::closes);
        check("closing ends when its time is over", TellingChecks::closesLate);
        check("nothing is added to a closed stream", TellingChecks::isClosed);
        check("a listener that throws, or waits, fails the stream", TellingChecks::listenersFail);
        check("a failed call is read whole", TellingChecks::readsErrors);
        check("a single batch is tried again where it is named", TellingChecks::ingests);
        check("options out of their range are refused", TellingChecks::refusesOptions);
    }

    private static void recalls(boolean isStable) throws Exception {
        try (Puppet server = new Puppet()) {
            List<BatchOutcome> outcomes = Collections.synchronizedList(new ArrayList<>());
            server.rejected = TellingChecks::page;
            Puppet.Opening it = server.open(Puppet.single().batchEvents(3).batchAcknowledged(outcomes::add));
            CompletableFuture<List<EventRejection>> sending = it.stream().send(Puppet.events(6));
            it.call().receiveBatches(1, 2);
            it.call().cut();
            PuppetCall next = server.accept();
            equal(0L, next.receiveOpen().getAckedThrough());
            next.send(Opened.newBuilder().setLastSequence(2).setStableThrough(isStable ? 2 : 0).build());
            if (isStable) {
                next.receiveNothing();
            } else {
                next.receiveBatches(1, 2);
                next.send(Ack.newBuilder().setAckedThrough(2).setStableThrough(2)
                    .addResults(BatchResult.newBuilder().setSequence(1).setDuplicateCount(3))
                    .addResults(BatchResult.newBuilder().setSequence(2).setDuplicateCount(3)).build());
            }
            List<EventRejection> rejections = get(sending);
            equal(List.of(3, 5), rejections.stream().map(EventRejection::index).toList());
            equal(List.of("e3", "e5"), rejections.stream().map(x -> x.event().getEventId()).toList());
            equal(List.of(RejectionReason.REJECTION_REASON_FUTURE, RejectionReason.REJECTION_REASON_BAD_TIME),
                rejections.stream().map(EventRejection::reason).toList());
            equal(List.of(3L, 1L), outcomes.stream().map(BatchOutcome::duplicateCount).toList());
            equal(List.of(0L, 2L), outcomes.stream().map(BatchOutcome::rejectedCount).toList());
            that(outcomes.stream().allMatch(BatchOutcome::isAckLost), "An ack is not called lost.");
            equal(2L, it.stream().ackedThrough());
        }
    }

    private static ListRejectedEventsResponse page(ListRejectedEventsRequest request) {
        equal("p", request.getProducerId());
        boolean isFirst = request.getPageToken().isEmpty();
        RejectedEvent second = old(2, 2, RejectionReason.REJECTION_REASON_BAD_TIME);
        RejectedEvent first = old(2, 0, RejectionReason.REJECTION_REASON_FUTURE);
        return ListRejectedEventsResponse.newBuilder()
            .setNextPageToken(isFirst ? "more" : "")
            .addRejectedEvents(isFirst ? second : first)
            .build();
    }

    private static void recallsTheRest() throws Exception {
        try (Puppet server = new Puppet()) {
            server.rejected = request -> ListRejectedEventsResponse.newBuilder()
                .addRejectedEvents(old(1, 0, RejectionReason.REJECTION_REASON_BAD_ID))
                .addRejectedEvents(old(1, 1, RejectionReason.REJECTION_REASON_BAD_ID)).build();
            Puppet.Opening it = server.open(Puppet.single().batchEvents(2));
            CompletableFuture<List<EventRejection>> sending = it.stream().send(Puppet.events(2));
            it.call().receiveBatches(1);
            Rejection first = Rejection.newBuilder().setReason(RejectionReason.REJECTION_REASON_BAD_ID).build();
            it.call().send(Ack.newBuilder().setAckedThrough(1).setStableThrough(1)
                .addResults(BatchResult.newBuilder().setSequence(1).setRejectedCount(2).addRejections(first)).build());
            equal(List.of(0, 1), get(sending).stream().map(EventRejection::index).toList());
        }
    }

    private static void recallsLater() throws Exception {
        for (StatusRuntimeException failure : List.of(
            PuppetCall.failure(Status.Code.DEADLINE_EXCEEDED, "QUERY_DEADLINE"), PuppetCall.failure(Status.Code.UNAVAILABLE, "RESTORING"),
            PuppetCall.failure(Status.Code.UNAVAILABLE, "A_REASON_OF_TOMORROW"), Status.INTERNAL.asRuntimeException(),
            Status.RESOURCE_EXHAUSTED.asRuntimeException())) {
            try (Puppet server = new Puppet()) {
                AtomicInteger asked = new AtomicInteger();
                server.rejected = request -> {
                    if (asked.incrementAndGet() == 1) {
                        throw failure;
                    }
                    return ListRejectedEventsResponse.newBuilder()
                        .addRejectedEvents(old(1, 0, RejectionReason.REJECTION_REASON_BAD_ID)).build();
                };
                Puppet.Opening it = server.open();
                CompletableFuture<List<EventRejection>> sending = it.stream().send(Puppet.events(1));
                it.call().receiveBatches(1);
                it.call().cut();
                for (int i = 0; i < 2; i++) {
                    PuppetCall next = server.accept();
                    next.receiveOpen();
                    next.send(Opened.newBuilder().setLastSequence(1).setStableThrough(1).build());
                }
                equal(List.of(RejectionReason.REJECTION_REASON_BAD_ID), get(sending).stream().map(EventRejection::reason).toList());
                equal(2, asked.get());
                equal(1L, it.stream().ackedThrough());
            }
        }
    }

    private static void sharesBatches() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open(Puppet.single().batchEvents(100).maxInFlight(1));
            var first = it.stream().send(Puppet.events(1));
            it.call().receiveBatches(1);
            var second = it.stream().send(Puppet.events(2, 1));
            var third = it.stream().send(Puppet.events(2, 3));
            it.call().ack(1, 1);
            equal(Puppet.events(4, 1), it.call().receive().getBatch().getEventsList());
            RejectionReason reason = RejectionReason.REJECTION_REASON_BAD_ID;
            Rejection rejection = Rejection.newBuilder().setIndex(3).setReason(reason).setField("x").build();
            BatchResult result = BatchResult.newBuilder()
                .setSequence(2).setAcceptedCount(3).setRejectedCount(1).addRejections(rejection).build();
            it.call().send(Ack.newBuilder().setAckedThrough(2).setStableThrough(2).addResults(result).build());
            equal(List.of(), get(first));
            equal(List.of(), get(second));
            equal(List.of(new EventRejection(Puppet.events(1, 4).get(0), 1, reason, "x", "")), get(third));
        }
    }

    private static void flushes() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open();
            it.stream().addAll(Puppet.events(2));
            CompletableFuture<Void> flushing = it.stream().flush();
            it.call().receiveBatches(1, 2);
            long id = it.call().receiveFlush();
            it.call().ack(1, 2);
            it.call().receiveNothing();
            that(!flushing.isDone(), "It is done without an answer.");
            it.call().flushed(id);
            get(flushing);
        }
    }

    private static void flushesAgain() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open();
            it.stream().addAll(Puppet.events(2));
            CompletableFuture<Void> flushing = it.stream().flush();
            it.call().receiveBatches(1, 2);
            long id = it.call().receiveFlush();
            it.call().ack(1, 1);
            it.call().cut();
            PuppetCall next = server.accept();
            next.receiveOpen();
            next.send(Opened.newBuilder().setLastSequence(1).setStableThrough(1).build());
            next.receiveBatches(2);
            equal(id, next.receiveFlush());
            next.ack(2, 2);
            next.flushed(id);
            get(flushing);
        }
    }

    private static void flushesAfterANack() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open();
            it.stream().addAll(Puppet.events(2));
            CompletableFuture<Void> flushing = it.stream().flush();
            it.call().receiveBatches(1, 2);
            long id = it.call().receiveFlush();
            it.call().nack(1, ErrorReason.ERROR_REASON_STORE_UNAVAILABLE, Status.Code.UNAVAILABLE, 1);
            it.call().flushed(id);
            it.call().receiveBatches(1, 2);
            equal(id, it.call().receiveFlush());
            that(!flushing.isDone(), "It is done by an old answer.");
            it.call().ack(1, 2);
            it.call().flushed(id);
            get(flushing);
        }
    }

    private static void givesUpAFlush() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open();
            CompletableFuture<Void> flushing = it.stream().flush();
            it.call().receiveFlush();
            flushing.cancel(false);
            thrown(CancellationException.class, () -> get(flushing));
            it.call().cut();
            PuppetCall next = server.accept();
            next.receiveOpen();
            next.send(Opened.getDefaultInstance());
            next.receiveNothing();
        }
    }

    private static void closes() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open(Puppet.single().batchEvents(10));
            it.stream().addAll(Puppet.events(2));
            Future<Object> closing = Checks.beside(() -> {
                it.stream().close();
                return null;
            });
            equal(2, it.call().receive().getBatch().getEventsCount());
            long id = it.call().receiveFlush();
            it.call().ack(1, 1);
            that(!closing.isDone(), "It is closed before the flush is answered.");
            it.call().flushed(id);
            it.call().receiveEnd();
            // Nothing is left that the end of the call could put in doubt.
            it.call().cut();
            closing.get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static void closesLate() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open();
            CompletableFuture<List<EventRejection>> sending = it.stream().send(Puppet.events(1));
            RetentionException thrown = thrown(RetentionException.class, () -> it.stream().close(Duration.ofMillis(50)));
            equal(Status.Code.DEADLINE_EXCEEDED, thrown.error().statusCode());
            equal(Puppet.events(1), it.stream().unacknowledged());
            thrown(IllegalStateException.class, () -> get(sending));
            it.call().receiveBatches(1);
            it.call().receiveFlush();
            it.call().receiveEnd();
        }
    }

    private static void isClosed() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open();
            Future<Object> closing = Checks.beside(() -> {
                it.stream().close();
                return null;
            });
            it.call().flushed(it.call().receiveFlush());
            it.call().receiveEnd();
            it.call().complete();
            closing.get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS);
            it.stream().close();
            thrown(IllegalStateException.class, () -> it.stream().add(Puppet.events(1).get(0)));
            thrown(IllegalStateException.class, () -> it.stream().flush());
        }
    }

    private static void listenersFail() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open(Puppet.single().batchAcknowledged(x -> {
                throw new UnsupportedOperationException("not by me");
            }));
            it.stream().addAll(Puppet.events(1));
            CompletableFuture<Void> flushing = it.stream().flush();
            it.call().receiveBatches(1);
            it.call().ack(1, 1);
            IllegalStateException thrown = thrown(IllegalStateException.class, () -> get(flushing));
            that(String.valueOf(thrown.getCause()).contains("not by me"), "The cause is " + thrown.getCause());
        }
        try (Puppet server = new Puppet()) {
            List<EventStream> self = new ArrayList<>();
            Puppet.Opening it = server.open(Puppet.single().batchAcknowledged(x -> self.get(0).close()));
            self.add(it.stream());
            CompletableFuture<List<EventRejection>> sending = it.stream().send(Puppet.events(1));
            it.call().receiveBatches(1);
            it.call().ack(1, 1);
            thrown(IllegalStateException.class, () -> get(sending));
        }
    }

    private static void readsErrors() throws Exception {
        RetentionError error = RetentionError.from(new ExecutionException(PuppetCall.failure(
            Status.Code.OUT_OF_RANGE, "SEQUENCE_GAP", "sequence", Map.of("expected_sequence", "7", "sequence", "9"))));
        equal(Status.Code.OUT_OF_RANGE, error.statusCode());
        equal(ErrorReason.ERROR_REASON_SEQUENCE_GAP, error.reason());
        equal(Map.of("expected_sequence", "7", "sequence", "9"), error.metadata());
        equal("as scripted [SEQUENCE_GAP] sequence: Set it.", error.toString());

        RetentionError newer = RetentionError.from(PuppetCall.failure(Status.Code.UNAVAILABLE, "NOT_YET_INVENTED"));
        equal(ErrorReason.ERROR_REASON_UNSPECIFIED, newer.reason());
        equal("NOT_YET_INVENTED", newer.reasonName());

        for (byte[] unreadable : List.of(new byte[] {-1, -1, -1}, new byte[] {0x1a, 0x05, 0x0a})) {
            RetentionError plain = RetentionError.from(PuppetCall.withDetails(Status.Code.UNAVAILABLE, unreadable));
            equal(Status.Code.UNAVAILABLE, plain.statusCode());
            equal("as scripted", plain.message());
            equal("", plain.reasonName());
        }
        equal(Status.Code.UNKNOWN, RetentionError.from(new IllegalStateException("odd")).statusCode());
    }

    private static void ingests() throws Exception {
        try (Puppet server = new Puppet()) {
            AtomicInteger asked = new AtomicInteger();
            server.ingest = request -> {
                if (asked.incrementAndGet() % 2 == 1) {
                    throw PuppetCall.failure(Status.Code.UNAVAILABLE, "STORE_UNAVAILABLE");
                }
                return IngestEventsResponse.newBuilder().setReadToken("t").build();
            };
            RetentionClient client = server.client();
            IngestEventsRequest named = IngestEventsRequest.newBuilder().addAllEvents(Puppet.events(2)).build();
            equal("t", client.ingestEvents(named).getReadToken());
            equal(2, asked.get());
            IngestEventsRequest nameless = named.toBuilder().addEvents(Event.newBuilder().setCustomerId("c")).build();
            RetentionException thrown = thrown(RetentionException.class, () -> client.ingestEvents(nameless));
            equal(ErrorReason.ERROR_REASON_STORE_UNAVAILABLE, thrown.error().reason());
            equal(3, asked.get());
        }
    }

    private static void refusesOptions() {
        thrown(IllegalArgumentException.class, () -> EventStreamOptions.builder(""));
        thrown(IllegalArgumentException.class, () -> EventStreamOptions.builder("é".repeat(65)));
        thrown(IllegalArgumentException.class, () -> Puppet.single().batchEvents(1_001));
        thrown(IllegalArgumentException.class, () -> Puppet.single().batchBytes(1_023));
        thrown(IllegalArgumentException.class, () -> Puppet.single().maxInFlight(0));
        thrown(IllegalArgumentException.class, () -> Puppet.single().firstSequence(0));
        thrown(IllegalArgumentException.class, () -> Puppet.single().linger(Duration.ofMillis(-1)));
        thrown(IllegalArgumentException.class, () -> Puppet.single().bufferBytes(1_024).build());
    }

    private static RejectedEvent old(long sequence, int index, RejectionReason reason) {
        Rejection rejection = Rejection.newBuilder().setIndex(index).setReason(reason).build();
        return RejectedEvent.newBuilder().setProducerId("p").setSequence(sequence).setRejection(rejection).build();
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}

package io.retentiongrpc;

import static io.retentiongrpc.Checks.check;
import static io.retentiongrpc.Checks.equal;
import static io.retentiongrpc.Checks.that;
import static io.retentiongrpc.Checks.thrown;

import io.grpc.Status;
import io.retentiongrpc.v1.Ack;
import io.retentiongrpc.v1.Batch;
import io.retentiongrpc.v1.Credits;
import io.retentiongrpc.v1.DataLoss;
import io.retentiongrpc.v1.ErrorReason;
import io.retentiongrpc.v1.Event;
import io.retentiongrpc.v1.IngestionLimits;
import io.retentiongrpc.v1.Opened;
import io.retentiongrpc.v1.StreamEventsRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** How batches are cut, how many are on their way, and what a refusal does. */
final class SendingChecks {
    private SendingChecks() {
    }

    static void run() {
        check("batches close at their number of events", SendingChecks::closesByCount);
        check("batches close before their number of bytes", SendingChecks::closesByBytes);
        check("what comes before an event that is too large is sent", SendingChecks::sendsBeforeTooLarge);
        check("what comes slowly is not held up by what follows", SendingChecks::sendsWhatIsThere);
        check("batches close when their first event has lingered", SendingChecks::closesByTime);
        check("without linger each call is sent at once", SendingChecks::sendsAtOnce);
        check("a lower limit of the server holds", SendingChecks::keepsTheLimit);
        check("adding waits while too many batches are in flight", SendingChecks::waitsInFlight);
        check("adding waits while the buffer is full, and the oldest give way", SendingChecks::waitsForRoom);
        check("an interrupt ends the wait for room", SendingChecks::isInterrupted);
        check("no more batches are on their way than the newest credits allow", SendingChecks::keepsBatchCredits);
        check("bytes on their way are bounded, and one batch is always allowed", SendingChecks::keepsByteCredits);
        check("what was refused is not on its way", SendingChecks::refusedIsNotOnItsWay);
        check("credits end with their connection", SendingChecks::creditsEnd);
        check("what was not taken is sent again after the delay", SendingChecks::sendsAgain);
        check("a gap is filled at once", SendingChecks::fillsAGap);
        check("a gap that stays is told in the end", SendingChecks::tellsAGap);
        check("a gap of a batch that is kept no more makes it connect once more", SendingChecks::connectsForAGap);
        check("what would be refused again fails the stream and leaves its events", SendingChecks::failsByNack);
        check("a pause ends with its connection", SendingChecks::pauseEnds);
        check("without time to retry a nack fails the stream", SendingChecks::failsWithoutTime);
    }

    private static void closesByCount() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open(Puppet.single().batchEvents(3));
            it.stream().addAll(Puppet.events(7));
            equal(Puppet.events(3), it.call().receive().getBatch().getEventsList());
            equal(Puppet.events(3, 3), it.call().receive().getBatch().getEventsList());
            it.call().receiveNothing();
        }
    }

    private static void closesByBytes() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open(Puppet.single().batchEvents(1_000).batchBytes(1_024));
            it.stream().addAll(Puppet.events(300));
            for (int i = 0; i < 3; i++) {
                StreamEventsRequest request = it.call().receive();
                that(request.getSerializedSize() <= 1_024, "A message has " + request.getSerializedSize() + " bytes.");
                that(request.getSerializedSize() > 700, "A message has no more than " + request.getSerializedSize() + " bytes.");
            }
            thrown(IllegalArgumentException.class, () -> it.stream().add(tooLarge()));
        }
    }

    private static void sendsBeforeTooLarge() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open(EventStreamOptions.builder("p").batchBytes(1_024).linger(Duration.ZERO));
            List<Event> events = new ArrayList<>(Puppet.events(40));
            events.set(35, tooLarge());
            thrown(IllegalArgumentException.class, () -> it.stream().addAll(events));
            List<Event> sent = new ArrayList<>();
            while (sent.size() < 35) {
                sent.addAll(it.call().receive().getBatch().getEventsList());
            }
            equal(Puppet.events(35), sent);
            it.call().receiveNothing();
        }
    }

    private static Event tooLarge() {
        return Event.newBuilder().setCustomerId("c".repeat(2_000)).build();
    }

    private static void sendsWhatIsThere() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open(Puppet.single());
            CompletableFuture<Event> later = new CompletableFuture<>();
            Stream<Event> coming = Stream.concat(Puppet.events(1).stream(), Stream.of(later).map(CompletableFuture::join));
            Future<Object> adding = Checks.beside(() -> {
                it.stream().addAll(coming::iterator);
                return null;
            });
            it.call().receiveBatches(1);
            later.complete(Puppet.events(1, 1).get(0));
            it.call().receiveBatches(2);
            adding.get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static void closesByTime() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open(EventStreamOptions.builder("p").linger(Duration.ofMillis(20)));
            it.stream().addAll(Puppet.events(2));
            equal(Puppet.events(2), it.call().receive().getBatch().getEventsList());
        }
    }

    private static void sendsAtOnce() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open(EventStreamOptions.builder("p").linger(Duration.ZERO));
            it.stream().addAll(Puppet.events(2));
            it.stream().add(Puppet.events(1, 2).get(0));
            equal(Puppet.events(2), it.call().receive().getBatch().getEventsList());
            equal(Puppet.events(1, 2), it.call().receive().getBatch().getEventsList());
        }
    }

    private static void keepsTheLimit() throws Exception {
        try (Puppet server = new Puppet()) {
            IngestionLimits limits = IngestionLimits.newBuilder().setBatchEventCount(2).build();
            Puppet.Opening it = server.open(Puppet.single().batchEvents(100), Opened.newBuilder().setLimits(limits).build());
            it.stream().addAll(Puppet.events(2));
            equal(2, it.call().receive().getBatch().getEventsCount());
        }
    }

    private static void waitsInFlight() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open(Puppet.single().maxInFlight(2));
            Future<Object> adding = Checks.beside(() -> {
                it.stream().addAll(Puppet.events(4));
                return null;
            });
            it.call().receiveBatches(1, 2);
            it.call().receiveNothing();
            that(!adding.isDone(), "All were added.");
            it.call().ack(1, 2);
            it.call().receiveBatches(3, 4);
            adding.get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static void waitsForRoom() throws Exception {
        try (Puppet server = new Puppet()) {
            LinkedBlockingQueue<DataLoss> lost = new LinkedBlockingQueue<>();
            Puppet.Opening it = server.open(Puppet.single().batchBytes(1_024).bufferBytes(1_024).dataLost(lost::add));
            Future<Object> adding = Checks.beside(() -> {
                it.stream().addAll(Puppet.events(40));
                return null;
            });
            it.call().receiveBatches(1);
            that(!adding.isDone(), "40 batches are in 1 KiB.");
            for (long sequence = 2; sequence <= 40; sequence++) {
                // Nothing is stable.
                it.call().ack(sequence - 1, sequence - 1, 0, "", null);
                it.call().receiveBatches(sequence);
            }
            adding.get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS);
            it.call().ack(40, 40, 0, "", null);
            it.call().cut();
            PuppetCall next = server.accept();
            equal(40L, next.receiveOpen().getAckedThrough());
            next.send(Opened.newBuilder().setDataLoss(DataLoss.newBuilder().setFirstSequence(1).setLastSequence(40)).build());
            // What fits is kept, and no more.
            long gone = lost.poll(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS).getLastSequence();
            that(gone >= 20 && gone < 40, "Batches up to " + gone + " gave way.");
            next.receiveBatches(LongStream.rangeClosed(gone + 1, 40).toArray());
        }
    }

    private static void isInterrupted() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open(Puppet.single().maxInFlight(1));
            it.stream().addAll(Puppet.events(2));
            CompletableFuture<Throwable> ended = new CompletableFuture<>();
            Thread adding = new Thread(() -> {
                try {
                    it.stream().addAll(Puppet.events(5, 2));
                    ended.complete(null);
                } catch (InterruptedException | RuntimeException thrown) {
                    ended.complete(thrown);
                }
            });
            adding.start();
            adding.interrupt();
            that(ended.get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS) instanceof InterruptedException, "It was not interrupted.");
            equal(Puppet.events(2), it.stream().unacknowledged());
        }
    }

    private static void keepsBatchCredits() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open(Puppet.single(), Opened.newBuilder().setCredits(credits(3, 1 << 20)).build());
            PuppetCall call = it.call();
            it.stream().addAll(Puppet.events(10));
            call.receiveBatches(1, 2, 3);
            call.receiveNothing();
            call.ack(1, 1);
            call.receiveBatches(4);
            call.ack(2, 2, 2, "", credits(1, 1 << 20));
            call.ack(3, 3);
            call.receiveNothing();
            call.ack(4, 4);
            call.receiveBatches(5);
            call.receiveNothing();
            call.send(Ack.newBuilder().setAckedThrough(4).setCredits(credits(3, 1 << 20)).build());
            call.receiveBatches(6, 7);
            call.receiveNothing();
        }
    }

    private static void keepsByteCredits() throws Exception {
        Batch batch = Batch.newBuilder().setSequence(1).addAllEvents(Puppet.events(1)).build();
        int size = StreamEventsRequest.newBuilder().setBatch(batch).build().getSerializedSize();
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open(Puppet.single(), Opened.newBuilder().setCredits(credits(100, 2 * size + 1)).build());
            PuppetCall call = it.call();
            it.stream().addAll(Puppet.events(6));
            call.receiveBatches(1, 2);
            call.receiveNothing();
            call.ack(1, 1, 1, "", credits(100, 1));
            call.receiveNothing();
            call.ack(2, 2);
            call.receiveBatches(3);
            call.receiveNothing();
        }
    }

    private static void refusedIsNotOnItsWay() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open(Puppet.single(), Opened.newBuilder().setCredits(credits(2, 1 << 20)).build());
            it.stream().addAll(Puppet.events(4));
            it.call().receiveBatches(1, 2);
            it.call().nack(1, ErrorReason.ERROR_REASON_OVERLOADED, Status.Code.UNAVAILABLE, 1);
            it.call().receiveBatches(1, 2);
            it.call().receiveNothing();
        }
    }

    private static void creditsEnd() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open(Puppet.single(), Opened.newBuilder().setCredits(credits(1, 1 << 20)).build());
            it.stream().addAll(Puppet.events(4));
            it.call().receiveBatches(1);
            it.call().cut();
            PuppetCall next = server.accept();
            next.receiveOpen();
            next.send(Opened.newBuilder().setCredits(credits(3, 1 << 20)).build());
            next.receiveBatches(1, 2, 3);
            next.receiveNothing();
        }
    }

    private static void sendsAgain() throws Exception {
        try (Puppet server = new Puppet()) {
            LinkedBlockingQueue<RetentionError> told = new LinkedBlockingQueue<>();
            Puppet.Opening it = server.open(Puppet.single().retrying(told::add));
            it.stream().addAll(Puppet.events(4));
            it.call().receiveBatches(1, 2, 3, 4);
            it.call().ack(1, 1);
            long start = System.nanoTime();
            it.call().nack(2, ErrorReason.ERROR_REASON_STORE_FULL, Status.Code.RESOURCE_EXHAUSTED, 300);
            RetentionError error = told.poll(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS);
            equal(ErrorReason.ERROR_REASON_STORE_FULL, error.reason());
            equal("STORE_FULL", error.reasonName());
            equal(Status.Code.RESOURCE_EXHAUSTED, error.statusCode());
            it.call().receiveNothing();
            it.call().receiveBatches(2, 3, 4);
            that(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(300), "It did not wait.");
            it.call().ack(2, 4);
            CompletableFuture<Void> flushing = it.stream().flush();
            it.call().flushed(it.call().receiveFlush());
            flushing.get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static void fillsAGap() throws Exception {
        try (Puppet server = new Puppet()) {
            List<RetentionError> told = new ArrayList<>();
            Puppet.Opening it = server.open(Puppet.single().retrying(told::add));
            it.stream().addAll(Puppet.events(3));
            it.call().receiveBatches(1, 2, 3);
            it.call().nack(2, ErrorReason.ERROR_REASON_SEQUENCE_GAP, Status.Code.OUT_OF_RANGE, -1);
            it.call().receiveBatches(2, 3);
            equal(List.of(), told);
        }
    }

    private static void tellsAGap() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open();
            it.stream().addAll(Puppet.events(2));
            CompletableFuture<Void> flushing = it.stream().flush();
            int sent = 0;
            for (var next = it.call().next(); next.isPresent(); next = it.call().next()) {
                if (next.get().getBatch().getSequence() == 2) {
                    sent++;
                    it.call().nack(2, ErrorReason.ERROR_REASON_SEQUENCE_GAP, Status.Code.OUT_OF_RANGE, -1);
                }
            }
            RetentionException thrown = thrown(RetentionException.class, () -> flushing.get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS));
            equal(ErrorReason.ERROR_REASON_SEQUENCE_GAP, thrown.error().reason());
            equal(2L, thrown.sequence().orElse(0));
            equal(5, sent);
        }
    }

    // However often the connection failed before: only gaps count.
    private static void connectsForAGap() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open();
            it.stream().addAll(Puppet.events(2));
            PuppetCall call = it.call();
            call.receiveBatches(1, 2);
            call.ack(1, 1);
            for (int i = 0; i < 2; i++) {
                call.cut();
                call = server.accept();
                call.receiveOpen();
            }
            Opened opened = Opened.newBuilder().setLastSequence(1).setStableThrough(1).build();
            call.send(opened);
            call.receiveBatches(2);
            call.nack(1, ErrorReason.ERROR_REASON_SEQUENCE_GAP, Status.Code.OUT_OF_RANGE, -1);
            PuppetCall next = server.accept();
            next.receiveOpen();
            next.send(opened);
            next.receiveBatches(2);
            next.nack(1, ErrorReason.ERROR_REASON_SEQUENCE_GAP, Status.Code.OUT_OF_RANGE, -1);
            RetentionException thrown = thrown(RetentionException.class, () -> it.stream().close());
            equal(ErrorReason.ERROR_REASON_SEQUENCE_GAP, thrown.error().reason());
        }
    }

    private static void failsByNack() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open();
            it.stream().addAll(Puppet.events(3));
            it.call().receiveBatches(1, 2, 3);
            it.call().ack(1, 1);
            it.call().nack(2, ErrorReason.ERROR_REASON_BATCH_TOO_LARGE, Status.Code.RESOURCE_EXHAUSTED, -1);
            it.call().receiveEnd();
            RetentionException thrown = thrown(RetentionException.class, () -> it.stream().close());
            equal(ErrorReason.ERROR_REASON_BATCH_TOO_LARGE, thrown.error().reason());
            equal(2L, thrown.sequence().orElse(0));
            equal("batch 2: as scripted [BATCH_TOO_LARGE]", thrown.getMessage());
            equal(Puppet.events(2, 1), it.stream().unacknowledged());
        }
    }

    private static void pauseEnds() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open();
            it.stream().addAll(Puppet.events(3));
            it.call().receiveBatches(1, 2, 3);
            it.call().ack(1, 1);
            it.call().nack(2, ErrorReason.ERROR_REASON_STORE_UNAVAILABLE, Status.Code.UNAVAILABLE, 3_600_000);
            it.call().cut();
            PuppetCall next = server.accept();
            equal(1L, next.receiveOpen().getAckedThrough());
            next.send(Opened.newBuilder().setLastSequence(1).setStableThrough(1).build());
            next.receiveBatches(2, 3);
        }
    }

    private static void failsWithoutTime() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open(Puppet.single().retryFor(Duration.ZERO));
            it.stream().addAll(Puppet.events(1));
            it.call().receiveBatches(1);
            it.call().nack(1, ErrorReason.ERROR_REASON_STORE_FULL, Status.Code.RESOURCE_EXHAUSTED, 30_000);
            RetentionException thrown = thrown(
                RetentionException.class, () -> it.stream().flush().get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS));
            equal(ErrorReason.ERROR_REASON_STORE_FULL, thrown.error().reason());
        }
    }

    private static Credits credits(int batches, long bytes) {
        return Credits.newBuilder().setBatchCount(batches).setByteCount(bytes).build();
    }
}

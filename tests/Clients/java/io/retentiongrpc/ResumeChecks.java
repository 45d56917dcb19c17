package io.retentiongrpc;

import static io.retentiongrpc.Checks.check;
import static io.retentiongrpc.Checks.equal;
import static io.retentiongrpc.Checks.that;
import static io.retentiongrpc.Checks.thrown;

import io.grpc.Status;
import io.retentiongrpc.v1.Credits;
import io.retentiongrpc.v1.DataLoss;
import io.retentiongrpc.v1.ErrorReason;
import io.retentiongrpc.v1.Open;
import io.retentiongrpc.v1.Opened;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** What a stream does when its connection ends: by a fault, as planned, with data that was lost. */
final class ResumeChecks {
    private ResumeChecks() {
    }

    static void run() {
        check("what has no ack is sent again, and a new stream goes on after what the server has", ResumeChecks::resumes);
        check("the status' retry delay is waited for, idly", ResumeChecks::waits);
        check("what is on its way is waited for, and the rest goes to the next connection", ResumeChecks::goesAway);
        check("being cut off after a GoAway is no error", ResumeChecks::isCutOff);
        check("a server that never ends after its GoAway is left when its time is over", ResumeChecks::isLeft);
        check("a GoAway ends a pause's connection", ResumeChecks::goesAwayInAPause);
        check("what is still kept is sent again and the rest is told lost", ResumeChecks::tellsLoss);
        check("what is all kept is no loss", ResumeChecks::losesNothing);
        check("a batch that is in the log in part is sent again too", ResumeChecks::sendsPartsAgain);
        check("a loss that nobody listens to fails the stream", ResumeChecks::failsByLoss);
        check("a loss is told once and claimed until it is made good", ResumeChecks::tellsLossOnce);
        check("another log that knows the producer is told", ResumeChecks::tellsAnotherLog);
        check("a log that was restored from the known one is the same", ResumeChecks::knowsAncestors);
        check("sequences that another sender used are not used again", ResumeChecks::isNotOurs);
        check("the read token of the last connection goes with what it settled", ResumeChecks::keepsTheToken);
        check("a connection with nothing to send again goes on above what the server knows", ResumeChecks::goesOnAbove);
        check("content that is numbered from 1 keeps its numbers", ResumeChecks::keepsNumbers);
        check("a refused open is told at once, and a busy server is asked again", ResumeChecks::isRefused);
        check("a permanent error ends the stream for every caller", ResumeChecks::isEnded);
        check("an absent server is told when there is no time to retry", ResumeChecks::isAbsent);
    }

    private static void resumes() throws Exception {
        try (Puppet server = new Puppet()) {
            List<RetentionError> errors = new ArrayList<>();
            Opened first = Opened.newBuilder().setLastSequence(4).setStableThrough(4).setReadToken("t4").build();
            Puppet.Opening it = server.open(Puppet.single().retrying(errors::add), first);
            equal(4L, it.stream().ackedThrough());
            equal("t4", it.stream().lastReadToken());
            it.stream().addAll(Puppet.events(4));
            it.call().receiveBatches(5, 6, 7, 8);
            it.call().ack(5, 6, 6, "t6", null);
            it.call().cut();
            PuppetCall next = server.accept();
            Open open = next.receiveOpen();
            equal(6L, open.getAckedThrough());
            equal("t6", open.getReadToken());
            that(open.getSdk().matches("java/[0-9.]+"), open.getSdk());
            next.send(Opened.newBuilder().setLastSequence(7).setStableThrough(6).build());
            next.receiveBatches(7, 8);
            equal(1, errors.size());
            equal(Status.Code.UNAVAILABLE, errors.get(0).statusCode());
        }
    }

    private static void waits() throws Exception {
        try (Puppet server = new Puppet()) {
            List<RetentionError> errors = new ArrayList<>();
            Puppet.Opening it = server.open(Puppet.single().retrying(errors::add));
            it.stream().addAll(Puppet.events(1));
            it.call().receiveBatches(1);
            // A pause that is over in the middle of the wait must not end it, nor keep the thread busy.
            it.call().nack(1, ErrorReason.ERROR_REASON_STORE_UNAVAILABLE, Status.Code.UNAVAILABLE, 10);
            long start = System.nanoTime();
            it.call().end(PuppetCall.later(600));
            PuppetCall next = server.accept();
            long waited = System.nanoTime() - start;
            that(waited >= TimeUnit.MILLISECONDS.toNanos(600), "It waited for " + waited + " ns only.");
            long busy = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("retention-stream-p"))
                .mapToLong(thread -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId())).max().orElseThrow();
            that(busy < waited / 10, "The stream's thread was busy for " + busy + " of " + waited + " ns.");
            equal(Duration.ofMillis(600), errors.get(1).retryDelay().orElseThrow());
            next.receiveOpen();
            next.send(Opened.getDefaultInstance());
            next.receiveBatches(1);
        }
    }

    private static void goesAway() throws Exception {
        try (Puppet server = new Puppet()) {
            List<RetentionError> errors = new ArrayList<>();
            Credits credits = Credits.newBuilder().setBatchCount(3).setByteCount(1 << 20).build();
            Opened opened = Opened.newBuilder().setCredits(credits).build();
            Puppet.Opening it = server.open(Puppet.single().retrying(errors::add), opened);
            it.stream().addAll(Puppet.events(6));
            it.call().receiveBatches(1, 2, 3);
            CompletableFuture<Void> flushing = it.stream().flush();
            it.call().goAway(60);
            it.call().ack(1, 2);
            it.call().receiveNothing();
            it.call().ack(3, 3);
            it.call().receiveEnd();
            it.call().complete();
            PuppetCall next = server.accept();
            equal(3L, next.receiveOpen().getAckedThrough());
            next.send(Opened.newBuilder().setLastSequence(3).setStableThrough(3).build());
            next.receiveBatches(4, 5, 6);
            next.ack(4, 6);
            next.flushed(next.receiveFlush());
            flushing.get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS);
            equal(List.of(), errors);
        }
    }

    private static void isCutOff() throws Exception {
        try (Puppet server = new Puppet()) {
            List<RetentionError> errors = new ArrayList<>();
            Puppet.Opening it = server.open(Puppet.single().retrying(errors::add).retryFor(Duration.ZERO));
            it.stream().addAll(Puppet.events(2));
            it.call().receiveBatches(1, 2);
            it.call().goAway(60);
            it.call().ack(1, 1);
            it.call().end(PuppetCall.failure(Status.Code.UNAVAILABLE, "SHUTTING_DOWN"));
            PuppetCall next = server.accept();
            equal(1L, next.receiveOpen().getAckedThrough());
            next.send(Opened.newBuilder().setLastSequence(1).setStableThrough(1).build());
            next.receiveBatches(2);
            equal(List.of(), errors);
        }
    }

    private static void isLeft() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open(Puppet.single().retryFor(Duration.ZERO));
            it.stream().addAll(Puppet.events(1));
            it.call().receiveBatches(1);
            it.call().goAway(0);
            PuppetCall next = server.accept();
            equal(0L, next.receiveOpen().getAckedThrough());
            next.send(Opened.getDefaultInstance());
            next.receiveBatches(1);
        }
    }

    private static void goesAwayInAPause() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open();
            it.stream().addAll(Puppet.events(2));
            it.call().receiveBatches(1, 2);
            it.call().ack(1, 1);
            it.call().nack(2, ErrorReason.ERROR_REASON_STORE_UNAVAILABLE, Status.Code.UNAVAILABLE, 3_600_000);
            it.call().receiveNothing();
            it.call().goAway(60);
            it.call().receiveEnd();
        }
    }

    private static void tellsLoss() throws Exception {
        try (Puppet server = new Puppet()) {
            List<DataLoss> lost = Collections.synchronizedList(new ArrayList<>());
            List<BatchOutcome> outcomes = Collections.synchronizedList(new ArrayList<>());
            var options = Puppet.single().dataLost(lost::add).batchAcknowledged(outcomes::add);
            Puppet.Opening it = lose(server, options, loss(4, 8), 6, 3, 3);
            it.call().receiveBatches(7, 8, 9, 10);
            it.call().ack(7, 10);
            flush(it);
            equal(List.of(loss(4, 6)), lost);
            // What was acknowledged twice is told once.
            equal(LongStream.rangeClosed(1, 10).boxed().toList(), outcomes.stream().map(BatchOutcome::sequence).toList());
            equal(10L, it.stream().ackedThrough());
        }
    }

    private static void losesNothing() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = lose(server, Puppet.single(), loss(4, 8), 3, 3, 3);
            it.call().receiveBatches(4, 5, 6, 7, 8, 9, 10);
            equal(3L, it.stream().ackedThrough());
            it.call().ack(4, 10);
            flush(it);
        }
    }

    private static void sendsPartsAgain() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = lose(server, Puppet.single(), loss(6, 8), 1, 5, 3);
            it.call().receiveBatches(4, 5, 6, 7, 8, 9, 10);
        }
    }

    private static void failsByLoss() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = lose(server, Puppet.single(), loss(4, 8), 8, 3, 3);
            it.call().receiveEnd();
            RetentionException thrown = failedFlush(it.stream());
            equal(Status.Code.DATA_LOSS, thrown.error().statusCode());
            equal(4L, thrown.sequence().orElse(0));
            that(thrown.getMessage().contains("4 to 8"), thrown.getMessage());
            equal(Puppet.events(2, 8), it.stream().unacknowledged());
        }
    }

    private static void tellsLossOnce() throws Exception {
        try (Puppet server = new Puppet()) {
            List<DataLoss> lost = new ArrayList<>();
            Puppet.Opening it = lose(server, Puppet.single().dataLost(lost::add), loss(4, 8), 7, 3, 3);
            it.call().receiveBatches(8, 9, 10);
            it.call().cut();
            PuppetCall again = server.accept();
            Open open = again.receiveOpen();
            equal(7L, open.getAckedThrough());
            equal("t8", open.getReadToken());
            again.send(Opened.newBuilder().setLastSequence(3).setStableThrough(3).setDataLoss(loss(4, 7)).build());
            again.receiveBatches(8, 9, 10);
            again.ack(8, 10);
            flush(new Puppet.Opening(it.stream(), again));
            equal(1, lost.size());
        }
    }

    private static void tellsAnotherLog() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = comesBack(server, Opened.newBuilder().setLogId("other").setLastSequence(4).setStableThrough(4));
            it.call().receiveEnd();
            RetentionException thrown = failedFlush(it.stream());
            equal(Status.Code.DATA_LOSS, thrown.error().statusCode());
        }
    }

    private static void knowsAncestors() throws Exception {
        try (Puppet server = new Puppet()) {
            Opened.Builder restored = Opened.newBuilder().setLogId("other").setLastSequence(1).setStableThrough(1);
            Puppet.Opening it = comesBack(server, restored.addAncestorLogIds("one").addAncestorLogIds("two"));
            it.stream().addAll(Puppet.events(1, 1));
            it.call().receiveBatches(2);
        }
    }

    private static void isNotOurs() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open();
            it.stream().addAll(Puppet.events(2));
            it.call().receiveBatches(1, 2);
            it.call().cut();
            PuppetCall next = server.accept();
            next.receiveOpen();
            next.send(Opened.newBuilder().setLastSequence(3).setStableThrough(3).build());
            next.receiveEnd();
            RetentionException thrown = failedFlush(it.stream());
            equal(ErrorReason.ERROR_REASON_PRODUCER_SUPERSEDED, thrown.error().reason());
            equal(Puppet.events(2), it.stream().unacknowledged());
        }
    }

    private static void keepsTheToken() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = server.open();
            it.stream().addAll(Puppet.events(2));
            it.call().receiveBatches(1, 2);
            it.call().cut();
            PuppetCall next = server.accept();
            next.receiveOpen();
            next.send(Opened.newBuilder().setLastSequence(2).setStableThrough(2).setReadToken("t2").build());
            flush(new Puppet.Opening(it.stream(), next));
            next.cut();
            Open last = server.accept().receiveOpen();
            equal(2L, last.getAckedThrough());
            equal("t2", last.getReadToken());
        }
    }

    private static void goesOnAbove() throws Exception {
        try (Puppet server = new Puppet()) {
            Puppet.Opening it = comesBack(server, Opened.newBuilder().setLogId("one").setLastSequence(9).setStableThrough(9));
            it.call().receiveNothing();
            equal(9L, it.stream().ackedThrough());
            it.stream().addAll(Puppet.events(1, 1));
            it.call().receiveBatches(10);
        }
    }

    private static void keepsNumbers() throws Exception {
        try (Puppet server = new Puppet()) {
            List<BatchOutcome> outcomes = Collections.synchronizedList(new ArrayList<>());
            Opened opened = Opened.newBuilder().setLastSequence(3).setStableThrough(2).build();
            Puppet.Opening it = server.open(Puppet.single().firstSequence(1).batchAcknowledged(outcomes::add), opened);
            it.stream().addAll(Puppet.events(4));
            it.call().receiveBatches(3, 4);
            it.call().ack(3, 4);
            flush(it);
            equal(List.of(1L, 2L, 3L, 4L), outcomes.stream().map(BatchOutcome::sequence).toList());
            equal(List.of(1L, 1L, 0L, 0L), outcomes.stream().map(BatchOutcome::duplicateCount).toList());
            that(outcomes.stream().noneMatch(BatchOutcome::isAckLost), "An ack is called lost.");
        }
    }

    private static void isRefused() throws Exception {
        try (Puppet server = new Puppet()) {
            Future<EventStream> opening = server.opening(Puppet.single());
            PuppetCall busy = server.accept();
            busy.receiveOpen();
            busy.end(PuppetCall.failure(Status.Code.UNAVAILABLE, "STORE_UNAVAILABLE"));
            PuppetCall refused = server.accept();
            refused.receiveOpen();
            refused.end(PuppetCall.failure(Status.Code.INVALID_ARGUMENT, "INVALID_FIELD", "open.producer_id", Map.of()));
            RetentionException thrown = thrown(RetentionException.class, () -> opening.get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS));
            equal(ErrorReason.ERROR_REASON_INVALID_FIELD, thrown.error().reason());
            equal("open.producer_id", thrown.error().fieldViolations().get(0).getField());
        }
    }

    private static void isEnded() throws Exception {
        Map<String, Status.Code> reasons = Map.of(
            "PRODUCER_SUPERSEDED", Status.Code.ABORTED, "BATCH_TOO_LARGE", Status.Code.RESOURCE_EXHAUSTED,
            "INTERNAL_ERROR", Status.Code.INTERNAL, "TENANT_NOT_FOUND", Status.Code.NOT_FOUND, "DATA_CORRUPT", Status.Code.DATA_LOSS);
        for (String reason : reasons.keySet()) {
            try (Puppet server = new Puppet()) {
                Puppet.Opening it = server.open();
                it.stream().addAll(Puppet.events(1));
                var sending = it.stream().send(Puppet.events(1, 1));
                var flushing = it.stream().flush();
                it.call().receiveBatches(1, 2);
                it.call().end(PuppetCall.failure(reasons.get(reason), reason));
                for (Checks.Check call : List.<Checks.Check>of(
                    () -> flushing.get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS),
                    () -> sending.get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS),
                    () -> it.stream().flush(),
                    () -> it.stream().add(Puppet.events(1).get(0)),
                    () -> it.stream().close())) {
                    equal(reason, thrown(RetentionException.class, call).error().reasonName());
                }
                equal(Puppet.events(2), it.stream().unacknowledged());
            }
        }
    }

    private static void isAbsent() throws Exception {
        try (RetentionClient client = new RetentionClient("127.0.0.1:1", "default")) {
            EventStreamOptions options = EventStreamOptions.builder("p").retryFor(Duration.ZERO).build();
            RetentionException thrown = thrown(RetentionException.class, () -> client.openEventStream(options));
            equal(Status.Code.UNAVAILABLE, thrown.error().statusCode());
        }
    }

    private static DataLoss loss(long first, long last) {
        return DataLoss.newBuilder().setFirstSequence(first).setLastSequence(last).build();
    }

    // 10 batches are sent, 8 acknowledged, some of them stable; the server that comes back knows fewer and says what it lost.
    private static Puppet.Opening lose(
        Puppet server, EventStreamOptions.Builder options, DataLoss loss, long stable, long last, long stableAfter) throws Exception {
        Puppet.Opening it = server.open(options);
        it.stream().addAll(Puppet.events(10));
        it.call().receiveBatches(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        it.call().ack(1, 8, stable, "t8", null);
        it.call().cut();
        PuppetCall next = server.accept();
        Open open = next.receiveOpen();
        equal(8L, open.getAckedThrough());
        equal("t8", open.getReadToken());
        next.send(Opened.newBuilder().setLastSequence(last).setStableThrough(stableAfter).setDataLoss(loss).build());
        return new Puppet.Opening(it.stream(), next);
    }

    // One batch is acknowledged by the log "one"; then the connection breaks, and the next begins as told.
    private static Puppet.Opening comesBack(Puppet server, Opened.Builder opened) throws Exception {
        Puppet.Opening it = server.open(Puppet.single(), Opened.newBuilder().setLogId("one").build());
        it.stream().addAll(Puppet.events(1));
        it.call().receiveBatches(1);
        it.call().ack(1, 1);
        flush(it);
        it.call().cut();
        PuppetCall next = server.accept();
        equal(1L, next.receiveOpen().getAckedThrough());
        next.send(opened.build());
        return new Puppet.Opening(it.stream(), next);
    }

    private static RetentionException failedFlush(EventStream stream) {
        return thrown(RetentionException.class, () -> stream.flush().get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    private static void flush(Puppet.Opening it) throws Exception {
        CompletableFuture<Void> flushing = it.stream().flush();
        it.call().flushed(it.call().receiveFlush());
        flushing.get(Puppet.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}

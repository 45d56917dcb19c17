package io.retentiongrpc;

import static io.retentiongrpc.Checks.equal;
import static io.retentiongrpc.Checks.that;

import io.grpc.Status;
import io.retentiongrpc.v1.Ack;
import io.retentiongrpc.v1.Batch;
import io.retentiongrpc.v1.BatchResult;
import io.retentiongrpc.v1.Credits;
import io.retentiongrpc.v1.DataLoss;
import io.retentiongrpc.v1.ErrorReason;
import io.retentiongrpc.v1.Event;
import io.retentiongrpc.v1.ListRejectedEventsRequest;
import io.retentiongrpc.v1.ListRejectedEventsResponse;
import io.retentiongrpc.v1.Open;
import io.retentiongrpc.v1.Opened;
import io.retentiongrpc.v1.RejectedEvent;
import io.retentiongrpc.v1.Rejection;
import io.retentiongrpc.v1.RejectionReason;
import io.retentiongrpc.v1.StreamEventsRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * The server's rules for one producer, as the protos say them, with faults by a seed: connections that break before or after a batch is in
 * the log, crashes that lose what is not stable, older copies of the data put back, nacks, planned ends, credits that come and go, acks
 * that wait for each other. It checks what no client may do.
 */
final class ChaosServer implements AutoCloseable {
    final Puppet puppet = new Puppet();
    final TreeMap<Long, Batch> log = new TreeMap<>();
    final TreeMap<Long, Batch> sent = new TreeMap<>();
    int faults;

    private final Random random;
    private final boolean isRestored;
    private final List<BatchResult> unsaid = new ArrayList<>();
    private volatile int faultsLeft;
    private long stable;
    private long acked;
    private int credits;
    private int onTheirWay;
    private long expected;
    private long mayStartFirst;
    private long mayStartLast;
    private Long awaited;

    /** @param isRestored whether data that was stable may be lost too */
    ChaosServer(long seed, boolean isRestored) {
        this.random = new Random(seed);
        this.isRestored = isRestored;
        this.faultsLeft = 5 + random.nextInt(35);
        puppet.rejected = this::listRejected;
    }

    static boolean isRejected(Event event) {
        return event.getEventId().endsWith("7");
    }

    /** No more faults: what a client that is gone was acknowledged is not lost behind its back. */
    void calm() {
        faultsLeft = 0;
    }

    /** Serves connections until the client half-closes one without a GoAway. */
    void serve() throws InterruptedException {
        boolean isOver = false;
        while (!isOver) {
            isOver = serve(puppet.accept());
        }
    }

    private boolean serve(PuppetCall call) throws InterruptedException {
        if (isFault(4)) {
            call.cut();
            return false;
        }
        open(call, call.receiveOpen());
        boolean isGoing = false;
        while (true) {
            if (!call.hasNext()) {
                say(call);
            }
            Optional<StreamEventsRequest> request = call.next();
            if (request.isEmpty()) {
                call.complete();
                return !isGoing;
            }
            if (!isGoing && isFault(3)) {
                isGoing = true;
                call.goAway(60);
            }
            if (isFault(3) || !take(call, request.get()) || isFault(3)) {
                breakOff(call);
                return false;
            }
        }
    }

    private void open(PuppetCall call, Open open) {
        that(open.getAckedThrough() <= acked, "The client claims an ack that was not said.");
        long last = last();
        onTheirWay = 0;
        awaited = null;
        expected = last + 1;
        mayStartFirst = last + 1;
        mayStartLast = Math.max(last, open.getAckedThrough()) + 1;
        unsaid.clear();
        // What is in the log is on the disk by now.
        stable = last;
        acked = Math.max(acked, last);
        long token = Long.parseLong("0" + open.getReadToken().replace("t", ""));
        that(open.getAckedThrough() <= token, "The read token does not cover what is claimed.");
        Opened.Builder opened = Opened.newBuilder().setLastSequence(last).setStableThrough(last).setCredits(newCredits());
        if (open.getAckedThrough() > last) {
            opened.setDataLoss(DataLoss.newBuilder().setFirstSequence(last + 1).setLastSequence(open.getAckedThrough()));
        } else {
            opened.setReadToken("t" + last);
        }
        call.send(opened.build());
    }

    // False: the connection breaks after it.
    private boolean take(PuppetCall call, StreamEventsRequest request) {
        if (request.hasFlush()) {
            if (awaited == null || random.nextBoolean()) {
                say(call);
                call.flushed(request.getFlush().getFlushId());
            }
            return true;
        }
        Batch batch = request.getBatch();
        long sequence = batch.getSequence();
        sent.putIfAbsent(sequence, batch);
        equal(sent.get(sequence), batch);
        if (awaited != null && sequence != awaited) {
            return true;
        }
        that(++onTheirWay <= credits, onTheirWay + " batches are on their way, " + credits + " are allowed.");
        if (isFault(6)) {
            say(call);
            onTheirWay = 0;
            call.nack(sequence, ErrorReason.ERROR_REASON_STORE_UNAVAILABLE, Status.Code.UNAVAILABLE, random.nextInt(3));
            awaited = sequence;
            return true;
        }
        awaited = null;
        boolean isFirst = sequence >= mayStartFirst && sequence <= mayStartLast;
        that(isFirst || sequence <= expected, "Batch " + sequence + " came, " + expected + " was awaited.");
        mayStartFirst = Long.MAX_VALUE;
        if (sequence < expected) {
            that(log.containsKey(sequence), "Batch " + sequence + " was given up and came again.");
            unsaid.add(BatchResult.newBuilder().setSequence(sequence).setDuplicateCount(batch.getEventsCount()).build());
            return true;
        }
        synchronized (log) {
            log.put(sequence, batch);
        }
        expected = sequence + 1;
        List<Rejection> rejections = rejections(batch);
        unsaid.add(BatchResult.newBuilder()
            .setSequence(sequence)
            .setAcceptedCount(batch.getEventsCount() - rejections.size())
            .setRejectedCount(rejections.size())
            .addAllRejections(rejections.subList(0, Math.min(1, rejections.size())))
            .build());
        if (random.nextInt(3) == 0) {
            say(call);
        }
        return true;
    }

    private void say(PuppetCall call) {
        if (unsaid.isEmpty()) {
            return;
        }
        acked = Math.max(acked, unsaid.get(unsaid.size() - 1).getSequence());
        stable = Math.max(stable, stable + random.nextInt((int) (acked - stable) + 1));
        onTheirWay -= unsaid.size();
        call.send(Ack.newBuilder()
            .setAckedThrough(acked)
            .setStableThrough(stable)
            .setReadToken("t" + acked)
            .addAllResults(unsaid)
            .setCredits(newCredits())
            .build());
        unsaid.clear();
    }

    // The connection is gone; at times with what was not stable, or with more.
    private void breakOff(PuppetCall call) {
        call.cut();
        long last = last();
        long floor = isRestored && random.nextInt(4) == 0 ? Math.max(0, stable - random.nextInt(11)) : stable;
        if (random.nextBoolean() || floor >= last) {
            return;
        }
        long kept = floor + random.nextInt((int) (last - floor));
        synchronized (log) {
            log.tailMap(kept, false).clear();
        }
        stable = Math.min(stable, kept);
    }

    // A client may not have seen the newest word yet: fewer credits than before hold for what it sends after it.
    private Credits newCredits() {
        int granted = 1 + random.nextInt(5);
        credits = Math.max(granted, onTheirWay + 5);
        return Credits.newBuilder().setBatchCount(granted).setByteCount(200 + random.nextInt(4_800)).build();
    }

    private boolean isFault(int percent) {
        if (faultsLeft <= 0 || random.nextInt(100) >= percent) {
            return false;
        }
        faultsLeft--;
        faults++;
        return true;
    }

    private long last() {
        return log.isEmpty() ? 0 : log.lastKey();
    }

    private ListRejectedEventsResponse listRejected(ListRejectedEventsRequest request) {
        ListRejectedEventsResponse.Builder page = ListRejectedEventsResponse.newBuilder();
        // A log that is being cut short is not read meanwhile.
        synchronized (log) {
            log.forEach((sequence, batch) -> rejections(batch).forEach(rejection -> page.addRejectedEvents(
                RejectedEvent.newBuilder().setProducerId("p").setSequence(sequence).setRejection(rejection))));
        }
        return page.build();
    }

    private static List<Rejection> rejections(Batch batch) {
        List<Rejection> rejections = new ArrayList<>();
        for (int i = 0; i < batch.getEventsCount(); i++) {
            if (isRejected(batch.getEvents(i))) {
                rejections.add(Rejection.newBuilder().setIndex(i).setReason(RejectionReason.REJECTION_REASON_BAD_VALUE).build());
            }
        }
        return rejections;
    }

    @Override
    public void close() {
        puppet.close();
    }
}

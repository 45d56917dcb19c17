package io.retentiongrpc;

import io.retentiongrpc.v1.Ack;
import io.retentiongrpc.v1.BatchResult;
import io.retentiongrpc.v1.Credits;
import io.retentiongrpc.v1.DataLoss;
import io.retentiongrpc.v1.Flush;
import io.retentiongrpc.v1.Opened;
import io.retentiongrpc.v1.StreamEventsRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sealed batches in order of sequence, until the server lets go of them, and what of them is to be sent on the connection of now.
 * Not safe for use by several threads: the buffer's lock guards it. No clock, no calls: what it does follows from what it is told.
 */
final class SendQueue {
    private final long firstSequence;
    private final List<PendingBatch> kept = new ArrayList<>();
    private final List<PendingFlush> flushes = new ArrayList<>();
    private final SendWindow window = new SendWindow();
    private long nextSequence;
    private long newestSealed;
    private long highestSent;
    private long sentThrough;
    private long ackedThrough;
    private long knownThrough;
    private long keptBytes;
    private long flushId;
    private long lossFirst;
    private long lossLast;
    private boolean isConnected;
    private boolean isDraining;

    /** @param firstSequence the sequence of the first batch; 0: the one after the last that the server knows */
    SendQueue(long firstSequence) {
        this.firstSequence = firstSequence;
    }

    /**
     * What taking up a connection has shown.
     *
     * @param isOurs false if somebody else has sent under this producer id: what is left here would be taken for what is there
     * @param gone what was acknowledged, is neither in the log nor here, and was not told before; or null
     */
    record Resumption(boolean isOurs, DataLoss gone) {
    }

    /**
     * A batch that an ack is the first to cover.
     *
     * @param batch the batch
     * @param result what the ack says of it, or null
     */
    record Covered(PendingBatch batch, BatchResult result) {
    }

    /** Every batch of this stream up to this one was acknowledged, or told lost; what lies before its first is none of its own. */
    long ackedThrough() {
        return ackedThrough;
    }

    /** What the next connection claims to be acknowledged; nothing before the first batch that the caller named. */
    long claim() {
        return firstSequence > ackedThrough ? 0 : ackedThrough;
    }

    /** What the log had when this connection was opened: it is not sent. */
    long knownThrough() {
        return knownThrough;
    }

    /** Batches without an ack. */
    long unacked() {
        return nextSequence == 0 ? 0 : nextSequence - 1 - ackedThrough;
    }

    /** Bytes of the batches that are kept. */
    long keptBytes() {
        return keptBytes;
    }

    /** Whether there was a connection, so that batches can have sequences. */
    boolean hasBegun() {
        return nextSequence > 0;
    }

    /** Whether every batch is acknowledged and every barrier answered. */
    boolean isEmpty() {
        return unacked() == 0 && flushes.isEmpty();
    }

    /** The batches without an ack. */
    List<PendingBatch> unacknowledged() {
        return kept.stream().filter(x -> x.sequence() > ackedThrough).toList();
    }

    /** The barriers that callers wait for. */
    List<PendingFlush> flushes() {
        return List.copyOf(flushes);
    }

    /** Seals a batch with the next sequence. */
    void seal(PendingBatch batch) {
        batch.seal(nextSequence);
        newestSealed = nextSequence++;
        kept.add(batch);
        keptBytes += batch.cutBytes();
    }

    /** Forgets the oldest batches that were acknowledged, before the server says so, until a number of bytes is free. */
    void makeRoom(long bytes, long limit) {
        while (keptBytes + bytes > limit && !kept.isEmpty() && kept.get(0).sequence() <= ackedThrough) {
            forget(kept.get(0).sequence());
        }
    }

    /**
     * Puts a barrier behind every batch so far.
     *
     * @param isGathering whether a batch is gathering, which lies before it too
     */
    PendingFlush beginFlush(boolean isGathering) {
        PendingFlush flush = new PendingFlush(++flushId, isGathering ? nextSequence : newestSealed);
        flushes.add(flush);
        return flush;
    }

    /** Nobody waits for a barrier any more. */
    void endFlush(PendingFlush flush) {
        flushes.remove(flush);
    }

    /** The server has answered a barrier; null if what it says is from before a batch was refused, or nobody waits for it. */
    PendingFlush flushed(long id) {
        for (PendingFlush flush : flushes) {
            if (flush.id() == id && flush.through() <= ackedThrough) {
                flushes.remove(flush);
                return flush;
            }
        }
        return null;
    }

    /** The connection is gone; nothing is sent until the next is open. */
    void suspend() {
        isConnected = false;
        isDraining = false;
        window.clear();
    }

    /** Takes up a new connection: what the log does not have is to be sent again, once {@link #connect} says so. */
    Resumption resume(Opened opened) {
        if (nextSequence == 0) {
            beginAt(firstSequence > 0 ? firstSequence : opened.getLastSequence() + 1);
        } else if (firstSequence == 0 && unacked() == 0) {
            beginAt(Math.max(nextSequence, opened.getLastSequence() + 1));
        } else if (firstSequence == 0 && opened.getLastSequence() > highestSent) {
            return new Resumption(false, null);
        }
        knownThrough = opened.getStableThrough();
        DataLoss gone = opened.hasDataLoss() ? lose(opened.getDataLoss()) : null;
        startAfter(ackedThrough);
        if (opened.hasCredits()) {
            window.grant(opened.getCredits());
        }
        return new Resumption(true, gone);
    }

    /** What the server said of the connection is told: from now on batches are sent. */
    void connect() {
        isConnected = true;
    }

    /**
     * What to do next on this connection.
     *
     * @param isPaused whether the server wants time: no batch is sent
     * @param isClosed whether no batch comes any more
     */
    SendStep next(boolean isPaused, boolean isClosed) {
        if (isDraining && window.isEmpty()) {
            return SendStep.HALF_CLOSE;
        }
        if (!isConnected || isDraining || isPaused) {
            return SendStep.WAIT;
        }
        for (PendingFlush flush : flushes) {
            if (!flush.isSent() && flush.through() <= sentThrough) {
                flush.setSent(true);
                Flush barrier = Flush.newBuilder().setFlushId(flush.id()).build();
                return SendStep.send(OutgoingMessage.of(StreamEventsRequest.newBuilder().setFlush(barrier).build()));
            }
        }
        for (PendingBatch batch : kept) {
            if (batch.sequence() > sentThrough) {
                return send(batch);
            }
        }
        return isClosed && isEmpty() ? SendStep.HALF_CLOSE : SendStep.WAIT;
    }

    /** The batches that an ack is the first to cover, each with its result if it has one, in order. */
    List<Covered> coveredBy(Ack ack) {
        int count = ack.getResultsCount();
        if (count == 0) {
            return List.of();
        }
        long last = Math.min(ack.getResults(count - 1).getSequence(), sentThrough);
        Map<Long, BatchResult> results = new HashMap<>();
        for (BatchResult result : ack.getResultsList()) {
            results.putIfAbsent(result.getSequence(), result);
        }
        List<Covered> covered = new ArrayList<>();
        for (PendingBatch batch : kept) {
            if (batch.sequence() > ackedThrough && batch.sequence() <= last) {
                covered.add(new Covered(batch, results.get(batch.sequence())));
            }
        }
        return covered;
    }

    /** Notes that batches are in the log. */
    void acknowledge(long through) {
        for (PendingBatch batch : kept) {
            if (batch.sequence() > ackedThrough && batch.sequence() <= through && batch.sequence() > knownThrough) {
                window.remove(batch.message().size());
            }
        }
        ackedThrough = Math.max(ackedThrough, through);
    }

    /** Forgets batches that were acknowledged and that the log keeps. */
    void release(long stableThrough) {
        forget(Math.min(ackedThrough, stableThrough));
    }

    /** Takes the newest credits. */
    void grant(Credits credits) {
        window.grant(credits);
    }

    /**
     * A batch was not taken, nor any after it: they are to be sent again.
     *
     * @return whether that batch is here
     */
    boolean refuse(long sequence) {
        if (sequence <= ackedThrough || sequence > sentThrough || kept.stream().noneMatch(x -> x.sequence() == sequence)) {
            return false;
        }
        for (PendingBatch batch : kept) {
            if (batch.sequence() >= sequence && batch.sequence() <= sentThrough) {
                window.remove(batch.message().size());
            }
        }
        startAfter(sequence - 1);
        return true;
    }

    /** Sends no new batches, and ends the connection when those on their way are acknowledged. */
    void drain() {
        isDraining = true;
    }

    // Batches that were acknowledged are gone from the log: those that are here are to be sent again.
    private DataLoss lose(DataLoss loss) {
        long first = loss.getFirstSequence();
        long wanted = kept.stream().anyMatch(x -> x.sequence() == knownThrough + 1) ? Math.min(knownThrough + 1, first) : first;
        long afterLast = loss.getLastSequence() + 1;
        long keptFrom = kept.stream().mapToLong(PendingBatch::sequence).filter(x -> x >= wanted).findFirst().orElse(afterLast);
        long start = Math.min(keptFrom, afterLast);
        ackedThrough = Math.min(ackedThrough, start - 1);
        if (start <= first || (lossFirst <= first && start - 1 <= lossLast)) {
            return null;
        }
        lossFirst = first;
        lossLast = start - 1;
        return DataLoss.newBuilder().setFirstSequence(lossFirst).setLastSequence(lossLast).build();
    }

    private SendStep send(PendingBatch batch) {
        if (batch.sequence() <= knownThrough) {
            sentThrough = batch.sequence();
            return SendStep.settle(batch);
        }
        int size = batch.message().size();
        if (!window.allows(size)) {
            return SendStep.WAIT;
        }
        window.add(size);
        batch.countSending();
        sentThrough = batch.sequence();
        highestSent = Math.max(highestSent, batch.sequence());
        return SendStep.send(batch.message());
    }

    // Nothing below waits for an ack, so a later sequence takes nothing away.
    private void beginAt(long sequence) {
        nextSequence = sequence;
        ackedThrough = sequence - 1;
        highestSent = Math.max(highestSent, sequence - 1);
    }

    private void startAfter(long sequence) {
        sentThrough = sequence;
        for (PendingFlush flush : flushes) {
            if (flush.through() > sequence || !isConnected) {
                flush.setSent(false);
            }
        }
    }

    private void forget(long through) {
        int count = 0;
        while (count < kept.size() && kept.get(count).sequence() <= through) {
            keptBytes -= kept.get(count).cutBytes();
            count++;
        }
        kept.subList(0, count).clear();
    }
}

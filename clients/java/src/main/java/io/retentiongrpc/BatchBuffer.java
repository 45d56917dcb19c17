package io.retentiongrpc;

import io.retentiongrpc.v1.Event;
import io.retentiongrpc.v1.Opened;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The events of a stream from the call that adds them to the day the server lets go of them: a batch that gathers, and the queue of sealed
 * ones. Every member may be called by any thread; {@link #awaitChange} belongs to the stream's own, which keeps the buffer's times too.
 */
final class BatchBuffer {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final EventStreamOptions options;
    private final SendQueue queue;
    private PendingBatch open = new PendingBatch(0);
    private int batchEvents;
    private boolean isDue;
    private boolean isClosed;
    private RuntimeException failure;
    private long version;
    // The stream's thread waits, and for no batch that lingers: another wait would end early, look again and go on.
    private boolean isUntimed;
    // Times of System.nanoTime; null: none.
    private Long lingerEnd;
    private Long pauseEnd;

    BatchBuffer(EventStreamOptions options) {
        this.options = options;
        this.queue = new SendQueue(options.firstSequence);
        this.batchEvents = options.batchEvents;
    }

    /**
     * Where an event is.
     *
     * @param batch the batch that it is in
     * @param index its place there, from 0
     */
    record Place(PendingBatch batch, int index) {
    }

    /** Whether no event comes any more and nothing is left to be acknowledged. */
    boolean isFinished() {
        return read(x -> isClosed && open.count() == 0 && x.isEmpty());
    }

    /** The events that no ack covers, in order. */
    List<Event> unacknowledged() {
        return read(x -> {
            List<Event> events = new ArrayList<>();
            x.unacknowledged().forEach(batch -> events.addAll(batch.events()));
            events.addAll(open.events());
            return List.copyOf(events);
        });
    }

    /** Asks the queue. */
    <T> T read(Function<SendQueue, T> question) {
        lock.lock();
        try {
            return question.apply(queue);
        } finally {
            lock.unlock();
        }
    }

    /** Changes the queue, and lets those go on who wait for it. */
    <T> T change(Function<SendQueue, T> change) {
        lock.lock();
        try {
            T result = change.apply(queue);
            trySeal();
            wakeAll();
            return result;
        } finally {
            lock.unlock();
        }
    }

    /** Changes the queue, and lets those go on who wait for it. */
    void update(Consumer<SendQueue> change) {
        change(x -> {
            change.accept(x);
            return null;
        });
    }

    /**
     * Adds events, each as soon as there is room.
     *
     * @param isAwaited whether the caller waits for the outcome of their batches
     * @param mayWait whether this thread may wait: the stream's own, which makes room, may not
     * @return where the last one is
     */
    Place add(EncodedEvents added, boolean isAwaited, boolean mayWait) throws InterruptedException {
        lock.lock();
        try {
            PendingBatch batch = open;
            for (int next = 0; next < added.count();) {
                while (!hasRoom(added.cutBytes(next))) {
                    if (!mayWait) {
                        throw new IllegalStateException("There is no room, and a listener of the stream must not wait for it.");
                    }
                    changed.await();
                }
                batch = open;
                boolean isFirst = batch.count() == 0;
                next = batch.addFrom(added, next, batchEvents, options.batchBytes);
                if (isAwaited) {
                    batch.await();
                }
                if (batch.count() >= batchEvents) {
                    isDue = true;
                    trySeal();
                } else if (isFirst && options.hasTimedLinger()) {
                    linger();
                }
            }
            return new Place(batch, batch.count() - 1);
        } finally {
            lock.unlock();
        }
    }

    /** Sends the open batch as soon as there is room, full or not. */
    void makeDue() {
        lock.lock();
        try {
            isDue = open.count() > 0;
            trySeal();
        } finally {
            lock.unlock();
        }
    }

    /** Puts a barrier behind every event added so far. */
    PendingFlush beginFlush() {
        lock.lock();
        try {
            throwIfOver();
            PendingFlush flush = queue.beginFlush(open.count() > 0);
            makeDue();
            wakeAll();
            return flush;
        } finally {
            lock.unlock();
        }
    }

    /** Takes up a new connection. */
    SendQueue.Resumption resume(Opened opened) {
        return change(x -> {
            int limit = opened.getLimits().getBatchEventCount();
            // Batches that are numbered by their content are cut by it alone, whatever the server of the day allows.
            if (options.firstSequence == 0 && limit > 0) {
                batchEvents = Math.min(options.batchEvents, limit);
            }
            return x.resume(opened);
        });
    }

    /** The connection is gone, and the pause that its server wanted. */
    void suspend() {
        update(x -> {
            pauseEnd = null;
            x.suspend();
        });
    }

    /** Sends no batch for a while, beginning now. */
    void pause(long nanos) {
        update(x -> pauseEnd = System.nanoTime() + nanos);
    }

    /** What to do next on this connection. */
    SendStep nextStep() {
        lock.lock();
        try {
            if (isOver(pauseEnd)) {
                pauseEnd = null;
            }
            return queue.next(pauseEnd != null, isClosed);
        } finally {
            lock.unlock();
        }
    }

    /** Something has changed that the stream's thread is to look at. */
    void wake() {
        lock.lock();
        try {
            wakeAll();
        } finally {
            lock.unlock();
        }
    }

    /** Counts the changes. */
    long version() {
        return read(x -> version);
    }

    /**
     * Waits until something has changed or a time has come, and sends what has lingered for long enough.
     *
     * @param seen the version that the caller has looked at
     * @param end a time of System.nanoTime at which to go on in any case; null: none
     */
    void awaitChange(long seen, Long end) throws InterruptedException {
        lock.lock();
        try {
            while (version == seen) {
                if (isOver(lingerEnd)) {
                    lingerEnd = null;
                    makeDue();
                    continue;
                }
                if (isOver(pauseEnd)) {
                    pauseEnd = null;
                    return;
                }
                if (isOver(end)) {
                    return;
                }
                long nanos = Math.min(untilNanos(lingerEnd), Math.min(untilNanos(end), untilNanos(pauseEnd)));
                isUntimed = lingerEnd == null;
                changed.await(nanos, TimeUnit.NANOSECONDS);
                isUntimed = false;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a time; batches gather and close meanwhile. */
    void sleep(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        while (!isOver(end)) {
            awaitChange(version(), end);
        }
    }

    /** Ends the stream for good; the first reason stands. */
    void fail(RuntimeException reason) {
        lock.lock();
        try {
            failure = failure == null ? reason : failure;
            tellAllWaiting();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing comes any more for those who wait. */
    void abandon() {
        lock.lock();
        try {
            tellAllWaiting();
        } finally {
            lock.unlock();
        }
    }

    /** No event comes any more. */
    void close() {
        update(x -> {
            // What an interrupted call has added is sent, too.
            isDue = open.count() > 0;
            isClosed = true;
        });
    }

    /** Throws why the stream failed, if it did. */
    void throwIfFailed() {
        lock.lock();
        try {
            if (failure != null) {
                throw again();
            }
        } finally {
            lock.unlock();
        }
    }

    private void tellAllWaiting() {
        List<CompletableFuture<?>> waiting = new ArrayList<>();
        queue.flushes().forEach(flush -> waiting.add(flush.done()));
        for (PendingBatch batch : queue.unacknowledged()) {
            if (batch.outcome() != null) {
                batch.complete();
            } else if (batch.isAwaited()) {
                waiting.add(batch.await());
            }
        }
        if (open.isAwaited()) {
            waiting.add(open.await());
        }
        for (CompletableFuture<?> future : waiting) {
            RuntimeException told = failure == null ? closed() : again();
            // By another thread: what a caller does next may wait for the one that tells.
            CompletableFuture.runAsync(() -> future.completeExceptionally(told));
        }
        wakeAll();
    }

    private boolean hasRoom(int bytes) {
        throwIfOver();
        boolean isFull = open.count() >= batchEvents || (open.count() > 0 && open.cutBytes() + bytes > options.batchBytes);
        if (!isFull) {
            return true;
        }
        isDue = true;
        return trySeal();
    }

    private boolean trySeal() {
        if (!isDue || open.count() == 0) {
            return true;
        }
        if (!queue.hasBegun() || queue.unacked() >= options.maxInFlight) {
            return false;
        }
        // What is acknowledged and not stable yet is kept for a resend, but never at the price of a stall.
        if (queue.keptBytes() + open.cutBytes() > options.bufferBytes && queue.unacked() > 0) {
            return false;
        }
        queue.makeRoom(open.cutBytes(), options.bufferBytes);
        queue.seal(open);
        // The next one is likely to be as large.
        open = new PendingBatch(open.length() + open.length() / 8);
        isDue = false;
        lingerEnd = null;
        wakeAll();
        return true;
    }

    private void linger() {
        lingerEnd = System.nanoTime() + options.linger.toNanos();
        if (isUntimed) {
            changed.signalAll();
        }
    }

    private void wakeAll() {
        version++;
        changed.signalAll();
    }

    private void throwIfOver() {
        if (failure != null) {
            throw again();
        }
        if (isClosed) {
            throw closed();
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("The event stream is closed.");
    }

    // One exception thrown by several threads would lose its stack.
    private RuntimeException again() {
        return failure instanceof RetentionException known ? known.again() : new IllegalStateException("The event stream failed.", failure);
    }

    private static boolean isOver(Long end) {
        return end != null && end - System.nanoTime() <= 0;
    }

    private static long untilNanos(Long end) {
        return end == null ? Long.MAX_VALUE : end - System.nanoTime();
    }
}

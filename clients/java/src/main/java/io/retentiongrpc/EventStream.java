package io.retentiongrpc;

import io.grpc.Status;
import io.retentiongrpc.v1.Durability;
import io.retentiongrpc.v1.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Streams events to the server in batches, each kept until the server has it in its log and sent again when a connection breaks before
 * that: every event counts once. Safe for use by many threads; events of one caller are sent in the order of its calls.
 *
 * <p>Close it to send what is left. A stream has a thread of its own, which calls the listeners of its options.
 */
public final class EventStream implements AutoCloseable {
    // Events of a collection that take the buffer's lock once.
    private static final int TOGETHER = 32;

    private final RetentionClient client;
    private final EventStreamOptions options;
    private final BatchBuffer buffer;
    private final Retries retries;
    private final StreamPosition position = new StreamPosition();
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final Object closing = new Object();
    private final Thread thread;
    private volatile boolean isStopping;

    EventStream(RetentionClient client, EventStreamOptions options) {
        this.client = client;
        this.options = options;
        this.buffer = new BatchBuffer(options);
        this.retries = new Retries(client.jitter(), options.retryFor);
        this.thread = new Thread(this::run, "retention-stream-" + options.producerId);
        this.thread.setDaemon(true);
    }

    /** Who sends. */
    public String producerId() {
        return options.producerId;
    }

    /**
     * Every batch of this stream up to this sequence is in the server's log. It falls back where the server lost data, until that is sent
     * again.
     */
    public long ackedThrough() {
        return buffer.read(SendQueue::ackedThrough);
    }

    /** The newest: pass it as QueryOptions.read_token to read what was acknowledged. */
    public String lastReadToken() {
        return position.readToken();
    }

    /** What an ack promises. */
    public Durability durability() {
        return position.durability();
    }

    /**
     * The events that no ack covers, in order: what is left to do something else with where the stream has failed. They may be in the log
     * all the same.
     */
    public List<Event> unacknowledged() {
        return buffer.unacknowledged();
    }

    /**
     * Adds an event. Waits while {@link EventStreamOptions.Builder#maxInFlight} batches are without an ack, or
     * {@link EventStreamOptions.Builder#bufferBytes} are kept.
     *
     * @param event the event
     * @throws InterruptedException interrupted while it waited; the event is then not added
     * @throws IllegalArgumentException the event is larger than a batch may be
     * @throws RetentionException the stream failed for good
     * @throws IllegalStateException the stream is closed, or a listener threw
     */
    public void add(Event event) throws InterruptedException {
        addOne(event, false);
        if (options.hasNoLinger()) {
            buffer.makeDue();
        }
    }

    /** Adds events, as {@link #add} does one. */
    public void addAll(Iterable<Event> events) throws InterruptedException {
        // What comes slowly is not held up by what follows it; a collection is there as a whole.
        EncodedEvents some = new EncodedEvents(options.batchBytes, events instanceof Collection ? TOGETHER : 1);
        try {
            for (Iterator<Event> all = events.iterator(); all.hasNext();) {
                some.clear();
                try {
                    some.fill(all);
                } finally {
                    // Those before one that is too large, too.
                    addEncoded(some, false);
                }
            }
        } finally {
            if (options.hasNoLinger()) {
                buffer.makeDue();
            }
        }
    }

    /**
     * Sends events at once. They share batches with those of other callers. Waits for room, as {@link #add} does.
     *
     * @param events the events
     * @return when the server has acknowledged them, those that were not accepted; none: all of them count. It fails with a
     *     {@link RetentionException} where the stream fails for good
     * @throws InterruptedException interrupted while it waited for room; what was added by then is sent all the same
     * @throws IllegalArgumentException an event is larger than a batch may be; those before it are sent
     * @throws RetentionException the stream has failed for good before
     */
    public CompletableFuture<List<EventRejection>> send(Iterable<Event> events) throws InterruptedException {
        List<Event> added = new ArrayList<>();
        Map<BatchBuffer.Place, Integer> places = new HashMap<>();
        Set<PendingBatch> batches = new LinkedHashSet<>();
        try {
            for (Event event : events) {
                BatchBuffer.Place place = addOne(event, true);
                places.put(place, added.size());
                batches.add(place.batch());
                added.add(event);
            }
        } finally {
            buffer.makeDue();
        }
        CompletableFuture<?>[] outcomes = batches.stream().map(PendingBatch::await).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(outcomes).thenApply(x -> {
            List<EventRejection> own = new ArrayList<>();
            for (PendingBatch batch : batches) {
                for (EventRejection one : batch.outcome().rejections()) {
                    Integer index = places.get(new BatchBuffer.Place(batch, one.index()));
                    if (index != null) {
                        own.add(new EventRejection(added.get(index), index, one.reason(), one.field(), one.message()));
                    }
                }
            }
            return List.copyOf(own);
        });
    }

    /** {@link #send(Iterable)} of a few. */
    public CompletableFuture<List<EventRejection>> send(Event... events) throws InterruptedException {
        return send(Arrays.asList(events));
    }

    /**
     * Sends what was added.
     *
     * @return completes when the server has confirmed that all of it is in its log; fails with a {@link RetentionException} where the
     *     stream fails for good. Cancel it to wait no more
     * @throws RetentionException the stream has failed for good before
     */
    public CompletableFuture<Void> flush() {
        PendingFlush flush = buffer.beginFlush();
        flush.done().whenComplete((done, failed) -> buffer.update(queue -> queue.endFlush(flush)));
        return flush.done();
    }

    /**
     * Flushes and ends the stream, for as long as {@link EventStreamOptions.Builder#retryFor} allows. An interrupt ends it at once: events
     * without an ack may be lost. Closing again does nothing.
     *
     * @throws RetentionException the stream failed for good, or the thread was interrupted
     */
    @Override
    public void close() {
        close(null);
    }

    /**
     * Flushes and ends the stream.
     *
     * @param patience after this time it ends at once: events without an ack may be lost. Null: for as long as
     *     {@link EventStreamOptions.Builder#retryFor} allows
     * @throws RetentionException the stream failed for good, or the time was over (DEADLINE_EXCEEDED), or the thread was interrupted
     */
    public void close(Duration patience) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("A listener of the stream must not wait for its end.");
        }
        synchronized (closing) {
            if (isStopping) {
                return;
            }
            try {
                finish(patience == null ? Long.MAX_VALUE : System.nanoTime() + patience.toNanos());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new RetentionException(RetentionError.of(Status.Code.CANCELLED, "Interrupted while closing."), interrupted);
            } catch (TimeoutException late) {
                throw new RetentionException(RetentionError.of(Status.Code.DEADLINE_EXCEEDED, "Not all was acknowledged in time."), late);
            } finally {
                stop();
            }
        }
    }

    void open() throws InterruptedException {
        thread.start();
        try {
            opened.get();
        } catch (ExecutionException refused) {
            stop();
            buffer.throwIfFailed();
        } catch (InterruptedException interrupted) {
            stop();
            throw interrupted;
        }
    }

    private void finish(long end) throws InterruptedException, TimeoutException {
        buffer.throwIfFailed();
        try {
            flush().get(leftNanos(end), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            buffer.throwIfFailed();
        }
        buffer.close();
        TimeUnit.NANOSECONDS.timedJoin(thread, leftNanos(end));
        if (thread.isAlive()) {
            throw new TimeoutException();
        }
        // A connection may break for good after its last ack, and that takes nothing away.
        if (!unacknowledged().isEmpty()) {
            buffer.throwIfFailed();
        }
    }

    private static long leftNanos(long end) {
        return end == Long.MAX_VALUE ? end : end - System.nanoTime();
    }

    private void stop() {
        isStopping = true;
        buffer.close();
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                isInterrupted = true;
            }
        }
        buffer.abandon();
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private BatchBuffer.Place addOne(Event event, boolean isAwaited) throws InterruptedException {
        EncodedEvents encoded = new EncodedEvents(options.batchBytes, 1);
        encoded.add(event);
        return addEncoded(encoded, isAwaited);
    }

    private BatchBuffer.Place addEncoded(EncodedEvents encoded, boolean isAwaited) throws InterruptedException {
        return buffer.add(encoded, isAwaited, Thread.currentThread() != thread);
    }

    // Keeps a connection until the stream is closed or fails for good.
    private void run() {
        try {
            for (StreamEnd end = connect(); end != null; end = connect()) {
                if (isStopping) {
                    break;
                }
                retries.fail(end.broken());
                check(end);
                buffer.sleep(retries.delayNanos(end.broken() == null ? Optional.empty() : end.broken().retryDelay()));
                client.reconnect();
            }
        } catch (InterruptedException stopped) {
            opened.cancel(false);
        } catch (RetentionException failure) {
            fail(failure);
        } catch (Throwable failure) {
            fail(new IllegalStateException("The event stream failed: " + failure, failure));
        }
    }

    private void fail(RuntimeException failure) {
        buffer.fail(failure);
        opened.completeExceptionally(failure);
    }

    private StreamEnd connect() throws InterruptedException {
        return new StreamConnection(client, options, buffer, retries, position, () -> opened.complete(null)).run();
    }

    private void check(StreamEnd end) {
        if (end.broken() != null) {
            if (!retries.isWorthIt(end.broken()) || retries.isOver()) {
                throw new RetentionException(end.broken(), end.cause());
            }
            BatchReport.call(options.retrying, end.broken());
        } else if (retries.count() > 1 && retries.isOver()) {
            throw new RetentionException(RetentionError.of(Status.Code.UNAVAILABLE, "The server goes away again and again."), null);
        }
    }
}

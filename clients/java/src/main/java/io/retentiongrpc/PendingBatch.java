package io.retentiongrpc;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.retentiongrpc.v1.Batch;
import io.retentiongrpc.v1.Event;
import io.retentiongrpc.v1.StreamEventsRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A batch: it gathers events, is sealed with a sequence, and is kept until the server says that it may be forgotten. */
final class PendingBatch {
    /** What the message around the events may take, as batches are cut by it. */
    static final int FRAMING_BYTES = 64;

    /** What a tag and a length before an event may take, as batches are cut by it. */
    static final int EVENT_FRAMING_BYTES = 5;

    private static final int FIRST_CAPACITY = 1_024;

    private byte[] events;
    private int length;
    private long sequence;
    private int count;
    private int cutBytes = FRAMING_BYTES;
    private int sendCount;
    private OutgoingMessage message;
    private CompletableFuture<BatchOutcome> awaited;
    private volatile BatchOutcome outcome;

    /** @param capacity bytes of events that there is room for at first */
    PendingBatch(int capacity) {
        events = new byte[Math.max(capacity, FIRST_CAPACITY)];
    }

    /** 0 while it gathers. */
    long sequence() {
        return sequence;
    }

    int count() {
        return count;
    }

    /** Bytes of its events. */
    int length() {
        return length;
    }

    /** Bytes by which it is cut, no fewer than the message has. How they are counted must never change. */
    int cutBytes() {
        return cutBytes;
    }

    /** The message; null before it is sealed. */
    OutgoingMessage message() {
        return message;
    }

    int sendCount() {
        return sendCount;
    }

    void countSending() {
        sendCount++;
    }

    /** What became of it; null until that was told. */
    BatchOutcome outcome() {
        return outcome;
    }

    /** Whether a caller waits for its outcome. */
    boolean isAwaited() {
        return awaited != null;
    }

    /** Its outcome, for a caller that waits. */
    CompletableFuture<BatchOutcome> await() {
        if (awaited == null) {
            awaited = new CompletableFuture<>();
        }
        return awaited;
    }

    /** What became of it was told. */
    void setOutcome(BatchOutcome told) {
        outcome = told;
    }

    /** Lets those go on who wait for its outcome. */
    void complete() {
        if (awaited != null) {
            BatchOutcome told = outcome;
            // By another thread: what a caller does next may wait for the one that tells.
            awaited.completeAsync(() -> told);
        }
    }

    /** The events, read from the bytes. */
    List<Event> events() {
        try {
            return Batch.parser().parseFrom(events, 0, length).getEventsList();
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("A batch does not hold what was written to it.", impossible);
        }
    }

    /**
     * Adds encoded events, from one that there is room for to the last that there is.
     *
     * @return the place of the first that is not added
     */
    int addFrom(EncodedEvents added, int first, int mostEvents, int mostBytes) {
        int next = first;
        do {
            cutBytes += added.cutBytes(next++);
            count++;
        } while (next < added.count() && count < mostEvents && cutBytes + added.cutBytes(next) <= mostBytes);
        int end = length + added.end(next) - added.end(first);
        if (end > events.length) {
            events = Arrays.copyOf(events, Math.max(events.length * 2, end));
        }
        System.arraycopy(added.bytes(), added.end(first), events, length, end - length);
        length = end;
        return next;
    }

    /** Gives it its sequence. Nothing is added any more. */
    void seal(long number) {
        sequence = number;
        events = Arrays.copyOf(events, length);
        int batchSize = CodedOutputStream.computeInt64Size(Batch.SEQUENCE_FIELD_NUMBER, number) + length;
        byte[] head = new byte[FRAMING_BYTES];
        CodedOutputStream framing = CodedOutputStream.newInstance(head);
        try {
            framing.writeTag(StreamEventsRequest.BATCH_FIELD_NUMBER, 2);
            framing.writeUInt32NoTag(batchSize);
            framing.writeInt64(Batch.SEQUENCE_FIELD_NUMBER, number);
        } catch (IOException impossible) {
            throw new IllegalStateException("The head of a batch is too large.", impossible);
        }
        message = new OutgoingMessage(Arrays.copyOf(head, framing.getTotalBytesWritten()), events);
    }
}

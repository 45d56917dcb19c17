package io.retentiongrpc;

import com.google.protobuf.CodedOutputStream;
import io.retentiongrpc.v1.Batch;
import io.retentiongrpc.v1.Event;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;

/**
 * A few events in the bytes of a batch, before they have a place in one: encoding is most of the work of adding, and is done outside the
 * buffer's lock.
 */
final class EncodedEvents {
    private static final int EVENT_CAPACITY = 64;

    private final int batchBytes;
    private final int[] cutBytes;
    // Where the event before a place ends, from 0 on.
    private final int[] ends;
    private byte[] bytes;
    private CodedOutputStream output;
    private int count;

    /**
     * @param batchBytes what a batch may have
     * @param most how many events there is room for
     */
    EncodedEvents(int batchBytes, int most) {
        this.batchBytes = batchBytes;
        cutBytes = new int[most];
        ends = new int[most + 1];
        bytes = new byte[most * EVENT_CAPACITY];
        output = CodedOutputStream.newInstance(bytes);
    }

    int count() {
        return count;
    }

    /** The bytes by which batches are cut, for the event at a place. */
    int cutBytes(int place) {
        return cutBytes[place];
    }

    /** Where the bytes of the event before a place end, and those of the event at the place begin. */
    int end(int place) {
        return ends[place];
    }

    byte[] bytes() {
        return bytes;
    }

    /** @throws IllegalArgumentException the event is larger than a batch may be */
    void add(Event event) {
        int size = event.getSerializedSize();
        int cut = size + PendingBatch.EVENT_FRAMING_BYTES;
        if (cut + PendingBatch.FRAMING_BYTES > batchBytes) {
            throw new IllegalArgumentException("The event has " + cut + " bytes; a batch has at most " + batchBytes + ".");
        }
        int start = ends[count];
        int end = start + 1 + CodedOutputStream.computeUInt32SizeNoTag(size) + size;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, end));
            output = CodedOutputStream.newInstance(bytes, start, bytes.length - start);
        }
        try {
            output.writeTag(Batch.EVENTS_FIELD_NUMBER, 2);
            output.writeUInt32NoTag(size);
            event.writeTo(output);
        } catch (IOException impossible) {
            throw new IllegalStateException("An event has other bytes than it said.", impossible);
        }
        cutBytes[count++] = cut;
        ends[count] = end;
    }

    /**
     * Adds until it is full.
     *
     * @throws IllegalArgumentException an event is larger than a batch may be; those before it are there
     */
    void fill(Iterator<Event> events) {
        while (count < cutBytes.length && events.hasNext()) {
            add(events.next());
        }
    }

    /** Makes room for others. */
    void clear() {
        count = 0;
        output = CodedOutputStream.newInstance(bytes);
    }
}

package io.retentiongrpc;

import io.retentiongrpc.v1.Credits;

/** What is on its way on a connection, and how much the server allows there. Not safe for use by several threads. */
final class SendWindow {
    private int batchLimit = Integer.MAX_VALUE;
    private long byteLimit = Long.MAX_VALUE;
    private int batches;
    private long bytes;

    /** Whether nothing is on its way. */
    boolean isEmpty() {
        return batches == 0;
    }

    /** Takes the newest credits. */
    void grant(Credits credits) {
        batchLimit = credits.getBatchCount();
        byteLimit = credits.getByteCount();
    }

    /** Whether a message may be sent now. When nothing is on its way, it always may. */
    boolean allows(int size) {
        return isEmpty() || (batches < batchLimit && bytes + size <= byteLimit);
    }

    void add(int size) {
        batches++;
        bytes += size;
    }

    void remove(int size) {
        batches--;
        bytes -= size;
    }

    /** Forgets the connection: what was on its way and the credits. */
    void clear() {
        batches = 0;
        bytes = 0;
        batchLimit = Integer.MAX_VALUE;
        byteLimit = Long.MAX_VALUE;
    }
}

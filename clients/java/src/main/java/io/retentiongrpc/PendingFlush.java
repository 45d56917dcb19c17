package io.retentiongrpc;

import java.util.concurrent.CompletableFuture;

/** A barrier that a caller waits for. */
final class PendingFlush {
    private final long id;
    private final long through;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private boolean isSent;

    PendingFlush(long id, long through) {
        this.id = id;
        this.through = through;
    }

    /** Comes back in the server's Flushed. */
    long id() {
        return id;
    }

    /** The newest batch that lies before it; 0: none. */
    long through() {
        return through;
    }

    /** Completes when the server has answered, with all batches before it acknowledged. */
    CompletableFuture<Void> done() {
        return done;
    }

    /** Whether it is on its way on the connection of now. */
    boolean isSent() {
        return isSent;
    }

    void setSent(boolean value) {
        isSent = value;
    }
}

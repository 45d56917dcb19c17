package io.retentiongrpc;

import java.util.OptionalLong;

/** A call failed, or an event stream ended for good: repeating will not help, or was given up. */
public final class RetentionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient RetentionError error;
    private final long sequence;

    RetentionException(RetentionError error, Throwable cause) {
        this(error, 0, cause);
    }

    /** @param sequence the batch at fault; 0: none */
    RetentionException(RetentionError error, long sequence, Throwable cause) {
        super(sequence == 0 ? error.toString() : "batch " + sequence + ": " + error, cause);
        this.error = error;
        this.sequence = sequence;
    }

    /** What the server said. */
    public RetentionError error() {
        return error;
    }

    /** The batch at fault, where it is one: the first that was refused, or that was lost. */
    public OptionalLong sequence() {
        return sequence == 0 ? OptionalLong.empty() : OptionalLong.of(sequence);
    }

    /** The same for another caller: one object thrown by several threads would lose its stack. */
    RetentionException again() {
        return new RetentionException(error, sequence, getCause());
    }
}

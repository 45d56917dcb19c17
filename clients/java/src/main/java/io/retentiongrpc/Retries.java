package io.retentiongrpc;

import io.retentiongrpc.v1.ErrorReason;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** What is worth trying again, and when: exponential backoff with full jitter, after the time that the server asks for. */
final class Retries {
    /** The longest wait that is not asked for by the server. */
    static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final int LARGEST_DOUBLING = 10;

    private final DoubleSupplier jitter;
    private final Duration retryFor;
    private int failures;
    private int gaps;
    private long failingSince;

    /**
     * @param jitter chance: numbers of at least 0 and below 1
     * @param retryFor how long to try without progress; null: for ever
     */
    Retries(DoubleSupplier jitter, Duration retryFor) {
        this.jitter = jitter;
        this.retryFor = retryFor;
    }

    /** Failures since the last progress. */
    int count() {
        return failures;
    }

    /** Those of them that were gaps: the server asked for a batch that comes before the next to be sent. */
    int gaps() {
        return gaps;
    }

    /** Whether it has gone on for too long without progress. */
    boolean isOver() {
        return retryFor != null && System.nanoTime() - failingSince >= retryFor.toNanos();
    }

    /** Something went well. */
    void progress() {
        failures = 0;
        gaps = 0;
    }

    /**
     * Something failed, or ended as it should and has to be begun again.
     *
     * @param error what failed, or null
     */
    void fail(RetentionError error) {
        if (error != null && error.reason() == ErrorReason.ERROR_REASON_SEQUENCE_GAP) {
            gaps++;
        }
        if (failures++ == 0) {
            failingSince = System.nanoTime();
        }
    }

    /** Whether the same again may do better. */
    boolean isWorthIt(RetentionError error) {
        return switch (error.reason()) {
            // The server does not know what this client has no more: one try from where it says, for the loss to be told.
            case ERROR_REASON_SEQUENCE_GAP -> gaps == 1;
            case ERROR_REASON_STORE_UNAVAILABLE, ERROR_REASON_SHUTTING_DOWN, ERROR_REASON_OPEN_TIMEOUT,
                ERROR_REASON_MESSAGE_TIMEOUT, ERROR_REASON_SLOW_READER, ERROR_REASON_OVERLOADED -> true;
            // A fault of the server, which its operator has to look at.
            case ERROR_REASON_INTERNAL_ERROR -> false;
            default -> error.retryDelay().isPresent() || isPassing(error);
        };
    }

    /** How many nanoseconds to wait: longer with each failure, and by chance, so that not all clients of a server come at once. */
    long delayNanos(Optional<Duration> asked) {
        long whole = FIRST_BACKOFF.toNanos() << Math.min(Math.max(failures - 1, 0), LARGEST_DOUBLING);
        long drawn = (long) (Math.min(whole, LONGEST_BACKOFF.toNanos()) * jitter.getAsDouble());
        return asked.orElse(Duration.ZERO).toNanos() + drawn;
    }

    private static boolean isPassing(RetentionError error) {
        return switch (error.statusCode()) {
            case UNAVAILABLE, CANCELLED, DEADLINE_EXCEEDED, INTERNAL, UNKNOWN -> true;
            // A connection that the server ends in self-defence has this code, without a reason.
            case RESOURCE_EXHAUSTED -> error.reasonName().isEmpty();
            default -> false;
        };
    }
}

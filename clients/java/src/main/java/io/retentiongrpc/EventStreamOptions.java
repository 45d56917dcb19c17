package io.retentiongrpc;

import io.retentiongrpc.v1.DataLoss;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/** How an {@link EventStream} batches, sends and reports. */
public final class EventStreamOptions {
    final String producerId;
    final long firstSequence;
    final int batchEvents;
    final int batchBytes;
    final Duration linger;
    final int maxInFlight;
    final Duration retryFor;
    final long bufferBytes;
    final Consumer<BatchOutcome> batchAcknowledged;
    final Consumer<RetentionError> retrying;
    final Consumer<DataLoss> dataLost;

    private EventStreamOptions(Builder from) {
        producerId = from.producerId;
        firstSequence = from.firstSequence;
        batchEvents = from.batchEvents;
        batchBytes = from.batchBytes;
        linger = from.linger;
        maxInFlight = from.maxInFlight;
        retryFor = from.retryFor;
        bufferBytes = from.bufferBytes;
        batchAcknowledged = from.batchAcknowledged;
        retrying = from.retrying;
        dataLost = from.dataLost;
    }

    /**
     * Begins with the defaults.
     *
     * @param producerId names the sequence of batches, 1 to 128 bytes: one for each independent sender, kept where the sender is restarted.
     *     A second stream of the same producer takes over from the first
     */
    public static Builder builder(String producerId) {
        return new Builder(producerId);
    }

    boolean hasTimedLinger() {
        return linger != null && !linger.isZero();
    }

    boolean hasNoLinger() {
        return linger != null && linger.isZero();
    }

    /** Makes options. A value out of its range is an IllegalArgumentException of the call that sets it. */
    public static final class Builder {
        private static final int LONGEST_ID = 128;
        // Longer times are for ever, and would not fit into nanoseconds.
        private static final Duration LONGEST_TIME = Duration.ofDays(36_500);

        private final String producerId;
        private long firstSequence;
        private int batchEvents = 500;
        private int batchBytes = 512 * 1024;
        private Duration linger = Duration.ofMillis(50);
        private int maxInFlight = 8;
        private Duration retryFor;
        private long bufferBytes = 16L * 1024 * 1024;
        private Consumer<BatchOutcome> batchAcknowledged;
        private Consumer<RetentionError> retrying;
        private Consumer<DataLoss> dataLost;

        private Builder(String producerId) {
            requireBetween(producerId.getBytes(StandardCharsets.UTF_8).length, 1, LONGEST_ID, "bytes of producerId");
            this.producerId = producerId;
        }

        /**
         * The sequence of the first batch, 1 or more. Unset: the one after the last that the server knows of this producer. Set it to 1 to
         * send the same content again, with {@link #lingerForEver}: batches that the server has are not sent, or are duplicates.
         */
        public Builder firstSequence(long value) {
            requireBetween(value, 1, Long.MAX_VALUE, "firstSequence");
            firstSequence = value;
            return this;
        }

        /** Events in a batch, 1 to 1,000; less where the server's limit is lower. Default 500. */
        public Builder batchEvents(int value) {
            requireBetween(value, 1, 1_000, "batchEvents");
            batchEvents = value;
            return this;
        }

        /** Bytes in a batch, 1,024 to 1,000,000. Default 512 KiB. An event that is larger is refused by {@link EventStream#add}. */
        public Builder batchBytes(int value) {
            requireBetween(value, 1_024, 1_000_000, "batchBytes");
            batchBytes = value;
            return this;
        }

        /** How long the first event of a batch waits for others. Default 50 ms; zero sends each call's events at once. */
        public Builder linger(Duration value) {
            linger = requireTime(value, "linger");
            return this;
        }

        /** Sends full batches only, until a flush. */
        public Builder lingerForEver() {
            linger = null;
            return this;
        }

        /** Batches that may be on their way without an ack, 1 to 1,000; {@link EventStream#add} waits beyond. Default 8. */
        public Builder maxInFlight(int value) {
            requireBetween(value, 1, 1_000, "maxInFlight");
            maxInFlight = value;
            return this;
        }

        /** How long to go on trying without any progress before the stream fails. Default: for ever. */
        public Builder retryFor(Duration value) {
            retryFor = requireTime(value, "retryFor");
            return this;
        }

        /**
         * Bytes of batches that are kept, acknowledged or not, {@link #batchBytes} or more; {@link EventStream#add} waits beyond. Default
         * 16 MiB. Where a server takes long to call acknowledged batches stable, the oldest of these give way.
         */
        public Builder bufferBytes(long value) {
            bufferBytes = value;
            return this;
        }

        /** Called for every batch once it is acknowledged, in order, one call at a time. It must not block or throw. */
        public Builder batchAcknowledged(Consumer<BatchOutcome> listener) {
            batchAcknowledged = listener;
            return this;
        }

        /**
         * Called before each wait for another try, with what broke the connection or why a batch was not taken yet. It must not block or
         * throw.
         */
        public Builder retrying(Consumer<RetentionError> listener) {
            retrying = listener;
            return this;
        }

        /**
         * Called when the server has lost batches that it once acknowledged, e.g. because an older copy of its data was put back, and that
         * are not kept here any more: their sequences. The stream goes on. Unset, it fails with a {@link RetentionException} that names
         * them. It must not block or throw.
         */
        public Builder dataLost(Consumer<DataLoss> listener) {
            dataLost = listener;
            return this;
        }

        /** The options, as they are set by now. */
        public EventStreamOptions build() {
            requireBetween(bufferBytes, batchBytes, Long.MAX_VALUE, "bufferBytes");
            return new EventStreamOptions(this);
        }

        private static void requireBetween(long value, long low, long high, String name) {
            if (value < low || value > high) {
                throw new IllegalArgumentException(name + " must be " + low + " to " + high + ", not " + value + ".");
            }
        }

        private static Duration requireTime(Duration value, String name) {
            if (value.isNegative()) {
                throw new IllegalArgumentException(name + " must not be negative, as " + value + " is.");
            }
            return value.compareTo(LONGEST_TIME) > 0 ? null : value;
        }
    }
}

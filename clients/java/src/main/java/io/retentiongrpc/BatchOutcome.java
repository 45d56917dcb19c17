package io.retentiongrpc;

import java.util.List;

/**
 * What became of a batch. The three counts add up to its events.
 *
 * @param sequence the batch
 * @param acceptedCount events that now count
 * @param duplicateCount events that the server had before; they count once
 * @param rejectedCount events that were not accepted
 * @param rejections which ones, in the order of the batch. An ack names the first 100; the others, and those of an ack that was lost, come
 *     from the server's dead letter, as far as it still has them
 * @param isAckLost a connection broke between a sending of this batch and its ack: its duplicates may be its own first sending
 */
public record BatchOutcome(
    long sequence, long acceptedCount, long duplicateCount, long rejectedCount, List<EventRejection> rejections, boolean isAckLost) {
}

package io.retentiongrpc;

import io.retentiongrpc.v1.BatchResult;
import io.retentiongrpc.v1.Event;
import io.retentiongrpc.v1.Rejection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Tells what became of batches: each once, in order. */
final class BatchReport {
    private final EventStreamOptions options;
    private final RejectionRecall recall;

    BatchReport(EventStreamOptions options, RejectionRecall recall) {
        this.options = options;
        this.recall = recall;
    }

    /**
     * Tells the outcome of a batch, unless it was told before.
     *
     * @param batch the batch
     * @param told the server's result; null where the log has the batch and the result is gone
     * @param logThrough what the log is known to have by now
     */
    void tell(PendingBatch batch, BatchResult told, long logThrough) {
        // Where the data was lost, a batch is acknowledged twice.
        if (batch.outcome() != null) {
            return;
        }
        boolean isAckLost = batch.sendCount() > (told == null ? 0 : 1);
        BatchResult result = told != null
            ? told
            : BatchResult.newBuilder().setSequence(batch.sequence()).setDuplicateCount(batch.count()).build();
        boolean isListening = batch.isAwaited() || options.batchAcknowledged != null;
        boolean mayBeOld = (isAckLost || options.firstSequence > 0) && result.getDuplicateCount() > 0;
        boolean isCut = result.getRejectedCount() > result.getRejectionsCount();
        List<Rejection> recalled = isListening && (mayBeOld || isCut) ? recall.of(batch.sequence(), logThrough) : List.of();
        BatchOutcome outcome = outcomeOf(batch, result, recalled, isAckLost);
        call(options.batchAcknowledged, outcome);
        batch.setOutcome(outcome);
    }

    /** Calls a listener, if there is one. What it throws is told apart from what a call throws. */
    static <T> void call(Consumer<T> listener, T value) {
        if (listener == null) {
            return;
        }
        try {
            listener.accept(value);
        } catch (RuntimeException thrown) {
            throw new IllegalStateException("A listener of the event stream threw: " + thrown, thrown);
        }
    }

    private static BatchOutcome outcomeOf(PendingBatch batch, BatchResult result, List<Rejection> recalled, boolean isAckLost) {
        TreeMap<Integer, Rejection> rejections = new TreeMap<>();
        result.getRejectionsList().forEach(x -> rejections.putIfAbsent(x.getIndex(), x));
        recalled.forEach(x -> rejections.putIfAbsent(x.getIndex(), x));
        rejections.keySet().removeIf(x -> x < 0 || x >= batch.count());
        // A rejected event of a batch that the log had counts there as duplicate.
        long old = Math.min(Math.max(rejections.size() - result.getRejectedCount(), 0), result.getDuplicateCount());
        List<Event> events = rejections.isEmpty() ? List.of() : batch.events();
        return new BatchOutcome(
            batch.sequence(),
            result.getAcceptedCount(),
            result.getDuplicateCount() - old,
            result.getRejectedCount() + old,
            rejections.values().stream()
                .map(x -> new EventRejection(events.get(x.getIndex()), x.getIndex(), x.getReason(), x.getField(), x.getMessage()))
                .toList(),
            isAckLost);
    }
}

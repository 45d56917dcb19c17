package retentiongrpc

import (
	"context"
	"sort"

	retentionv1 "retentiongrpc/retention/v1"
)

// batchReport tells what became of batches: each once, in order.
type batchReport struct {
	options *EventStreamOptions
	buffer  *batchBuffer
	recall  rejectionRecall
}

func newBatchReport(stream *EventStream) *batchReport {
	recall := rejectionRecall{client: stream.client, producerID: stream.options.ProducerID}
	return &batchReport{options: &stream.options, buffer: stream.buffer, recall: recall}
}

// tell tells the outcome of a batch, unless it was told before. The result is nil where the log has the batch and the result is gone;
// logThrough is what the log is known to have by now. The error is that of a call, which may go better on another connection.
func (r *batchReport) tell(ctx context.Context, covered coveredBatch, logThrough int64) error {
	batch, result := covered.batch, covered.result
	// Where the data was lost, a batch is acknowledged twice. Only connections write the outcome, one after the other.
	if batch.outcome != nil {
		return nil
	}
	isAckLost := covered.sends > 1 || (covered.sends == 1 && result == nil)
	if result == nil {
		result = &retentionv1.BatchResult{Sequence: batch.sequence, DuplicateCount: int64(batch.count)}
	}
	rejections := result.GetRejections()
	isListening := batch.isAwaited || r.options.BatchAcknowledged != nil
	mayBeOld := (isAckLost || r.options.FirstSequence > 0) && result.GetDuplicateCount() > 0
	isCut := result.GetRejectedCount() > int64(len(rejections))
	if isListening && (mayBeOld || isCut) {
		recalled, err := r.recall.of(ctx, batch.sequence, logThrough)
		if err != nil {
			return err
		}
		rejections = append(append([]*retentionv1.Rejection{}, rejections...), recalled...)
	}
	outcome := outcomeOf(batch, result, distinct(rejections, batch.count), isAckLost)
	if r.options.BatchAcknowledged != nil {
		r.options.BatchAcknowledged(*outcome)
	}
	r.buffer.change(func(*sendQueue) { batch.outcome = outcome })
	return nil
}

// distinct gives the rejections of a batch's events, the first for each, by index.
func distinct(rejections []*retentionv1.Rejection, count int) []*retentionv1.Rejection {
	sorted := append([]*retentionv1.Rejection{}, rejections...)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].GetIndex() < sorted[j].GetIndex() })
	kept := sorted[:0]
	for _, one := range sorted {
		isNew := len(kept) == 0 || kept[len(kept)-1].GetIndex() != one.GetIndex()
		if isNew && one.GetIndex() >= 0 && int(one.GetIndex()) < count {
			kept = append(kept, one)
		}
	}
	return kept
}

func outcomeOf(
	batch *pendingBatch, result *retentionv1.BatchResult, rejections []*retentionv1.Rejection, isAckLost bool,
) *BatchOutcome {
	// A rejected event of a batch that the log had counts there as duplicate.
	old := min(max(int64(len(rejections))-result.GetRejectedCount(), 0), result.GetDuplicateCount())
	outcome := &BatchOutcome{
		Sequence:       batch.sequence,
		AcceptedCount:  result.GetAcceptedCount(),
		DuplicateCount: result.GetDuplicateCount() - old,
		RejectedCount:  result.GetRejectedCount() + old,
		IsAckLost:      isAckLost,
	}
	if len(rejections) == 0 {
		return outcome
	}
	events := batch.events()
	for _, one := range rejections {
		outcome.Rejections = append(outcome.Rejections, EventRejection{
			Event:   events[one.GetIndex()],
			Index:   int(one.GetIndex()),
			Reason:  one.GetReason(),
			Field:   one.GetField(),
			Message: one.GetMessage(),
		})
	}
	return outcome
}

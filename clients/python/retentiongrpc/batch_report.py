"""Tells what became of batches."""

from __future__ import annotations

from typing import Iterable, List, Optional

from retentiongrpc import v1
from retentiongrpc.options import EventStreamOptions
from retentiongrpc.outcome import BatchOutcome, EventRejection
from retentiongrpc.pending import PendingBatch
from retentiongrpc.rejection_recall import RejectionRecall


class BatchReport:
    """Tells what became of batches: each once, in order."""

    def __init__(self, options: EventStreamOptions, recall: RejectionRecall) -> None:
        self._options = options
        self._recall = recall

    def tell(self, batch: PendingBatch, result: Optional[v1.BatchResult], log_through: int) -> None:
        """Tells the outcome of a batch, unless it was told before.

        The result is None where the log has the batch and the result is gone; log_through is what the log is known to have by now.
        """
        # Where the data was lost, a batch is acknowledged twice.
        if batch.outcome is not None:
            return
        is_ack_lost = batch.send_count > (0 if result is None else 1)
        if result is None:
            result = v1.BatchResult(sequence=batch.sequence, duplicate_count=batch.count)
        is_listening = batch.is_awaited or self._options.batch_acknowledged is not None
        may_be_old = (is_ack_lost or self._options.first_sequence is not None) and result.duplicate_count > 0
        is_cut = result.rejected_count > len(result.rejections)
        recalled: List[v1.Rejection] = []
        if is_listening and (may_be_old or is_cut):
            recalled = self._recall.of(batch.sequence, log_through)
        outcome = _outcome_of(batch, result, recalled, is_ack_lost)
        if self._options.batch_acknowledged is not None:
            self._options.batch_acknowledged(outcome)
        batch.outcome = outcome


def _outcome_of(batch: PendingBatch, result: v1.BatchResult, recalled: Iterable[v1.Rejection], is_ack_lost: bool) -> BatchOutcome:
    by_index = {one.index: one for one in (*recalled, *result.rejections) if 0 <= one.index < batch.count}
    # A rejected event of a batch that the log had counts there as duplicate.
    old = min(max(len(by_index) - result.rejected_count, 0), result.duplicate_count)
    events = batch.events if by_index else []
    return BatchOutcome(
        sequence=batch.sequence,
        accepted_count=result.accepted_count,
        duplicate_count=result.duplicate_count - old,
        rejected_count=result.rejected_count + old,
        rejections=[
            EventRejection(event=events[index], index=index, reason=one.reason, field=one.field, message=one.message)
            for index, one in sorted(by_index.items())
        ],
        is_ack_lost=is_ack_lost,
    )

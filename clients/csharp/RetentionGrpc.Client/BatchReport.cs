using RetentionGrpc.V1;

namespace RetentionGrpc.Client;

/// <summary>Tells what became of batches: each once, in order.</summary>
internal sealed class BatchReport(EventStreamOptions options, RejectionRecall recall)
{
    /// <summary>Tells the outcome of a batch, unless it was told before.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="result">The server's result; null where the log has the batch and the result is gone.</param>
    /// <param name="logThrough">What the log is known to have by now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task TellAsync(PendingBatch batch, BatchResult? result, long logThrough, CancellationToken cancellationToken)
    {
        // Where the data was lost, a batch is acknowledged twice.
        if (batch.Outcome is not null)
            return;
        var isAckLost = batch.SendCount > (result is null ? 0 : 1);
        result ??= new BatchResult { Sequence = batch.Sequence, DuplicateCount = batch.Count };
        var isListening = batch.IsAwaited || options.BatchAcknowledged is not null;
        var mayBeOld = (isAckLost || options.FirstSequence is not null) && result.DuplicateCount > 0;
        var isCut = result.RejectedCount > result.Rejections.Count;
        var recalled = isListening && (mayBeOld || isCut)
            ? await recall.OfAsync(batch.Sequence, logThrough, cancellationToken).ConfigureAwait(false)
            : [];
        var outcome = OutcomeOf(batch, result, recalled, isAckLost);
        options.BatchAcknowledged?.Invoke(outcome);
        batch.Outcome = outcome;
    }

    private static BatchOutcome OutcomeOf(PendingBatch batch, BatchResult result, IEnumerable<Rejection> recalled, bool isAckLost)
    {
        var rejections = result.Rejections.Concat(recalled)
            .Where(x => x.Index >= 0 && x.Index < batch.Count)
            .DistinctBy(x => x.Index)
            .OrderBy(x => x.Index)
            .ToList();
        // A rejected event of a batch that the log had counts there as duplicate.
        var old = Math.Clamp(rejections.Count - result.RejectedCount, 0, result.DuplicateCount);
        var events = rejections.Count == 0 ? [] : batch.Events;
        return new BatchOutcome(
            batch.Sequence,
            result.AcceptedCount,
            result.DuplicateCount - old,
            result.RejectedCount + old,
            [.. rejections.Select(x => new EventRejection(events[x.Index], x.Index, x.Reason, x.Field, x.Message))],
            isAckLost);
    }
}

using RetentionGrpc.Engine.Entries;

namespace RetentionGrpc.Server.Application;

/// <summary>The place of a batch in its producer's sequence, while its parts are handed to the writers.</summary>
/// <param name="producer">Who sent it.</param>
/// <param name="run">The producer's run that it belongs to.</param>
/// <param name="sequence">The batch's sequence.</param>
/// <param name="completeThrough">Batches up to this one are wholly in the log, or given up by the client.</param>
/// <param name="previous">For each partition the batch before that had a part there, in this run.</param>
internal sealed class BatchTurn(Producer producer, int run, long sequence, long completeThrough, long[] previous)
{
    /// <summary>The batch's sequence.</summary>
    public long Sequence => sequence;

    /// <summary>Hands over a part after the turn; null if its header no longer holds, because the producer's run has ended.</summary>
    public Task<WriteResult>? WriteLater(Func<Task<WriteResult>> write) => producer.WriteInRun(run, write);

    /// <summary>The header of the batch's part in a partition. Ask once for each, before the producer takes the next batch.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="isRest">Whether all other parts are in the log: then this one's landing makes the batch complete.</param>
    public SubBatchHeader HeaderOf(int partition, bool isRest)
    {
        var before = previous[partition];
        previous[partition] = sequence;
        var complete = isRest && completeThrough == sequence - 1 ? sequence : completeThrough;
        return new(producer.Tenant.Id, producer.Id, sequence, before, complete);
    }
}

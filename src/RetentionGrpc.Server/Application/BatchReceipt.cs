using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Server.Application;

/// <summary>An event that was not accepted.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="EventId">Its id, as far as it could be read.</param>
/// <param name="Verdict">Why.</param>
public sealed record Rejection(int Index, string EventId, Verdict Verdict);

/// <summary>
/// What became of a batch that is in the log and in the partitions' state. The three counts add up to its number of events.
/// </summary>
/// <param name="Sequence">The batch; 0 without a producer.</param>
/// <param name="Accepted">Events that now count.</param>
/// <param name="Duplicates">Events that counted before.</param>
/// <param name="Rejected">Events that were not accepted.</param>
/// <param name="Rejections">The first <see cref="RejectionLimit"/> of those, by index.</param>
/// <param name="Position">For each partition an entry that covers the batch and everything of its producer before it.</param>
public sealed record BatchReceipt(
    long Sequence, long Accepted, long Duplicates, long Rejected, IReadOnlyList<Rejection> Rejections, long[] Position)
{
    /// <summary>Rejections that are told one by one.</summary>
    public const int RejectionLimit = 100;

    /// <summary>The receipt of a batch that the log had before, whole.</summary>
    public static BatchReceipt Duplicate(long sequence, int eventCount, long[] position) => new(sequence, 0, eventCount, 0, [], position);
}

using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Engine.DeadLetters;

/// <summary>Names a rejected event in one partition, for as long as there is its log.</summary>
/// <param name="Sequence">The log entry that brought it.</param>
/// <param name="SubBatch">The place of its sub-batch in the entry, from 0.</param>
/// <param name="Event">Its place in the sub-batch, from 0.</param>
public readonly record struct RejectedEventKey(long Sequence, int SubBatch, int Event)
{
    /// <summary>The order in which the events came.</summary>
    public static IComparer<RejectedEventKey> ByArrival { get; } = Comparer<RejectedEventKey>.Create(
        (x, y) => (x.Sequence, x.SubBatch, x.Event).CompareTo((y.Sequence, y.SubBatch, y.Event)));
}

/// <summary>An event of the dead letter. Nothing of it changes.</summary>
/// <param name="Key">Names it.</param>
/// <param name="ReceivedMs">The log's time when it came.</param>
/// <param name="ProducerId">Who sent it; empty without a producer.</param>
/// <param name="BatchSequence">The batch that it was in; 0 without a producer.</param>
/// <param name="Index">Its place in that batch, from 0.</param>
/// <param name="Reason">Why it was rejected.</param>
/// <param name="Payload">Its bytes as they came, the first <see cref="EventLimits.EventBytes"/> of them.</param>
/// <param name="IsCut">Whether there were more.</param>
public sealed record RejectedEvent(
    RejectedEventKey Key, long ReceivedMs, string ProducerId, long BatchSequence, int Index, RejectionReason Reason,
    ReadOnlyMemory<byte> Payload, bool IsCut);

using RetentionGrpc.Engine.DeadLetters;
using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Server.Application;

/// <summary>Which rejected events.</summary>
/// <param name="Reason">Only those rejected for it; none for any.</param>
/// <param name="ProducerId">Only those of this producer; empty for any.</param>
public readonly record struct RejectedEventFilter(RejectionReason Reason, string ProducerId)
{
    /// <summary>Whether an event is one of them.</summary>
    public bool Matches(RejectedEvent rejected) =>
        (Reason == RejectionReason.None || rejected.Reason == Reason) && (ProducerId.Length == 0 || rejected.ProducerId == ProducerId);
}

/// <summary>An event of a list.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Event">The event.</param>
/// <param name="Rejection">Why it was rejected, as its sender was told.</param>
public sealed record ListedEvent(RejectedEventId Id, RejectedEvent Event, Rejection Rejection);

/// <summary>A page of a tenant's rejected events.</summary>
/// <param name="Events">The events, newest first.</param>
/// <param name="HasMore">Whether older ones follow.</param>
/// <param name="TotalCount">How many match, over all pages.</param>
public sealed record RejectedEventPage(IReadOnlyList<ListedEvent> Events, bool HasMore, long TotalCount);

/// <summary>What became of events that were judged again.</summary>
/// <param name="Accepted">They count now.</param>
/// <param name="Duplicates">They counted before, and left the dead letter.</param>
/// <param name="Rejected">They stay.</param>
/// <param name="Absent">They were not there (any more).</param>
/// <param name="Position">For each partition an entry that covers what became of them.</param>
public sealed record ReingestReceipt(long Accepted, long Duplicates, long Rejected, long Absent, long[] Position);

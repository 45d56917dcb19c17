using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Reference;

/// <summary>
/// The spans of a customer under the bases ACTIVITY and PURCHASE: each selected event keeps it a customer for the inactivity.
/// </summary>
internal static class ActivitySpans
{
    /// <summary>Reads them into the place of another customer's.</summary>
    public static CustomerSpans ReadInto(CustomerSpans spans, ReadOnlySpan<TimelineEvent> live, BoundSelector selector, long inactivityMs)
    {
        spans.Clear();
        foreach (ref readonly var act in live)
        {
            if (!selector.Picks(act))
                continue;
            spans.FirstStartMs ??= act.OccurredMs;
            spans.Add(act.OccurredMs, act.OccurredMs + inactivityMs);
        }
        return spans;
    }
}

using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Reference;

/// <summary>
/// The spans of a customer under the bases ACTIVITY and PURCHASE: each selected event keeps it a customer for the inactivity.
/// </summary>
internal static class ActivitySpans
{
    public static CustomerSpans Of(ReadOnlySpan<TimelineEvent> live, BoundSelector selector, long inactivityMs)
    {
        var spans = new CustomerSpans();
        Read(spans, live, selector, inactivityMs);
        return spans;
    }

    /// <summary>Adds the spans to those of a customer who has none yet.</summary>
    public static void Read(CustomerSpans spans, ReadOnlySpan<TimelineEvent> live, BoundSelector selector, long inactivityMs)
    {
        foreach (var act in live)
        {
            if (!selector.Picks(act))
                continue;
            spans.FirstStartMs ??= act.OccurredMs;
            spans.Add(act.OccurredMs, act.OccurredMs + inactivityMs);
        }
    }
}

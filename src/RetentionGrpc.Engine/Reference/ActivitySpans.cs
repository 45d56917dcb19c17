using RetentionGrpc.Engine.Counting;
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

    /// <summary>Reads those of a value into the place of another's: a cell counts as one event.</summary>
    public static CustomerSpans ReadInto(CustomerSpans spans, ValueCells cells, Cuts cuts, long inactivityMs)
    {
        spans.Clear();
        for (var cell = cells.Next(0); cell >= 0; cell = cells.Next(cell + 1))
        {
            var ms = cuts.TimeOf(cell);
            spans.FirstStartMs ??= ms;
            spans.Add(ms, ms + inactivityMs);
        }
        return spans;
    }
}

using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Counts customers in the days that begin with them, span by span.</summary>
/// <param name="days">The days, in order and apart from each other.</param>
internal sealed class DayLossScan(IReadOnlyList<Interval> days)
{
    // The whole is not asked for.
    private readonly WindowBuckets _places = new([default, .. days]);

    /// <summary>How many days.</summary>
    public int DayCount => days.Count;

    /// <summary>Adds one customer's part.</summary>
    public void Count(CustomerSpans spans, DayLossChanges into)
    {
        for (var i = 0; i < spans.Spans.Count; i++)
        {
            var span = spans.Spans[i];
            var (first, end) = (_places.FirstAfter(span.FromMs) - 1, _places.FirstAfter(span.ToMs) - 1);
            if (first == end)
                continue;
            into.Start(first, end);
            // Days end by the time at which the next begins: only the last of them can go on for longer than the span.
            if (days[end - 1].EndMs > span.ToMs && !spans.IsCustomerAt(days[end - 1].EndMs))
                into.Lose(end - 1);
        }
    }
}

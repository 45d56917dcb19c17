using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Counts customers in the days that begin with them, span by span.</summary>
/// <param name="days">The days, in order and apart from each other.</param>
internal sealed class DayLossScan(IReadOnlyList<Interval> days)
{
    // The whole is not asked for.
    private readonly WindowBuckets _places = new([default, .. days]);

    private readonly long[] _ends = [.. days.Select(day => day.EndMs)];

    /// <summary>How many days.</summary>
    public int DayCount => _ends.Length;

    /// <summary>Adds one customer's part.</summary>
    public void Count(CustomerSpans spans, DayLossChanges into)
    {
        foreach (ref readonly var span in spans.All)
        {
            var (first, end) = (_places.FirstAfter(span.FromMs) - 1, _places.FirstAfter(span.ToMs) - 1);
            if (first == end)
                continue;
            into.Start(first, end);
            // Days end by the time at which the next begins: only the last of them can go on for longer than the span.
            if (_ends[end - 1] > span.ToMs && !spans.IsCustomerAt(_ends[end - 1]))
                into.Lose(end - 1);
        }
    }
}

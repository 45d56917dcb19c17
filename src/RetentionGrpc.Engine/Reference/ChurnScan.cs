using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Counts customers in the windows of a question about churn, and in their days.</summary>
/// <param name="windows">The whole, then its buckets in order and apart from each other.</param>
/// <param name="days">The days of each, clipped ones included.</param>
internal sealed class ChurnScan(IReadOnlyList<Interval> windows, IReadOnlyList<Interval>[] days)
{
    private readonly ChurnSeriesScan _series = new(windows);
    private readonly DayLossScan _daysOfWhole = new(days[0]);
    private readonly DayLossScan _daysOfBuckets = new([.. days.Skip(1).SelectMany(list => list)]);

    /// <summary>Adds one customer's part.</summary>
    public void Count(CustomerSpans spans, ChurnStatistic into)
    {
        into.Customers += _series.Count(spans, into.Counts) == default ? 0 : 1;
        _daysOfWhole.Count(spans, into.DaysOfWhole);
        _daysOfBuckets.Count(spans, into.DaysOfBuckets);
    }
}

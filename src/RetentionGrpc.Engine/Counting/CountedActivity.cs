using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Reference;

namespace RetentionGrpc.Engine.Counting;

/// <summary>
/// How many distinct values were active, and how much. Days and buckets alone tell events apart; how many there are of a value matters only
/// to the histogram's test of a bucket.
/// </summary>
public sealed class CountedActivity : CountedMetric<ActivitySummary>
{
    private readonly ActivityQuery _query;
    private readonly ActivityLayout _layout;
    private readonly Cuts _cuts;

    /// <param name="query">The question.</param>
    /// <param name="calendar">The tenant's.</param>
    /// <param name="property">The declared event property, in UTF-8.</param>
    public CountedActivity(ActivityQuery query, TenantCalendar calendar, byte[] property)
    {
        (_query, _layout) = (query, new(query, calendar));
        _cuts = new([.. _layout.Days.Starts, .. query.Buckets.Starts]);
        Query = new SelectedCellsQuery([query.Selector], query.CustomerFilter, property, _cuts)
        {
            IsCounted = !query.IsActiveWithAny,
            HasSums = true,
        };
    }

    /// <inheritdoc/>
    public override CountedQuery<ValueCells> Query { get; }

    /// <inheritdoc/>
    public override ActivitySummary Of(CountedValues<ValueCells> values, CancellationToken deadline)
    {
        var (statistic, acts) = (new ActivityStatistic(_layout), new ActivityReference.CustomerActivity());
        foreach (var (_, cells) in values.Each(deadline))
        {
            acts.Read(cells, _cuts, _query.Buckets, _layout.Days);
            if (acts.Days.Count > 0)
                statistic.Count(acts);
        }
        var summary = statistic.Summary();
        return summary with
        {
            Total = Summed(summary.Total, values, _query.Buckets.Window),
            Buckets = [.. summary.Buckets.Select((bucket, i) => _query.StateOf(i) == CellState.NotYet
                ? bucket
                : bucket with { Counts = Summed(bucket.Counts, values, _query.Buckets[i]) })],
        };
    }

    /// <summary>Who is active, with the events and sessions of all cells of a window.</summary>
    private ActivityCounts Summed(ActivityCounts counts, CountedValues<ValueCells> values, Interval window)
    {
        var sum = new ActivityCounts(counts.Active, 0, 0, 0);
        for (var cell = _cuts.CellOf(window.StartMs); cell < _cuts.CellOf(window.EndMs) && cell < _cuts.Count; cell++)
            sum += values.Sums[cell];
        return sum;
    }
}

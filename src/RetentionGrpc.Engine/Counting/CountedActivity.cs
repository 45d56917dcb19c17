using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Reference;

namespace RetentionGrpc.Engine.Counting;

/// <summary>How many distinct values were active, and how much. Days and buckets alone tell events apart.</summary>
/// <param name="query">The question.</param>
/// <param name="calendar">The tenant's.</param>
/// <param name="property">The declared event property, in UTF-8.</param>
public sealed class CountedActivity(ActivityQuery query, TenantCalendar calendar, byte[] property) : CountedMetric<ActivitySummary>
{
    private readonly ActivityLayout _layout = new(query, calendar);

    /// <inheritdoc/>
    public override CountedQuery Query => new SelectedCellsQuery(
        [query.Selector], query.CustomerFilter, property, Cuts([.. _layout.Days.Starts, .. query.Buckets.Starts]));

    /// <inheritdoc/>
    public override ActivitySummary Of(CountedValues values, CancellationToken deadline)
    {
        var (statistic, acts) = (new ActivityStatistic(_layout), new ActivityReference.CustomerActivity());
        foreach (var (_, cells) in values.Each(deadline))
        {
            acts.Read(cells, query.Buckets, _layout.Days);
            if (acts.Days.Count > 0)
                statistic.Count(acts);
        }
        return statistic.Summary();
    }
}

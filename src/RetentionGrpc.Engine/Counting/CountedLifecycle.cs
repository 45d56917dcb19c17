using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Reference;

namespace RetentionGrpc.Engine.Counting;

/// <summary>Which values are new, returning, resurrecting and dormant. The ends of the buckets alone tell events apart.</summary>
/// <param name="query">The question.</param>
/// <param name="property">The declared event property, in UTF-8.</param>
public sealed class CountedLifecycle(LifecycleQuery query, byte[] property) : CountedMetric<IReadOnlyList<LifecycleCounts>>
{
    /// <inheritdoc/>
    public override CountedQuery Query => new SelectedCellsQuery(
        [query.Selector], query.CustomerFilter, property, Cuts([query.Before.StartMs, query.Before.EndMs, .. query.Buckets.Starts]));

    /// <inheritdoc/>
    public override IReadOnlyList<LifecycleCounts> Of(CountedValues values, CancellationToken deadline)
    {
        var (statistic, presence) = (new LifecycleStatistic(query.Buckets.Count), new LifecycleReference.Presence());
        foreach (var (_, cells) in values.Each(deadline))
        {
            presence.Read(cells, query);
            statistic.Count(presence, query);
        }
        return statistic.Buckets;
    }
}

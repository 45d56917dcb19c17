using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Reference;

namespace RetentionGrpc.Engine.Counting;

/// <summary>Which values are new, returning, resurrecting and dormant. The ends of the buckets alone tell events apart.</summary>
public sealed class CountedLifecycle : CountedMetric<IReadOnlyList<LifecycleCounts>>
{
    private readonly LifecycleQuery _query;
    private readonly Cuts _cuts;

    /// <param name="query">The question.</param>
    /// <param name="property">The declared event property, in UTF-8.</param>
    public CountedLifecycle(LifecycleQuery query, byte[] property)
    {
        (_query, _cuts) = (query, new([query.Before.StartMs, query.Before.EndMs, .. query.Buckets.Starts]));
        Query = new SelectedCellsQuery([query.Selector], query.CustomerFilter, property, _cuts);
    }

    /// <inheritdoc/>
    public override CountedQuery<ValueCells> Query { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<LifecycleCounts> Of(CountedValues<ValueCells> values, CancellationToken deadline)
    {
        var (statistic, presence) = (new LifecycleStatistic(_query.Buckets.Count), new LifecycleReference.Presence());
        foreach (var (_, cells) in values.Each(deadline))
        {
            presence.Read(cells, _cuts, _query);
            statistic.Count(presence, _query);
        }
        return statistic.Buckets;
    }
}

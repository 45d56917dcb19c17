using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>Who stayed and who left, window by window, day by day.</summary>
/// <param name="dayCounts">How many of the tenant's days each window has, clipped ones included; none: only customers are counted.</param>
public sealed class ChurnStatistic(IReadOnlyList<int> dayCounts) : IStatistic<ChurnStatistic>
{
    /// <summary>Customers in some count of the first window: at its start, at its end or at some time between.</summary>
    public long Customers { get; internal set; }

    internal ChurnSeries Counts { get; } = new(dayCounts.Count);

    internal DayLossChanges DaysOfWhole { get; } = new(dayCounts.Take(1).Sum());

    internal DayLossChanges DaysOfBuckets { get; } = new(dayCounts.Skip(1).Sum());

    /// <summary>The windows; the first is that of the request.</summary>
    public IReadOnlyList<WindowChurn> Windows()
    {
        var windows = new WindowChurn[dayCounts.Count];
        var losses = DaysOfBuckets.Days().AsSpan();
        for (var i = 0; i < windows.Length; i++)
        {
            if (i == 0)
            {
                windows[0] = new(Counts[0], DaysOfWhole.Days());
                continue;
            }
            windows[i] = new(Counts[i], losses[..dayCounts[i]].ToArray());
            losses = losses[dayCounts[i]..];
        }
        return windows;
    }

    /// <inheritdoc/>
    public void Add(ChurnStatistic other)
    {
        Customers += other.Customers;
        Counts.Add(other.Counts);
        DaysOfWhole.Add(other.DaysOfWhole);
        DaysOfBuckets.Add(other.DaysOfBuckets);
    }
}

/// <summary>Who stayed and who left, split by an attribute: every customer's timeline is read.</summary>
/// <param name="query">The question; its windows are the whole, then its buckets in order and apart from each other.</param>
/// <param name="dayCounts">How many of the tenant's days each of its windows has, clipped ones included.</param>
public sealed class ChurnByGroupQuery(ChurnQuery query, IReadOnlyList<int> dayCounts) : SplitQuery<ChurnStatistic>
{
    /// <inheritdoc/>
    protected override bool CountsAllAtFirst => dayCounts.Count + dayCounts.Sum() <= FewRows;

    /// <inheritdoc/>
    public override long? ReadsUntil => EndOf(query);

    /// <inheritdoc/>
    protected override ChurnStatistic CreateStatistic() => new(OnlyFindsGroups ? [] : dayCounts);

    /// <inheritdoc/>
    private protected override void Scan(TenantState tenant, SplitScan<ChurnStatistic> scan)
    {
        if (OnlyFindsGroups)
            ChurnReference.FindGroups(tenant, query, scan);
        else
            ChurnReference.Scan(tenant, query, scan);
    }
}

using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>Who bought again, window by window.</summary>
/// <param name="windowCount">How many windows; none: only customers are counted.</param>
/// <param name="exactGaps">The times between orders that are kept one by one.</param>
public sealed class RepeatPurchaseStatistic(int windowCount, IReadOnlyList<GapRange> exactGaps) : IStatistic<RepeatPurchaseStatistic>
{
    private readonly RepeatWindow[] _windows = new RepeatWindow[windowCount];

    // Of EVER: who counts from a bucket on is noted where it begins.
    private readonly RepeatCounts[] _everChanges = new RepeatCounts[windowCount + 1];
    private readonly Dictionary<int, long> _orderCounts = [];

    /// <summary>Purchasers of the first window, and who bought or was refunded in it.</summary>
    public long Customers { get; internal set; }

    /// <summary>The times between orders.</summary>
    public OrderGaps Gaps { get; private set; } = new(exactGaps);

    /// <summary>What was counted.</summary>
    public RepeatPurchaseSummary Summary()
    {
        var (windows, ever) = (new RepeatWindow[_windows.Length], default(RepeatCounts));
        for (var i = 0; i < windows.Length; i++)
        {
            ever += _everChanges[i];
            windows[i] = _windows[i] + new RepeatWindow(ever, default);
        }
        return new(windows, _orderCounts, Gaps);
    }

    /// <inheritdoc/>
    public void Add(RepeatPurchaseStatistic other)
    {
        Customers += other.Customers;
        for (var i = 0; i < _windows.Length; i++)
        {
            _windows[i] += other._windows[i];
            _everChanges[i] += other._everChanges[i];
        }
        foreach (var (orders, customers) in other._orderCounts)
            _orderCounts[orders] = _orderCounts.GetValueOrDefault(orders) + customers;
        Gaps += other.Gaps;
    }

    internal void Count(int window, in RepeatWindow counted) => _windows[window] += counted;

    /// <summary>Counts in a bucket and in all that follow.</summary>
    internal void CountFrom(int bucket, in RepeatCounts counts) => _everChanges[bucket] += counts;

    internal void CountOrders(int orders) => _orderCounts[orders] = _orderCounts.GetValueOrDefault(orders) + 1;
}

/// <summary>
/// Who bought again, split by an attribute: every customer's timeline is read. Ask it, then what <see cref="Next"/> gives until that is
/// null.
/// </summary>
/// <param name="query">The question.</param>
public sealed class RepeatPurchaseByGroupQuery(RepeatPurchaseQuery query) : SplitQuery<RepeatPurchaseStatistic>
{
    /// <inheritdoc/>
    protected override bool CountsAllAtFirst => !query.HasTimeBetweenOrders && query.Windows.Count <= FewRows;

    /// <summary>
    /// What to ask instead where an answer does not tell every median yet, of all groups together too; null where it is whole.
    /// </summary>
    /// <param name="answer">The answer of all partitions, by groups that are chosen.</param>
    public RepeatPurchaseByGroupQuery? Next(Split<RepeatPurchaseStatistic> answer)
    {
        OrderGaps[] gaps = [.. answer.All.Append(Whole(answer)).Select(statistic => statistic.Gaps)];
        return Array.Exists(gaps, one => one.IsMedianMissing)
            ? new(query.Keeping([.. gaps.SelectMany(one => one.NeededForMedian()).Distinct()])) { Grouping = Grouping }
            : null;
    }

    /// <inheritdoc/>
    public override long? ReadsUntil => EndOf(query);

    /// <inheritdoc/>
    protected override RepeatPurchaseStatistic CreateStatistic() => new(OnlyFindsGroups ? 0 : query.Windows.Count, query.ExactGaps);

    /// <inheritdoc/>
    private protected override void Scan(TenantState tenant, SplitScan<RepeatPurchaseStatistic> scan)
    {
        if (OnlyFindsGroups)
            RepeatPurchaseReference.FindGroups(tenant, query, scan);
        else
            RepeatPurchaseReference.Scan(tenant, query, scan);
    }
}

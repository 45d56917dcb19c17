using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>Whose purchases are counted, and since when; always up to the window's end. The numbers are those of the wire.</summary>
public enum RepeatPopulation : byte
{
    /// <summary>Customers with a purchase in the window, by what they bought in it.</summary>
    ActiveInWindow = 1,

    /// <summary>Customers whose first ever purchase is in the window, by what they bought before its end.</summary>
    AcquiredInWindow = 2,

    /// <summary>Customers with a purchase before the window's end, by all that they bought before it.</summary>
    Ever = 3,
}

/// <summary>Who bought again in one window.</summary>
/// <param name="Purchasers">Customers with a counted purchase.</param>
/// <param name="RepeatByDay">Those with a counted purchase on at least 2 of the tenant's days.</param>
/// <param name="RepeatByOrder">Those with at least 2 counted orders.</param>
public readonly record struct RepeatCounts(long Purchasers, long RepeatByDay, long RepeatByOrder)
{
    /// <summary>The counts of two disjoint sets of customers together.</summary>
    public static RepeatCounts operator +(RepeatCounts x, RepeatCounts y) =>
        new(x.Purchasers + y.Purchasers, x.RepeatByDay + y.RepeatByDay, x.RepeatByOrder + y.RepeatByOrder);
}

/// <summary>Purchases less refunds in one window, each at its own time; minor units, below 0 where more was given back.</summary>
/// <param name="All">Of all customers.</param>
/// <param name="AcquiredBefore">Of those whose first ever purchase is before the window.</param>
public readonly record struct WindowRevenue(Int128 All, Int128 AcquiredBefore)
{
    /// <summary>The revenue of two disjoint sets of customers together.</summary>
    public static WindowRevenue operator +(WindowRevenue x, WindowRevenue y) =>
        new(x.All + y.All, x.AcquiredBefore + y.AcquiredBefore);
}

/// <summary>One window.</summary>
/// <param name="Counts">Who bought again.</param>
/// <param name="Revenue">Whose money it was; 0 unless it was asked for.</param>
public readonly record struct RepeatWindow(RepeatCounts Counts, WindowRevenue Revenue)
{
    /// <summary>Of two disjoint sets of customers together.</summary>
    public static RepeatWindow operator +(RepeatWindow x, RepeatWindow y) => new(x.Counts + y.Counts, x.Revenue + y.Revenue);
}

/// <summary>How many purchasers have so many counted orders.</summary>
/// <param name="Orders">So many.</param>
/// <param name="Exact">Purchasers with exactly so many.</param>
/// <param name="AtLeast">Purchasers with so many or more.</param>
public readonly record struct OrderCountRow(int Orders, long Exact, long AtLeast);

/// <summary>Who bought again.</summary>
/// <param name="Windows">Window by window.</param>
/// <param name="OrderCounts">Of the first window: its purchasers by their counted orders; empty unless it was asked for.</param>
/// <param name="Gaps">Of the first window: the times between counted orders; none unless they were asked for.</param>
public sealed record RepeatPurchaseSummary(
    IReadOnlyList<RepeatWindow> Windows, IReadOnlyDictionary<int, long> OrderCounts, OrderGaps Gaps)
{
    /// <summary>The order-count histogram by rising number of orders; numbers that nobody has are left out.</summary>
    public IReadOnlyList<OrderCountRow> OrderCountRows()
    {
        var rows = new List<OrderCountRow>();
        var atLeast = 0L;
        foreach (var (orders, exact) in OrderCounts.OrderByDescending(pair => pair.Key))
        {
            atLeast += exact;
            rows.Add(new(orders, exact, atLeast));
        }
        rows.Reverse();
        return rows;
    }

    /// <summary>Of two disjoint sets of customers together.</summary>
    public static RepeatPurchaseSummary operator +(RepeatPurchaseSummary x, RepeatPurchaseSummary y)
    {
        var orderCounts = new Dictionary<int, long>(x.OrderCounts);
        foreach (var (orders, customers) in y.OrderCounts)
            orderCounts[orders] = orderCounts.GetValueOrDefault(orders) + customers;
        return new([.. x.Windows.Zip(y.Windows, (a, b) => a + b)], orderCounts, x.Gaps + y.Gaps);
    }
}

/// <summary>Who bought again: ask it, then what <see cref="Next"/> gives until that is null.</summary>
public sealed class RepeatPurchaseQuery : Query<RepeatPurchaseSummary>
{
    /// <summary>Whose purchases are counted.</summary>
    public required RepeatPopulation Population { get; init; }

    /// <summary>Only customers who pass it.</summary>
    public Filter CustomerFilter { get; init; } = Filter.None;

    /// <summary>
    /// The windows, each by itself: first the whole, of which the histogram and the times are, then its buckets in order and apart from
    /// each other.
    /// </summary>
    public required IReadOnlyList<Interval> Windows { get; init; }

    /// <summary>Whether to answer the order-count histogram.</summary>
    public bool HasOrderCounts { get; init; }

    /// <summary>Whether to answer the times between orders.</summary>
    public bool HasTimeBetweenOrders { get; init; }

    /// <summary>Whether to answer the revenue of each window.</summary>
    public bool HasRevenue { get; init; }

    /// <summary>The times between orders that are kept one by one.</summary>
    public IReadOnlyList<GapRange> ExactGaps { get; init; } = [];

    /// <summary>What to ask instead where an answer does not tell the median yet; null where it is whole.</summary>
    /// <param name="answer">The answer of all partitions.</param>
    public RepeatPurchaseQuery? Next(RepeatPurchaseSummary answer) =>
        answer.Gaps.IsMedianMissing ? Keeping(answer.Gaps.NeededForMedian()) : null;

    /// <summary>The same question that keeps other times between orders one by one.</summary>
    internal RepeatPurchaseQuery Keeping(IReadOnlyList<GapRange> exactGaps) => new()
    {
        Population = Population,
        CustomerFilter = CustomerFilter,
        Windows = Windows,
        HasOrderCounts = HasOrderCounts,
        HasTimeBetweenOrders = HasTimeBetweenOrders,
        HasRevenue = HasRevenue,
        ExactGaps = exactGaps,
    };

    /// <inheritdoc/>
    public override long? ReadsUntil => EndOf(Windows, CustomerFilter);

    /// <inheritdoc/>
    internal override void Plan(TenantState tenant) => Planner.SegmentsFor(tenant, this);

    /// <inheritdoc/>
    public override RepeatPurchaseSummary Answer(TenantState tenant) => Planner.SegmentsFor(tenant, this) is { } segments
        ? Gather(segments, reach => new RepeatOverIndexes(reach, this).Answer())
        : RepeatPurchaseReference.Scan(tenant, this);

    /// <inheritdoc/>
    public override RepeatPurchaseSummary Merge(RepeatPurchaseSummary left, RepeatPurchaseSummary right) => left + right;
}

using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Retention of one window in others by looking at every customer's timeline.</summary>
public static class RetentionReference
{
    /// <summary>One partition's share.</summary>
    public static RetentionCounts Scan(TenantState tenant, RetentionQuery query) =>
        new RetentionByGroupQuery(query).Answer(tenant).Rest.Counts;

    /// <summary>Counts every customer who passes in the statistic of its group.</summary>
    internal static void Scan(TenantState tenant, RetentionQuery query, SplitScan<RetentionStatistic> scan)
    {
        foreach (var (customer, firsts) in Customers(tenant, query))
            scan.Of(tenant.Live(customer)).Count(firsts);
    }

    /// <summary>Every customer who passes the filter, with the times of the first selected events, valid until the next.</summary>
    public static IEnumerable<(int Customer, FirstTimes Firsts)> Customers(TenantState tenant, RetentionQuery query)
    {
        var baseSelector = query.Base.Selector.Bind(tenant);
        var selectors = query.Comparisons.Select(comparison => comparison.Selector.Bind(tenant)).ToArray();
        var filter = query.CustomerFilter.Bind(tenant);
        var inComparisons = new long?[selectors.Length];
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            if (filter.PassesCustomer(tenant.Live(customer)))
                yield return (customer, FirstTimesOf(tenant.Live(customer), query, baseSelector, selectors, inComparisons));
        }
    }

    /// <summary>One customer's part of |A|: 0 or 1.</summary>
    public static long CountBase(FirstTimes firsts) => One(firsts.InBase is not null);

    /// <summary>One customer's part of the counts of A against one B: 0 or 1 each.</summary>
    public static RetentionComparison Compare(FirstTimes firsts, int comparison)
    {
        var inBase = firsts.InBase is not null;
        var inComparison = firsts.InComparisons[comparison] is not null;
        return new(One(inComparison), One(inBase && inComparison), One(inBase || inComparison));
    }

    private static long One(bool holds) => holds ? 1 : 0;

    private static FirstTimes FirstTimesOf(
        ReadOnlySpan<TimelineEvent> live, RetentionQuery query, BoundSelector baseSelector, BoundSelector[] selectors,
        long?[] inComparisons)
    {
        for (var i = 0; i < selectors.Length; i++)
            inComparisons[i] = FirstIn(live, selectors[i], query.Comparisons[i].Window);
        return new(FirstIn(live, baseSelector, query.Base.Window), inComparisons);
    }

    private static long? FirstIn(ReadOnlySpan<TimelineEvent> live, BoundSelector selector, Interval window)
    {
        for (var i = FirstAt(live, window.StartMs); i < live.Length && live[i].OccurredMs < window.EndMs; i++)
        {
            if (selector.Picks(live[i]))
                return live[i].OccurredMs;
        }
        return null;
    }

    /// <summary>The first event at an instant or after it.</summary>
    private static int FirstAt(ReadOnlySpan<TimelineEvent> live, long ms)
    {
        var (low, high) = (0, live.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = live[middle].OccurredMs < ms ? (middle + 1, high) : (low, middle);
        }
        return low;
    }

    /// <summary>When one customer first was active in each window; null where never.</summary>
    /// <param name="InBase">In A.</param>
    /// <param name="InComparisons">In each B.</param>
    public readonly record struct FirstTimes(long? InBase, IReadOnlyList<long?> InComparisons);
}

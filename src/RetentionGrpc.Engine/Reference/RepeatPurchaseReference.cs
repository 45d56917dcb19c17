using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Repeat purchase by looking at every customer's timeline.</summary>
public static class RepeatPurchaseReference
{
    /// <summary>One partition's share.</summary>
    public static RepeatPurchaseSummary Scan(TenantState tenant, RepeatPurchaseQuery query) =>
        new RepeatPurchaseByGroupQuery(query).Answer(tenant).Rest.Summary();

    /// <summary>Counts every customer who passes in the statistic of its group.</summary>
    internal static void Scan(TenantState tenant, RepeatPurchaseQuery query, SplitScan<RepeatPurchaseStatistic> scan)
    {
        var buckets = new WindowBuckets(query.Windows);
        foreach (var (customer, history) in Customers(tenant, query))
        {
            var statistic = scan.Of(tenant.Live(customer));
            var counted = Counted(history, query.Population, query.Windows[0]);
            statistic.Customers += One(IsThere(history, counted, query.Windows[0]));
            Add(history, 0, Count(counted), statistic);
            AddBuckets(history, statistic);
            if (query.HasOrderCounts && !counted.IsEmpty)
                statistic.CountOrders(counted.Orders);
            for (var n = 1; query.HasTimeBetweenOrders && n < counted.Orders; n++)
                statistic.Gaps.Add(counted.OrderMs(n) - counted.OrderMs(n - 1));
        }

        void Add(PurchaseHistory history, int window, RepeatCounts counts, RepeatPurchaseStatistic statistic) =>
            statistic.Count(window, new(counts, query.HasRevenue ? RevenueOf(history, query.Windows[window]) : default));

        // Whoever counts in a bucket paid or was refunded in it, or, of EVER, before: that counts from a bucket on, and is noted once.
        void AddBuckets(PurchaseHistory history, RepeatPurchaseStatistic statistic)
        {
            var isEver = query.Population == RepeatPopulation.Ever;
            var last = 0;
            for (var i = 0; i < history.PaymentCount && query.Windows.Count > 1; i++)
            {
                if (buckets.Of(history.PaymentMs(i)) is not (> 0 and var bucket) || bucket == last)
                    continue;
                last = bucket;
                Add(history, bucket, isEver ? default : Count(Counted(history, query.Population, query.Windows[bucket])), statistic);
            }
            if (!isEver || query.Windows.Count == 1 || history.In(long.MinValue, long.MaxValue) is not { IsEmpty: false } all)
                return;
            statistic.CountFrom(buckets.FirstEndingAfter(all.FirstMs), new(1, 0, 0));
            if (all.Days >= 2)
                statistic.CountFrom(buckets.FirstEndingAfter(all.SecondDayMs), new(0, 1, 0));
            if (all.Orders >= 2)
                statistic.CountFrom(buckets.FirstEndingAfter(all.OrderMs(1)), new(0, 0, 1));
        }
    }

    /// <summary>Counts the customers of each group alone.</summary>
    internal static void FindGroups(TenantState tenant, RepeatPurchaseQuery query, SplitScan<RepeatPurchaseStatistic> scan)
    {
        foreach (var (customer, history) in Customers(tenant, query))
        {
            if (IsThere(history, Counted(history, query.Population, query.Windows[0]), query.Windows[0]))
                scan.Of(tenant.Live(customer)).Customers++;
        }
    }

    /// <summary>Every customer who passes the filter and ever bought or was refunded; valid until the next.</summary>
    public static IEnumerable<(int Customer, PurchaseHistory History)> Customers(TenantState tenant, RepeatPurchaseQuery query)
    {
        var filter = query.CustomerFilter.Bind(tenant);
        var history = new PurchaseHistory(tenant);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            if (!filter.PassesCustomer(tenant.Live(customer)))
                continue;
            history.Read(tenant.Live(customer));
            if (!history.IsEmpty)
                yield return (customer, history);
        }
    }

    /// <summary>The purchases of one customer that count for a window; empty outside of the population.</summary>
    public static PurchaseHistory.PurchaseSpan Counted(PurchaseHistory history, RepeatPopulation population, Interval window) =>
        population switch
        {
            RepeatPopulation.Ever => history.In(long.MinValue, window.EndMs),
            RepeatPopulation.AcquiredInWindow when history.FirstMs < window.StartMs => history.In(window.StartMs, window.StartMs),
            _ => history.In(window.StartMs, window.EndMs),
        };

    /// <summary>One customer's part of a window's counts: 0 or 1 each.</summary>
    public static RepeatCounts Count(PurchaseHistory.PurchaseSpan counted) =>
        new(One(!counted.IsEmpty), One(counted.Days >= 2), One(counted.Orders >= 2));

    private static bool IsThere(PurchaseHistory history, PurchaseHistory.PurchaseSpan counted, Interval window) =>
        !counted.IsEmpty || history.HasPaymentIn(window);

    private static WindowRevenue RevenueOf(PurchaseHistory history, Interval window)
    {
        var revenue = history.RevenueIn(window);
        return new(revenue, history.FirstMs < window.StartMs ? revenue : 0);
    }

    private static long One(bool holds) => holds ? 1 : 0;
}

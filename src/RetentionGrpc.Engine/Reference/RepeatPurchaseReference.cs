using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Repeat purchase by looking at every customer's timeline.</summary>
public static class RepeatPurchaseReference
{
    /// <summary>One partition's share.</summary>
    public static RepeatPurchaseSummary Scan(TenantState tenant, RepeatPurchaseQuery query)
    {
        var windows = new RepeatWindow[query.Windows.Count];
        var orderCounts = new Dictionary<int, long>();
        var gaps = new OrderGaps(query.ExactGaps);
        var buckets = new WindowBuckets(query.Windows);
        var everChanges = new RepeatCounts[windows.Length + 1];
        foreach (var (_, history) in Customers(tenant, query))
        {
            Add(history, 0, Count(Counted(history, query.Population, query.Windows[0])));
            AddBuckets(history);
            var counted = Counted(history, query.Population, query.Windows[0]);
            if (query.HasOrderCounts && !counted.IsEmpty)
                orderCounts[counted.Orders] = orderCounts.GetValueOrDefault(counted.Orders) + 1;
            for (var n = 1; query.HasTimeBetweenOrders && n < counted.Orders; n++)
                gaps.Add(counted.OrderMs(n) - counted.OrderMs(n - 1));
        }
        var ever = default(RepeatCounts);
        for (var i = 1; i < windows.Length; i++)
            windows[i] += new RepeatWindow(ever += everChanges[i], default);
        return new(windows, orderCounts, gaps);

        void Add(PurchaseHistory history, int window, RepeatCounts counts) =>
            windows[window] += new RepeatWindow(counts, query.HasRevenue ? RevenueOf(history, query.Windows[window]) : default);

        // Whoever counts in a bucket paid or was refunded in it, or, of EVER, before: that counts from a bucket on, and is noted once.
        void AddBuckets(PurchaseHistory history)
        {
            var isEver = query.Population == RepeatPopulation.Ever;
            var last = 0;
            for (var i = 0; i < history.PaymentCount && windows.Length > 1; i++)
            {
                if (buckets.Of(history.PaymentMs(i)) is not (> 0 and var bucket) || bucket == last)
                    continue;
                last = bucket;
                Add(history, bucket, isEver ? default : Count(Counted(history, query.Population, query.Windows[bucket])));
            }
            if (!isEver || windows.Length == 1 || history.In(long.MinValue, long.MaxValue) is not { IsEmpty: false } all)
                return;
            everChanges[buckets.FirstEndingAfter(all.FirstMs)] += new RepeatCounts(1, 0, 0);
            if (all.Days >= 2)
                everChanges[buckets.FirstEndingAfter(all.SecondDayMs)] += new RepeatCounts(0, 1, 0);
            if (all.Orders >= 2)
                everChanges[buckets.FirstEndingAfter(all.OrderMs(1))] += new RepeatCounts(0, 0, 1);
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

    private static WindowRevenue RevenueOf(PurchaseHistory history, Interval window)
    {
        var revenue = history.RevenueIn(window);
        return new(revenue, history.FirstMs < window.StartMs ? revenue : 0);
    }

    private static long One(bool holds) => holds ? 1 : 0;
}

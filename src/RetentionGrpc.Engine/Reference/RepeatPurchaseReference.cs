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
        foreach (var (_, history) in Customers(tenant, query))
        {
            for (var i = 0; i < windows.Length; i++)
            {
                var revenue = query.HasRevenue ? RevenueOf(history, query.Windows[i]) : default;
                windows[i] += new RepeatWindow(Count(Counted(history, query.Population, query.Windows[i])), revenue);
            }
            var counted = Counted(history, query.Population, query.Windows[0]);
            if (query.HasOrderCounts && !counted.IsEmpty)
                orderCounts[counted.Orders] = orderCounts.GetValueOrDefault(counted.Orders) + 1;
            for (var n = 1; query.HasTimeBetweenOrders && n < counted.Orders; n++)
                gaps.Add(counted.OrderMs(n) - counted.OrderMs(n - 1));
        }
        return new(windows, orderCounts, gaps);
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

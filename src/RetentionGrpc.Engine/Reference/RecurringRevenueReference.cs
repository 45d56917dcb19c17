using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Recurring revenue by looking at every customer's timeline.</summary>
internal static class RecurringRevenueReference
{
    /// <summary>Counts the revenue of every customer who passes.</summary>
    public static void Scan(TenantState tenant, RecurringRevenueQuery query, SplitScan<RevenueStatistic> scan)
    {
        var days = query.OnlyFindsGroups ? [] : query.Windows.Select(window => new RevenueDays(tenant, window)).ToArray();
        var filter = query.CustomerFilter.Bind(tenant);
        var steps = new RevenueSteps(tenant.Settings);
        var buckets = new WindowBuckets(query.Windows);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            var live = tenant.Live(customer);
            steps.Read(live);
            if (steps.Steps.Count == 0 || !filter.PassesCustomer(live))
                continue;
            var statistic = scan.Of(live);
            if (query.Grouping is not null && HasAny(steps, query.Windows[0]))
                statistic.Customers++;
            if (days.Length == 0)
                continue;
            Count(0, statistic);
            if (days.Length > 1)
                CountBuckets(statistic);
        }
        foreach (var statistic in scan.All)
        {
            if (days.Length > 1)
                statistic.Settle(days);
        }

        void Count(int window, RevenueStatistic statistic)
        {
            statistic.Windows[window].Movements.Count(steps.In(query.Windows[window]));
            days[window].Count(steps, statistic.Windows[window]);
        }

        // Only buckets with a step are looked at: through the others the revenue stays what it is.
        void CountBuckets(RevenueStatistic statistic)
        {
            var (from, amount) = (1, default(MonthlyRevenue));
            foreach (var step in steps.Steps)
            {
                var next = buckets.FirstAfter(step.AtMs);
                var stepped = buckets.FirstEndingAfter(step.AtMs);
                statistic.Stay(from, stepped, amount);
                if (stepped < next && stepped >= from)
                    Count(stepped, statistic);
                (from, amount) = (next, step.Amount);
            }
            statistic.Stay(from, query.Windows.Count, amount);
        }
    }

    /// <summary>Every customer of a total.</summary>
    public static IEnumerable<MemberMatch> Members(TenantState tenant, RecurringRevenueQuery query, int window, RevenueGroup group)
    {
        var filter = query.CustomerFilter.Bind(tenant);
        var steps = new RevenueSteps(tenant.Settings);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            steps.Read(tenant.Live(customer));
            if (steps.Steps.Count == 0 || !filter.PassesCustomer(tenant.Live(customer)))
                continue;
            var revenue = steps.In(query.Windows[window]);
            if (revenue.IsIn(group))
                yield return new(customer, TimeOf(steps, query.Windows[window], group), []) { Revenue = revenue };
        }
    }

    private static bool HasAny(RevenueSteps steps, Interval window)
    {
        if (!steps.At(window.StartMs).IsZero)
            return true;
        for (var i = steps.CountBefore(window.StartMs); i < steps.Steps.Count && steps.Steps[i].AtMs < window.EndMs; i++)
        {
            if (!steps.Steps[i].Amount.IsZero)
                return true;
        }
        return false;
    }

    private static long? TimeOf(RevenueSteps steps, Interval window, RevenueGroup group) => group switch
    {
        RevenueGroup.New => steps.FirstPaidMs,
        RevenueGroup.Reactivation => steps.Steps[steps.CountBefore(window.StartMs)].AtMs,
        RevenueGroup.Expansion or RevenueGroup.Contraction or RevenueGroup.Churned => steps.Steps[steps.CountBefore(window.EndMs) - 1].AtMs,
        _ => null,
    };
}

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
        var days = query.OnlyFindsGroups ? [] : query.Windows.Select(window => new DaysOfWindow(tenant, window)).ToArray();
        var filter = query.CustomerFilter.Bind(tenant);
        var steps = new RevenueSteps(tenant.Settings);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            var live = tenant.Live(customer);
            steps.Read(live);
            if (steps.Steps.Count == 0 || !filter.PassesCustomer(live))
                continue;
            var statistic = scan.Of(live);
            statistic.Customers += HasAny(steps, query.Windows[0]) ? 1 : 0;
            for (var i = 0; i < days.Length; i++)
            {
                statistic.Windows[i].Movements.Count(steps.In(query.Windows[i]));
                days[i].Count(steps, statistic.Windows[i]);
            }
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

    /// <summary>A window and the tenant's days, clipped to it.</summary>
    private readonly struct DaysOfWindow(TenantState tenant, Interval window)
    {
        private readonly long[] _starts = [.. tenant.Calendar.ClippedDays(window).Select(day => day.StartMs)];

        /// <summary>Counts a customer's steps in the days.</summary>
        public void Count(RevenueSteps steps, RevenueWindow into)
        {
            if (_starts.Length == 0)
                return;
            var (revenue, place) = (steps.At(window.StartMs), steps.CountBefore(window.StartMs));
            if (!revenue.IsZero)
                into.DaysOf(_starts.Length).Change(-1, default, revenue);
            while (place < steps.Steps.Count && steps.Steps[place].AtMs < window.EndMs)
            {
                var day = DayOf(steps.Steps[place].AtMs);
                var (before, endMs) = (revenue, day + 1 < _starts.Length ? _starts[day + 1] : window.EndMs);
                for (; place < steps.Steps.Count && steps.Steps[place].AtMs < endMs; place++)
                    revenue = steps.Steps[place].Amount;
                into.DaysOf(_starts.Length).Change(day, before, revenue);
            }
        }

        private int DayOf(long ms)
        {
            var place = Array.BinarySearch(_starts, ms);
            return place >= 0 ? place : ~place - 1;
        }
    }
}

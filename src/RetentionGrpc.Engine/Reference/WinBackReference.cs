using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Win-back by looking at every customer's timeline.</summary>
internal static class WinBackReference
{
    /// <summary>Counts every customer who passes.</summary>
    public static void Scan(TenantState tenant, WinBackQuery query, SplitScan<WinBackStatistic> scan)
    {
        var filter = query.CustomerFilter.Bind(tenant);
        var absences = new CustomerAbsences(tenant, query.Population);
        var counting = new Counting(query);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            var live = tenant.Live(customer);
            if (filter.PassesCustomer(live) && absences.Read(live) is { Count: > 0 } read)
                counting.Count(read, scan.Of(live));
        }
    }

    /// <summary>Every customer of a group.</summary>
    public static IEnumerable<MemberMatch> Members(TenantState tenant, WinBackQuery query, int window, WinBackGroup group)
    {
        var filter = query.CustomerFilter.Bind(tenant);
        var absences = new CustomerAbsences(tenant, query.Population);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            if (filter.PassesCustomer(tenant.Live(customer))
                && TimeOf(absences.Read(tenant.Live(customer)), query, query.Windows[window], group) is { } ms)
            {
                yield return new(customer, ms, []);
            }
        }
    }

    private static long? TimeOf(List<CustomerAbsences.Absence> absences, WinBackQuery query, Interval window, WinBackGroup group)
    {
        foreach (var absence in absences)
        {
            var isLost = window.Contains(absence.LossMs);
            var isAway = absence.Holds(window.StartMs);
            var ms = group switch
            {
                WinBackGroup.LostInWindow when isLost => absence.LossMs,
                WinBackGroup.WonBackOfLostInWindow when isLost && IsInTime(absence, query) => absence.ReturnMs,
                WinBackGroup.AllLost when isAway => absence.LossMs,
                WinBackGroup.WonBackOfAllLost when isAway && absence.ReturnMs < window.EndMs => absence.ReturnMs,
                _ => null,
            };
            if (ms is not null)
                return ms;
        }
        return null;
    }

    private static bool IsInTime(CustomerAbsences.Absence absence, WinBackQuery query) =>
        absence.ReturnMs is { } ms && ms - absence.LossMs <= query.MaxGapMs && ms < query.AsOfMs;

    /// <summary>Counts one customer's absences in every window they touch, without going through the others.</summary>
    private sealed class Counting(WinBackQuery query)
    {
        private readonly WindowBuckets _buckets = new(query.Windows);

        public void Count(List<CustomerAbsences.Absence> absences, WinBackStatistic statistic)
        {
            CountWhole(absences, statistic);
            var (lost, wonBack) = (0, 0);
            foreach (var absence in absences)
            {
                if (_buckets.Of(absence.LossMs) is > 0 and var bucket)
                {
                    // Losses come in order: one of the same bucket was the one before.
                    if (bucket != lost)
                        statistic.CountLost(lost = bucket);
                    if (bucket != wonBack && IsInTime(absence, query))
                        statistic.CountWonBackOfLost(wonBack = bucket);
                }
                var (from, to) = (_buckets.FirstAfter(absence.LossMs), _buckets.FirstAfter(absence.ReturnMs ?? long.MaxValue));
                if (from == to)
                    continue;
                statistic.CountAllLost(from, to);
                // The last of them is the only one that can hold the return.
                if (absence.ReturnMs < query.Windows[to - 1].EndMs)
                    statistic.CountWonBackOfAll(to - 1);
            }
        }

        private void CountWhole(List<CustomerAbsences.Absence> absences, WinBackStatistic statistic)
        {
            var isLost = TimeOf(absences, query, query.Windows[0], WinBackGroup.LostInWindow) is not null;
            var isAway = TimeOf(absences, query, query.Windows[0], WinBackGroup.AllLost) is not null;
            if (isLost || isAway)
                statistic.CountCustomer();
            if (isLost)
                statistic.CountLost(0);
            if (isAway)
                statistic.CountAllLost(0, 1);
            if (TimeOf(absences, query, query.Windows[0], WinBackGroup.WonBackOfLostInWindow) is not null)
                statistic.CountWonBackOfLost(0);
            if (TimeOf(absences, query, query.Windows[0], WinBackGroup.WonBackOfAllLost) is not null)
                statistic.CountWonBackOfAll(0);
        }
    }
}

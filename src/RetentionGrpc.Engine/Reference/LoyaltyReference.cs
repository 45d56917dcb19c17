using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Loyalty by looking at every customer's timeline.</summary>
internal static class LoyaltyReference
{
    private const byte Earned = 1;
    private const byte Redeemed = 2;

    /// <summary>Counts every customer who passes.</summary>
    public static void Scan(TenantState tenant, LoyaltyQuery query, SplitScan<LoyaltyStatistic> scan)
    {
        var filter = query.CustomerFilter.Bind(tenant);
        var selector = query.Selector.Bind(tenant);
        var churn = new ChurnComparing(tenant, query.Population, query.Windows[0]);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            var live = tenant.Live(customer);
            if (live.IsEmpty || !filter.PassesCustomer(live))
                continue;
            var statistic = scan.Of(live);
            statistic.Customers++;
            var counts = Sum(live, selector, query.Windows[0]).Counts;
            statistic.Windows[0] += counts;
            churn.Count(live, counts.Members > 0, statistic.Churn);
            var hasPoints = HasPoints(live);
            for (var i = 1; i < query.Windows.Count; i++)
            {
                // Points of earlier windows matter to later ones; without any, only windows with events do, and most have none.
                if (hasPoints || HasEvents(live, query.Windows[i]))
                    statistic.Windows[i] += Sum(live, selector, query.Windows[i]).Counts;
            }
        }
    }

    /// <summary>Every customer behind a count.</summary>
    public static IEnumerable<MemberMatch> Members(TenantState tenant, LoyaltyQuery query, int window, LoyaltyGroup group)
    {
        var filter = query.CustomerFilter.Bind(tenant);
        var selector = query.Selector.Bind(tenant);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            if (!filter.PassesCustomer(tenant.Live(customer)))
                continue;
            var share = Sum(tenant.Live(customer), selector, query.Windows[window]);
            var (count, ms) = group switch
            {
                LoyaltyGroup.Redeemers => (share.Counts.Redeemers, share.FirstRedeemedMs),
                LoyaltyGroup.Members => (share.Counts.Members, share.FirstEverMs),
                _ => (share.Counts.Active, share.FirstActiveMs),
            };
            if (count > 0)
                yield return new(customer, ms, []);
        }
    }

    private static Share Sum(ReadOnlySpan<TimelineEvent> live, BoundSelector selector, Interval window)
    {
        var (inWindow, before) = (default(Points), default(Points));
        long? firstEver = null, firstActive = null, firstRedeemed = null;
        foreach (ref readonly var act in live)
        {
            if (act.OccurredMs >= window.EndMs)
                break;
            var isInside = act.OccurredMs >= window.StartMs;
            if (isInside && selector.Picks(act))
                firstActive ??= act.OccurredMs;
            if (act.Kind != EventKind.Loyalty)
                continue;
            firstEver ??= act.OccurredMs;
            if (isInside && act.Action == Redeemed)
                firstRedeemed ??= act.OccurredMs;
            if (isInside)
                inWindow.Take(act);
            else
                before.Take(act);
        }
        var isActive = firstActive is not null;
        var counts = new LoyaltyCounts(
            inWindow.OfEarned, inWindow.OfRedeemed, inWindow.OfExpired, before.Balance + inWindow.Balance, One(isActive),
            One(isActive && firstRedeemed is not null), One(firstEver < window.StartMs));
        return new(counts, firstEver, firstActive, firstRedeemed);
    }

    private static bool HasPoints(ReadOnlySpan<TimelineEvent> live)
    {
        foreach (ref readonly var act in live)
        {
            if (act.Kind == EventKind.Loyalty)
                return true;
        }
        return false;
    }

    private static bool HasEvents(ReadOnlySpan<TimelineEvent> live, Interval window)
    {
        var (low, high) = (0, live.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = live[middle].OccurredMs < window.StartMs ? (middle + 1, high) : (low, middle);
        }
        return low < live.Length && live[low].OccurredMs < window.EndMs;
    }

    private static long One(bool holds) => holds ? 1 : 0;

    private readonly record struct Share(LoyaltyCounts Counts, long? FirstEverMs, long? FirstActiveMs, long? FirstRedeemedMs);

    private struct Points
    {
        public Int128 OfEarned;
        public Int128 OfRedeemed;
        public Int128 OfExpired;

        public readonly Int128 Balance => OfEarned - OfRedeemed - OfExpired;

        public void Take(in TimelineEvent moved)
        {
            if (moved.Action == Earned)
                OfEarned += moved.Number;
            else if (moved.Action == Redeemed)
                OfRedeemed += moved.Number;
            else
                OfExpired += moved.Number;
        }
    }
}

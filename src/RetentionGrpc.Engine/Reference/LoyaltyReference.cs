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
        var buckets = new WindowBuckets(query.Windows);
        var churn = new ChurnComparing(tenant, query.Population, query.Windows[0]);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            var live = tenant.Live(customer);
            if (live.IsEmpty || !filter.PassesCustomer(live))
                continue;
            var statistic = scan.Of(live);
            statistic.Customers++;
            var counts = Sum(live, selector, query.Windows[0]).Counts;
            statistic.Count(0, counts);
            if (!query.OnlyFindsGroups)
                churn.Count(live, counts.Members > 0, statistic.Churn);
            if (query.Windows.Count > 1)
                CountBuckets(live, selector, buckets, statistic);
        }
    }

    /// <summary>Counts in the buckets with events, and where an event counts in all that follow, once for all of them.</summary>
    private static void CountBuckets(
        ReadOnlySpan<TimelineEvent> live, BoundSelector selector, WindowBuckets buckets, LoyaltyStatistic statistic)
    {
        var (last, isMember, isActive, hasRedeemed) = (0, false, false, false);
        var points = default(Points);
        foreach (ref readonly var act in live)
        {
            var bucket = buckets.Of(act.OccurredMs);
            if (bucket != last)
            {
                Count(last);
                (last, isActive, hasRedeemed, points) = (bucket, false, false, default);
            }
            isActive = isActive || selector.Picks(act);
            if (act.Kind != EventKind.Loyalty)
                continue;
            hasRedeemed |= act.Action == Redeemed;
            points.Take(act);
            var next = buckets.FirstAfter(act.OccurredMs);
            if (!isMember)
                statistic.CountFrom(next, new(0, 0, 0, 0, 0, 0, 1));
            isMember = true;
            var moved = default(Points);
            moved.Take(act);
            statistic.CountFrom(bucket > 0 ? bucket : next, new(0, 0, 0, moved.Balance, 0, 0, 0));
        }
        Count(last);

        void Count(int bucket)
        {
            if (bucket > 0 && isActive)
                statistic.CountActive(bucket);
            if (bucket > 0 && points.HasMoved)
                statistic.Count(bucket, new(points.OfEarned, points.OfRedeemed, points.OfExpired, 0, 0, One(isActive && hasRedeemed), 0));
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

    private static long One(bool holds) => holds ? 1 : 0;

    private readonly record struct Share(LoyaltyCounts Counts, long? FirstEverMs, long? FirstActiveMs, long? FirstRedeemedMs);

    private struct Points
    {
        public Int128 OfEarned;
        public Int128 OfRedeemed;
        public Int128 OfExpired;

        public bool HasMoved;

        public readonly Int128 Balance => OfEarned - OfRedeemed - OfExpired;

        public void Take(in TimelineEvent moved)
        {
            HasMoved = true;
            if (moved.Action == Earned)
                OfEarned += moved.Number;
            else if (moved.Action == Redeemed)
                OfRedeemed += moved.Number;
            else
                OfExpired += moved.Number;
        }
    }
}

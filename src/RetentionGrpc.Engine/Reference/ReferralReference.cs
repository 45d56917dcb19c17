using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Referrals by looking at every customer's timeline.</summary>
internal static class ReferralReference
{
    /// <summary>Counts the referrals of every customer who passes.</summary>
    public static void Scan(TenantState tenant, ReferralQuery query, SplitScan<ReferralStatistic> scan)
    {
        var filter = query.CustomerFilter.Bind(tenant);
        var group = query.Referrers?.Bind(tenant);
        var lastReferrer = new int[query.Windows.Count];
        var buckets = new WindowBuckets(query.Windows);
        Array.Fill(lastReferrer, -1);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            var live = tenant.Live(customer);
            ReferralStatistic? statistic = null;
            for (var i = 0; i < live.Length; i++)
            {
                if (live[i].Kind != EventKind.Referral)
                    continue;
                // The filter is asked only of those who refer: few do.
                if (statistic is null && !(filter.PassesCustomer(live) && group?.Has(live) != false))
                    break;
                statistic ??= scan.Of(live);
                if (query.Windows[0].Contains(live[i].OccurredMs))
                    Count(statistic, 0, customer, live[i]);
                if (buckets.Of(live[i].OccurredMs) is > 0 and var bucket)
                    Count(statistic, bucket, customer, live[i]);
            }
        }

        void Count(ReferralStatistic statistic, int window, int customer, in TimelineEvent referral)
        {
            var counts = statistic.Windows[window];
            counts.Referrals++;
            counts.Referrers += lastReferrer[window] == customer ? 0 : 1;
            lastReferrer[window] = customer;
            counts.Referred.Add(tenant.TextOf(referral.NameNumber), referral.OccurredMs);
        }
    }

    /// <summary>Those of the referred who are of this partition and became customers.</summary>
    public static ReferralIds Converted(ReferralIds referred, Conversions conversions, long asOfMs)
    {
        var converted = new ReferralIds();
        foreach (var (id, referredMs) in referred.All)
        {
            if (conversions.Of(id) is { } ms && ms >= referredMs && ms < asOfMs)
                converted.Add(id, ms);
        }
        return converted;
    }

    /// <summary>Every referrer of a window.</summary>
    public static IEnumerable<MemberMatch> Referrers(TenantState tenant, ReferralQuery query, int window)
    {
        var filter = query.CustomerFilter.Bind(tenant);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            long? first = null;
            foreach (ref readonly var act in tenant.Live(customer))
            {
                if (first is null && act.Kind == EventKind.Referral && query.Windows[window].Contains(act.OccurredMs))
                    first = act.OccurredMs;
            }
            if (first is not null && filter.PassesCustomer(tenant.Live(customer)))
                yield return new(customer, first, []);
        }
    }
}

using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Referrals by looking at every customer's timeline.</summary>
internal static class ReferralReference
{
    /// <summary>One partition's share.</summary>
    public static ReferralCounts[] Scan(TenantState tenant, ReferralQuery query)
    {
        var filter = query.CustomerFilter.Bind(tenant);
        ReferralCounts[] counts = [.. query.Windows.Select(_ => new ReferralCounts())];
        var buckets = new WindowBuckets(query.Windows);
        var lastReferrer = new int[counts.Length];
        Array.Fill(lastReferrer, -1);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            var live = tenant.Live(customer);
            var passes = false;
            for (var i = 0; i < live.Length; i++)
            {
                if (live[i].Kind != EventKind.Referral)
                    continue;
                // The filter is asked only of those who refer: few do.
                if (!passes && !(passes = filter.PassesCustomer(live)))
                    break;
                if (query.Windows[0].Contains(live[i].OccurredMs))
                    Count(0, customer, live[i]);
                if (buckets.Of(live[i].OccurredMs) is > 0 and var bucket)
                    Count(bucket, customer, live[i]);
            }
        }
        return counts;

        void Count(int window, int customer, in TimelineEvent referral)
        {
            counts[window].Referrals++;
            counts[window].Referrers += lastReferrer[window] == customer ? 0 : 1;
            lastReferrer[window] = customer;
            counts[window].Referred.Add(tenant.TextOf(referral.NameNumber), referral.OccurredMs);
        }
    }

    /// <summary>Those of the referred who are of this partition and became customers.</summary>
    public static ReferralIds Converted(TenantState tenant, ReferralIds referred, ActivitySelector conversion, long asOfMs)
    {
        var selector = conversion.Bind(tenant);
        var converted = new ReferralIds();
        foreach (var (id, referredMs) in referred.All)
        {
            if (tenant.Customers.Find(id) is >= 0 and var customer && FirstMs(tenant, customer, selector) is { } ms
                && ms >= referredMs && ms < asOfMs)
            {
                converted.Add(id, ms);
            }
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

    private static long? FirstMs(TenantState tenant, int customer, BoundSelector selector)
    {
        foreach (ref readonly var act in tenant.Live(customer))
        {
            if (selector.Picks(act))
                return act.OccurredMs;
        }
        return null;
    }
}

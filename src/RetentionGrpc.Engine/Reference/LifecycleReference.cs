using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>The lifecycle by looking at every customer's timeline.</summary>
public static class LifecycleReference
{
    /// <summary>One partition's share.</summary>
    public static IReadOnlyList<LifecycleCounts> Scan(TenantState tenant, LifecycleQuery query)
    {
        var counts = new LifecycleCounts[query.Buckets.Count];
        foreach (var (_, presence) in Customers(tenant, query))
        {
            for (var bucket = 0; bucket < counts.Length; bucket++)
                counts[bucket] += Count(presence, bucket, query);
        }
        return counts;
    }

    /// <summary>Every customer who passes the filter and was ever active.</summary>
    public static IEnumerable<(int Customer, Presence Presence)> Customers(TenantState tenant, LifecycleQuery query)
    {
        var selector = query.Selector.Bind(tenant);
        var filter = query.CustomerFilter.Bind(tenant);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            if (filter.PassesCustomer(tenant.Live(customer)) && PresenceOf(tenant.Live(customer), selector, query) is { } presence)
                yield return (customer, presence);
        }
    }

    /// <summary>One customer's part of a bucket's counts: 0 or 1 each, none in a bucket that is NOT_YET.</summary>
    public static LifecycleCounts Count(Presence presence, int bucket, LifecycleQuery query)
    {
        if (query.StateOf(bucket) == CellState.NotYet)
            return default;
        var wasActive = bucket == 0 ? presence.IsInBefore : presence.FirstInBucket[bucket - 1] is not null;
        var isActive = presence.FirstInBucket[bucket] is not null;
        var isNew = query.Buckets[bucket].Contains(presence.FirstEverMs);
        return new(
            New: One(isNew),
            Returning: One(isActive && !isNew && wasActive),
            Resurrecting: One(isActive && !isNew && !wasActive),
            Dormant: One(!isActive && wasActive));
    }

    private static long One(bool holds) => holds ? 1 : 0;

    private static Presence? PresenceOf(ReadOnlySpan<TimelineEvent> live, BoundSelector selector, LifecycleQuery query)
    {
        long? firstEver = null;
        var isInBefore = false;
        var firstInBucket = new long?[query.Buckets.Count];
        foreach (var act in live)
        {
            if (!selector.Picks(act))
                continue;
            firstEver ??= act.OccurredMs;
            isInBefore |= query.Before.Contains(act.OccurredMs);
            if (query.Buckets.IndexOf(act.OccurredMs) is >= 0 and var bucket)
                firstInBucket[bucket] ??= act.OccurredMs;
        }
        return firstEver is { } first ? new(first, isInBefore, firstInBucket) : null;
    }

    /// <summary>When one customer was active.</summary>
    /// <param name="FirstEverMs">The first selected event in all history.</param>
    /// <param name="IsInBefore">Whether one lies in the bucket before the first.</param>
    /// <param name="FirstInBucket">The first in each bucket; null where none.</param>
    public readonly record struct Presence(long FirstEverMs, bool IsInBefore, IReadOnlyList<long?> FirstInBucket);
}

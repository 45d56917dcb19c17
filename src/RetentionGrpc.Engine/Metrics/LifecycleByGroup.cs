using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>Who is new, returning, resurrecting and dormant, bucket by bucket.</summary>
/// <param name="bucketCount">How many buckets are counted: all, or none where only customers are.</param>
public sealed class LifecycleStatistic(int bucketCount) : IStatistic<LifecycleStatistic>
{
    private readonly LifecycleCounts[] _buckets = new LifecycleCounts[bucketCount];

    /// <summary>Distinct customers in some count of some bucket.</summary>
    public long Customers { get; private set; }

    /// <summary>Bucket by bucket.</summary>
    public IReadOnlyList<LifecycleCounts> Buckets => _buckets;

    /// <inheritdoc/>
    public void Add(LifecycleStatistic other)
    {
        Customers += other.Customers;
        for (var bucket = 0; bucket < _buckets.Length; bucket++)
            _buckets[bucket] += other._buckets[bucket];
    }

    internal void Count(LifecycleReference.Presence presence, LifecycleQuery query)
    {
        // Nobody counts but in a bucket with events and in the one after it.
        var (counted, isThere) = (-1, false);
        if (presence.IsInBefore)
            CountIn(0);
        foreach (var (bucket, _) in presence.Buckets)
        {
            CountIn(bucket);
            CountIn(bucket + 1);
        }
        Customers += isThere ? 1 : 0;

        void CountIn(int bucket)
        {
            if (bucket <= counted || bucket >= query.Buckets.Count)
                return;
            counted = bucket;
            var counts = LifecycleReference.Count(presence, bucket, query);
            isThere |= counts != default;
            if (bucket < _buckets.Length)
                _buckets[bucket] += counts;
        }
    }
}

/// <summary>The lifecycle, split by an attribute: every customer's timeline is read.</summary>
/// <param name="query">The question.</param>
public sealed class LifecycleByGroupQuery(LifecycleQuery query) : SplitQuery<LifecycleStatistic>
{
    /// <inheritdoc/>
    protected override bool CountsAllAtFirst => query.Buckets.Count <= FewRows;

    /// <inheritdoc/>
    public override long? ReadsUntil => EndOf(query);

    /// <inheritdoc/>
    protected override LifecycleStatistic CreateStatistic() => new(OnlyFindsGroups ? 0 : query.Buckets.Count);

    /// <inheritdoc/>
    private protected override void Scan(TenantState tenant, SplitScan<LifecycleStatistic> scan) =>
        LifecycleReference.Scan(tenant, query, scan);
}

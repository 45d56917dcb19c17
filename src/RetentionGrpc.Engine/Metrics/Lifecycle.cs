using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// Customers of a bucket by what they did in it and in the bucket before. Active in it: new + returning + resurrecting.
/// </summary>
/// <param name="New">The first selected event in all history is in it.</param>
/// <param name="Returning">Active, not new, and active in the bucket before.</param>
/// <param name="Resurrecting">Active, not new, and not active in the bucket before.</param>
/// <param name="Dormant">Active in the bucket before, not in this one.</param>
public readonly record struct LifecycleCounts(long New, long Returning, long Resurrecting, long Dormant)
{
    /// <summary>The counts of two disjoint sets of customers together.</summary>
    public static LifecycleCounts operator +(LifecycleCounts x, LifecycleCounts y) =>
        new(x.New + y.New, x.Returning + y.Returning, x.Resurrecting + y.Resurrecting, x.Dormant + y.Dormant);
}

/// <summary>Who is new, returning, resurrecting and dormant, bucket by bucket: one count a bucket; 0 in those that are NOT_YET.</summary>
/// <param name="selector">The events that count.</param>
/// <param name="customerFilter">Only customers who pass it.</param>
/// <param name="buckets">The buckets.</param>
/// <param name="before">The bucket before the first, of the same multiple; not read without buckets.</param>
/// <param name="asOfMs">"Now".</param>
public sealed class LifecycleQuery(
    ActivitySelector selector, Filter customerFilter, BucketSeries buckets, Interval before, long asOfMs)
    : Query<IReadOnlyList<LifecycleCounts>>
{
    /// <summary>The events that count.</summary>
    public ActivitySelector Selector => selector;

    /// <summary>Only customers who pass it.</summary>
    public Filter CustomerFilter => customerFilter;

    /// <summary>The buckets.</summary>
    public BucketSeries Buckets => buckets;

    /// <summary>The bucket before the first.</summary>
    public Interval Before => before;

    /// <summary>Whether a bucket is over as of "now"; a NOT_YET one carries no count.</summary>
    public CellState StateOf(int bucket) => CellStates.Of(buckets[bucket], asOfMs);

    /// <inheritdoc/>
    public override long? ReadsUntil => EndOf([buckets.Window], customerFilter);

    /// <inheritdoc/>
    internal override void Plan(TenantState tenant) => Planner.SegmentsFor(tenant, this);

    /// <inheritdoc/>
    public override IReadOnlyList<LifecycleCounts> Answer(TenantState tenant) =>
        Planner.SegmentsFor(tenant, this) is { } segments
            ? Gather(segments, reach => new BucketLifecycle(reach, this).Answer())
            : LifecycleReference.Scan(tenant, this);

    /// <inheritdoc/>
    public override IReadOnlyList<LifecycleCounts> Merge(IReadOnlyList<LifecycleCounts> left, IReadOnlyList<LifecycleCounts> right) =>
        [.. left.Zip(right, (x, y) => x + y)];
}

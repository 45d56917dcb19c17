using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>How many events make a bucket active in the histogram; 0 events never do. The numbers are those of the wire.</summary>
public enum OccurrenceRule : byte
{
    /// <summary>So many or more.</summary>
    AtLeast = 1,

    /// <summary>From 1 to so many.</summary>
    AtMost = 2,

    /// <summary>Exactly so many.</summary>
    Exactly = 3,
}

/// <summary>What happened in a span of time.</summary>
/// <param name="Active">Distinct customers with a selected event.</param>
/// <param name="Events">Selected events.</param>
/// <param name="Sessions">Selected events that have a session duration.</param>
/// <param name="SessionMs">The sum of their durations, milliseconds.</param>
public readonly record struct ActivityCounts(long Active, long Events, long Sessions, long SessionMs)
{
    /// <summary>The counts of two disjoint sets of customers together.</summary>
    public static ActivityCounts operator +(ActivityCounts x, ActivityCounts y) =>
        new(x.Active + y.Active, x.Events + y.Events, x.Sessions + y.Sessions, x.SessionMs + y.SessionMs);
}

/// <summary>One bucket.</summary>
/// <param name="Counts">What happened in it.</param>
/// <param name="Trailing">Distinct customers in each of the trailing lengths that end with the bucket's last day.</param>
public sealed record ActivityBucket(ActivityCounts Counts, IReadOnlyList<long> Trailing);

/// <summary>One day's part of DAU_OVER_MAU.</summary>
/// <param name="Daily">Distinct customers of the day.</param>
/// <param name="Monthly">Distinct customers of the 30 days that end with it.</param>
public readonly record struct DailyActive(long Daily, long Monthly);

/// <summary>How many customers were active in n buckets.</summary>
/// <param name="Buckets">n.</param>
/// <param name="Exact">ACTIVE_BUCKETS_EXACT: customers with exactly n active buckets.</param>
/// <param name="AtLeast">ACTIVE_BUCKETS_AT_LEAST: customers with n or more.</param>
public readonly record struct ActiveBucketsRow(int Buckets, long Exact, long AtLeast);

/// <summary>How many distinct customers were active, and how much.</summary>
/// <param name="Total">Over the whole window.</param>
/// <param name="Buckets">Bucket by bucket; all 0 in those that are NOT_YET.</param>
/// <param name="Days">The tenant's days of the window that have begun.</param>
/// <param name="ExactlyActive">Item n: customers with exactly n + 1 active buckets.</param>
public sealed record ActivitySummary(
    ActivityCounts Total, IReadOnlyList<ActivityBucket> Buckets, IReadOnlyList<DailyActive> Days, IReadOnlyList<long> ExactlyActive)
{
    /// <summary>The days that <see cref="DauOverMau"/> is the mean of: those with anybody in their 30 days.</summary>
    public int DauOverMauDays() => Days.Count(day => day.Monthly > 0);

    /// <summary>DAU_OVER_MAU: the mean of daily / monthly over <see cref="DauOverMauDays"/>, oldest first; null without any.</summary>
    public double? DauOverMau()
    {
        var sum = Days.Where(day => day.Monthly > 0).Aggregate(0.0, (total, day) => total + (double)day.Daily / day.Monthly);
        return DauOverMauDays() is > 0 and var count ? sum / count : null;
    }

    /// <summary>The histogram: one row for each n from 1 to the number of buckets.</summary>
    public IReadOnlyList<ActiveBucketsRow> ActiveBuckets()
    {
        var rows = new ActiveBucketsRow[ExactlyActive.Count];
        var atLeast = 0L;
        for (var n = rows.Length; n >= 1; n--)
        {
            atLeast += ExactlyActive[n - 1];
            rows[n - 1] = new(n, ExactlyActive[n - 1], atLeast);
        }
        return rows;
    }

    /// <summary>Of two disjoint sets of customers together.</summary>
    public static ActivitySummary operator +(ActivitySummary x, ActivitySummary y) => new(
        x.Total + y.Total,
        [.. x.Buckets.Zip(y.Buckets, (a, b) => new ActivityBucket(a.Counts + b.Counts, Sum(a.Trailing, b.Trailing)))],
        [.. x.Days.Zip(y.Days, (a, b) => new DailyActive(a.Daily + b.Daily, a.Monthly + b.Monthly))],
        Sum(x.ExactlyActive, y.ExactlyActive));

    private static long[] Sum(IReadOnlyList<long> x, IReadOnlyList<long> y) => [.. x.Zip(y, (a, b) => a + b)];
}

/// <summary>How many distinct customers were active, and how much.</summary>
public sealed class ActivityQuery : Query<ActivitySummary>
{
    /// <summary>Days of the month in DAU_OVER_MAU.</summary>
    public const int MonthlyDays = 30;

    private const long LongestDayMs = 25L * 3600 * 1000;

    /// <summary>The events that count.</summary>
    public required ActivitySelector Selector { get; init; }

    /// <summary>Only customers who pass it.</summary>
    public Filter CustomerFilter { get; init; } = Filter.None;

    /// <summary>The buckets.</summary>
    public required BucketSeries Buckets { get; init; }

    /// <summary>"Now".</summary>
    public required long AsOfMs { get; init; }

    /// <summary>Lengths of trailing windows in the tenant's days, each at least 1; meant for buckets of whole days.</summary>
    public IReadOnlyList<int> TrailingDays { get; init; } = [];

    /// <summary>The histogram's test of a bucket.</summary>
    public OccurrenceRule OccurrenceRule { get; init; } = OccurrenceRule.AtLeast;

    /// <summary>How many events it compares with.</summary>
    public long OccurrenceCount { get; init; } = 1;

    /// <summary>Whether a bucket is over as of "now"; a NOT_YET one carries no count.</summary>
    public CellState StateOf(int bucket) => CellStates.Of(Buckets[bucket], AsOfMs);

    /// <summary>Whether one event makes a bucket active in the histogram, and so does every other number of them.</summary>
    public bool IsActiveWithAny => OccurrenceRule == OccurrenceRule.AtLeast && OccurrenceCount <= 1;

    /// <summary>Whether so many events of one customer make a bucket active in the histogram.</summary>
    public bool IsActiveWith(long events) => events > 0 && OccurrenceRule switch
    {
        OccurrenceRule.AtMost => events <= OccurrenceCount,
        OccurrenceRule.Exactly => events == OccurrenceCount,
        _ => events >= OccurrenceCount,
    };

    /// <summary>The days of DAU_OVER_MAU are whole ones, of 25 hours at most, also where hours end inside of one.</summary>
    public override long? ReadsUntil =>
        EndOf([Buckets.Window], CustomerFilter) + (Buckets.Unit == BucketUnit.Hour ? LongestDayMs : 0);

    /// <inheritdoc/>
    internal override void Plan(TenantState tenant) => Planner.SegmentsFor(tenant, this);

    /// <inheritdoc/>
    public override ActivitySummary Answer(TenantState tenant) => Planner.SegmentsFor(tenant, this) is { } segments
        ? Gather(segments, reach => new BucketActivity(reach, this).Answer())
        : ActivityReference.Scan(tenant, this);

    /// <inheritdoc/>
    public override ActivitySummary Merge(ActivitySummary left, ActivitySummary right) => left + right;
}

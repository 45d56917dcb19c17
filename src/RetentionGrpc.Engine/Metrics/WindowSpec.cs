using RetentionGrpc.Engine.Calendar;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>A window as it was asked for: two instants, either of which may be open, or the last calendar buckets.</summary>
/// <param name="StartMs">The start; null means the tenant's first event.</param>
/// <param name="EndMs">The end; null means "now".</param>
/// <param name="TrailingCount">So many of the last buckets; 0 means between the two instants.</param>
/// <param name="TrailingUnit">Of which unit.</param>
/// <param name="IncludesCurrent">Whether the bucket that holds "now" is the last of them, up to "now".</param>
public sealed record WindowSpec(
    long? StartMs, long? EndMs, int TrailingCount = 0, BucketUnit TrailingUnit = BucketUnit.Day, bool IncludesCurrent = false)
{
    /// <summary>The tenant's whole history up to "now".</summary>
    public static WindowSpec Whole { get; } = new(null, null);

    /// <summary>Whether the start is open, so that resolving it takes the tenant's first event.</summary>
    public bool NeedsFirstEvent => TrailingCount == 0 && StartMs is null;

    /// <summary>The window between two instants; null if the end is before the start.</summary>
    /// <param name="calendar">The tenant's calendar.</param>
    /// <param name="asOfMs">"Now".</param>
    /// <param name="firstEventMs">The tenant's first event, or null without any.</param>
    public Interval? Resolve(TenantCalendar calendar, long asOfMs, long? firstEventMs)
    {
        if (TrailingCount > 0)
            return Trail(calendar, asOfMs);
        var endMs = EndMs ?? asOfMs;
        var startMs = StartMs ?? Math.Min(firstEventMs ?? endMs, endMs);
        return endMs < startMs ? null : new Interval(startMs, endMs);
    }

    private Interval Trail(TenantCalendar calendar, long asOfMs)
    {
        var current = calendar.StartOfBucket(asOfMs, TrailingUnit);
        return IncludesCurrent
            ? new(calendar.AddBuckets(current, TrailingUnit, 1 - TrailingCount), asOfMs)
            : new(calendar.AddBuckets(current, TrailingUnit, -TrailingCount), current);
    }
}

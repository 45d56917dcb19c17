using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>A segment of a tenant's ready index: which instants it can tell apart, and where they lie on its axis.</summary>
/// <param name="Tenant">Whose index.</param>
/// <param name="Index">The ready index.</param>
/// <param name="Segment">The segment.</param>
/// <param name="Filter">What its customers must pass, beyond being in it.</param>
public readonly record struct IndexReach(TenantState Tenant, TenantIndex Index, SegmentIndex Segment, Filter Filter)
{
    /// <summary>Whether all customers of the segment count.</summary>
    public bool TakesAll => Filter.Conditions.Count == 0;

    private long NewestMs => Tenant.Indexes.NewestMs;

    private bool ReachesBackToFirst => Tenant.Indexes.ReachesBackToFirst;

    /// <summary>
    /// Whether "all events before an instant" can be told by the axis: it lies on it, or before it where no event lies before the axis.
    /// </summary>
    public bool CanTell(long ms) => ms >= Index.Axis.OriginMs || ReachesBackToFirst || ms == long.MinValue;

    /// <summary>Whether days can be told as far back as so many days before that of an instant.</summary>
    public bool CanTellDaysBefore(long ms, int days) => Index.Axis.DayOf(ms) >= days || ReachesBackToFirst;

    /// <summary>
    /// Whether the events before an instant are those before some boundary: it begins a day, or no event lies at it or later, or none
    /// before it.
    /// </summary>
    /// <param name="ms">An instant that can be told.</param>
    /// <param name="day">That boundary; else the day that the instant falls into.</param>
    public bool TryBoundary(long ms, out int day)
    {
        if (ms > NewestMs)
        {
            day = Index.Today;
            return true;
        }
        if (ms > Index.Axis.OriginMs)
            return Index.Axis.IsBoundary(ms, out day);
        day = 0;
        return true;
    }

    /// <summary>Whether buckets are whole days of the axis, as far as anything happened.</summary>
    public bool AreWholeDays(BucketSeries buckets)
    {
        foreach (var start in buckets.Starts)
        {
            if (!CanTell(start) || !TryBoundary(start, out _))
                return false;
        }
        return true;
    }

    /// <summary>
    /// The boundary of an instant at which contracts are asked about: they may end after the newest event. Inside a day: false, and the
    /// day.
    /// </summary>
    public bool TryStateBoundary(long ms, out int day)
    {
        if (ms > Index.Axis.OriginMs)
            return Index.Axis.IsBoundary(ms, out day);
        day = 0;
        return true;
    }
}

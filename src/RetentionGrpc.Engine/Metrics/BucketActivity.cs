using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Indexes;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// Activity over indexes, for buckets of whole days and all customers: distinct customers by one sum for each window, events and sessions
/// from the ledger, and the histogram of active buckets by adding the buckets' bitmaps up.
/// </summary>
/// <param name="reach">The segment.</param>
/// <param name="query">The question.</param>
internal sealed class BucketActivity(IndexReach reach, ActivityQuery query)
{
    private readonly ActivityIndex _activity = reach.Segment.ActivityOf(query.Selector)!;
    private readonly DayAxis _axis = reach.Index.Axis;
    private readonly AnswerTrace _trace = reach.Tenant.Trace;

    /// <summary>The segment's share.</summary>
    public ActivitySummary Answer()
    {
        var buckets = new ActivityBucket[query.Buckets.Count];
        for (var bucket = 0; bucket < buckets.Length; bucket++)
            buckets[bucket] = CountBucket(bucket);
        return new(CountWindow(query.Buckets.Window), buckets, CountDays(), CountActiveBuckets());
    }

    private ActivityBucket CountBucket(int bucket)
    {
        var trailing = new long[query.TrailingDays.Count];
        if (query.StateOf(bucket) == CellState.NotYet)
            return new(default, trailing);
        var span = query.Buckets[bucket];
        for (var i = 0; i < trailing.Length; i++)
            trailing[i] = Distinct(DaysBefore(span.EndMs, query.TrailingDays[i]), span.EndMs);
        return new(CountWindow(span), trailing);
    }

    private ActivityCounts CountWindow(Interval window)
    {
        if (window.IsEmpty)
            return default;
        var sums = _activity.Ledger.Over(BoundaryOf(window.StartMs), BoundaryOf(window.EndMs));
        return new(Distinct(window.StartMs, window.EndMs), sums.Events, sums.Sessions, sums.SessionMs);
    }

    private DailyActive[] CountDays()
    {
        if (query.Buckets.Count == 0)
            return [];
        var days = new List<DailyActive>();
        foreach (var day in reach.Tenant.Calendar.ClippedDays(query.Buckets.Window))
        {
            if (day.StartMs >= query.AsOfMs)
                break;
            days.Add(new(Distinct(day.StartMs, day.EndMs), Distinct(DaysBefore(day.EndMs, ActivityQuery.MonthlyDays), day.EndMs)));
        }
        return [.. days];
    }

    private long Distinct(long startMs, long endMs)
    {
        _trace.Path |= AnswerPath.Matrices;
        _trace.Rows++;
        return _activity.Matrix.Active(BoundaryOf(startMs), BoundaryOf(endMs));
    }

    /// <summary>The start of so many days that end at a boundary, no earlier than the axis.</summary>
    private long DaysBefore(long endMs, int days)
    {
        if (endMs <= _axis.OriginMs)
            return endMs;
        var boundary = _axis.DayOf(endMs - 1) + 1;
        return _axis.StartOf(Math.Max(0, boundary - days));
    }

    private int BoundaryOf(long ms)
    {
        reach.TryBoundary(ms, out var boundary);
        return boundary;
    }

    /// <summary>Customers with exactly n + 1 active buckets.</summary>
    private long[] CountActiveBuckets()
    {
        var exactly = new long[query.Buckets.Count];
        if (exactly.Length == 0)
            return exactly;
        _trace.Path |= AnswerPath.Bitmaps;
        var windows = new ActivityBits[exactly.Length];
        for (var bucket = 0; bucket < windows.Length; bucket++)
            windows[bucket] = new(reach, _activity, query.Buckets[bucket].StartMs, query.Buckets[bucket].EndMs);
        var counters = reach.Tenant.Indexes.BitRoom.Counters;
        var counting = new BitCounting(reach);
        for (var chunk = 0; chunk < counting.ChunkCount; chunk++)
        {
            counters.Clear();
            foreach (var window in windows)
                counters.Add(counting.Load(0, chunk, window, counting.Passing(chunk)));
            for (var n = 0; n < exactly.Length; n++)
                exactly[n] += counters.CountOf(n + 1);
        }
        return exactly;
    }
}

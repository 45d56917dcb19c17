using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Indexes;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// The lifecycle over indexes. Nobody who is new in a bucket was active before, so returning = |bucket ∩ bucket before|, which adjacent
/// windows give from three sums; resurrecting and dormant are what is left of the two.
/// </summary>
/// <param name="reach">The segment.</param>
/// <param name="query">The question.</param>
internal sealed class BucketLifecycle(IndexReach reach, LifecycleQuery query)
{
    private readonly ActivityIndex _activity = reach.Segment.ActivityOf(query.Selector)!;
    private readonly AnswerTrace _trace = reach.Tenant.Trace;

    /// <summary>The segment's share.</summary>
    public LifecycleCounts[] Answer()
    {
        var counts = new LifecycleCounts[query.Buckets.Count];
        for (var bucket = 0; bucket < counts.Length; bucket++)
        {
            if (query.StateOf(bucket) == CellState.NotYet)
                continue;
            var before = bucket == 0 ? query.Before : query.Buckets[bucket - 1];
            counts[bucket] = reach.TakesAll && reach.TryBoundary(before.StartMs, out var start)
                && reach.TryBoundary(before.EndMs, out var middle) && reach.TryBoundary(query.Buckets[bucket].EndMs, out var end)
                ? Count(start, middle, end)
                : CountBits(before, query.Buckets[bucket]);
        }
        return counts;
    }

    private LifecycleCounts Count(int start, int middle, int end)
    {
        _trace.Path |= AnswerPath.Matrices;
        _trace.Rows += 4;
        var matrix = _activity.Matrix;
        var (before, now, any) = (matrix.Active(start, middle), matrix.Active(middle, end), matrix.Active(start, end));
        var (isNew, returning) = (matrix.New(middle, end), before + now - any);
        return new(isNew, returning, now - isNew - returning, before - returning);
    }

    private LifecycleCounts CountBits(Interval before, Interval bucket)
    {
        _trace.Path |= AnswerPath.Bitmaps;
        var earlier = new ActivityBits(reach, _activity, before.StartMs, before.EndMs);
        var now = new ActivityBits(reach, _activity, bucket.StartMs, bucket.EndMs);
        var ever = new ActivityBits(reach, _activity, long.MinValue, bucket.StartMs);
        var counting = new BitCounting(reach);
        var sum = default(LifecycleCounts);
        for (var chunk = 0; chunk < counting.ChunkCount; chunk++)
        {
            var passing = counting.Passing(chunk);
            var active = counting.Load(0, chunk, now, passing);
            var counts = Bits.CountBoth(counting.Load(1, chunk, earlier, passing), active);
            var isNew = Bits.CountAndNot(active, counting.Load(2, chunk, ever, passing));
            sum += new LifecycleCounts(isNew, counts.Both, counts.Second - isNew - counts.Both, counts.OnlyFirst);
        }
        return sum;
    }
}

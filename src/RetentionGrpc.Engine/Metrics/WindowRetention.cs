using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Indexes;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// Retention between windows over indexes. Where A and B meet or overlap, their union is a window too, and |A ∩ B| = |A| + |B| − |A ∪ B|:
/// three sums. Windows apart, of different selectors, with ends inside a day or under a filter are counted from bitmaps.
/// </summary>
/// <param name="reach">The segment.</param>
/// <param name="query">The question.</param>
internal sealed class WindowRetention(IndexReach reach, RetentionQuery query)
{
    private readonly AnswerTrace _trace = reach.Tenant.Trace;

    /// <summary>The segment's share.</summary>
    public RetentionCounts Answer()
    {
        var counts = new RetentionComparison[query.Comparisons.Count];
        long? active = null;
        for (var i = 0; i < counts.Length; i++)
        {
            (var inBase, counts[i]) = Compare(query.Comparisons[i]);
            active = inBase;
        }
        return new(active ?? 0, counts);
    }

    private (long Base, RetentionComparison Counts) Compare(ActivityWindow other)
    {
        var (a, b) = (query.Base.Window, other.Window);
        var isJoined = a.StartMs <= b.EndMs && b.StartMs <= a.EndMs;
        if (reach.TakesAll && isJoined && query.Base.Selector.Equals(other.Selector)
            && BoundariesOf(a) is { } first && BoundariesOf(b) is { } second)
        {
            _trace.Path |= AnswerPath.Matrices;
            _trace.Rows += 3;
            var matrix = reach.Segment.ActivityOf(other.Selector)!.Matrix;
            var (inA, inB) = (matrix.Active(first.Start, first.End), matrix.Active(second.Start, second.End));
            var inAny = matrix.Active(Math.Min(first.Start, second.Start), Math.Max(first.End, second.End));
            return (inA, new(inB, inA + inB - inAny, inAny));
        }
        return CompareBits(a, other);
    }

    private (long Base, RetentionComparison Counts) CompareBits(Interval a, ActivityWindow other)
    {
        _trace.Path |= AnswerPath.Bitmaps;
        var first = new ActivityBits(reach, reach.Segment.ActivityOf(query.Base.Selector)!, a.StartMs, a.EndMs);
        var second = new ActivityBits(reach, reach.Segment.ActivityOf(other.Selector)!, other.Window.StartMs, other.Window.EndMs);
        var counting = new BitCounting(reach);
        var (inA, sum) = (0L, default(RetentionComparison));
        for (var chunk = 0; chunk < counting.ChunkCount; chunk++)
        {
            var passing = counting.Passing(chunk);
            var counts = Bits.CountBoth(counting.Load(0, chunk, first, passing), counting.Load(1, chunk, second, passing));
            inA += counts.First;
            sum += new RetentionComparison(counts.Second, counts.Both, counts.Either);
        }
        return (inA, sum);
    }

    // An empty window meets its neighbours without being one with them: nobody is in it.
    private (int Start, int End)? BoundariesOf(Interval window) => !window.IsEmpty
        && reach.TryBoundary(window.StartMs, out var start) && reach.TryBoundary(window.EndMs, out var end)
        ? (start, end)
        : null;
}

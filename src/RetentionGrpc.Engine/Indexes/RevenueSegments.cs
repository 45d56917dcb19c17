using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Reference;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>The recurring revenue of one customer at the boundaries of an axis; room that is used again for the next customer.</summary>
internal sealed class RevenueSegments
{
    /// <summary>As the first day: never, or before the axis.</summary>
    public const int NoDay = -1;

    // A customer costs as many updates as it has pairs of segments; one whose price changes with its usage is better looked at.
    private const int SegmentLimit = 32;

    private readonly RevenueSegment[] _segments = new RevenueSegment[SegmentLimit];
    private int[] _changeDays = new int[8];
    private int _count;
    private int _changeDayCount;

    /// <summary>The segments, in order; none where a matrix cannot hold them.</summary>
    public ReadOnlySpan<RevenueSegment> Segments => _segments.AsSpan(0, _count);

    /// <summary>The days on which the revenue changed.</summary>
    public ReadOnlySpan<int> ChangeDays => _changeDays.AsSpan(0, _changeDayCount);

    /// <summary>The day on which it was first more than 0.</summary>
    public int FirstDay { get; private set; } = NoDay;

    /// <summary>The highest of it, in shares.</summary>
    public long Highest { get; private set; }

    /// <summary>Whether a matrix can hold it: whole shares that are not too many, and not too many segments.</summary>
    public bool IsRegular { get; private set; } = true;

    /// <summary>No revenue.</summary>
    public void Clear() => (_count, _changeDayCount, FirstDay, Highest, IsRegular) = (0, 0, NoDay, 0, true);

    /// <summary>Takes the place of what was there.</summary>
    public void Read(RevenueSteps revenue, DayAxis axis, int limit)
    {
        Clear();
        var steps = revenue.Steps;
        if (steps.Count == 0)
            return;
        FirstDay = Math.Max(axis.DayOf(steps[0].AtMs), NoDay);
        for (var i = 0; i < steps.Count; i++)
        {
            var day = axis.DayOf(steps[i].AtMs);
            Growth.MakeRoom(ref _changeDays, _changeDayCount);
            _changeDays[_changeDayCount++] = day;
            var last = i + 1 < steps.Count ? axis.DayOf(steps[i + 1].AtMs) : AnswerMatrix.Forever;
            if (last >= limit)
                last = AnswerMatrix.Forever;
            if (last > day && last >= 0 && day + 1 < limit && !steps[i].Amount.IsZero)
                IsRegular = IsRegular && TryAdd(Math.Max(day + 1, 0), last, steps[i].Amount);
        }
        if (!IsRegular)
            (_count, Highest) = (0, 0);
    }

    private bool TryAdd(int first, int last, MonthlyRevenue amount)
    {
        if (!amount.TryInShares(out var all) || all > long.MaxValue)
            return false;
        var shares = (long)all;
        Highest = Math.Max(Highest, shares);
        if (_count > 0 && _segments[_count - 1] is var before && before.Last == first - 1 && before.Shares == shares)
        {
            _segments[_count - 1] = before with { Last = last };
            return true;
        }
        if (_count == SegmentLimit)
            return false;
        _segments[_count++] = new(first, last, shares);
        return true;
    }
}

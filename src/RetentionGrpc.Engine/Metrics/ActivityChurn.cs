using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Indexes;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// Churn under the bases ACTIVITY and PURCHASE over indexes: whoever has a selected event in [t − inactivity, t) is a customer at t. So S
/// and E are the active customers of two windows, and everything else follows from them, from their union and from first ever events.
/// </summary>
/// <param name="reach">The segment.</param>
/// <param name="population">Who counts; the filter is the segment's.</param>
internal sealed class ActivityChurn(IndexReach reach, ChurnPopulation population)
{
    private readonly ActivityIndex _activity = reach.Segment.ActivityOf(population.CountedSelector)!;
    private readonly long _inactivityMs = population.InactivityMs;
    private readonly AnswerTrace _trace = reach.Tenant.Trace;

    /// <summary>The counts of one window, and of its days.</summary>
    public WindowChurn Answer(Interval window) => new(Count(window), LossesOf(new ClippedDays(reach, window)));

    /// <summary>How many sets a window's answer reads from bitmaps, about; 0 if it comes from matrices alone.</summary>
    public double SetsOf(Interval window)
    {
        var isByMatrix = reach.TakesAll && BoundariesOf(window) is not null;
        if (isByMatrix && window.LengthMs <= _inactivityMs && _inactivityMs % DayAxis.UsualDayMs == 0)
            return 0;
        var days = window.LengthMs / (double)DayAxis.UsualDayMs;
        var setsOfWindow = 1 + 2 * double.Log2(2 + _inactivityMs / (double)DayAxis.UsualDayMs);
        if (!reach.TakesAll || !reach.TryBoundary(reach.Index.Axis.OriginMs + _inactivityMs, out _))
            return (5 + 2 * days) * setsOfWindow;
        if (!isByMatrix)
            return 9 * (setsOfWindow + 8);
        var isAnswered = window.LengthMs <= _inactivityMs || reach.Segment.RuleOf(population.CountedSelector, _inactivityMs) is not null;
        return isAnswered ? 0 : 3 * setsOfWindow;
    }

    private ChurnCounts Count(Interval window)
    {
        if (!reach.TakesAll || BoundariesOf(window) is not { } at)
            return CountBits(window);
        _trace.Path |= AnswerPath.Matrices;
        _trace.Rows += 5;
        var matrix = _activity.Matrix;
        var (start, end) = (matrix.Active(at.BeforeStart, at.Start), matrix.Active(at.BeforeEnd, at.End));
        var (present, isNew) = (matrix.Active(at.BeforeStart, at.End), matrix.New(at.Start, at.End));
        var (retained, newRetained) = window.LengthMs <= _inactivityMs
            ? (start + end - present, isNew)
            : RetainedOver(window);
        var returned = end - retained - newRetained;
        return new(start, end, retained, isNew, newRetained, returned, present - start - isNew - returned);
    }

    /// <summary>S ∩ E and N ∩ E of a window longer than the inactivity: two windows apart.</summary>
    private (long Retained, long NewRetained) RetainedOver(Interval window)
    {
        if (reach.Segment.RuleOf(population.CountedSelector, _inactivityMs) is { } rule
            && reach.TryStateBoundary(window.StartMs, out var start) && reach.TryStateBoundary(window.EndMs, out var end)
            && end < reach.Index.Limit)
        {
            var counts = rule.Matrix.Read(start, end);
            return (counts.Retained, counts.NewRetained);
        }
        _trace.Path |= AnswerPath.Bitmaps;
        var atStart = Alive(window.StartMs);
        var atEnd = Alive(window.EndMs);
        var everBefore = new ActivityBits(reach, _activity, long.MinValue, window.StartMs);
        var counting = new BitCounting(reach);
        var (retained, newRetained) = (0L, 0L);
        for (var chunk = 0; chunk < counting.ChunkCount; chunk++)
        {
            var passing = counting.Passing(chunk);
            var e = counting.Load(0, chunk, atEnd, passing);
            retained += Bits.CountAnd(counting.Load(1, chunk, atStart, passing), e);
            newRetained += Bits.CountAndNot(e, counting.Load(2, chunk, everBefore, passing));
        }
        return (retained, newRetained);
    }

    private ChurnCounts CountBits(Interval window)
    {
        _trace.Path |= AnswerPath.Bitmaps;
        var atStart = Alive(window.StartMs);
        var atEnd = Alive(window.EndMs);
        var anywhere = new ActivityBits(reach, _activity, window.StartMs - _inactivityMs, window.EndMs);
        var beforeStart = new ActivityBits(reach, _activity, long.MinValue, window.StartMs);
        var beforeEnd = new ActivityBits(reach, _activity, long.MinValue, window.EndMs);
        var counting = new BitCounting(reach);
        long start = 0, end = 0, retained = 0, isNew = 0, newRetained = 0, present = 0;
        for (var chunk = 0; chunk < counting.ChunkCount; chunk++)
        {
            var passing = counting.Passing(chunk);
            var s = counting.Load(0, chunk, atStart, passing);
            var e = counting.Load(1, chunk, atEnd, passing);
            var both = Bits.CountBoth(s, e);
            (start, end, retained) = (start + both.First, end + both.Second, retained + both.Both);
            present += Bits.Count(counting.Load(2, chunk, anywhere, passing));
            var known = counting.Load(3, chunk, beforeStart, passing);
            newRetained += Bits.CountAndNot(e, known);
            isNew += Bits.CountAndNot(counting.Load(4, chunk, beforeEnd, passing), known);
        }
        var returned = end - retained - newRetained;
        return new(start, end, retained, isNew, newRetained, returned, present - start - isNew - returned);
    }

    /// <summary>Each day's losses. Where days are whole, each ends as the next begins, and is read once.</summary>
    private DayLosses[] LossesOf(ClippedDays days)
    {
        var losses = new DayLosses[days.Count];
        var start = days.Count == 0 ? default : EdgeAt(days[0].StartMs);
        for (var i = 0; i < losses.Length; i++)
        {
            var day = days[i];
            var end = EdgeAfter(start, day.EndMs);
            losses[i] = start.IsWhole && end.IsWhole && day.LengthMs <= _inactivityMs ? LossesBetween(start, end) : CountDayBits(day);
            start = end;
        }
        return losses;
    }

    private DayLosses LossesBetween(Edge start, Edge end)
    {
        // Whoever is not lost was active between one inactivity before the day's end and the end.
        var lost = end.Before - start.Before == 1 && end.At - start.At == 1
            ? _activity.Matrix.LastActiveOn(start.Before, end.At)
            : _activity.Matrix.Active(start.Before, end.At) - end.Alive;
        _trace.Path |= AnswerPath.Matrices;
        _trace.Rows += 2;
        return new(start.Alive, lost);
    }

    /// <summary>The edge of an instant, which is often one day after another edge, with both of its boundaries.</summary>
    private Edge EdgeAfter(Edge edge, long ms)
    {
        var axis = reach.Index.Axis;
        var isNextDay = edge.IsWhole && edge.At < reach.Index.Today && ms <= reach.Tenant.Indexes.NewestMs
            && axis.StartOf(edge.At + 1) == ms && axis.StartOf(edge.Before + 1) == ms - _inactivityMs;
        return isNextDay
            ? new(true, edge.Before + 1, edge.At + 1, _activity.Matrix.Active(edge.Before + 1, edge.At + 1))
            : EdgeAt(ms);
    }

    private Edge EdgeAt(long ms)
    {
        var isWhole = reach.TakesAll & reach.TryBoundary(ms, out var at) & reach.TryBoundary(ms - _inactivityMs, out var before);
        return isWhole ? new(true, before, at, _activity.Matrix.Active(before, at)) : default;
    }

    private DayLosses CountDayBits(Interval day)
    {
        _trace.Path |= AnswerPath.Bitmaps;
        var atStart = Alive(day.StartMs);
        var atEnd = Alive(day.EndMs);
        var counting = new BitCounting(reach);
        var sum = default(DayLosses);
        for (var chunk = 0; chunk < counting.ChunkCount; chunk++)
        {
            var passing = counting.Passing(chunk);
            var counts = Bits.CountBoth(counting.Load(0, chunk, atStart, passing), counting.Load(1, chunk, atEnd, passing));
            sum = new(sum.Start + counts.First, sum.Lost + counts.OnlyFirst);
        }
        return sum;
    }

    private ActivityBits Alive(long ms) => new(reach, _activity, ms - _inactivityMs, ms);

    /// <summary>The boundaries of t − inactivity and t at both ends; null if one of them falls inside a day.</summary>
    private Boundaries? BoundariesOf(Interval window)
    {
        return reach.TryBoundary(window.StartMs, out var start) && reach.TryBoundary(window.EndMs, out var end)
            && reach.TryBoundary(window.StartMs - _inactivityMs, out var beforeStart)
            && reach.TryBoundary(window.EndMs - _inactivityMs, out var beforeEnd)
            ? new(beforeStart, start, beforeEnd, end)
            : null;
    }

    private readonly record struct Boundaries(int BeforeStart, int Start, int BeforeEnd, int End);

    /// <summary>An instant at which a day begins or ends, if t and t − inactivity are boundaries, and the customers at it.</summary>
    private readonly record struct Edge(bool IsWhole, int Before, int At, long Alive);
}

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
    public WindowChurn Answer(Interval window)
    {
        var days = new ClippedDays(reach, window);
        var losses = new DayLosses[days.Count];
        var run = RunOf(days.Whole);
        if (run.Count > 0 && reach.TakesAll)
            CountRun(run, losses.AsSpan(run.Index, run.Count));
        var isByMatrix = reach.TakesAll & BoundariesOf(window, out var at);
        var counts = isByMatrix
            ? Count(window, at)
            : new ActivityChurnBits(reach, _activity, _inactivityMs).Count(window, days, run, losses);
        // Bits have told of the days at both ends.
        var ends = isByMatrix ? 0 : 1;
        for (var i = ends; i < losses.Length - ends; i++)
        {
            if (!run.Holds(i))
                losses[i] = LossesOf(days[i]);
        }
        return new(counts, losses);
    }

    /// <summary>How many sets a window's answer reads from bitmaps, about; 0 if it comes from matrices alone.</summary>
    public double SetsOf(Interval window)
    {
        var isByMatrix = reach.TakesAll & BoundariesOf(window, out _);
        if (isByMatrix && window.LengthMs <= _inactivityMs && _inactivityMs % DayAxis.UsualDayMs == 0)
            return 0;
        var days = window.LengthMs / (double)DayAxis.UsualDayMs;
        var setsOfWindow = 1 + 2 * double.Log2(2 + _inactivityMs / (double)DayAxis.UsualDayMs);
        if (_inactivityMs % DayAxis.UsualDayMs != 0)
            return (5 + 2 * days) * setsOfWindow;
        if (!reach.TakesAll)
            return 5 * setsOfWindow + 3 * days;
        if (!isByMatrix)
            return 6 * (setsOfWindow + 4);
        var isAnswered = window.LengthMs <= _inactivityMs || reach.Segment.RuleOf(population.CountedSelector, _inactivityMs) is not null;
        return isAnswered ? 0 : 3 * setsOfWindow;
    }

    private ChurnCounts Count(Interval window, in Boundaries at)
    {
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
        return new ActivityChurnBits(reach, _activity, _inactivityMs).CountRetained(window);
    }

    /// <summary>
    /// Of whole days those that can be told side by side: they and those before them, as far back as the inactivity, last 24 hours, so that
    /// each boundary less the inactivity is a boundary.
    /// </summary>
    private DayRun RunOf(DayRun whole)
    {
        var count = Math.Min(whole.Count, reach.Index.Today - whole.Day);
        var isRun = count > 0 && _inactivityMs % DayAxis.UsualDayMs == 0
            && reach.Index.Axis.IsUsual(Math.Max(0, whole.Day - InactivityDays), whole.Day + count);
        return isRun ? whole with { Count = count } : default;
    }

    private int InactivityDays => (int)(_inactivityMs / DayAxis.UsualDayMs);

    private void CountRun(DayRun run, Span<DayLosses> losses)
    {
        _trace.Path |= AnswerPath.Matrices;
        _trace.Rows += 2 * losses.Length;
        var read = _activity.Matrix.Inactivity(InactivityDays, run.Day + run.Count);
        var alive = read.Alive(run.Day, losses.Length);
        var lost = read.Lost(run.Day, losses.Length);
        for (var i = 0; i < losses.Length; i++)
            losses[i] = new(alive[i], lost[i]);
    }

    private DayLosses LossesOf(Interval day)
    {
        if (!reach.TakesAll || day.LengthMs > _inactivityMs || !BoundariesOf(day, out var at))
            return new ActivityChurnBits(reach, _activity, _inactivityMs).CountDay(day);
        _trace.Path |= AnswerPath.Matrices;
        _trace.Rows += 3;
        // Whoever is not lost was active between one inactivity before the day's end and the end.
        var matrix = _activity.Matrix;
        return new(matrix.Active(at.BeforeStart, at.Start), matrix.Active(at.BeforeStart, at.End) - matrix.Active(at.BeforeEnd, at.End));
    }

    /// <summary>The boundaries of t − inactivity and t at both ends; false if one of them falls inside a day.</summary>
    private bool BoundariesOf(Interval window, out Boundaries at)
    {
        var isWhole = reach.TryBoundary(window.StartMs, out var start) & reach.TryBoundary(window.EndMs, out var end)
            & reach.TryBoundary(window.StartMs - _inactivityMs, out var beforeStart)
            & reach.TryBoundary(window.EndMs - _inactivityMs, out var beforeEnd);
        at = new(beforeStart, start, beforeEnd, end);
        return isWhole;
    }

    private readonly record struct Boundaries(int BeforeStart, int Start, int BeforeEnd, int End);
}

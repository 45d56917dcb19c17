using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Indexes;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// What <see cref="ActivityChurn"/> counts from bitmaps: windows whose ends fall inside a day, under a filter, or longer than the
/// inactivity.
/// Each window of activity is loaded once for a chunk of customers, and all counts are made of it.
/// </summary>
/// <param name="reach">The segment.</param>
/// <param name="activity">The selector's index.</param>
/// <param name="inactivityMs">How far back an event may lie.</param>
internal sealed class ActivityChurnBits(IndexReach reach, ActivityIndex activity, long inactivityMs)
{
    /// <summary>
    /// The counts of a window, and the losses of its first and its last day unless they are among those that are told side by side: of all
    /// customers they are told already, under a filter they are counted here, and tell who is there at both ends.
    /// </summary>
    /// <param name="window">The window.</param>
    /// <param name="days">Its days.</param>
    /// <param name="told">Those that are told side by side.</param>
    /// <param name="losses">Takes the losses.</param>
    public ChurnCounts Count(Interval window, in ClippedDays days, DayRun told, DayLosses[] losses)
    {
        reach.Tenant.Trace.Path |= AnswerPath.Bitmaps;
        var (atStart, atEnd, before) = (Alive(window.StartMs), Alive(window.EndMs), BeforeStart(window.StartMs));
        // Whoever was active in the window was so at the end, or between the two.
        var between = window.LengthMs > inactivityMs ? Active(window.StartMs, window.EndMs - inactivityMs) : null;
        var (isFirstTold, isLastTold) = (told.Holds(0), told.Holds(losses.Length - 1));
        var afterFirst = losses.Length > 1 && !isFirstTold ? Alive(days[0].EndMs) : null;
        var beforeLast = losses.Length > 1 && !isLastTold ? Alive(days[losses.Length - 1].StartMs) : null;
        var sliding = reach.TakesAll || told.Count == 0
            ? null
            : new SlidingActivity(reach, activity, (int)(inactivityMs / DayAxis.UsualDayMs));
        var tellsEnds = told.Count == losses.Length;
        var counting = new BitCounting(reach);
        long start = 0, end = 0, retained = 0, isNew = 0, newRetained = 0, present = 0, lostFirst = 0;
        var last = default(DayLosses);
        for (var chunk = 0; chunk < counting.ChunkCount; chunk++)
        {
            var passing = counting.Passing(chunk);
            if (BitCounting.IsNobody(passing))
                continue;
            sliding?.Count(chunk, passing, told.Day, losses.AsSpan(told.Index, told.Count));
            var s = sliding is not null && tellsEnds ? sliding.AtStart : counting.Load(0, chunk, atStart, passing);
            var e = sliding is not null && tellsEnds ? sliding.AtEnd : counting.Load(1, chunk, atEnd, passing);
            var known = counting.Load(2, chunk, before, passing);
            Bits.Or(known, s);
            var both = Bits.CountBoth(s, e);
            (start, end, retained) = (start + both.First, end + both.Second, retained + both.Both);
            var newAtEnd = Bits.CountAndNot(e, known);
            newRetained += newAtEnd;
            if (between is null)
            {
                (present, isNew) = (present + both.Either, isNew + newAtEnd);
            }
            else
            {
                var any = counting.Load(3, chunk, between, passing);
                Bits.Or(any, e);
                isNew += Bits.CountAndNot(any, known);
                present += Bits.CountOr(any, s);
            }
            if (afterFirst is not null)
                lostFirst += Bits.CountAndNot(s, counting.Load(3, chunk, afterFirst, passing));
            if (beforeLast is not null)
            {
                var day = Bits.CountBoth(counting.Load(3, chunk, beforeLast, passing), e);
                last = new(last.Start + day.First, last.Lost + day.OnlyFirst);
            }
        }
        if (losses.Length == 1 && !isFirstTold)
            losses[0] = new(start, start - retained);
        if (afterFirst is not null)
            losses[0] = new(start, lostFirst);
        if (beforeLast is not null)
            losses[^1] = last;
        var returned = end - retained - newRetained;
        return new(start, end, retained, isNew, newRetained, returned, present - start - isNew - returned);
    }

    /// <summary>S ∩ E and N ∩ E of a window.</summary>
    public (long Retained, long NewRetained) CountRetained(Interval window)
    {
        reach.Tenant.Trace.Path |= AnswerPath.Bitmaps;
        var (atStart, atEnd, before) = (Alive(window.StartMs), Alive(window.EndMs), BeforeStart(window.StartMs));
        var counting = new BitCounting(reach);
        var (retained, newRetained) = (0L, 0L);
        for (var chunk = 0; chunk < counting.ChunkCount; chunk++)
        {
            var passing = counting.Passing(chunk);
            var e = counting.Load(0, chunk, atEnd, passing);
            var s = counting.Load(1, chunk, atStart, passing);
            retained += Bits.CountAnd(s, e);
            var known = counting.Load(2, chunk, before, passing);
            Bits.Or(known, s);
            newRetained += Bits.CountAndNot(e, known);
        }
        return (retained, newRetained);
    }

    /// <summary>The losses of one day.</summary>
    public DayLosses CountDay(Interval day)
    {
        reach.Tenant.Trace.Path |= AnswerPath.Bitmaps;
        var (atStart, atEnd) = (Alive(day.StartMs), Alive(day.EndMs));
        var counting = new BitCounting(reach);
        var sum = default(DayLosses);
        for (var chunk = 0; chunk < counting.ChunkCount; chunk++)
        {
            var passing = counting.Passing(chunk);
            if (BitCounting.IsNobody(passing))
                continue;
            var counts = Bits.CountBoth(counting.Load(0, chunk, atStart, passing), counting.Load(1, chunk, atEnd, passing));
            sum = new(sum.Start + counts.First, sum.Lost + counts.OnlyFirst);
        }
        return sum;
    }

    private ActivityBits Alive(long ms) => Active(ms - inactivityMs, ms);

    private ActivityBits Active(long startMs, long endMs) => new(reach, activity, startMs, endMs);

    /// <summary>
    /// Who, with the customers at an instant, is everybody who was ever active before it: those active before any moment of the inactivity
    /// that precedes it. Of the boundaries in it, one of many days in few spans is taken.
    /// </summary>
    private ActivityBits BeforeStart(long ms)
    {
        var isWhole = reach.TryBoundary(ms - inactivityMs, out var first);
        first += isWhole ? 0 : 1;
        reach.TryBoundary(ms, out var boundary);
        if (first > boundary)
            return Active(long.MinValue, ms);
        while ((boundary & (boundary - 1)) >= first && boundary > 0)
            boundary &= boundary - 1;
        return Active(long.MinValue, reach.Index.Axis.StartOf(boundary));
    }
}

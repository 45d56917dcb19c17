using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// Everything that is kept ready about the events that one selector picks: who was active between any two days (matrix), in which days
/// (bitmaps), how much (ledger), and the cohorts of the first ever event. A sum over customers: each is added by what it did, and changed
/// by what it did before and after.
/// </summary>
public sealed class ActivityIndex
{
    private const ushort Never = ushort.MaxValue;
    private const ushort BeforeAxis = ushort.MaxValue - 1;
    private const ushort OnlyOnce = ushort.MaxValue - 2;
    private const int NoDay = int.MaxValue;

    private readonly BoundSelector _bound;
    private readonly DayAxis _axis;
    private readonly CohortIndex[] _cohorts;
    private Ends[] _ends = [];

    /// <summary>An index without customers.</summary>
    /// <param name="selector">The selector.</param>
    /// <param name="plan">The days, and the units of cohorts.</param>
    public ActivityIndex(IndexedSelector selector, IndexPlan plan)
    {
        (_bound, _axis) = (selector.Bound, plan.Axis);
        _cohorts = [.. plan.Units.Select(unit => new CohortIndex(unit))];
    }

    /// <summary>Distinct customers between any two days.</summary>
    public ActivityMatrix Matrix { get; } = new();

    /// <summary>The customers of each day.</summary>
    public DyadicBitmaps Bitmaps { get; } = new(keepsTimes: true);

    /// <summary>How much happened on each day.</summary>
    public DayLedger Ledger { get; } = new();

    /// <summary>Customers who were active before the axis begins.</summary>
    public CustomerSet ActiveBeforeAxis { get; } = new();

    /// <summary>Whether the selector picks an event.</summary>
    public bool Picks(in TimelineEvent act) => _bound.Picks(act);

    /// <summary>The cohorts of a unit of a day or longer; null for hours.</summary>
    public CohortIndex? CohortsOf(BucketUnit unit)
    {
        foreach (var cohorts in _cohorts)
        {
            if (cohorts.Map.Unit == unit)
                return cohorts;
        }
        return null;
    }

    /// <summary>Takes a selected event that none of its customer's others is later than.</summary>
    public void Append(int customer, in TimelineEvent act)
    {
        var day = _axis.DayOf(act.OccurredMs);
        MakeRoom(customer);
        ref var ends = ref _ends[customer];
        var isSecond = ends.Last == OnlyOnce;
        var (first, last) = (ends.First, isSecond ? ends.First : ends.Last);
        var added = new DayAct(day, act);
        Ledger.Add(added);
        if (last == day)
        {
            Bitmaps.SetTime(customer, day, DayTime.Widen(Bitmaps.TimeOf(customer, day), OffsetOf(act.OccurredMs, day), LengthOf(day)));
            if (!isSecond)
                return;
            ends.Last = first;
            foreach (var cohorts in _cohorts)
                cohorts.ComeAgain(customer, day);
            return;
        }
        var previous = last < OnlyOnce ? last : DayAxis.Before;
        Matrix.AddDay(previous, day, NoDay);
        Bitmaps.Add(customer, previous, day, NoDay, TimeCode(added));
        ends.Last = first == Never ? OnlyOnce : (ushort)day;
        if (first == Never)
        {
            Matrix.MoveFirst(NoDay, day);
            ends.First = (ushort)day;
            foreach (var cohorts in _cohorts)
                cohorts.Begin(day);
        }
        else if (first != BeforeAxis)
        {
            foreach (var cohorts in _cohorts)
                cohorts.Append(customer, first, last, day, isSecond);
        }
    }

    /// <summary>Replaces what a customer did.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="before">What it did, as far as the index knows; nothing for one that is new to it.</param>
    /// <param name="after">What it did in truth.</param>
    public void Change(int customer, ReadOnlySpan<DayAct> before, ReadOnlySpan<DayAct> after)
    {
        MakeRoom(customer);
        var passed = SameAtStart(before, after);
        var left = SameAtEnd(before[passed..], after[passed..]);
        foreach (ref readonly var act in before[passed..^left])
            Ledger.Remove(act);
        foreach (ref readonly var act in after[passed..^left])
            Ledger.Add(act);
        // With a day of the same ones on each side, which tells where the changed ones are.
        (passed, left) = (Math.Max(passed - 1, 0), Math.Max(left - 1, 0));
        RemoveDays(customer, before[passed..^left], after[passed..^left]);
        AddDays(customer, before[passed..^left], after[passed..^left]);
        MoveEnds(customer, before, after);
        foreach (var cohorts in _cohorts)
            cohorts.Change(customer, before, after, passed, left);
    }

    /// <summary>Brings near what an event of a customer is going to need.</summary>
    internal void Bring(int customer)
    {
        if (customer >= _ends.Length)
            return;
        Near.Bring(ref _ends[customer]);
        Bitmaps.Bring(customer);
    }

    /// <summary>Goes on to a new day.</summary>
    /// <param name="before">The boundary that it is at: the days before it are closed, but for the last.</param>
    /// <param name="today">The boundary after the new day.</param>
    public void RollTo(int before, int today)
    {
        Matrix.RollTo(today);
        for (var day = Math.Max(0, before - 1); day < today - 1; day++)
            Bitmaps.TrimSpansEnding(day + 1);
        Bitmaps.OpenDay(today - 1);
    }

    /// <summary>What it consists of; see <see cref="DigestedPart"/>.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="days">So many days.</param>
    /// <param name="segment">Whose customers.</param>
    internal IEnumerable<DigestedPart> Parts(string name, int days, SegmentIndex segment) =>
    [
        .. Matrix.Parts(name, days),
        .. Bitmaps.Parts(name, days, segment),
        new($"{name}, ledger", 1, _ => Ledger.Digest()),
        new($"{name}, active before the first day", 1, _ => segment.DigestOf(ActiveBeforeAxis)),
        new($"{name}, first and last days", 1, _ => DigestOfEnds(segment)),
        .. _cohorts.SelectMany(cohorts => cohorts.Parts(name, days, segment)),
    ];

    private ulong DigestOfEnds(SegmentIndex segment)
    {
        var digest = new CellDigest();
        for (var number = 0; number < Math.Min(_ends.Length, segment.Count); number++)
            digest.Add(segment.CustomerOf(number), unchecked((ushort)~_ends[number].First << 16 | (ushort)~_ends[number].Last));
        return digest.Sum;
    }

    private static int SameAtStart(ReadOnlySpan<DayAct> before, ReadOnlySpan<DayAct> after)
    {
        var same = 0;
        while (same < before.Length && same < after.Length && before[same].IsSame(after[same]))
            same++;
        return same;
    }

    private static int SameAtEnd(ReadOnlySpan<DayAct> before, ReadOnlySpan<DayAct> after)
    {
        var same = 0;
        while (same < before.Length && same < after.Length && before[^(same + 1)].IsSame(after[^(same + 1)]))
            same++;
        return same;
    }

    private static bool HasDay(ReadOnlySpan<DayAct> acts, ref int next, int day)
    {
        while (next < acts.Length && acts[next].Day < day)
            next++;
        return next < acts.Length && acts[next].Day == day;
    }

    private void RemoveDays(int customer, ReadOnlySpan<DayAct> before, ReadOnlySpan<DayAct> after)
    {
        var (kept, place) = (DayAxis.Before, 0);
        for (var i = 0; i < before.Length; i++)
        {
            var day = before[i].Day;
            if (day == DayAxis.Before || HasDay(after, ref place, day))
            {
                kept = day;
                continue;
            }
            var next = i + 1 < before.Length ? before[i + 1].Day : NoDay;
            Matrix.RemoveDay(kept, day, next);
            Bitmaps.Remove(customer, kept, day, next);
        }
    }

    private void AddDays(int customer, ReadOnlySpan<DayAct> before, ReadOnlySpan<DayAct> after)
    {
        var (previous, place) = (DayAxis.Before, 0);
        for (var i = 0; i < after.Length; i++)
        {
            var day = after[i].Day;
            if (day == DayAxis.Before)
                continue;
            if (HasDay(before, ref place, day))
            {
                if (before[place].FirstMs != after[i].FirstMs || before[place].LastMs != after[i].LastMs)
                    Bitmaps.SetTime(customer, day, TimeCode(after[i]));
            }
            else
            {
                var next = NextOfBoth(before[Math.Min(place, before.Length)..], after[i..]);
                Matrix.AddDay(previous, day, next);
                Bitmaps.Add(customer, previous, day, next, TimeCode(after[i]));
            }
            previous = day;
        }
    }

    /// <summary>The next day after the first of <paramref name="after"/> that both have: one that is in the index by now.</summary>
    private static int NextOfBoth(ReadOnlySpan<DayAct> before, ReadOnlySpan<DayAct> after)
    {
        var place = 0;
        for (var i = 1; i < after.Length; i++)
        {
            if (HasDay(before, ref place, after[i].Day))
                return after[i].Day;
        }
        return NoDay;
    }

    private void MoveEnds(int customer, ReadOnlySpan<DayAct> before, ReadOnlySpan<DayAct> after)
    {
        var from = before.IsEmpty ? NoDay : before[0].Day;
        var to = after.IsEmpty ? NoDay : after[0].Day;
        if (from != to)
            Matrix.MoveFirst(from, to);
        if (to == DayAxis.Before)
            ActiveBeforeAxis.Add(customer);
        else if (from == DayAxis.Before)
            ActiveBeforeAxis.Remove(customer);
        var isOnlyOnce = after.Length == 1 && after[0].Events == 1 && to != DayAxis.Before;
        _ends[customer] = new() { First = Packed(to), Last = isOnlyOnce ? OnlyOnce : Packed(after.IsEmpty ? NoDay : after[^1].Day) };
    }

    private static ushort Packed(int day) => day switch
    {
        NoDay => Never,
        DayAxis.Before => BeforeAxis,
        _ => (ushort)day,
    };

    private byte TimeCode(in DayAct act) =>
        DayTime.Of(OffsetOf(act.FirstMs, act.Day), OffsetOf(act.LastMs, act.Day), LengthOf(act.Day));

    private int OffsetOf(long ms, int day) => (int)(ms - _axis.StartOf(day));

    private int LengthOf(int day) => (int)(_axis.StartOf(day + 1) - _axis.StartOf(day));

    private void MakeRoom(int customer)
    {
        if (customer < _ends.Length)
            return;
        var known = _ends.Length;
        Array.Resize(ref _ends, Math.Max(customer + 1, Growth.Next(known)));
        _ends.AsSpan(known).Fill(new() { First = Never, Last = Never });
    }

    /// <summary>The first and the last day of a customer; in place of the last one <see cref="OnlyOnce"/> with a single event.</summary>
    private struct Ends
    {
        public ushort First;
        public ushort Last;
    }
}

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// Who is a customer between any two boundaries, by spans: contracts, or runs of activity under one inactivity rule. Fed with each
/// customer's spans before and after every change of them; boundary t is the start of day t, and answers are exact for any boundary from 0,
/// those after the current day included.
/// </summary>
/// <remarks>
/// Spans of one customer are in ascending order and do not overlap; two of them may touch (the next one's First is at least Last + 1). What
/// lies before boundary 0 may be given or left out, except a first span that began before day 0: without it the customer would seem new.
/// </remarks>
public sealed class StateMatrix
{
    private const int NoFirst = int.MinValue;

    private readonly AnswerMatrix _retained = new();
    private readonly AnswerMatrix _firstDays = new();
    private readonly AnswerMatrix _lastDays = new();
    private readonly DayCounts _new = new();
    private readonly DayCounts _lost = new();
    private readonly DayCounts _gained = new();

    /// <summary>The boundary at which the current day ends, 0 until the first <see cref="RollTo"/>.</summary>
    public int LiveBoundary => _retained.LiveRow;

    /// <summary>Bytes of all counts.</summary>
    public long Bytes => _retained.Bytes + _firstDays.Bytes + _lastDays.Bytes + _new.Bytes + _lost.Bytes + _gained.Bytes;

    /// <summary>What it consists of; see <see cref="DigestedPart"/>.</summary>
    internal IEnumerable<DigestedPart> Parts(string name, int steps) =>
    [
        new($"{name}, matrix of retained", steps, row => _retained.DigestOf(row, steps)),
        new($"{name}, matrix of first days", steps, row => _firstDays.DigestOf(row, steps)),
        new($"{name}, matrix of last days", steps, row => _lastDays.DigestOf(row, steps)),
        new($"{name}, new, lost and gained by day", 1, _ =>
        {
            var digest = new CellDigest();
            _new.AddTo(ref digest, 0);
            _lost.AddTo(ref digest, 1);
            _gained.AddTo(ref digest, 2);
            return digest.Sum;
        }),
    ];

    /// <summary>One customer's spans change; empty before he has any, or after all are taken back.</summary>
    public void Change(ReadOnlySpan<StateSegment> before, ReadOnlySpan<StateSegment> after)
    {
        var (firstBefore, firstAfter) = (FirstDay(before), FirstDay(after));
        if (firstBefore != firstAfter)
        {
            ChangeFirst(before, firstBefore, -1);
            ChangeFirst(after, firstAfter, 1);
        }
        var (from, to) = ChangeDays(before, after, firstBefore == firstAfter ? firstAfter : NoFirst);
        if (from > to)
            return;
        ChangeRetained(before, from, to, -1);
        ChangeRetained(after, from, to, 1);
    }

    /// <summary>Customers at the two boundaries and in between.</summary>
    /// <param name="start">0 or later.</param>
    /// <param name="end">Not before the start.</param>
    public StateCounts Read(int start, int end)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(end, start);
        var (atStart, atEnd) = (AliveAt(start), AliveAt(end));
        var retained = _retained.Prefix(end, start);
        var isNew = _new.Between(start, end);
        var newRetained = _firstDays.Suffix(end, start);
        var goneAtEnd = _lastDays.Suffix(end, start);
        return new(atStart, atEnd, retained, isNew, newRetained, goneAtEnd - (atStart - retained) - (isNew - newRetained));
    }

    /// <summary>Customers at a boundary, 0 or later.</summary>
    public long AliveAt(int boundary) => _retained.Total(boundary);

    /// <summary>Customers at the day's start who are none at its end; 0 before day 0.</summary>
    public int LostOn(int day) => _lost[day];

    /// <summary>Customers at the day's end who were none at its start; 0 before day 0.</summary>
    public int GainedOn(int day) => _gained[day];

    /// <summary><see cref="LostOn"/> of a day from 0 and of those after it, as far as anybody was lost.</summary>
    internal ReadOnlySpan<int> LostFrom(int day) => _lost.From(day);

    /// <summary><see cref="GainedOn"/> of a day from 0 and of those after it, as far as anybody was gained.</summary>
    internal ReadOnlySpan<int> GainedFrom(int day) => _gained.From(day);

    /// <summary>Customers whose first-ever span began in the day; 0 before day 0.</summary>
    public int NewOn(int day) => _new[day];

    /// <summary>Days have gone by; see <see cref="AnswerMatrix.RollTo"/>.</summary>
    public void RollTo(int boundary)
    {
        _retained.RollTo(boundary);
        _firstDays.RollTo(boundary);
        _lastDays.RollTo(boundary);
    }

    private static int FirstDay(ReadOnlySpan<StateSegment> segments) => segments.IsEmpty ? NoFirst : segments[0].First - 1;

    private void ChangeFirst(ReadOnlySpan<StateSegment> segments, int firstDay, int weight)
    {
        if (firstDay < 0)
            return;
        _new.Add(firstDay, weight);
        foreach (var segment in segments)
            _firstDays.Add(segment.First, segment.Last, firstDay, weight);
    }

    /// <summary>All that is counted by day, at the boundaries at which the customer's state changes.</summary>
    /// <param name="before">The spans as they were.</param>
    /// <param name="after">The spans as they are.</param>
    /// <param name="firstDay">The day of the first-ever beginning; negative if it is before day 0, or moves and is seen to.</param>
    /// <returns>The first and the last boundary at which he is a customer before or after, not both; none if the last is less.</returns>
    private (int From, int To) ChangeDays(ReadOnlySpan<StateSegment> before, ReadOnlySpan<StateSegment> after, int firstDay)
    {
        var shared = LastShared(before, after);
        var row = shared < 0 ? 0 : Math.Max(before[shared].First, 0);
        var old = new StateSteps(before, shared, row);
        var now = new StateSteps(after, shared, row);
        var (wasOld, wasNow) = (old.IsCustomer, now.IsCustomer);
        var (from, to) = (int.MaxValue, -1);
        while (true)
        {
            var last = Math.Min(old.LastRow, now.LastRow);
            if (old.Day != now.Day)
                _lastDays.Replace(row, last, old.Day, now.Day);
            if (old.IsCustomer != now.IsCustomer)
            {
                (from, to) = (Math.Min(from, row), last);
                if (firstDay >= 0)
                    _firstDays.Add(row, last, firstDay, now.IsCustomer ? 1 : -1);
            }
            if (wasOld != old.IsCustomer)
                (wasOld ? _lost : _gained).Add(row - 1, -1);
            if (wasNow != now.IsCustomer)
                (wasNow ? _lost : _gained).Add(row - 1, 1);
            if (last == AnswerMatrix.Forever)
                return (from, to);
            (wasOld, wasNow) = (old.IsCustomer, now.IsCustomer);
            row = last + 1;
            old.AdvanceTo(row);
            now.AdvanceTo(row);
        }
    }

    /// <summary>The last span with a boundary of those that both begin with: he is a customer there in both; -1 if there is none.</summary>
    private static int LastShared(ReadOnlySpan<StateSegment> before, ReadOnlySpan<StateSegment> after)
    {
        var shared = -1;
        for (var i = 0; i < before.Length && i < after.Length && before[i] == after[i]; i++)
        {
            if (before[i].First <= before[i].Last)
                shared = i;
        }
        return shared;
    }

    /// <summary>
    /// Pairs of boundaries at both of which he is a customer, one of them in [from, to]. Spans are cut at the ends of it: each part inside
    /// pairs with itself, with all that is before it, and with all that is after it.
    /// </summary>
    private void ChangeRetained(ReadOnlySpan<StateSegment> segments, int from, int to, int weight)
    {
        for (var i = 0; i < segments.Length; i++)
        {
            var (first, last) = (Math.Max(segments[i].First, 0), segments[i].Last);
            var (firstInside, lastInside) = (Math.Max(first, from), Math.Min(last, to));
            if (firstInside <= lastInside)
            {
                _retained.Add(firstInside, lastInside, firstInside, weight);
                PairRows(firstInside, lastInside, segments[..i], 0, int.MaxValue, weight);
                PairRows(firstInside, lastInside, segments.Slice(i, 1), 0, from - 1, weight);
            }
            if (last > to)
                PairRows(Math.Max(first, to + 1), last, segments[..(i + 1)], from, to, weight);
        }
    }

    /// <summary>Pairs the rows with every boundary in [from, to] at which one of the spans is open.</summary>
    private void PairRows(int firstRow, int lastRow, ReadOnlySpan<StateSegment> segments, int from, int to, int weight)
    {
        foreach (var segment in segments)
        {
            var (first, last) = (Math.Max(segment.First, from), Math.Min(segment.Last, to));
            if (first <= last)
                _retained.AddRectangle(firstRow, lastRow, first, last, weight);
        }
    }
}

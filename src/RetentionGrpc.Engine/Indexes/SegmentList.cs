using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Reference;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>When one customer was a customer, in boundaries of an axis; room that is used again for the next customer.</summary>
internal sealed class SegmentList
{
    private StateSegment[] _segments = new StateSegment[8];
    private int[] _changeDays = new int[8];
    private int _count;
    private int _changeDayCount;

    /// <summary>The segments, in order.</summary>
    public ReadOnlySpan<StateSegment> Segments => _segments.AsSpan(0, _count);

    /// <summary>
    /// The days on which it began or ended, those between segments that have become one included; not kept for inactivity.
    /// </summary>
    public ReadOnlySpan<int> ChangeDays => _changeDays.AsSpan(0, _changeDayCount);

    /// <summary>Whether the first ever start is where the first segment begins: what a <see cref="StateMatrix"/> takes it for.</summary>
    public bool IsRegular { get; private set; } = true;

    /// <summary>No segments.</summary>
    public void Clear() => (_count, _changeDayCount, IsRegular) = (0, 0, true);

    /// <summary>Takes the place of what was there.</summary>
    public void Read(CustomerSpans spans, DayAxis axis, int limit)
    {
        Clear();
        IsRegular = spans.Spans.Count == 0 ? spans.FirstStartMs is null : spans.FirstStartMs == spans.Spans[0].FromMs;
        for (var i = 0; i < spans.Spans.Count; i++)
        {
            Add(spans.Spans[i].FromMs, spans.Spans[i].ToMs, axis, limit);
            Note(axis.DayOf(spans.Spans[i].FromMs));
            Note(axis.DayOf(spans.Spans[i].ToMs));
        }
    }

    /// <summary>Takes the place of what was there: each event that the selector picks keeps the customer for the inactivity.</summary>
    public void Read(ReadOnlySpan<TimelineEvent> live, BoundSelector selector, long inactivityMs, DayAxis axis, int limit)
    {
        Clear();
        var (fromMs, toMs) = (long.MinValue, long.MinValue);
        foreach (ref readonly var act in live)
        {
            if (!selector.Picks(act))
                continue;
            if (act.OccurredMs > toMs)
            {
                if (toMs != long.MinValue)
                    Add(fromMs, toMs, axis, limit);
                fromMs = act.OccurredMs;
            }
            toMs = act.OccurredMs + inactivityMs;
        }
        if (toMs != long.MinValue)
            Add(fromMs, toMs, axis, limit);
    }

    /// <summary>
    /// Segments without a boundary between them are one: the customer is one at every boundary of both, and no answer of whole days sees
    /// what happens inside a day.
    /// </summary>
    private void Add(long fromMs, long toMs, DayAxis axis, int limit)
    {
        var first = axis.DayOf(fromMs) + 1;
        var last = axis.DayOf(toMs);
        if (last >= limit)
            last = StateSegment.Forever;
        if (first >= limit)
            return;
        if (_count > 0 && _segments[_count - 1] is var before && (before.Last == StateSegment.Forever || first <= before.Last + 1))
        {
            _segments[_count - 1] = before with { Last = Math.Max(before.Last, last) };
            return;
        }
        Growth.MakeRoom(ref _segments, _count);
        _segments[_count++] = new(first, last);
    }

    private void Note(int day)
    {
        Growth.MakeRoom(ref _changeDays, _changeDayCount);
        _changeDays[_changeDayCount++] = day;
    }
}

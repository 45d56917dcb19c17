namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// The customers with a selected event in [start, end), chunk by chunk as bits: whole days from the bitmaps, and of the days that an end
/// falls into those who were active on the right side of it. A byte for each customer of such a day decides nearly all of them, the
/// timeline the others. Made for one question.
/// </summary>
internal sealed class ActivityBits
{
    private readonly IndexReach _reach;
    private readonly ActivityIndex _activity;
    private readonly bool _withBeforeAxis;
    private readonly int _firstDay;
    private readonly int _endDay;
    private readonly PartOfDay[] _parts;

    /// <summary>A window whose ends the tenant's ready index can tell; see <see cref="IndexReach"/>.</summary>
    /// <param name="reach">The ready index.</param>
    /// <param name="activity">The selector's index.</param>
    /// <param name="startMs">The start; <see cref="long.MinValue"/> means from the first event on.</param>
    /// <param name="endMs">The end.</param>
    public ActivityBits(IndexReach reach, ActivityIndex activity, long startMs, long endMs)
    {
        (_reach, _activity, _withBeforeAxis) = (reach, activity, startMs == long.MinValue);
        var axis = reach.Index.Axis;
        var isWholeStart = reach.TryBoundary(startMs, out _firstDay);
        var isWholeEnd = reach.TryBoundary(endMs, out _endDay);
        if (!isWholeStart && !isWholeEnd && _firstDay == _endDay)
        {
            _parts = startMs < endMs ? [new(axis, _firstDay, startMs, endMs)] : [];
            _endDay = _firstDay;
            return;
        }
        var parts = new List<PartOfDay>(2);
        if (!isWholeStart && startMs < endMs)
            parts.Add(new(axis, _firstDay, startMs, axis.StartOf(_firstDay + 1)));
        if (!isWholeEnd && startMs < endMs)
            parts.Add(new(axis, _endDay, axis.StartOf(_endDay), endMs));
        _parts = [.. parts];
        _firstDay += isWholeStart ? 0 : 1;
    }

    /// <summary>How many sets of customers are read for a chunk, about.</summary>
    public int SetCount => 2 * int.Log2(Math.Max(1, _endDay - _firstDay)) + 1 + 8 * _parts.Length;

    /// <summary>Sets the bits of a chunk's customers who were active, and leaves the others as they are.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="words">The bits.</param>
    /// <param name="among">Only these need be told; empty means all.</param>
    /// <param name="unclear">Room for a chunk.</param>
    public void OrInto(int chunk, Span<ulong> words, ReadOnlySpan<ulong> among, Span<ulong> unclear)
    {
        if (_withBeforeAxis)
            _activity.ActiveBeforeAxis.OrInto(chunk, words);
        if (_firstDay < _endDay)
            _activity.Bitmaps.OrInto(chunk, _firstDay, _endDay, words);
        foreach (var part in _parts)
        {
            unclear.Clear();
            _activity.Bitmaps.OrPartOfDayInto(chunk, part.Day, part.Answers, words, unclear);
            for (var i = 0; i < unclear.Length; i++)
            {
                var open = unclear[i] & ~words[i];
                if (!among.IsEmpty)
                    open &= among[i];
                for (; open != 0; open &= open - 1)
                {
                    var bit = System.Numerics.BitOperations.TrailingZeroCount(open);
                    if (IsActive((chunk << CustomerSet.ChunkBits) + 64 * i + bit, part))
                        words[i] |= 1UL << bit;
                }
            }
        }
    }

    private bool IsActive(int number, PartOfDay part)
    {
        _reach.Tenant.Trace.Timelines++;
        foreach (ref readonly var act in _reach.Tenant.Live(_reach.Segment.CustomerOf(number)))
        {
            if (act.OccurredMs >= part.ToMs)
                return false;
            if (act.OccurredMs >= part.FromMs && _activity.Picks(act))
                return true;
        }
        return false;
    }

    /// <summary>A part [from, to) of one day.</summary>
    private readonly struct PartOfDay
    {
        public PartOfDay(DayAxis axis, int day, long fromMs, long toMs)
        {
            (Day, FromMs, ToMs) = (day, fromMs, toMs);
            var startMs = axis.StartOf(day);
            Answers = new DayAnswer[DayTime.Codes];
            DayTime.Between((int)(fromMs - startMs), (int)(toMs - startMs), (int)(axis.StartOf(day + 1) - startMs), Answers);
        }

        public int Day { get; }

        public long FromMs { get; }

        public long ToMs { get; }

        public DayAnswer[] Answers { get; }
    }
}

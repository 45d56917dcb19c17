using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Indexes;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// Cohorts of the first ever selected event and returns by the same selector from bitmaps, for buckets of whole days: under any filter, by
/// every criterion, with brackets and buckets of several units. A cohort is who was active in its bucket and never before.
/// </summary>
internal sealed class CohortTriangleBits
{
    /// <summary>Each bucket takes 8 KiB while a question is answered.</summary>
    public const int MostRows = 400;

    private const int KnownPlace = 0;
    private const int MembersPlace = 1;
    private const int CellPlace = 2;
    private const int OtherPlace = 3;

    private readonly IndexReach _reach;
    private readonly CohortLayout _layout;
    private readonly ActivityIndex _activity;
    private readonly BitRoom _room;
    private readonly ActivityBits[] _buckets;
    private readonly ActivityBits[][] _units;
    private readonly CustomerSet _cameAgain;
    private readonly int[] _lastCells;
    private readonly long[][] _counts;
    private readonly long[] _sizes;
    private readonly long[] _again;

    private CohortTriangleBits(IndexReach reach, CohortDefinition definition)
    {
        (_reach, _layout, _room) = (reach, definition.Layout, reach.Tenant.Indexes.BitRoom);
        _activity = reach.Segment.ActivityOf(definition.StartSelector)!;
        _cameAgain = _activity.CohortsOf(_layout.Buckets.Unit)!.CameAgain;
        var rows = _layout.RowCount;
        (_buckets, _units) = (new ActivityBits[rows], new ActivityBits[rows][]);
        (_lastCells, _counts, _sizes, _again) = (new int[rows], new long[rows][], new long[rows], new long[rows]);
        for (var row = 0; row < rows; row++)
        {
            var bucket = _layout.Row(row);
            _buckets[row] = new(reach, _activity, bucket.StartMs, bucket.EndMs);
            _units[row] = _layout.Buckets.Multiple == 1 ? [] : UnitsOf(bucket);
            _counts[row] = new long[_layout.CellCount(row)];
            while (_lastCells[row] < _counts[row].Length && _layout.StateOf(row, _lastCells[row] + 1) != CellState.NotYet)
                _lastCells[row]++;
        }
    }

    /// <summary>Whether a definition is of that kind, and its buckets are whole days of the axis.</summary>
    public static bool CanTell(IndexReach reach, CohortDefinition definition) =>
        CohortTriangleCounts.AreFirstsTold(reach, definition) && definition.Layout.RowCount <= MostRows
        && reach.AreWholeDays(definition.Layout.Buckets);

    /// <summary>The segment's share.</summary>
    public static CohortTriangle Answer(IndexReach reach, CohortDefinition definition) =>
        new CohortTriangleBits(reach, definition).Answer();

    private CohortTriangle Answer()
    {
        _reach.Tenant.Trace.Path |= AnswerPath.Bitmaps;
        var before = new ActivityBits(_reach, _activity, long.MinValue, _layout.Row(0).StartMs);
        var counting = new BitCounting(_reach);
        for (var chunk = 0; chunk < counting.ChunkCount; chunk++)
        {
            var passing = counting.Passing(chunk);
            if (BitCounting.IsNobody(passing))
                continue;
            for (var bucket = 0; bucket < _buckets.Length; bucket++)
                counting.Load(_room.Slide(bucket), chunk, _buckets[bucket], passing);
            var known = counting.Load(KnownPlace, chunk, before, passing);
            for (var row = 0; row < _buckets.Length; row++)
            {
                var members = _room[MembersPlace].AsSpan();
                _room.Slide(row).CopyTo(members);
                Bits.AndNot(members, known);
                Bits.Or(known, members);
                var size = Bits.Count(members);
                if (size == 0)
                    continue;
                _sizes[row] += size;
                _again[row] += CountAgain(counting, chunk, row, members);
                CountCells(row, members);
            }
        }
        var rows = new CohortRow[_buckets.Length];
        for (var row = 0; row < rows.Length; row++)
            rows[row] = new(_sizes[row], _again[row], CellsOf(row));
        return new(rows);
    }

    /// <summary>Members with a second event in their first bucket: in the unit of the first one, or in a later one of the bucket.</summary>
    private int CountAgain(BitCounting counting, int chunk, int row, ReadOnlySpan<ulong> members)
    {
        var again = _room[CellPlace].AsSpan();
        again.Clear();
        _cameAgain.OrInto(chunk, again);
        var seen = _room[OtherPlace].AsSpan();
        seen.Clear();
        foreach (var unit in _units[row])
        {
            var active = counting.Load(OtherPlace + 1, chunk, unit, default);
            for (var i = 0; i < seen.Length; i++)
                again[i] |= seen[i] & active[i];
            Bits.Or(seen, active);
        }
        return Bits.CountAnd(members, again);
    }

    private void CountCells(int row, ReadOnlySpan<ulong> members)
    {
        var counts = _counts[row];
        var returned = _room[CellPlace].AsSpan();
        returned.Clear();
        if (_layout.Criterion == ReturnCriterion.OnOrAfter)
        {
            var bucket = _buckets.Length;
            for (var cell = _lastCells[row]; cell >= 1; cell--)
            {
                while (bucket > row + _layout.FirstOf(cell))
                    Bits.Or(returned, _room.Slide(--bucket));
                counts[cell - 1] += Bits.CountAnd(members, returned);
            }
            return;
        }
        for (var cell = 1; cell <= _lastCells[row]; cell++)
        {
            if (cell > 1 && _layout.Criterion == ReturnCriterion.Streak)
                Bits.And(returned, InCell(row, cell));
            else if (_layout.Criterion == ReturnCriterion.On)
                returned = InCell(row, cell);
            else
                Bits.Or(returned, InCell(row, cell));
            counts[cell - 1] += Bits.CountAnd(members, returned);
        }
    }

    /// <summary>Who was active in a cell's buckets.</summary>
    private Span<ulong> InCell(int row, int cell)
    {
        var (first, last) = (row + _layout.FirstOf(cell), row + _layout.LastOf(cell));
        if (first == last)
            return _room.Slide(first);
        var inAny = _room[OtherPlace].AsSpan();
        _room.Slide(first).CopyTo(inAny);
        for (var bucket = first + 1; bucket <= last; bucket++)
            Bits.Or(inAny, _room.Slide(bucket));
        return inAny;
    }

    private CohortCell[] CellsOf(int row)
    {
        var cells = new CohortCell[_counts[row].Length];
        for (var cell = 1; cell <= _lastCells[row]; cell++)
        {
            var count = (int)_counts[row][cell - 1];
            var isEligible = _layout.IsEligible(row, cell, _layout.Row(row).StartMs);
            cells[cell - 1] = isEligible ? new(count, (int)_sizes[row], count) : new(count, 0, 0);
        }
        return cells;
    }

    private ActivityBits[] UnitsOf(Interval bucket)
    {
        var calendar = _reach.Tenant.Calendar;
        var units = new List<ActivityBits>(_layout.Buckets.Multiple);
        for (var startMs = bucket.StartMs; startMs < bucket.EndMs;)
        {
            var endMs = calendar.NextBucket(startMs, _layout.Buckets.Unit);
            units.Add(new(_reach, _activity, startMs, endMs));
            startMs = endMs;
        }
        return [.. units];
    }
}

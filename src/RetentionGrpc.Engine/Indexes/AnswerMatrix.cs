using System.Runtime.CompilerServices;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// A count for every pair of boundaries s ≤ e, kept as differences over s: row e has the cells 0..e, and the answer at (e, s) is a sum over
/// one part of row e. Rows up to the live one answer at once. Rows after it are pending: they hold differences over e as well, so that
/// what reaches into the future costs nothing until it comes. A matrix begins with row 0 live, in which state every update is a few
/// additions; <see cref="RollTo"/> then finishes the whole of it in one pass.
/// </summary>
/// <remarks>
/// Every answer is a number of customers of one partition and lies in [0, 2³¹). Cells, and sums of pending rows even more so, may wrap
/// around at 2³² on the way; the answers come out exactly. The newest row that is named decides the memory: a row e takes 4·(e + 2) bytes
/// once anything is in it or in a row before; a matrix of nothing takes nothing.
/// </remarks>
public sealed class AnswerMatrix
{
    /// <summary>As the last row of an update: for all rows to come.</summary>
    public const int Forever = int.MaxValue;

    // A row begins with the sum of its cells; cell i is at i + 1. So the answer can be read from the shorter side. No row is there where
    // all would be 0.
    private int[]?[] _rows = [null];
    private int _end = 1;

    /// <summary>The live row: the boundary at which the current day ends, 0 until the first <see cref="RollTo"/>.</summary>
    public int LiveRow { get; private set; }

    /// <summary>Bytes of all rows.</summary>
    public long Bytes { get; private set; }

    /// <summary>
    /// One column holds <paramref name="weight"/> more in each of the rows: prefix answers from it on grow, suffix answers up to it.
    /// </summary>
    /// <param name="firstRow">0 or more.</param>
    /// <param name="lastRow">The last one included, or <see cref="Forever"/>. Below the first: nothing is to be done.</param>
    /// <param name="column">0 to <paramref name="firstRow"/>.</param>
    /// <param name="weight">What is added; negative to take back.</param>
    public void Add(int firstRow, int lastRow, int column, int weight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        Change(firstRow, lastRow, column + 1, 0, weight);
    }

    /// <summary>Moves <paramref name="weight"/> from one column to another in each of the rows. The sum of a row stays.</summary>
    /// <param name="firstRow">0 or more.</param>
    /// <param name="lastRow">The last one included, or <see cref="Forever"/>. Below the first: nothing is to be done.</param>
    /// <param name="from">0 to <paramref name="firstRow"/>.</param>
    /// <param name="to">0 to <paramref name="firstRow"/>.</param>
    /// <param name="weight">What is moved.</param>
    public void Move(int firstRow, int lastRow, int from, int to, int weight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Math.Min(from, to));
        Change(firstRow, lastRow, to + 1, from + 1, weight);
    }

    /// <summary>
    /// Adds to the prefix answers at every row and column of a rectangle that lies below the diagonal: its last column is less than its
    /// first row. The rows end nowhere if <paramref name="lastRow"/> is <see cref="Forever"/>.
    /// </summary>
    public void AddRectangle(int firstRow, int lastRow, int firstColumn, int lastColumn, int weight) =>
        Move(firstRow, lastRow, lastColumn + 1, firstColumn, weight);

    /// <summary>One customer of a histogram is in another column than before in each of the rows; a column below 0 is none.</summary>
    public void Replace(int firstRow, int lastRow, int before, int after)
    {
        if (before >= 0 && after >= 0)
            Move(firstRow, lastRow, before, after, 1);
        else if (after >= 0)
            Add(firstRow, lastRow, after, 1);
        else if (before >= 0)
            Add(firstRow, lastRow, before, -1);
    }

    /// <summary>The answer at (row, column) as the sum of the cells 0..column; 0 for a column below 0.</summary>
    public long Prefix(int row, int column)
    {
        if (row <= LiveRow)
            return Find(row) is { } live ? unchecked(live[0] - SuffixOf(live, column + 1)) : 0;
        var sum = 0;
        for (var e = LiveRow; e <= row && e < _end; e++)
        {
            if (_rows[e] is { } cells)
                RowSums.Increase(ref sum, unchecked(cells[0] - SuffixOf(cells, column + 1)));
        }
        return sum;
    }

    /// <summary>The answer at (row, column) as the sum of the cells column..row; of the whole row for a column below 0.</summary>
    public long Suffix(int row, int column)
    {
        if (row <= LiveRow)
            return Find(row) is { } live ? SuffixOf(live, column) : 0;
        var sum = 0;
        for (var e = LiveRow; e <= row && e < _end; e++)
        {
            if (_rows[e] is { } cells)
                RowSums.Increase(ref sum, SuffixOf(cells, column));
        }
        return sum;
    }

    /// <summary>The sum of a row: its prefix answer at (row, row) and its suffix answer at (row, 0).</summary>
    public long Total(int row) => Suffix(row, 0);

    /// <summary>One cell of a histogram row; 0 for a column outside the row.</summary>
    public long Cell(int row, int column)
    {
        if (column < 0 || column > row)
            return 0;
        if (row <= LiveRow)
            return Find(row) is { } live ? live[column + 1] : 0;
        var sum = 0;
        for (var e = Math.Max(LiveRow, column); e <= row && e < _end; e++)
        {
            if (_rows[e] is { } cells)
                RowSums.Increase(ref sum, cells[column + 1]);
        }
        return sum;
    }

    /// <summary>Days have gone by: rows become answers up to the new live row. Takes time per cell, none per customer.</summary>
    /// <param name="liveRow">The boundary at which the current day ends.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is before the live row: days never go back.</exception>
    public void RollTo(int liveRow)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(liveRow, LiveRow);
        for (; LiveRow < liveRow; LiveRow++)
        {
            if (Find(LiveRow) is { } row)
                RowSums.Add(RowOf(LiveRow + 1), row);
        }
    }

    /// <summary>Cells have places from 1 on. Place 0, the sum of the row, is changed by what comes from nowhere or goes nowhere.</summary>
    private void Change(int firstRow, int lastRow, int to, int from, int weight)
    {
        if (lastRow < firstRow)
            return;
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Max(to, from), firstRow + 1);
        if (firstRow > LiveRow)
        {
            ChangeRow(RowOf(firstRow), to, from, weight);
        }
        else
        {
            for (var row = firstRow; row <= lastRow && row <= LiveRow; row++)
                ChangeRow(RowOf(row), to, from, weight);
        }
        if (lastRow >= LiveRow && lastRow != Forever)
            ChangeRow(RowOf(lastRow + 1), to, from, -weight);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ChangeRow(int[] row, int to, int from, int weight)
    {
        RowSums.Increase(ref row[to], weight);
        if (from != 0)
            RowSums.Increase(ref row[from], -weight);
        else
            RowSums.Increase(ref row[0], weight);
    }

    /// <summary>The sum of the cells from the column on, from whichever side has fewer.</summary>
    private static int SuffixOf(int[] row, int column)
    {
        if (column <= 0)
            return row[0];
        var place = column + 1;
        if (place >= row.Length)
            return 0;
        return row.Length - place < column
            ? RowSums.Sum(row.AsSpan(place))
            : unchecked(row[0] - RowSums.Sum(row.AsSpan(1, column)));
    }

    /// <summary>A row; null where all of it is 0.</summary>
    private int[]? Find(int row) => row < _end ? _rows[row] : null;

    private int[] RowOf(int row) => Find(row) ?? AddRow(row);

    private int[] AddRow(int row)
    {
        while (row >= _rows.Length)
            Array.Resize(ref _rows, Math.Max(row + 1, Growth.Next(_rows.Length)));
        _end = Math.Max(_end, row + 1);
        Bytes += (row + 2L) * sizeof(int);
        return _rows[row] = new int[row + 2];
    }
}

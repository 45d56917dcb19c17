namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// A count for every pair of boundaries s ≤ e, kept as differences over s: row e has the cells 0..e, and the answer at (e, s) is a sum over
/// one part of row e. Rows up to the live one answer at once. Rows after it are pending: they hold differences over e as well, so that
/// what reaches into the future costs nothing until it comes. A matrix begins with row 0 live, in which state every update is a few
/// additions; <see cref="RollTo"/> then finishes the whole of it in one pass.
/// </summary>
/// <remarks>
/// Every answer is a number of customers of one partition and lies in [0, 2³¹). Cells, and sums of pending rows even more so, may wrap
/// around at 2³² on the way; the answers come out exactly. The newest row that is named decides the memory: a row e takes 2·(e + 1) bytes
/// once anything is in it or in a row before, twice that once a cell is beyond 16 bits; a matrix of nothing takes nothing.
/// </remarks>
public sealed class AnswerMatrix
{
    /// <summary>As the last row of an update: for all rows to come.</summary>
    public const int Forever = int.MaxValue;

    private const int Nowhere = -1;

    // No row is there where all would be 0.
    private MatrixRow[] _rows = new MatrixRow[1];
    private int _end = 1;

    /// <summary>The live row: the boundary at which the current day ends, 0 until the first <see cref="RollTo"/>.</summary>
    public int LiveRow { get; private set; }

    /// <summary>Bytes of all rows.</summary>
    public long Bytes
    {
        get
        {
            var bytes = 0L;
            foreach (ref readonly var row in _rows.AsSpan())
                bytes += row.Bytes;
            return bytes;
        }
    }

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
        Change(firstRow, lastRow, column, Nowhere, weight);
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
        Change(firstRow, lastRow, to, from, weight);
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
            return PrefixOf(Find(row), column);
        var sum = 0;
        for (var e = LiveRow; e <= row && e < _end; e++)
            RowSums.Increase(ref sum, PrefixOf(_rows[e], column));
        return sum;
    }

    /// <summary>The answer at (row, column) as the sum of the cells column..row; of the whole row for a column below 0.</summary>
    public long Suffix(int row, int column)
    {
        if (row <= LiveRow)
            return Find(row).SumFrom(column);
        var sum = 0;
        for (var e = LiveRow; e <= row && e < _end; e++)
            RowSums.Increase(ref sum, _rows[e].SumFrom(column));
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
            return Find(row)[column];
        var sum = 0;
        for (var e = LiveRow; e <= row && e < _end; e++)
            RowSums.Increase(ref sum, _rows[e][column]);
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
            if (!Find(LiveRow).IsThere)
                continue;
            MakeRoom(LiveRow + 1);
            _rows[LiveRow + 1].Add(_rows[LiveRow]);
        }
    }

    /// <summary>The digest of a row's cells; at the last step of all rows from there on.</summary>
    internal ulong DigestOf(int row, int steps)
    {
        var digest = new CellDigest();
        for (var end = row == steps - 1 ? _end : Math.Min(row + 1, _end); row < end; row++)
            _rows[row].AddTo(ref digest, row);
        return digest.Sum;
    }

    /// <summary>What comes from nowhere changes the sum of the row.</summary>
    private void Change(int firstRow, int lastRow, int to, int from, int weight)
    {
        if (lastRow < firstRow)
            return;
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Max(to, from), firstRow);
        if (firstRow > LiveRow)
        {
            ChangeRow(firstRow, to, from, weight);
        }
        else
        {
            for (var row = firstRow; row <= lastRow && row <= LiveRow; row++)
                ChangeRow(row, to, from, weight);
        }
        if (lastRow >= LiveRow && lastRow != Forever)
            ChangeRow(lastRow + 1, to, from, -weight);
    }

    private void ChangeRow(int number, int to, int from, int weight)
    {
        MakeRoom(number);
        ref var row = ref _rows[number];
        if (!row.IsThere)
            row = MatrixRow.Of(number + 1);
        if (from == Nowhere)
            row.Add(to, weight);
        else
            row.Move(from, to, weight);
    }

    private static int PrefixOf(in MatrixRow row, int column) => unchecked(row.Total - row.SumFrom(column + 1));

    /// <summary>A row; one that is not there where all of it is 0.</summary>
    private MatrixRow Find(int row) => row < _end ? _rows[row] : default;

    private void MakeRoom(int row)
    {
        if (row < _end)
            return;
        if (row >= _rows.Length)
            Array.Resize(ref _rows, Math.Max(row + 1, Growth.Next(_rows.Length)));
        _end = row + 1;
    }
}

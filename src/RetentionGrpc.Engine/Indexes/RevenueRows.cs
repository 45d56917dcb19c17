using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// Four sums of money for every pair of boundaries, in the form of an <see cref="AnswerMatrix"/>: differences over the columns, rows after
/// the live one pending. One cell has all four, because they change together.
/// </summary>
/// <remarks>
/// Cells and sums may wrap around at 2⁶⁴ on the way; sums that lie in [0, 2⁶³) come out exactly. A row e takes 32·(e + 2) bytes once any
/// money is in it or in a row before.
/// </remarks>
internal sealed class RevenueRows
{
    // A row begins with the sum of its cells; cell i is at i + 1. No row is there where all would be 0.
    private Vector256<long>[]?[] _rows = [null];
    private int _end = 1;

    /// <summary>The live row.</summary>
    public int LiveRow { get; private set; }

    /// <summary>Bytes of all rows.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds to a column in each of the rows.</summary>
    public void Add(int firstRow, int lastRow, int column, Vector256<long> weight) => Change(firstRow, lastRow, column + 1, 0, weight);

    /// <summary>Adds to the prefix sums at every row and column of a rectangle below the diagonal.</summary>
    public void AddRectangle(int firstRow, int lastRow, int firstColumn, int lastColumn, Vector256<long> weight) =>
        Change(firstRow, lastRow, firstColumn + 1, lastColumn + 2, weight);

    /// <summary>The sums of the cells up to a column, included, and of those from it on.</summary>
    public (Vector256<long> Prefix, Vector256<long> Suffix) Read(int row, int column)
    {
        var (prefix, suffix) = (Vector256<long>.Zero, Vector256<long>.Zero);
        for (var e = Math.Min(row, LiveRow); e <= row && e < _end; e++)
        {
            if (_rows[e] is not { } cells)
                continue;
            var (from, after) = (column + 1 < cells.Length ? cells[column + 1] : default, SuffixOf(cells, column + 1));
            prefix += cells[0] - after;
            suffix += from + after;
        }
        return (prefix, suffix);
    }

    /// <summary>The sums of a row.</summary>
    public Vector256<long> Total(int row)
    {
        var sum = Vector256<long>.Zero;
        for (var e = Math.Min(row, LiveRow); e <= row && e < _end; e++)
            sum += _rows[e] is { } cells ? cells[0] : default;
        return sum;
    }

    /// <summary>Days have gone by; see <see cref="AnswerMatrix.RollTo"/>.</summary>
    public void RollTo(int liveRow)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(liveRow, LiveRow);
        for (; LiveRow < liveRow; LiveRow++)
        {
            if (LiveRow >= _end || _rows[LiveRow] is not { } row)
                continue;
            var next = RowOf(LiveRow + 1);
            for (var i = 0; i < row.Length; i++)
                next[i] += row[i];
        }
    }

    /// <summary>See <see cref="AnswerMatrix.DigestOf"/>.</summary>
    public ulong DigestOf(int row, int steps)
    {
        var digest = new CellDigest();
        for (var end = row == steps - 1 ? _end : Math.Min(row + 1, _end); row < end; row++)
        {
            var cells = _rows[row] ?? [];
            for (var i = 0; i < cells.Length; i++)
            {
                for (var lane = 0; lane < Vector256<long>.Count; lane++)
                    digest.Add(row, (long)i * Vector256<long>.Count + lane, cells[i][lane]);
            }
        }
        return digest.Sum;
    }

    private void Change(int firstRow, int lastRow, int to, int from, Vector256<long> weight)
    {
        if (lastRow < firstRow)
            return;
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Max(to, from), firstRow + 1);
        if (firstRow > LiveRow)
            ChangeRow(RowOf(firstRow), to, from, weight);
        for (var row = firstRow; row <= Math.Min(lastRow, LiveRow); row++)
            ChangeRow(RowOf(row), to, from, weight);
        if (lastRow >= LiveRow && lastRow != AnswerMatrix.Forever)
            ChangeRow(RowOf(lastRow + 1), to, from, -weight);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ChangeRow(Vector256<long>[] row, int to, int from, Vector256<long> weight)
    {
        row[to] += weight;
        if (from != 0)
            row[from] -= weight;
        else
            row[0] += weight;
    }

    /// <summary>The sum of the cells from a column on, from whichever side has fewer.</summary>
    private static Vector256<long> SuffixOf(Vector256<long>[] row, int column)
    {
        var place = column + 1;
        if (place >= row.Length)
            return default;
        return row.Length - place < column ? Sum(row.AsSpan(place)) : row[0] - Sum(row.AsSpan(1, column));
    }

    private static Vector256<long> Sum(ReadOnlySpan<Vector256<long>> cells)
    {
        var (even, odd) = (Vector256<long>.Zero, Vector256<long>.Zero);
        var i = 0;
        for (; i + 1 < cells.Length; i += 2)
            (even, odd) = (even + cells[i], odd + cells[i + 1]);
        return i < cells.Length ? even + odd + cells[i] : even + odd;
    }

    private Vector256<long>[] RowOf(int row)
    {
        if (row < _end && _rows[row] is { } there)
            return there;
        while (row >= _rows.Length)
            Array.Resize(ref _rows, Math.Max(row + 1, Growth.Next(_rows.Length)));
        _end = Math.Max(_end, row + 1);
        Bytes += (row + 2L) * Vector256<byte>.Count;
        return _rows[row] = new Vector256<long>[row + 2];
    }
}

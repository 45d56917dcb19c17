using RetentionGrpc.Engine.Indexes;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Engine.Tests.Indexes;

/// <summary>The triangle of differences against a plain square in which every answer stands by itself.</summary>
public sealed class AnswerMatrixTests(ITestOutputHelper output)
{
    private const int Side = 40;

    [Fact]
    public void Read_RandomUpdatesAndRolls_IsLikeAPlainSquare()
    {
        var rounds = new MatrixRounds(output, "answer matrix");
        rounds.Run(60, random =>
        {
            var (matrix, cells) = (new AnswerMatrix(), new long[Side, Side]);
            for (var step = 0; step < 60; step++)
            {
                Update(random, matrix, cells);
                if (random.Next(4) == 0)
                    matrix.RollTo(Math.Min(matrix.LiveRow + random.Next(5), Side - 1));
                if (random.Next(10) == 0)
                    Compare(rounds, matrix, cells);
            }
            Compare(rounds, matrix, cells);
            matrix.RollTo(Side + 30);
            Compare(rounds, matrix, cells);
        });
    }

    [Fact]
    public void Read_DifferencesBeyondThirtyTwoBits_ComeOutExactly()
    {
        const int many = 2_000_000_000;
        var matrix = new AnswerMatrix();
        // Before any is taken back, row 7 has to take away five times as many.
        for (var day = 1; day <= 5; day++)
            matrix.Add(day, 6, day, many);
        for (var day = 1; day <= 5; day++)
            matrix.Add(day + 1, 6, day, -many);
        matrix.Add(7, 9, 3, many);
        matrix.Move(7, 9, 3, 5, many);
        matrix.Move(8, 8, 5, 1, many);
        int[] rolls = [0, 3, 6, 8, 12];
        foreach (var live in rolls)
        {
            matrix.RollTo(live);
            Assert.All(Enumerable.Range(1, 5), day => Assert.Equal((many, many), (matrix.Total(day), matrix.Suffix(day, day))));
            Assert.Equal((0, many), (matrix.Prefix(7, 4), matrix.Prefix(7, 5)));
            Assert.Equal((0, many), (matrix.Prefix(8, 0), matrix.Prefix(8, 1)));
            Assert.Equal((0, many), (matrix.Suffix(9, 6), matrix.Suffix(9, 5)));
            Assert.Equal(0, matrix.Total(10));
        }
    }

    [Fact]
    public void RollTo_BackInTime_IsRefused()
    {
        var matrix = new AnswerMatrix();
        matrix.RollTo(5);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.RollTo(4));
        Assert.Equal(5, matrix.LiveRow);
    }

    [Fact]
    public void Add_ColumnBeyondItsFirstRow_IsRefused()
    {
        var matrix = new AnswerMatrix();
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Add(3, 5, 4, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Move(3, 5, 4, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Add(-1, 5, 0, 1));
        Assert.Equal(0, matrix.Total(5));
    }

    [Fact]
    public void Bytes_RowsFromTheFirstWithAnythingOn_AreTwoACell_FourBeyond16Bits()
    {
        var matrix = new AnswerMatrix();
        matrix.RollTo(130);
        Assert.Equal((0, 0L, 0L, 0L), (matrix.Bytes, matrix.Prefix(130, 60), matrix.Suffix(100, 60), matrix.Cell(20, 10)));
        matrix.Add(130, AnswerMatrix.Forever, 60, 1);
        matrix.RollTo(730);
        Assert.Equal(Enumerable.Range(130, 601).Sum(row => (row + 1) * 2), matrix.Bytes);
        matrix.Add(730, AnswerMatrix.Forever, 60, short.MaxValue - 1);
        Assert.Equal(Enumerable.Range(130, 601).Sum(row => (row + 1) * 2), matrix.Bytes);
        matrix.Add(730, AnswerMatrix.Forever, 60, 1);
        Assert.Equal(Enumerable.Range(130, 601).Sum(row => (row + 1) * (row < 730 ? 2 : 4)), matrix.Bytes);
        Assert.Equal((0L, 1L, 1L), (matrix.Suffix(129, 0), matrix.Suffix(729, 60), matrix.Prefix(500, 60)));
        Assert.Equal(short.MaxValue + 1, matrix.Suffix(730, 60));
    }

    private static void Update(Random random, AnswerMatrix matrix, long[,] cells)
    {
        var first = random.Next(Side);
        var last = random.Next(3) == 0 ? AnswerMatrix.Forever : random.Next(first - 1, Side);
        var (one, other) = (random.Next(first + 1), random.Next(first + 1));
        // Some are beyond 16 bits, so that rows of both widths meet.
        var weight = random.Next(16) == 0 ? random.Next(-40_000, 80_000) : random.Next(-3, 6);
        switch (random.Next(4))
        {
            case 0:
                matrix.Add(first, last, one, weight);
                Put(one, weight);
                break;
            case 1:
                matrix.Move(first, last, one, other, weight);
                Put(one, -weight);
                Put(other, weight);
                break;
            case 2 when first > 0:
                var (from, to) = (Math.Min(one, other) % first, Math.Max(one, other) % first);
                matrix.AddRectangle(first, last, Math.Min(from, to), Math.Max(from, to), weight);
                Put(Math.Min(from, to), weight);
                Put(Math.Max(from, to) + 1, -weight);
                break;
            default:
                var (before, after) = (one - (random.Next(2) * Side), other - (random.Next(2) * Side));
                matrix.Replace(first, last, before, after);
                Put(before, -1);
                Put(after, 1);
                break;
        }

        void Put(int column, int amount)
        {
            for (var row = first; row <= last && row < Side && column >= 0; row++)
                cells[row, column] += amount;
        }
    }

    private static void Compare(MatrixRounds rounds, AnswerMatrix matrix, long[,] cells)
    {
        for (var row = 0; row < Side; row++)
        {
            var total = 0L;
            for (var column = 0; column < Side; column++)
                total += cells[row, column];
            rounds.Equal(total, matrix.Total(row), "total", 0, row, matrix.LiveRow);
            var before = 0L;
            for (var column = -1; column <= row + 1; column++)
            {
                var cell = column >= 0 && column <= row ? cells[row, column] : 0;
                rounds.Equal(cell, matrix.Cell(row, column), "cell", column, row, matrix.LiveRow);
                rounds.Equal(total - before, matrix.Suffix(row, column), "suffix", column, row, matrix.LiveRow);
                rounds.Equal(before + cell, matrix.Prefix(row, column), "prefix", column, row, matrix.LiveRow);
                before += cell;
            }
        }
    }
}

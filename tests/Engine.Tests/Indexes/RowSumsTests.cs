using System.Numerics;
using RetentionGrpc.Engine.Indexes;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Engine.Tests.Indexes;

/// <summary>Every width of vector against whole numbers of any size, at every length around theirs.</summary>
public sealed class RowSumsTests(ITestOutputHelper output)
{
    private static readonly BigInteger Range = BigInteger.Pow(2, 32);

    [Fact]
    public void Sum_EveryLengthAndPlace_IsTheSameByEveryPath()
    {
        var random = new Random(1);
        var cells = new int[400];
        var compared = 0;
        for (var length = 0; length <= 300; length++)
        {
            var place = random.Next(cells.Length - length);
            for (var i = 0; i < cells.Length; i++)
                cells[i] = random.Next(int.MinValue, int.MaxValue);
            var expected = Wrapped(cells[place..(place + length)]);
            ReadOnlySpan<int> part = cells.AsSpan(place, length);
            Assert.Equal(expected, RowSums.SumByScalars(part));
            Assert.Equal(expected, RowSums.SumBy256(part));
            Assert.Equal(expected, RowSums.SumBy512(part));
            Assert.Equal(expected, RowSums.Sum(part));
            compared += 4;
        }
        output.WriteLine($"measured: {compared} sums");
    }

    [Fact]
    public void Sum_OfCellsOf16Bits_IsTheSameByEveryPath()
    {
        var random = new Random(2);
        var cells = new short[400];
        for (var length = 0; length <= 300; length++)
        {
            var place = random.Next(cells.Length - length);
            for (var i = 0; i < cells.Length; i++)
                cells[i] = (short)random.Next(short.MinValue, short.MaxValue + 1);
            var expected = cells[place..(place + length)].Sum(cell => cell);
            ReadOnlySpan<short> part = cells.AsSpan(place, length);
            Assert.Equal(expected, RowSums.SumByScalars(part));
            Assert.Equal(expected, RowSums.SumBy256(part));
            Assert.Equal(expected, RowSums.SumBy512(part));
            Assert.Equal(expected, RowSums.Sum(part));
        }
    }

    private static int Wrapped(int[] cells)
    {
        var sum = cells.Aggregate(BigInteger.Zero, (total, cell) => total + cell);
        var inRange = ((sum % Range) + Range) % Range;
        return (int)(inRange >= Range / 2 ? inRange - Range : inRange);
    }
}

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
    public void Add_EveryLength_IsTheSameByEveryPathAndLeavesTheRest()
    {
        var random = new Random(2);
        for (var length = 0; length <= 130; length++)
        {
            int[] row = [.. Enumerable.Range(0, length).Select(_ => random.Next(int.MinValue, int.MaxValue))];
            int[] into = [.. Enumerable.Range(0, length + random.Next(3)).Select(_ => random.Next(int.MinValue, int.MaxValue))];
            int[] expected = [.. into.Select((cell, i) => i < length ? Wrapped([cell, row[i]]) : cell)];
            Assert.Equal(expected, Added(RowSums.AddByScalars));
            Assert.Equal(expected, Added(RowSums.AddBy256));
            Assert.Equal(expected, Added(RowSums.AddBy512));
            Assert.Equal(expected, Added(RowSums.Add));

            int[] Added(Addition add)
            {
                int[] copy = [.. into];
                add(copy, row);
                return copy;
            }
        }
    }

    [Fact]
    public void Add_LongerRow_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RowSums.AddBy512(new int[3], new int[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowSums.AddBy256(new int[3], new int[4]));
    }

    private delegate void Addition(Span<int> into, ReadOnlySpan<int> row);

    private static int Wrapped(int[] cells)
    {
        var sum = cells.Aggregate(BigInteger.Zero, (total, cell) => total + cell);
        var inRange = ((sum % Range) + Range) % Range;
        return (int)(inRange >= Range / 2 ? inRange - Range : inRange);
    }
}

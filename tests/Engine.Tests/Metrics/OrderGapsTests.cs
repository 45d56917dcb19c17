using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Metrics;

/// <summary>The median of times between orders, exact, against a sorted list.</summary>
public sealed class OrderGapsTests
{
    private const long DayMs = 86_400_000;

    [Fact]
    public void Median_OfAnyLengths_MergedFromThree_IsExactInTwoReadings()
    {
        var random = new Random(20_261_126);
        long[] edges = [0, 1, 2_046, 2_047, 2_048, 2_049, 4_095, 4_096, 1L << 20, (1L << 20) - 1, 3 * DayMs, 315_537_897_599_999];
        for (var round = 0; round < 2_000; round++)
        {
            var longest = 1L << random.Next(1, 49);
            var lengths = Enumerable.Range(0, random.Next(1, 60))
                .Select(_ => random.Next(4) == 0 ? edges[random.Next(edges.Length)] : random.NextInt64(longest)).ToList();
            var first = Of(lengths);
            Assert.Equal(lengths.Count, first.Count);
            Assert.True(first.IsMedianMissing);
            var second = Of(lengths, [.. first.NeededForMedian()]);
            Assert.False(second.IsMedianMissing);
            Assert.Equal(MedianOf(lengths), second.MedianSeconds());
        }
    }

    [Fact]
    public void Medians_OfSeveral_AreExact_WhereEachKeepsWhatAnyNeeds()
    {
        var random = new Random(20_261_127);
        for (var round = 0; round < 200; round++)
        {
            List<List<long>> several =
            [
                .. Enumerable.Range(0, random.Next(2, 6)).Select(_ =>
                    Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.NextInt64(1L << random.Next(1, 40))).ToList()),
            ];
            GapRange[] needed = [.. several.SelectMany(lengths => Of(lengths).NeededForMedian())];
            foreach (var lengths in several)
                Assert.Equal(MedianOf(lengths), Of(lengths, needed).MedianSeconds());
        }
    }

    [Fact]
    public void Median_WithoutAny_IsAbsent()
    {
        var none = new OrderGaps([]) + new OrderGaps([]);
        Assert.False(none.IsMedianMissing);
        Assert.Empty(none.NeededForMedian());
        Assert.Null(none.MedianSeconds());
    }

    [Fact]
    public void Median_ThatMovedBetweenTheReadings_IsAskedOnceMore()
    {
        GapRange[] ranges = [.. Of([DayMs, DayMs, 2 * DayMs]).NeededForMedian()];
        List<long> changed = [DayMs, 9 * DayMs, 9 * DayMs + 1, 30 * DayMs];
        var second = Of(changed, ranges);
        Assert.True(second.IsMedianMissing);
        Assert.Throws<InvalidOperationException>(() => second.MedianSeconds());
        Assert.Equal((18 * DayMs + 1) / 2_000.0, Of(changed, [.. second.NeededForMedian()]).MedianSeconds());
    }

    [Fact]
    public void MiddlesThatLieFarApart_AreBothKept() =>
        Assert.Equal(5 * DayMs / 1_000.0, Of([1, DayMs, 9 * DayMs, 90 * DayMs],
            [.. Of([1, DayMs, 9 * DayMs, 90 * DayMs]).NeededForMedian()]).MedianSeconds());

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2_047, 0)]
    [InlineData(30 * DayMs, 35 * 60_000)]
    [InlineData(3_650 * DayMs, 75 * 3_600_000)]
    public void Range_OfLengthsKeptOneByOne_IsNarrow(long ms, long widestMs)
    {
        var range = Assert.Single(Of([ms]).NeededForMedian());
        Assert.InRange(ms, range.FirstMs, range.LastMs);
        Assert.InRange(range.LastMs - range.FirstMs, 0, widestMs);
    }

    private static OrderGaps Of(List<long> lengths, params GapRange[] exact)
    {
        OrderGaps[] shares = [new(exact), new(exact), new(exact)];
        for (var i = 0; i < lengths.Count; i++)
            shares[i % 3].Add(lengths[i]);
        return shares[0] + shares[1] + shares[2];
    }

    private static double MedianOf(List<long> lengths)
    {
        var sorted = lengths.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2_000.0;
    }
}

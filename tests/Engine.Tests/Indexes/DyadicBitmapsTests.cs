using RetentionGrpc.Engine.Indexes;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Indexes;

public sealed class DyadicBitmapsTests
{
    /// <summary>Days come and go in any order; then every window of the axis, also those that reach beyond it on both sides.</summary>
    [Theory]
    [InlineData(1, 40, 37)]
    [InlineData(2, 1, 64)]
    [InlineData(3, 300, 9)]
    [InlineData(4, 90, 70)]
    public void OrInto_EveryWindowOfASmallAxis_EqualsTheCustomersActiveInIt(int seed, int customers, int days)
    {
        var random = new Random(seed);
        var bitmaps = new DyadicBitmaps();
        var twin = new ActiveDays(bitmaps);
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < customers * 12; i++)
                twin.Add(random.Next(customers), random.Next(days));
            for (var i = 0; i < customers * 10; i++)
                twin.Remove(random.Next(customers), random.Next(days));
            for (var start = -2; start <= days + 1; start++)
            {
                for (var end = start - 1; end <= days + 3; end++)
                    Assert.Equal(twin.ActiveIn(start, end).Order(), In(bitmaps, 0, start, end));
            }
        }
        foreach (var customer in twin.Customers)
        {
            foreach (var (day, _) in twin.Of(customer))
                twin.Remove(customer, day);
        }
        Assert.Empty(In(bitmaps, 0, 0, int.MaxValue));
    }

    /// <summary>Windows of years, over more days than the longest span has.</summary>
    [Fact]
    public void OrInto_LongWindows_EqualTheCustomersActiveInThem()
    {
        const int days = 3 * DyadicBitmaps.LongestSpan + 100;
        var random = new Random(6);
        var bitmaps = new DyadicBitmaps();
        var twin = new ActiveDays(bitmaps);
        for (var i = 0; i < 600; i++)
            twin.Add(random.Next(300), random.Next(days));
        for (var i = 0; i < 600; i++)
        {
            var start = random.Next(days);
            var end = start + random.Next(days);
            Assert.Equal(twin.ActiveIn(start, end).Order(), In(bitmaps, 0, start, end));
        }
        Assert.Equal(twin.ActiveIn(0, days).Order(), In(bitmaps, 0, 0, days));
    }

    [Fact]
    public void OrInto_ChunksApart_HaveTheirOwnCustomers()
    {
        var bitmaps = new DyadicBitmaps();
        var twin = new ActiveDays(bitmaps);
        foreach (var customer in new[] { 65_535, 65_536, 200_000 })
            twin.Add(customer, customer % 20);
        Assert.Equal((4, 17), (bitmaps.ChunkCount, bitmaps.DayCount));
        Assert.Equal([65_535], In(bitmaps, 0, 0, 20));
        Assert.Equal([0], In(bitmaps, 1, 0, 20));
        Assert.Empty(In(bitmaps, 2, 0, 20));
        Assert.Equal([200_000 - 3 * 65_536], In(bitmaps, 3, 0, 1));
        Assert.Empty(In(bitmaps, 4, 0, 20));
    }

    [Fact]
    public void Add_ADayThatIsThereOrRemoveOneThatIsNot_ChangesNothing()
    {
        var bitmaps = new DyadicBitmaps(keepsTimes: true);
        bitmaps.Add(3, DyadicBitmaps.NoPrevious, 5, DyadicBitmaps.NoNext, 7);
        bitmaps.Add(3, DyadicBitmaps.NoPrevious, 5, DyadicBitmaps.NoNext, 8);
        Assert.Equal([7], bitmaps.Times(5, 0).ToArray());
        bitmaps.Remove(3, DyadicBitmaps.NoPrevious, 4, 5);
        bitmaps.Remove(4, DyadicBitmaps.NoPrevious, 5, DyadicBitmaps.NoNext);
        Assert.Equal([3], In(bitmaps, 0, 0, 512));
        Assert.Equal((0, 0), (bitmaps.Day(4).Count, bitmaps.Day(-1).Count));
    }

    [Fact]
    public void Add_DaysOutOfOrder_IsRefused()
    {
        var bitmaps = new DyadicBitmaps();
        Assert.Throws<ArgumentOutOfRangeException>(() => bitmaps.Add(-1, DyadicBitmaps.NoPrevious, 1, DyadicBitmaps.NoNext));
        Assert.Throws<ArgumentOutOfRangeException>(() => bitmaps.Add(0, DyadicBitmaps.NoPrevious, -1, DyadicBitmaps.NoNext));
        Assert.Throws<ArgumentOutOfRangeException>(() => bitmaps.Add(0, 4, 4, DyadicBitmaps.NoNext));
        Assert.Throws<ArgumentOutOfRangeException>(() => bitmaps.Remove(0, 3, 4, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => bitmaps.TrimSpansEnding(0));
        Assert.Throws<ArgumentException>(() => new DyadicBitmaps(keepsTimes: true).SetTime(0, 0, 1));
    }

    /// <summary>Day after day opens and closes, while earlier ones still change: the open day is in no longer span, and in every window.
    /// </summary>
    [Theory]
    [InlineData(9, 30)]
    [InlineData(10, 200)]
    public void OrInto_WithAnOpenDay_EqualsTheCustomersActiveInTheWindow(int seed, int customers)
    {
        const int days = 40;
        var random = new Random(seed);
        var bitmaps = new DyadicBitmaps(keepsTimes: true);
        var twin = new ActiveDays(bitmaps);
        for (var i = 0; i < customers; i++)
            twin.Add(random.Next(customers), random.Next(4), 1);
        for (var today = 3; today < days; today++)
        {
            bitmaps.OpenDay(today);
            for (var i = 0; i < customers; i++)
            {
                twin.Add(random.Next(customers), random.Next(3) > 0 ? today : random.Next(today + 1), (byte)random.Next(100));
                twin.Remove(random.Next(customers), random.Next(2) > 0 ? today : random.Next(today + 1));
            }
            for (var start = 0; start <= today; start++)
            {
                Assert.Equal(twin.ActiveIn(start, today).Order(), In(bitmaps, 0, start, today));
                Assert.Equal(twin.ActiveIn(start, today + 1).Order(), In(bitmaps, 0, start, today + 1));
            }
            bitmaps.TrimSpansEnding(today + 1);
        }
        for (var start = 0; start < days; start++)
            Assert.Equal(twin.ActiveIn(start, days).Order(), In(bitmaps, 0, start, days));
    }

    [Fact]
    public void OpenDay_BeforeAnActiveOneOrBesideAnother_IsRefused()
    {
        var bitmaps = new DyadicBitmaps();
        bitmaps.Add(1, DyadicBitmaps.NoPrevious, 5, DyadicBitmaps.NoNext);
        Assert.Throws<ArgumentOutOfRangeException>(() => bitmaps.OpenDay(4));
        bitmaps.OpenDay(6);
        Assert.Throws<InvalidOperationException>(() => bitmaps.OpenDay(7));
        Assert.Throws<ArgumentOutOfRangeException>(() => bitmaps.Add(1, 5, 7, DyadicBitmaps.NoNext));
    }

    [Fact]
    public void TrimSpansEnding_EachDay_LosesNothingAndTakesLess()
    {
        var (kept, trimmed) = (new DyadicBitmaps(keepsTimes: true), new DyadicBitmaps(keepsTimes: true));
        var (twin, other) = (new ActiveDays(kept), new ActiveDays(trimmed));
        var random = new Random(8);
        for (var day = 0; day < 40; day++)
        {
            for (var i = 0; i < 500; i++)
            {
                var (customer, time) = (random.Next(3_000), (byte)random.Next(100));
                twin.Add(customer, day, time);
                other.Add(customer, day, time);
            }
            trimmed.TrimSpansEnding(day + 1);
        }
        Assert.InRange(trimmed.Bytes, 1, kept.Bytes - 1_000);
        for (var day = 0; day < 40; day++)
        {
            other.Add(5_000, day, 9);
            Assert.Equal(other.On(day).Values, trimmed.Times(day, 0).ToArray());
            Assert.Equal(other.ActiveIn(day, 40).Order(), In(trimmed, 0, day, 40));
        }
    }

    internal static IEnumerable<int> In(DyadicBitmaps bitmaps, int chunk, int startDay, int endDay)
    {
        var words = new ulong[CustomerSet.ChunkWords];
        bitmaps.OrInto(chunk, startDay, endDay, words);
        return BitPaths.SetBits(words);
    }
}

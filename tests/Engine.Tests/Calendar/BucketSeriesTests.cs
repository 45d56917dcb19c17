using RetentionGrpc.Engine.Calendar;
using Xunit;
using static RetentionGrpc.Engine.Tests.Calendar.Times;

namespace RetentionGrpc.Engine.Tests.Calendar;

public sealed class BucketSeriesTests
{
    private static readonly TenantCalendar Berlin = new("Europe/Berlin", WeekStart.Monday);

    [Fact]
    public void WidenTo_EndOnBoundary_Stays()
    {
        Interval march = new(At("2026-03-01T00:00:00+01:00"), At("2026-04-01T00:00:00+02:00"));
        Assert.Equal(march, Berlin.WidenTo(march, BucketUnit.Month));
        Assert.Equal(march, Berlin.WidenTo(new Interval(march.StartMs + 1, march.EndMs - 1), BucketUnit.Month));
        Interval later = Berlin.WidenTo(new Interval(march.StartMs, march.EndMs + 1), BucketUnit.Month);
        Assert.Equal(new Interval(march.StartMs, At("2026-05-01T00:00:00+02:00")), later);
    }

    [Theory]
    [InlineData("2026-03-10T12:00:00+01:00")]
    [InlineData("2026-03-10T00:00:00+01:00")]
    public void WidenTo_EmptyWindow_StaysEmptyAtTheStartOfItsBucket(string at)
    {
        Interval widened = Berlin.WidenTo(new Interval(At(at), At(at)), BucketUnit.Day);
        Assert.Equal(At("2026-03-10T00:00:00+01:00"), widened.StartMs);
        Assert.True(widened.IsEmpty);
        Assert.Equal(0, Berlin.Buckets(new Interval(At(at), At(at)), BucketUnit.Day, 3, 0).Count);
    }

    [Theory]
    [InlineData(1, 7, "2026-04-02T00:00:00+02:00")]
    [InlineData(2, 4, "2026-04-03T00:00:00+02:00")]
    [InlineData(3, 3, "2026-04-04T00:00:00+02:00")]
    [InlineData(7, 1, "2026-04-02T00:00:00+02:00")]
    [InlineData(10, 1, "2026-04-05T00:00:00+02:00")]
    public void Buckets_OfSeveralDays_CountFromTheFirstAndTheLastIsWhole(int multiple, int count, string end)
    {
        Interval window = new(At("2026-03-26T15:00:00+01:00"), At("2026-04-01T00:30:00+02:00"));
        BucketSeries series = Berlin.Buckets(window, BucketUnit.Day, multiple, 7);
        Assert.Equal(count, series.Count);
        Assert.Equal(new Interval(At("2026-03-26T00:00:00+01:00"), At(end)), series.Window);
        Assert.Equal(count, Berlin.CountBuckets(window, BucketUnit.Day, multiple, 7));
        Assert.Equal(series.Window.LengthMs, Enumerable.Range(0, count).Sum(i => series[i].LengthMs));
    }

    [Fact]
    public void Buckets_MoreThanTheLimit_AreCountedToOneMoreAndRefused()
    {
        Interval year = new(At("2026-01-01T00:00:00+01:00"), At("2027-01-01T00:00:00+01:00"));
        Assert.Equal(365, Berlin.CountBuckets(year, BucketUnit.Day, 1, 365));
        Assert.Equal(365, Berlin.Buckets(year, BucketUnit.Day, 1, 365).Count);
        Assert.Equal(365, Berlin.CountBuckets(year, BucketUnit.Day, 1, 364));
        Assert.Throws<ArgumentOutOfRangeException>(() => Berlin.Buckets(year, BucketUnit.Day, 1, 364));
        Assert.Equal(11, Berlin.CountBuckets(new Interval(long.MinValue, long.MaxValue), BucketUnit.Hour, 1, 10));
    }

    [Fact]
    public void IndexOf_EveryHourOfAMonth_IsTheBucketThatHoldsIt()
    {
        Interval march = new(At("2026-03-01T00:00:00+01:00"), At("2026-04-01T00:00:00+02:00"));
        BucketSeries series = Berlin.Buckets(march, BucketUnit.Week, 1, 10);
        Assert.Equal(6, series.Count);
        for (long ms = series.Window.StartMs - DayMs; ms < series.Window.EndMs + DayMs; ms += HourMs)
        {
            int expected = -1;
            for (int i = 0; i < series.Count; i++)
            {
                expected = series[i].Contains(ms) ? i : expected;
            }

            Assert.Equal(expected, series.IndexOf(ms));
        }

        Assert.Equal(5, series.IndexOf(series.Window.EndMs - 1));
        Assert.Equal(-1, series.IndexOf(series.Window.EndMs));
    }

    [Fact]
    public void Interval_IsHalfOpen()
    {
        Interval interval = new(10, 20);
        Assert.True(interval.Contains(10));
        Assert.True(interval.Contains(19));
        Assert.False(interval.Contains(20));
        Assert.False(interval.Contains(9));
        Assert.Equal(10, interval.LengthMs);
        Assert.True(new Interval(5, 5).IsEmpty);
        Assert.False(new Interval(5, 5).Contains(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Interval(5, 4));
    }
}

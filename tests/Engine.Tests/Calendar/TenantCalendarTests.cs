using RetentionGrpc.Engine.Calendar;
using Xunit;
using static RetentionGrpc.Engine.Tests.Calendar.Times;

namespace RetentionGrpc.Engine.Tests.Calendar;

public sealed class TenantCalendarTests
{
    public static TheoryData<string, string, string> Ranges => new()
    {
        { "UTC", "2023-12-20", "2025-01-20" },
        { "Europe/Berlin", "2025-12-20", "2027-01-10" },
        { "Asia/Kolkata", "2023-12-20", "2025-01-10" },
        { "Asia/Kathmandu", "1984-12-20", "1986-01-10" },
        { "Australia/Lord_Howe", "2025-12-20", "2027-01-10" },
        { "America/St_Johns", "2009-12-01", "2011-12-15" },
        { "Pacific/Apia", "2010-12-20", "2012-01-10" },
        { "Pacific/Kwajalein", "1992-12-20", "1994-01-10" },
        { "America/Sao_Paulo", "2017-12-20", "2019-03-01" },
        { "America/Havana", "2023-12-20", "2025-01-10" },
        { "Asia/Beirut", "2022-12-20", "2024-01-10" },
        { "America/New_York", "2025-12-20", "2027-01-10" },
        { "Africa/Casablanca", "2025-12-20", "2027-01-10" },
    };

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Buckets_EveryUnit_AreThoseOfTheClockOnTheWall(string zone, string from, string to)
    {
        foreach (BucketUnit unit in Enum.GetValues<BucketUnit>())
        {
            TenantCalendar calendar = new(zone, WeekStart.Monday);
            List<long> expected = MinuteByMinute.Boundaries(zone, unit, WeekStart.Monday, At(from), At(to));
            Assert.True(expected.Count > 1);
            BucketSeries series = calendar.Buckets(new Interval(expected[0], expected[^1]), unit, 1, 30_000);
            Assert.Equal(expected, series.Starts.ToArray());
        }
    }

    [Theory]
    [InlineData(WeekStart.Monday)]
    [InlineData(WeekStart.Tuesday)]
    [InlineData(WeekStart.Wednesday)]
    [InlineData(WeekStart.Thursday)]
    [InlineData(WeekStart.Friday)]
    [InlineData(WeekStart.Saturday)]
    [InlineData(WeekStart.Sunday)]
    public void Week_EveryWeekStart_BeginsOnThatDay(WeekStart weekStart)
    {
        TenantCalendar calendar = new("Europe/Berlin", weekStart);
        List<long> expected =
            MinuteByMinute.Boundaries("Europe/Berlin", BucketUnit.Week, weekStart, At("1969-10-01"), At("1970-06-01"));
        BucketSeries series = calendar.Buckets(new Interval(expected[0], expected[^1]), BucketUnit.Week, 1, 100);
        Assert.Equal(expected, series.Starts.ToArray());
        Assert.All(expected, ms => Assert.Equal((int)weekStart % 7, (int)DateOnly.Parse(calendar.FormatDate(ms)).DayOfWeek));
    }

    [Theory]
    [InlineData("2026-03-29T12:00:00+02:00", "2026-03-29T00:00:00+01:00", 23)]
    [InlineData("2026-10-25T12:00:00+01:00", "2026-10-25T00:00:00+02:00", 25)]
    [InlineData("2026-10-24T12:00:00+02:00", "2026-10-24T00:00:00+02:00", 24)]
    public void Day_ClocksChange_Has23Or25HourBuckets(string inside, string start, int hours)
    {
        TenantCalendar calendar = new("Europe/Berlin", WeekStart.Monday);
        long from = calendar.StartOfBucket(At(inside), BucketUnit.Day);
        long to = calendar.NextBucket(from, BucketUnit.Day);
        Assert.Equal(At(start), from);
        Assert.Equal(hours * HourMs, to - from);
        Assert.Equal(hours, calendar.Buckets(new Interval(from, to), BucketUnit.Hour, 1, 100).Count);
    }

    [Theory]
    [InlineData("America/Sao_Paulo", "2018-11-04T15:00:00Z", "2018-11-04T01:00:00-02:00", "2018-11-05T00:00:00-02:00")]
    [InlineData("America/Havana", "2024-11-03T15:00:00Z", "2024-11-03T00:00:00-04:00", "2024-11-04T00:00:00-05:00")]
    [InlineData("Pacific/Apia", "2011-12-29T20:00:00-10:00", "2011-12-29T00:00:00-10:00", "2011-12-31T00:00:00+14:00")]
    [InlineData("America/St_Johns", "2010-11-06T23:30:00-03:30", "2010-11-07T00:00:00-02:30", "2010-11-08T00:00:00-03:30")]
    [InlineData("America/St_Johns", "2010-11-06T23:30:00-02:30", "2010-11-06T00:00:00-02:30", "2010-11-07T00:00:00-02:30")]
    public void Day_ClocksChangeAtMidnight_StartsAtItsFirstInstant(string zone, string inside, string start, string next)
    {
        TenantCalendar calendar = new(zone, WeekStart.Monday);
        Assert.Equal(At(start), calendar.StartOfBucket(At(inside), BucketUnit.Day));
        Assert.Equal(At(next), calendar.NextBucket(At(start), BucketUnit.Day));
        Assert.Equal(At(start), calendar.AddBuckets(At(next), BucketUnit.Day, -1));
    }

    [Theory]
    [InlineData("Asia/Kolkata", "2026-01-01T10:31:00Z", "2026-01-01T10:30:00Z", "2026-01-01T11:30:00Z")]
    [InlineData("Asia/Kathmandu", "2026-01-01T10:14:59.999Z", "2026-01-01T09:15:00Z", "2026-01-01T10:15:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25T02:30:00+02:00", "2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00")]
    [InlineData("Europe/Berlin", "2026-10-25T02:30:00+01:00", "2026-10-25T02:00:00+01:00", "2026-10-25T03:00:00+01:00")]
    [InlineData("Australia/Lord_Howe", "2026-04-05T01:45:00+11:00", "2026-04-05T01:00:00+11:00", "2026-04-05T02:00:00+11:00")]
    [InlineData("Australia/Lord_Howe", "2026-04-05T01:45:00+10:30", "2026-04-05T01:30:00+10:30", "2026-04-05T02:00:00+10:30")]
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:45:00+11:00", "2026-10-04T02:30:00+11:00", "2026-10-04T03:00:00+11:00")]
    public void Hour_AnyZone_IsThatOfTheLocalClock(string zone, string inside, string start, string next)
    {
        TenantCalendar calendar = new(zone, WeekStart.Monday);
        Assert.Equal(At(start), calendar.StartOfBucket(At(inside), BucketUnit.Hour));
        Assert.Equal(At(next), calendar.NextBucket(At(start), BucketUnit.Hour));
    }

    [Theory]
    [InlineData(BucketUnit.Month, "2024-02-29T23:59:59.999Z", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z")]
    [InlineData(BucketUnit.Month, "2023-02-28T23:59:59.999Z", "2023-02-01T00:00:00Z", "2023-03-01T00:00:00Z")]
    [InlineData(BucketUnit.Month, "2024-12-31T00:00:00Z", "2024-12-01T00:00:00Z", "2025-01-01T00:00:00Z")]
    [InlineData(BucketUnit.Quarter, "2024-05-31T00:00:00Z", "2024-04-01T00:00:00Z", "2024-07-01T00:00:00Z")]
    [InlineData(BucketUnit.Quarter, "2024-12-31T00:00:00Z", "2024-10-01T00:00:00Z", "2025-01-01T00:00:00Z")]
    [InlineData(BucketUnit.Year, "2024-12-31T23:00:00Z", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z")]
    [InlineData(BucketUnit.Day, "1969-12-31T23:59:59.999Z", "1969-12-31T00:00:00Z", "1970-01-01T00:00:00Z")]
    [InlineData(BucketUnit.Hour, "1969-12-31T23:59:59.999Z", "1969-12-31T23:00:00Z", "1970-01-01T00:00:00Z")]
    public void Bucket_EndsOfMonthsAndLeapYears_AreReal(BucketUnit unit, string inside, string start, string next)
    {
        TenantCalendar calendar = new("UTC", WeekStart.Monday);
        Assert.Equal(At(start), calendar.StartOfBucket(At(inside), unit));
        Assert.Equal(At(next), calendar.NextBucket(At(start), unit));
    }

    [Fact]
    public void AddBuckets_AnyCount_IsThatManySteps()
    {
        (string Zone, string From, BucketUnit Unit)[] cases =
        [
            ("Australia/Lord_Howe", "2026-04-04T00:00:00Z", BucketUnit.Hour), ("Europe/Berlin", "2026-03-28T00:00:00Z", BucketUnit.Hour),
            ("Pacific/Apia", "2011-12-20T00:00:00Z", BucketUnit.Day), ("Asia/Kolkata", "2024-01-10T00:00:00Z", BucketUnit.Week),
            ("America/New_York", "2023-05-10T00:00:00Z", BucketUnit.Month), ("UTC", "2023-05-10T00:00:00Z", BucketUnit.Quarter),
            ("America/St_Johns", "2023-05-10T00:00:00Z", BucketUnit.Year),
        ];
        foreach ((string zone, string from, BucketUnit unit) in cases)
        {
            TenantCalendar calendar = new(zone, WeekStart.Sunday);
            long first = calendar.StartOfBucket(At(from), unit);
            long ms = first;
            for (int count = 0; count < 200; count++)
            {
                Assert.Equal(ms, calendar.AddBuckets(first, unit, count));
                Assert.Equal(first, calendar.AddBuckets(ms, unit, -count));
                ms = calendar.NextBucket(ms, unit);
            }
        }
    }

    [Fact]
    public void AddBuckets_HoursOverYears_IsThatManySteps()
    {
        TenantCalendar calendar = new("Australia/Lord_Howe", WeekStart.Monday);
        long first = calendar.StartOfBucket(At("2020-06-01T00:00:00Z"), BucketUnit.Hour);
        long ms = first;
        for (int count = 0; count < 30_000; count++)
        {
            ms = calendar.NextBucket(ms, BucketUnit.Hour);
        }

        Assert.Equal(ms, calendar.AddBuckets(first, BucketUnit.Hour, 30_000));
        Assert.Equal(first, calendar.AddBuckets(ms, BucketUnit.Hour, -30_000));
    }

    [Fact]
    public void FormatDateAndLocalText_ClocksChange_ShowTheOffsetOfTheInstant()
    {
        TenantCalendar calendar = new("Europe/Berlin", WeekStart.Monday);
        Assert.Equal("2026-03-29", calendar.FormatDate(At("2026-03-28T23:00:00Z")));
        Assert.Equal("2026-03-29T00:00:00+01:00", calendar.LocalText(At("2026-03-28T23:00:00Z")));
        Assert.Equal("2026-03-29T03:00:00.25+02:00", calendar.LocalText(At("2026-03-29T01:00:00.25Z")));
        Assert.Equal("2026-03-29T01:00:00Z", new TenantCalendar("UTC", WeekStart.Monday).LocalText(At("2026-03-29T01:00:00Z")));
        TenantCalendar kolkata = new("Asia/Kolkata", WeekStart.Monday);
        Assert.Equal("2026-03-29T06:30:00+05:30", kolkata.LocalText(At("2026-03-29T01:00:00Z")));
    }

    [Theory]
    [InlineData("UTC", true)]
    [InlineData("Europe/Berlin", true)]
    [InlineData("Europe/Stockholm", true)]
    [InlineData("Asia/Calcutta", true)]
    [InlineData("europe/berlin", false)]
    [InlineData("UTC+05:30", false)]
    [InlineData("Mars/Olympus_Mons", false)]
    [InlineData("", false)]
    public void IsKnownZone_AnyText_HoldsForIdsOfTheDatabase(string id, bool known)
    {
        Assert.Equal(known, TenantCalendar.IsKnownZone(id));
        if (known)
        {
            Assert.Equal(id, new TenantCalendar(id, WeekStart.Sunday).ZoneId);
        }
        else
        {
            Assert.Throws<ArgumentException>(() => new TenantCalendar(id, WeekStart.Sunday));
        }
    }

    [Fact]
    public void Arguments_OutOfRange_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TenantCalendar("UTC", default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TenantCalendar("UTC", (WeekStart)8));
        TenantCalendar calendar = new("UTC", WeekStart.Monday);
        Assert.Throws<ArgumentOutOfRangeException>(() => calendar.StartOfBucket(0, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => calendar.NextBucket(0, (BucketUnit)7));
        Assert.Throws<ArgumentOutOfRangeException>(() => calendar.CountBuckets(new Interval(0, 1), BucketUnit.Day, 0, 1));
    }

    [Fact]
    public void Numbers_AreThoseOfTheWireAndOfIso()
    {
        Assert.Equal("Hour=1 Day=2 Week=3 Month=4 Quarter=5 Year=6",
            string.Join(' ', Enum.GetValues<BucketUnit>().Select(unit => $"{unit}={(int)unit}")));
        Assert.Equal("Monday=1 Tuesday=2 Wednesday=3 Thursday=4 Friday=5 Saturday=6 Sunday=7",
            string.Join(' ', Enum.GetValues<WeekStart>().Select(day => $"{day}={(int)day}")));
        Assert.Matches("^20[2-9][0-9][a-z]$", TenantCalendar.TzdbVersion.Split(' ')[0]);
    }
}

using NodaTime;
using RetentionGrpc.Engine.Calendar;
using Xunit;
using static RetentionGrpc.Engine.Tests.Calendar.Times;
using Interval = RetentionGrpc.Engine.Calendar.Interval;

namespace RetentionGrpc.Engine.Tests.Calendar;

public sealed class TenantCalendarPropertyTests
{
    private static readonly BucketUnit[] Units = Enum.GetValues<BucketUnit>();

    [Theory]
    [InlineData(20261)]
    [InlineData(20262)]
    public void Buckets_EveryZoneRandomInstants_CoverTimeWithoutGapOrOverlap(int seed)
    {
        Random random = new(seed);
        foreach (string zone in DateTimeZoneProviders.Tzdb.Ids)
        {
            TenantCalendar calendar = new(zone, (WeekStart)random.Next(1, 8));
            for (int i = 0; i < 40; i++)
            {
                long ms = i % 4 == 0 ? random.NextInt64(FirstMs, EndMs) : random.NextInt64(At("1840-01-01"), At("2060-01-01"));
                BucketUnit unit = Units[random.Next(Units.Length)];
                AssertBucketAround(calendar, ms, unit, $"seed {seed}, {zone}, weeks from {calendar.WeekStart}, {unit}, {ms}");
            }
        }
    }

    [Fact]
    public void Buckets_EveryZoneAroundEveryChange_CoverTimeWithoutGapOrOverlap()
    {
        foreach (string zone in DateTimeZoneProviders.Tzdb.Ids)
        {
            TenantCalendar calendar = new(zone, WeekStart.Monday);
            DateTimeZone rules = DateTimeZoneProviders.Tzdb[zone];
            foreach (long change in rules.GetZoneIntervals(Instant.FromUtc(1800, 1, 1, 0, 0), Instant.FromUtc(2030, 1, 1, 0, 0))
                .Where(interval => interval.HasStart).Select(interval => interval.Start.ToUnixTimeMilliseconds()))
            {
                foreach (BucketUnit unit in Units)
                {
                    AssertBucketAround(calendar, change - 1, unit, $"{zone}, {unit}, before {change}");
                    AssertBucketAround(calendar, change, unit, $"{zone}, {unit}, {change}");
                }
            }
        }
    }

    [Theory]
    [InlineData(31)]
    public void Start_RandomInstantsFarFromChanges_HasTheRightLocalParts(int seed)
    {
        Random random = new(seed);
        string[] zones = ["UTC", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia",
            "America/Sao_Paulo", "Asia/Kathmandu", "America/New_York"];
        for (int i = 0; i < 20_000; i++)
        {
            string zone = zones[random.Next(zones.Length)];
            WeekStart weekStart = (WeekStart)random.Next(1, 8);
            TenantCalendar calendar = new(zone, weekStart);
            long ms = random.NextInt64(At("1972-01-01"), At("2100-01-01"));
            LocalDateTime local = Instant.FromUnixTimeMilliseconds(ms).InZone(DateTimeZoneProviders.Tzdb[zone]).LocalDateTime;
            LocalDate week = local.Date.PlusDays(1).Previous((IsoDayOfWeek)(int)weekStart);
            string[] expected =
            [
                Iso(local.Date), Iso(week), Iso(new LocalDate(local.Year, local.Month, 1)),
                Iso(new LocalDate(local.Year, 1 + ((local.Month - 1) / 3 * 3), 1)), Iso(new LocalDate(local.Year, 1, 1)),
            ];
            string[] actual = [.. Units.Skip(1).Select(unit => calendar.FormatDate(calendar.StartOfBucket(ms, unit)))];
            bool clockWentBack = calendar.FormatDate(ms) != calendar.FormatDate(calendar.StartOfBucket(ms, BucketUnit.Day));
            Assert.True(clockWentBack || expected.SequenceEqual(actual), $"seed {seed}, {zone}, {ms}: {string.Join(' ', actual)}");
        }
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("Pacific/Kiritimati")]
    [InlineData("Pacific/Pago_Pago")]
    [InlineData("America/New_York")]
    public void Ends_OfSupportedTime_Saturate(string zone)
    {
        TenantCalendar calendar = new(zone, WeekStart.Wednesday);
        foreach (BucketUnit unit in Units)
        {
            Assert.Equal(FirstMs, calendar.StartOfBucket(FirstMs, unit));
            Assert.Equal(FirstMs, calendar.StartOfBucket(long.MinValue, unit));
            Assert.Equal(EndMs, calendar.StartOfBucket(EndMs, unit));
            Assert.Equal(EndMs, calendar.StartOfBucket(long.MaxValue, unit));
            Assert.Equal(EndMs, calendar.NextBucket(EndMs - 1, unit));
            Assert.Equal(EndMs, calendar.NextBucket(long.MaxValue, unit));
            Assert.Equal(EndMs, calendar.AddBuckets(0, unit, int.MaxValue));
            Assert.Equal(FirstMs, calendar.AddBuckets(0, unit, int.MinValue));
            Assert.Equal(calendar.StartOfBucket(EndMs - 1, unit), calendar.AddBuckets(long.MaxValue, unit, -1));
            Assert.Equal(new Interval(FirstMs, EndMs), calendar.WidenTo(new Interval(long.MinValue, long.MaxValue), unit));
            AssertBucketAround(calendar, FirstMs, unit, zone);
            AssertBucketAround(calendar, EndMs - 1, unit, zone);
            AssertBucketAround(calendar, calendar.NextBucket(FirstMs, unit), unit, zone);
        }

        Assert.StartsWith("0001-01-01", new TenantCalendar("UTC", WeekStart.Monday).LocalText(long.MinValue), StringComparison.Ordinal);
        Assert.NotEmpty(calendar.LocalText(long.MinValue));
        Assert.NotEmpty(calendar.LocalText(long.MaxValue));
    }

    [Fact]
    public void Calls_OnceWarm_AllocateNothing()
    {
        TenantCalendar calendar = new("Europe/Berlin", WeekStart.Monday);
        long allocated = long.MaxValue;
        for (int round = 0; round < 5 && allocated != 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (BucketUnit unit in Units)
            {
                for (long ms = At("2026-01-01"); ms < At("2027-01-01"); ms += 7 * HourMs)
                {
                    calendar.NextBucket(calendar.StartOfBucket(ms, unit), unit);
                }
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    private static string Iso(LocalDate date) => date.ToString("uuuu'-'MM'-'dd", null);

    private static void AssertBucketAround(TenantCalendar calendar, long ms, BucketUnit unit, string what)
    {
        long start = calendar.StartOfBucket(ms, unit);
        long next = calendar.NextBucket(start, unit);
        Assert.True(start <= ms && ms < next, $"{what}: [{start}, {next})");
        Assert.True(calendar.StartOfBucket(start, unit) == start, $"{what}: start of start");
        Assert.True(calendar.StartOfBucket(next - 1, unit) == start, $"{what}: start of last");
        Assert.True(calendar.NextBucket(ms, unit) == next, $"{what}: next from inside");
        Assert.True(calendar.StartOfBucket(next, unit) == next, $"{what}: start of next");
        Assert.True(calendar.NextBucket(next - 1, unit) == next, $"{what}: next of last");
        Assert.True(calendar.AddBuckets(start, unit, 1) == next, $"{what}: plus one");
        Assert.True(calendar.AddBuckets(next, unit, -1) == start, $"{what}: minus one");
        Assert.True(calendar.WidenTo(new Interval(ms, ms + 1), unit) == new Interval(start, next), $"{what}: widened");
    }
}

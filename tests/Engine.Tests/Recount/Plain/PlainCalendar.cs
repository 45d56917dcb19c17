using NodaTime;

namespace PlainRecount;

internal enum PlainUnit
{
    Hour = 1,
    Day = 2,
    Week = 3,
    Month = 4,
    Quarter = 5,
    Year = 6,
}

/// <summary>A span of time [StartMs, EndMs).</summary>
internal readonly record struct Span(long StartMs, long EndMs)
{
    public bool Has(long ms) => StartMs <= ms && ms < EndMs;

    public override string ToString() => $"[{StartMs}, {EndMs})";
}

/// <summary>Buckets by dates on the wall, for zones whose clocks change by whole hours at whole hours.</summary>
internal sealed class PlainCalendar(string zoneId, int weekStart)
{
    private const long HourMs = 3_600_000;
    private readonly DateTimeZone _zone = DateTimeZoneProviders.Tzdb[zoneId];

    /// <summary>The buckets that cover the window, `multiple` units each, counted from the first of the window.</summary>
    public List<Span> Buckets(long startMs, long endMs, PlainUnit unit, int multiple)
    {
        List<Span> buckets = [];
        for (var next = StartOf(startMs, unit); startMs < endMs && next < endMs;)
        {
            var end = Add(next, unit, multiple);
            buckets.Add(new(next, end));
            next = end;
        }
        return buckets;
    }

    public long StartOf(long ms, PlainUnit unit) =>
        unit == PlainUnit.Hour ? ms - Modulo(ms + OffsetMs(ms), HourMs) : StartOfDate(Floor(DateOf(ms), unit));

    /// <summary>The start of the bucket so many units on from one that starts at `startMs`.</summary>
    public long Add(long startMs, PlainUnit unit, int count) => unit == PlainUnit.Hour
        ? startMs + count * HourMs
        : StartOfDate(unit switch
        {
            PlainUnit.Day => DateOf(startMs).PlusDays(count),
            PlainUnit.Week => DateOf(startMs).PlusWeeks(count),
            PlainUnit.Month => DateOf(startMs).PlusMonths(count),
            PlainUnit.Quarter => DateOf(startMs).PlusMonths(3 * count),
            _ => DateOf(startMs).PlusYears(count),
        });

    /// <summary>The tenant's days that the window touches, clipped to it.</summary>
    public List<Span> DaysClipped(long startMs, long endMs) =>
    [
        .. Buckets(startMs, endMs, PlainUnit.Day, 1)
            .Select(day => new Span(Math.Max(day.StartMs, startMs), Math.Min(day.EndMs, endMs))),
    ];

    /// <summary>Dates from that of one instant to that of another.</summary>
    public int DaysBetween(long ms, long laterMs) => Period.DaysBetween(DateOf(ms), DateOf(laterMs));

    public long DateNumber(long ms) => Period.DaysBetween(new LocalDate(1970, 1, 1), DateOf(ms));

    private LocalDate Floor(LocalDate date, PlainUnit unit)
    {
        switch (unit)
        {
            case PlainUnit.Week:
                while ((int)date.DayOfWeek != weekStart)
                    date = date.PlusDays(-1);
                return date;
            case PlainUnit.Month:
                return new(date.Year, date.Month, 1);
            case PlainUnit.Quarter:
                return new(date.Year, date.Month < 4 ? 1 : date.Month < 7 ? 4 : date.Month < 10 ? 7 : 10, 1);
            case PlainUnit.Year:
                return new(date.Year, 1, 1);
            default:
                return date;
        }
    }

    private LocalDate DateOf(long ms) => Instant.FromUnixTimeMilliseconds(ms).InZone(_zone).Date;

    private long StartOfDate(LocalDate date) => date.AtStartOfDayInZone(_zone).ToInstant().ToUnixTimeMilliseconds();

    private long OffsetMs(long ms) => _zone.GetUtcOffset(Instant.FromUnixTimeMilliseconds(ms)).Milliseconds;

    private static long Modulo(long value, long divisor) => ((value % divisor) + divisor) % divisor;
}

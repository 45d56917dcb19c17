using NodaTime;
using RetentionGrpc.Engine.Calendar;

namespace RetentionGrpc.Engine.Tests.Calendar;

/// <summary>Bucket boundaries found by walking through every minute and looking at the clock on the wall.</summary>
internal static class MinuteByMinute
{
    private const long MinuteMs = 60_000;
    private static readonly DateTime Epoch = DateTime.UnixEpoch;

    /// <summary>All boundaries in [from, to), both whole minutes of UTC, in a time in which offsets are whole minutes.</summary>
    public static List<long> Boundaries(string zoneId, BucketUnit unit, WeekStart weekStart, long fromMs, long toMs)
    {
        DateTimeZone zone = DateTimeZoneProviders.Tzdb[zoneId];
        List<long> found = [];
        DateTime latest = DateTime.MinValue;
        (DateTime Label, int Offset) last = default;
        for (long ms = fromMs - (3 * 24 * 60 * MinuteMs); ms < toMs; ms += MinuteMs)
        {
            int offset = zone.GetUtcOffset(Instant.FromUnixTimeMilliseconds(ms)).Milliseconds;
            DateTime local = Epoch.AddMilliseconds(ms + offset);
            latest = local > latest ? local : latest;
            (DateTime Label, int Offset) now = unit == BucketUnit.Hour
                ? (local.Date.AddHours(local.Hour), offset)
                : (Label(latest.Date, unit, weekStart), 0);
            if (now != last && ms >= fromMs)
            {
                found.Add(ms);
            }

            last = now;
        }

        return found;
    }

    private static DateTime Label(DateTime date, BucketUnit unit, WeekStart weekStart)
    {
        switch (unit)
        {
            case BucketUnit.Day:
                return date;
            case BucketUnit.Week:
                while ((int)date.DayOfWeek != (int)weekStart % 7)
                {
                    date = date.AddDays(-1);
                }

                return date;
            case BucketUnit.Month:
                return new DateTime(date.Year, date.Month, 1);
            case BucketUnit.Quarter:
                int[] first = [1, 1, 1, 4, 4, 4, 7, 7, 7, 10, 10, 10];
                return new DateTime(date.Year, first[date.Month - 1], 1);
            case BucketUnit.Year:
                return new DateTime(date.Year, 1, 1);
            default:
                throw new ArgumentOutOfRangeException(nameof(unit));
        }
    }
}

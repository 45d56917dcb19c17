namespace RetentionGrpc.Engine.Calendar;

/// <summary>Calendar arithmetic on local milliseconds, without a zone: where buckets of a day and longer start.</summary>
internal static class LocalBuckets
{
    public const long DayMs = 24 * LocalClock.HourMs;
    private const int MonthsPerYear = 12;
    private const int DaysPerWeek = 7;

    /// <summary>1970-01-01 was a Thursday.</summary>
    private const int EpochIsoDay = 4;

    private static readonly int EpochDayNumber = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>Start of the bucket that holds <paramref name="localMs"/>. Local times outside years 1 to 9999 count as the
    /// nearest inside; a first week may start before.</summary>
    public static long Floor(long localMs, BucketUnit unit, WeekStart weekStart)
    {
        long inside = Math.Clamp(localMs, LocalClock.MinMs, LocalClock.EndMs - 1);
        long day = (inside - Modulo(inside, DayMs)) / DayMs;
        return unit switch
        {
            BucketUnit.Day => day * DayMs,
            BucketUnit.Week => (day - Modulo(day + EpochIsoDay - (int)weekStart, DaysPerWeek)) * DayMs,
            _ => StartOfMonths(day, MonthsIn(unit), 0),
        };
    }

    /// <summary>Start of the bucket <paramref name="count"/> buckets after the one that starts at <paramref name="startMs"/>; before year 1
    /// or after 9999 it is <see cref="LocalClock.MinMs"/> or <see cref="LocalClock.EndMs"/>.</summary>
    public static long Add(long startMs, BucketUnit unit, int count) => unit switch
    {
        BucketUnit.Day => startMs + (count * DayMs),
        BucketUnit.Week => startMs + (count * (DaysPerWeek * DayMs)),
        _ => StartOfMonths(startMs / DayMs, MonthsIn(unit), count),
    };

    /// <summary>The hour, 0 to 23, and the weekday, 1 (Monday) to 7.</summary>
    public static (int Hour, int Weekday) HourAndWeekday(long localMs)
    {
        long ofDay = Modulo(localMs, DayMs);
        long day = (localMs - ofDay) / DayMs;
        return ((int)(ofDay / LocalClock.HourMs), (int)Modulo(day + EpochIsoDay - 1, DaysPerWeek) + 1);
    }

    /// <summary>Remainder of the division that rounds down, so never negative.</summary>
    public static long Modulo(long value, long divisor)
    {
        long remainder = value % divisor;
        return remainder < 0 ? remainder + divisor : remainder;
    }

    private static int MonthsIn(BucketUnit unit) => unit switch
    {
        BucketUnit.Month => 1,
        BucketUnit.Quarter => 3,
        BucketUnit.Year => MonthsPerYear,
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "not a bucket unit"),
    };

    private static long StartOfMonths(long day, int monthsPerBucket, int count)
    {
        DateOnly date = DateOnly.FromDayNumber((int)day + EpochDayNumber);
        long months = (date.Year * MonthsPerYear) + date.Month - 1;
        months += ((long)count * monthsPerBucket) - (months % monthsPerBucket);
        (long year, long month) = Math.DivRem(months, MonthsPerYear);
        return year switch
        {
            < 1 => LocalClock.MinMs,
            > 9999 => LocalClock.EndMs,
            _ => (new DateOnly((int)year, (int)month + 1, 1).DayNumber - EpochDayNumber) * DayMs,
        };
    }
}

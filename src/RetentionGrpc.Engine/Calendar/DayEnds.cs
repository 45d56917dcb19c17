namespace RetentionGrpc.Engine.Calendar;

/// <summary>When the days of a calendar end, remembered: for scans that ask it of one event after another.</summary>
/// <param name="calendar">The calendar.</param>
internal sealed class DayEnds(TenantCalendar calendar)
{
    private const long UsualDayMs = 86_400_000;

    /// <summary>11 years: scans that reach over more look some days up again.</summary>
    private const int Slots = 4_096;

    private readonly Interval[] _days = new Interval[Slots];

    /// <summary>When the day that holds an instant ends.</summary>
    public long EndOf(long ms)
    {
        // A day is kept by the UTC date on which it begins: that of the instant, or the one before.
        ref var sameDate = ref _days[SlotOf(ms)];
        if (sameDate.Contains(ms))
            return sameDate.EndMs;
        ref var dateBefore = ref _days[SlotOf(ms - UsualDayMs)];
        if (dateBefore.Contains(ms))
            return dateBefore.EndMs;
        var startMs = calendar.StartOfBucket(ms, BucketUnit.Day);
        var day = new Interval(startMs, calendar.NextBucket(startMs, BucketUnit.Day));
        _days[SlotOf(startMs)] = day;
        return day.EndMs;
    }

    private static int SlotOf(long ms) => (int)((ulong)(ms / UsualDayMs) % Slots);
}

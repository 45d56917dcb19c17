namespace RetentionGrpc.Engine.Calendar;

/// <summary>Counts days of a calendar, some of which have 23 or 25 hours.</summary>
internal static class WholeDays
{
    private const long DayMs = 24 * LocalClock.HourMs;

    /// <summary>How many days begin after one that starts at the first instant, up to one that starts at the second.</summary>
    public static long Between(long startMs, long laterStartMs) => (laterStartMs - startMs + DayMs / 2) / DayMs;
}

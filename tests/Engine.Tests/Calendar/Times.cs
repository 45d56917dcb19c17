using System.Globalization;

namespace RetentionGrpc.Engine.Tests.Calendar;

internal static class Times
{
    public const long HourMs = 3_600_000;
    public const long DayMs = 24 * HourMs;
    public const long FirstMs = -62_135_596_800_000;
    public const long EndMs = 253_402_300_800_000;

    /// <summary>UTC milliseconds of an ISO time with offset.</summary>
    public static long At(string iso) =>
        DateTimeOffset.Parse(iso, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();
}

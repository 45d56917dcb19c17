namespace RetentionGrpc.SampleShop;

/// <summary>Turns a story's days into instants, UTC milliseconds, at hours at which people buy.</summary>
internal sealed class StoryClock(ShopRandom random, long joinMs, long endMs)
{
    public const long MinuteMs = 60_000;
    public const long HourMs = 60 * MinuteMs;
    public const long DayMs = 24 * HourMs;

    /// <summary>When the customer joined.</summary>
    public long JoinMs { get; } = joinMs;

    /// <summary>When the shop's days end.</summary>
    public long EndMs { get; } = endMs;

    /// <summary>Days in milliseconds; a lifetime at most, so that rare long waits stay numbers.</summary>
    public static long Days(double days) => (long)(Math.Min(days, 36_500) * DayMs);

    /// <summary>An instant on the day <paramref name="days"/> after <paramref name="afterMs"/>, and later than it.</summary>
    public long InDaytime(long afterMs, double days)
    {
        long ms = afterMs + Days(days);
        ms = ms - (ms % DayMs) + (random.Pick(Catalogue.HourWeights) * HourMs) + random.Between(0, (int)HourMs);
        return ms > afterMs ? ms : afterMs + MinuteMs + random.Between(0, (int)HourMs);
    }

    /// <summary>The instant <paramref name="months"/> calendar months after <paramref name="ms"/>.</summary>
    public static long AddMonths(long ms, int months) =>
        (long)(DateTime.UnixEpoch.AddMilliseconds(ms).AddMonths(months) - DateTime.UnixEpoch).TotalMilliseconds;

    /// <summary>[<paramref name="StartMs"/>, <paramref name="EndMs"/>).</summary>
    internal readonly record struct Span(long StartMs, long EndMs);
}

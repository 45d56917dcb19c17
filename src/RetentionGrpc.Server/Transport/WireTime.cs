using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Server.Transport;

/// <summary>Instants and spans between the wire's Timestamp and Duration and the engine's milliseconds.</summary>
internal static class WireTime
{
    private const int NanosPerMs = 1_000_000;

    /// <summary>An instant of the wire, in whole milliseconds; a violation if it has finer digits or is out of range.</summary>
    public static long? ToMs(Timestamp? time, Violations violations, string field)
    {
        if (time is null)
            return null;
        var ms = time.Seconds is >= EventLimits.FirstMs / 1000 and <= EventLimits.LastMs / 1000
            ? time.Seconds * 1000 + time.Nanos / NanosPerMs
            : long.MinValue;
        if (ms == long.MinValue || time.Nanos is < 0 or >= 1_000_000_000 || time.Nanos % NanosPerMs != 0)
        {
            violations.Add(field, "Set a time in the years 1 to 9999, in whole milliseconds.");
            return null;
        }
        return ms;
    }

    /// <summary>A span of the wire, in whole milliseconds from 1 up to the limit; a violation otherwise.</summary>
    public static long ToMs(Duration span, long limitMs, Violations violations, string field)
    {
        var isWhole = span.Nanos is >= 0 and < 1_000_000_000 && span.Nanos % NanosPerMs == 0;
        if (isWhole && span.Seconds >= 0 && span.Seconds <= limitMs / 1000)
        {
            var ms = span.Seconds * 1000 + span.Nanos / NanosPerMs;
            if (ms > 0 && ms <= limitMs)
                return ms;
        }
        violations.Add(field, $"Set more than 0 and at most {limitMs / 86_400_000} days, in whole milliseconds.");
        return 1;
    }

    /// <summary>An instant for the wire, whose last one is that of the year 9999.</summary>
    public static Timestamp ToWire(long ms)
    {
        ms = Math.Min(ms, EventLimits.LastMs);
        var seconds = Math.DivRem(ms, 1000, out var rest);
        if (rest < 0)
            (seconds, rest) = (seconds - 1, rest + 1000);
        return new Timestamp { Seconds = seconds, Nanos = (int)rest * NanosPerMs };
    }

    /// <summary>A span that is not negative for the wire.</summary>
    public static Duration SpanToWire(long ms) => new() { Seconds = ms / 1000, Nanos = (int)(ms % 1000) * NanosPerMs };

    /// <summary>A span in seconds as text, with as many decimals as it has, at most 3.</summary>
    public static string Seconds(long ms) => ms % 1000 == 0
        ? (ms / 1000).ToString(CultureInfo.InvariantCulture)
        : (ms / 1000m).ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>A half-open interval for the wire.</summary>
    public static V1.Interval ToWire(Interval interval) =>
        new() { StartTime = ToWire(interval.StartMs), EndTime = ToWire(interval.EndMs) };
}

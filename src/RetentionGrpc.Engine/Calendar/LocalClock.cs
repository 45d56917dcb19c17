using NodaTime;
using NodaTime.TimeZones;

namespace RetentionGrpc.Engine.Calendar;

/// <summary>
/// The wall clock of one zone as plain milliseconds: "local" is UTC + offset. The wall clock may jump back, so calendar buckets are
/// not cut by what it shows but by the latest it has shown: bucket boundaries are <see cref="FirstInstantAt"/> of rising local times,
/// which makes them rise too. A repeated stretch across midnight so belongs to the later date, which had already begun.
/// </summary>
internal sealed class LocalClock(DateTimeZone zone)
{
    /// <summary>0001-01-01T00:00:00Z, the first instant supported (and the first of a protobuf Timestamp).</summary>
    public const long MinMs = -62_135_596_800_000;

    /// <summary>10000-01-01T00:00:00Z, the end, exclusive, of the instants supported.</summary>
    public const long EndMs = 253_402_300_800_000;

    /// <summary>An hour in milliseconds.</summary>
    public const long HourMs = 3_600_000;

    /// <summary>No offset is larger, either way.</summary>
    private const long MaxOffsetMs = 18 * HourMs;

    /// <summary>The stretch of constant offset that holds <paramref name="ms"/>, which must be a supported instant.</summary>
    public Stretch At(long ms)
    {
        ZoneInterval interval = zone.GetZoneInterval(Instant.FromUnixTimeMilliseconds(ms));
        return new Stretch(
            interval.HasStart ? Math.Max(interval.Start.ToUnixTimeMilliseconds(), MinMs) : MinMs,
            interval.HasEnd ? Math.Min(interval.End.ToUnixTimeMilliseconds(), EndMs) : EndMs,
            interval.WallOffset.Milliseconds);
    }

    /// <summary>The latest local time shown at or before <paramref name="ms"/>.</summary>
    public long LatestLocal(long ms, Stretch stretch)
    {
        long latest = ms + stretch.OffsetMs;
        while (stretch.StartMs > MinMs && ms - stretch.StartMs < 2 * MaxOffsetMs)
        {
            long changeMs = stretch.StartMs;
            stretch = At(changeMs - 1);
            latest = Math.Max(latest, changeMs - 1 + stretch.OffsetMs);
        }

        return latest;
    }

    /// <summary>The first supported instant at which the wall clock shows <paramref name="localMs"/> or later;
    /// <see cref="EndMs"/> if there is none.</summary>
    /// <param name="localMs">Local milliseconds.</param>
    /// <param name="near">Any stretch; a good guess spares the search.</param>
    public long FirstInstantAt(long localMs, Stretch near)
    {
        long guess = localMs - near.OffsetMs;
        if (guess < near.EndMs && guess - near.StartMs >= 2 * MaxOffsetMs)
        {
            return guess;
        }

        long from = Math.Max(localMs - MaxOffsetMs, MinMs);
        while (from < EndMs)
        {
            Stretch stretch = At(from);
            long first = Math.Max(localMs - stretch.OffsetMs, stretch.StartMs);
            if (first < stretch.EndMs)
            {
                return first;
            }

            from = stretch.EndMs;
        }

        return EndMs;
    }

    /// <summary>A stretch [<paramref name="StartMs"/>, <paramref name="EndMs"/>) with one offset from UTC. A neighbour may have the
    /// same offset (the zone's rules changed, its clocks did not).</summary>
    internal readonly record struct Stretch(long StartMs, long EndMs, long OffsetMs);
}

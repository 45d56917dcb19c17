using System.Globalization;
using NodaTime;
using NodaTime.TimeZones;
using static RetentionGrpc.Engine.Calendar.LocalClock;

namespace RetentionGrpc.Engine.Calendar;

/// <summary>
/// Cuts time into the calendar buckets of one tenant: its zone by the bundled tz database, its week start. Immutable; calls from
/// several threads are safe and allocate nothing unless they say so.
/// <para>For each unit the buckets cover all supported time, 0001-01-01T00:00Z to 10000-01-01T00:00Z, without gap, overlap or empty
/// bucket. Instants outside count as its nearest end, so no instant throws; the buckets at the ends are cut or stretched to
/// them.</para>
/// <list type="bullet">
/// <item>A <b>day</b> starts at the first instant of its date, 01:00 where clocks skip midnight. Where clocks go back across midnight
/// the date that had begun goes on, the repeated minutes included. A date that the zone skipped (Pacific/Apia, 2011-12-30) has no
/// bucket.</item>
/// <item><b>Weeks, months, quarters, years</b> start with their first day.</item>
/// <item>An <b>hour</b> is cut at local hh:00 and wherever the offset changes: a repeated hour is a bucket of its own, and a clock
/// change by half an hour makes one bucket of 30 minutes. Every day starts with an hour.</item>
/// </list>
/// </summary>
public sealed class TenantCalendar
{
    private readonly DateTimeZone _zone;
    private readonly LocalClock _clock;

    /// <summary>The calendar of a zone and a week start.</summary>
    /// <param name="zoneId">An id for which <see cref="IsKnownZone"/> holds.</param>
    /// <param name="weekStart">First day of a week.</param>
    /// <exception cref="ArgumentException">The zone or the week start is unknown.</exception>
    public TenantCalendar(string zoneId, WeekStart weekStart)
    {
        if (!IsKnownZone(zoneId))
        {
            throw new ArgumentException($"unknown time zone '{zoneId}'", nameof(zoneId));
        }

        if (!Enum.IsDefined(weekStart))
        {
            throw new ArgumentOutOfRangeException(nameof(weekStart), weekStart, "not a day of the week");
        }

        _zone = DateTimeZoneProviders.Tzdb[zoneId];
        _clock = new LocalClock(_zone);
        ZoneId = zoneId;
        WeekStart = weekStart;
    }

    /// <summary>The version of the tz database in use, such as 2025b.</summary>
    public static string TzdbVersion => TzdbDateTimeZoneSource.Default.TzdbVersion;

    /// <summary>The zone's id, as given.</summary>
    public string ZoneId { get; }

    /// <summary>The first day of a week.</summary>
    public WeekStart WeekStart { get; }

    /// <summary>Whether <paramref name="ianaId"/> is an id of the tz database, links (UTC, Europe/Stockholm) included. Case
    /// matters.</summary>
    public static bool IsKnownZone(string ianaId) => TzdbDateTimeZoneSource.Default.CanonicalIdMap.ContainsKey(ianaId);

    /// <summary>Start of the bucket that holds <paramref name="ms"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="unit"/> is none.</exception>
    public long StartOfBucket(long ms, BucketUnit unit)
    {
        if (ms >= EndMs)
        {
            return EndMs;
        }

        ms = Math.Max(ms, MinMs);
        Stretch stretch = _clock.At(ms);
        return unit == BucketUnit.Hour
            ? StartOfHour(ms, stretch)
            : InstantOf(LocalStart(ms, stretch, unit), stretch);
    }

    /// <summary>Start of the bucket after the one that holds <paramref name="bucketStartMs"/>; at the end of supported time, that
    /// end.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="unit"/> is none.</exception>
    public long NextBucket(long bucketStartMs, BucketUnit unit)
    {
        if (bucketStartMs >= EndMs)
        {
            return EndMs;
        }

        long ms = Math.Max(bucketStartMs, MinMs);
        Stretch stretch = _clock.At(ms);
        return unit == BucketUnit.Hour
            ? EndOfHour(ms, stretch)
            : InstantOf(LocalBuckets.Add(LocalStart(ms, stretch, unit), unit, 1), stretch);
    }

    /// <summary>Start of the bucket <paramref name="count"/> buckets after (before, if negative) the one that holds
    /// <paramref name="bucketStartMs"/>, the ends of supported time at most. Days take time in proportion to the count.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="unit"/> is none.</exception>
    public long AddBuckets(long bucketStartMs, BucketUnit unit, int count)
    {
        long ms = StartOfBucket(bucketStartMs, unit);
        if (count < 0 && ms == EndMs)
        {
            ms = StartOfBucket(EndMs - 1, unit);
            count++;
        }

        if (count == 0 || ms == EndMs)
        {
            return ms;
        }

        switch (unit)
        {
            case BucketUnit.Hour:
                return AddHours(ms, count);
            case BucketUnit.Day:
                return Step(ms, unit, count);
            default:
                Stretch stretch = _clock.At(ms);
                return InstantOf(LocalBuckets.Add(LocalStart(ms, stretch, unit), unit, count), stretch);
        }
    }

    /// <summary>The smallest interval of whole buckets around <paramref name="window"/>: an end on a boundary stays. An empty window
    /// becomes the empty interval at the start of its bucket.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="unit"/> is none.</exception>
    public Interval WidenTo(Interval window, BucketUnit unit)
    {
        long start = StartOfBucket(window.StartMs, unit);
        long lastMs = Math.Clamp(window.EndMs, MinMs, EndMs) - 1;
        return new Interval(start, window.IsEmpty || lastMs < start ? start : NextBucket(lastMs, unit));
    }

    /// <summary>
    /// <paramref name="window"/>, widened to whole units, cut into buckets of <paramref name="multiple"/> units counted from its
    /// first. Where they do not come out even the last bucket is whole all the same: <see cref="BucketSeries.Window"/> is the window
    /// used. Allocates the series.
    /// </summary>
    /// <param name="window">Any interval; an empty one gives no bucket.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="multiple">Units in a bucket, at least 1.</param>
    /// <param name="limit">The most buckets allowed; <see cref="CountBuckets"/> tells in advance.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more buckets than <paramref name="limit"/>, or
    /// <paramref name="unit"/> or <paramref name="multiple"/> is out of range.</exception>
    public BucketSeries Buckets(Interval window, BucketUnit unit, int multiple, int limit)
    {
        int count = CountBuckets(window, unit, multiple, limit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, limit, nameof(window));
        long[] starts = new long[count + 1];
        starts[0] = WidenTo(window, unit).StartMs;
        for (int i = 1; i <= count; i++)
        {
            starts[i] = AddBuckets(starts[i - 1], unit, multiple);
        }

        return new BucketSeries(starts, unit, multiple);
    }

    /// <summary>How many buckets <see cref="Buckets"/> would give; <paramref name="limit"/> + 1 if more than <paramref name="limit"/>, at
    /// which the counting ends.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="unit"/> is none, <paramref name="multiple"/> &lt; 1 or
    /// <paramref name="limit"/> &lt; 0.</exception>
    public int CountBuckets(Interval window, BucketUnit unit, int multiple, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(multiple, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        Interval whole = WidenTo(window, unit);
        int count = 0;
        for (long ms = whole.StartMs; ms < whole.EndMs && count <= limit; ms = AddBuckets(ms, unit, multiple))
        {
            count++;
        }

        return count;
    }

    /// <summary>The days of <paramref name="window"/>, the first and the last clipped to it. Allocates the list.</summary>
    public List<Interval> ClippedDays(Interval window)
    {
        var days = new List<Interval>();
        for (long startMs = window.StartMs; startMs < window.EndMs;)
        {
            long nextMs = NextBucket(StartOfBucket(startMs, BucketUnit.Day), BucketUnit.Day);
            days.Add(new(startMs, Math.Min(nextMs, window.EndMs)));
            startMs = nextMs;
        }

        return days;
    }

    /// <summary>The first instant at which the zone's clocks show <paramref name="localMs"/> (local time as if it were UTC) or later: the
    /// earlier one where they show it twice, the end of the gap where they skip it.</summary>
    public long InstantOfLocal(long localMs) =>
        InstantOf(localMs, _clock.At(Math.Clamp(localMs, MinMs, EndMs - 1)));

    /// <summary>What the zone's clocks show at <paramref name="ms"/>: the hour, 0 to 23, and the weekday, 1 (Monday) to 7.</summary>
    public (int Hour, int Weekday) HourAndWeekday(long ms)
    {
        ms = Math.Clamp(ms, MinMs, EndMs - 1);
        return LocalBuckets.HourAndWeekday(ms + _clock.At(ms).OffsetMs);
    }

    /// <summary>The local date at <paramref name="ms"/>, such as 2026-03-29. Allocates the text.</summary>
    public string FormatDate(long ms) => LocalTime(ms).ToString("uuuu'-'MM'-'dd", CultureInfo.InvariantCulture);

    /// <summary>The local time at <paramref name="ms"/> with its offset by ISO 8601, such as 2026-03-29T03:00:00+02:00 or
    /// 2026-03-29T01:00:00.5Z. Allocates the text.</summary>
    public string LocalText(long ms) => LocalTime(ms).ToString("uuuu'-'MM'-'dd'T'HH':'mm':'ss;FFFo<Z+HH:mm>", CultureInfo.InvariantCulture);

    private OffsetDateTime LocalTime(long ms)
    {
        Instant instant = Instant.FromUnixTimeMilliseconds(Math.Clamp(ms, MinMs, EndMs - 1));
        Offset offset = _zone.GetUtcOffset(instant);
        bool fits = ms < EndMs - offset.Milliseconds;
        return instant.WithOffset(fits ? offset : Offset.Zero);
    }

    private long LocalStart(long ms, Stretch stretch, BucketUnit unit) =>
        LocalBuckets.Floor(_clock.LatestLocal(ms, stretch), unit, WeekStart);

    private long InstantOf(long localStartMs, Stretch near) => localStartMs switch
    {
        <= MinMs => MinMs,
        >= EndMs => EndMs,
        _ => Math.Clamp(_clock.FirstInstantAt(localStartMs, near), MinMs, EndMs),
    };

    private long StartOfHour(long ms, Stretch stretch)
    {
        long start = ms - LocalBuckets.Modulo(ms + stretch.OffsetMs, HourMs);
        while (start < stretch.StartMs && stretch.StartMs > MinMs)
        {
            Stretch before = _clock.At(stretch.StartMs - 1);
            if (before.OffsetMs != stretch.OffsetMs)
            {
                return stretch.StartMs;
            }

            stretch = before;
        }

        return Math.Max(start, MinMs);
    }

    private long EndOfHour(long ms, Stretch stretch)
    {
        long end = ms - LocalBuckets.Modulo(ms + stretch.OffsetMs, HourMs) + HourMs;
        while (end > stretch.EndMs && stretch.EndMs < EndMs)
        {
            Stretch after = _clock.At(stretch.EndMs);
            if (after.OffsetMs != stretch.OffsetMs)
            {
                return stretch.EndMs;
            }

            stretch = after;
        }

        return Math.Min(end, EndMs);
    }

    private long AddHours(long ms, int count)
    {
        while (count != 0)
        {
            bool forward = count > 0;
            if (forward ? ms >= EndMs : ms <= MinMs)
            {
                return ms;
            }

            // Between two changes of offset hours are even, so whole runs of them are passed at once.
            Stretch stretch = _clock.At(forward ? ms : ms - 1);
            long even = (forward ? stretch.EndMs - ms : ms - stretch.StartMs) / HourMs;
            if (even == 0 || LocalBuckets.Modulo(ms + stretch.OffsetMs, HourMs) != 0)
            {
                ms = Step(ms, BucketUnit.Hour, forward ? 1 : -1);
                count += forward ? -1 : 1;
                continue;
            }

            int taken = (int)Math.Min(even, Math.Abs((long)count));
            ms += (forward ? taken : -taken) * HourMs;
            count -= forward ? taken : -taken;
        }

        return ms;
    }

    private long Step(long ms, BucketUnit unit, int count)
    {
        for (; count > 0 && ms < EndMs; count--)
        {
            ms = NextBucket(ms, unit);
        }

        for (; count < 0 && ms > MinMs; count++)
        {
            ms = StartOfBucket(ms - 1, unit);
        }

        return ms;
    }
}

using RetentionGrpc.Engine.Calendar;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// The days of a tenant's calendar by number: day x is [boundary x, boundary x + 1), boundary 0 is the origin. Grows as later days are
/// asked for, up to <see cref="MaxDays"/>.
/// </summary>
public sealed class DayAxis
{
    /// <summary>The day of every instant before the origin.</summary>
    public const int Before = -1;

    /// <summary>The axis ends here, 164 years after its origin: the day of every later instant.</summary>
    public const int MaxDays = 60_000;

    internal const long UsualDayMs = 86_400_000;

    private readonly TenantCalendar _calendar;
    private long[] _starts;
    private int[] _oddDays = new int[1];
    private int _known;

    // The day that was asked for last: nearly all that comes is of one day.
    private int _recent;
    private long _recentStartMs = long.MaxValue;
    private long _recentEndMs = long.MinValue;

    /// <summary>An axis whose day 0 holds an instant.</summary>
    public DayAxis(TenantCalendar calendar, long originMs)
    {
        _calendar = calendar;
        _starts = [calendar.StartOfBucket(originMs, BucketUnit.Day)];
    }

    /// <summary>When day 0 begins, UTC milliseconds since 1970.</summary>
    public long OriginMs => _starts[0];

    /// <summary>When a day begins; 0 to <see cref="MaxDays"/>.</summary>
    public long StartOf(int day)
    {
        if (day > _known)
            Extend(day);
        return _starts[day];
    }

    /// <summary>The day of an instant, <see cref="Before"/> or <see cref="MaxDays"/> outside the axis.</summary>
    public int DayOf(long ms)
    {
        if (ms >= _recentStartMs && ms < _recentEndMs)
            return _recent;
        if (ms < _starts[0])
            return Before;
        // Far beyond: no reason to learn of all days up to then. Zones change their date by two days at most.
        if (unchecked((ulong)(ms - _starts[0])) / UsualDayMs > MaxDays + 2)
            return MaxDays;
        // Days of 23 or 25 hours put the guess off by one at most, and zones that changed their date by two.
        var day = (int)Math.Min((ms - _starts[0]) / UsualDayMs, MaxDays - 1);
        while (day > 0 && StartOf(day) > ms)
            day--;
        while (day < MaxDays && StartOf(day + 1 < MaxDays ? day + 1 : MaxDays) <= ms)
            day++;
        if (day < MaxDays)
            (_recent, _recentStartMs, _recentEndMs) = (day, StartOf(day), StartOf(day + 1));
        return day;
    }

    /// <summary>Whether a day begins at an instant of the axis.</summary>
    public bool IsBoundary(long ms, out int boundary)
    {
        boundary = DayOf(ms);
        return boundary >= 0 && StartOf(boundary) == ms;
    }

    /// <summary>Whether all days in [start, end) last 24 hours.</summary>
    public bool IsUsual(int start, int end)
    {
        if (end > _known)
            Extend(end);
        return _oddDays[start] == _oddDays[end];
    }

    private void Extend(int day)
    {
        for (; _known < day; _known++)
        {
            Growth.MakeRoom(ref _starts, _known + 1);
            Growth.MakeRoom(ref _oddDays, _known + 1);
            _starts[_known + 1] = _calendar.NextBucket(_starts[_known], BucketUnit.Day);
            _oddDays[_known + 1] = _oddDays[_known] + (_starts[_known + 1] - _starts[_known] == UsualDayMs ? 0 : 1);
        }
    }
}

using RetentionGrpc.Engine.Calendar;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>The calendar buckets of one unit over the days of an axis: bucket 0 holds day 0.</summary>
/// <param name="calendar">The tenant's calendar.</param>
/// <param name="axis">The days.</param>
/// <param name="unit">Days or longer.</param>
public sealed class BucketMap(TenantCalendar calendar, DayAxis axis, BucketUnit unit)
{
    private int[] _bucketOfDay = [];
    private int _known;
    private int _bucket = -1;
    private long _nextMs = long.MinValue;

    /// <summary>The unit.</summary>
    public BucketUnit Unit => unit;

    /// <summary>The bucket of a day.</summary>
    public int BucketOf(int day)
    {
        while (day >= _known)
            Extend();
        return _bucketOfDay[day];
    }

    /// <summary>Whether the bucket of a day begins with that day.</summary>
    public bool BeginsWith(int day) => calendar.StartOfBucket(axis.StartOf(day), unit) == axis.StartOf(day);

    private void Extend()
    {
        var startMs = axis.StartOf(_known);
        if (startMs >= _nextMs)
        {
            _bucket++;
            _nextMs = calendar.NextBucket(startMs, unit);
        }
        Growth.MakeRoom(ref _bucketOfDay, _known);
        _bucketOfDay[_known++] = _bucket;
    }
}

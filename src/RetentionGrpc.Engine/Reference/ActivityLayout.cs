using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Reference;

/// <summary>The days and buckets of a question about activity, and how they lie to each other.</summary>
internal sealed class ActivityLayout
{
    private readonly int _firstWindowDay;
    private readonly int[] _bucketsBefore;

    public ActivityLayout(ActivityQuery query, TenantCalendar calendar)
    {
        (Query, Days) = (query, DaysOf(calendar, query));
        var count = query.Buckets.Count;
        _bucketsBefore = CountBucketsBefore(query.Buckets, Days);
        _firstWindowDay = count == 0 ? Days.Count : Days.IndexOf(calendar.StartOfBucket(query.Buckets.Window.StartMs, BucketUnit.Day));
        var begun = Enumerable.Range(0, Days.Count).Count(day => Days[day].StartMs < query.AsOfMs);
        WindowDays = Math.Max(0, begun - _firstWindowDay);
    }

    /// <summary>The question.</summary>
    public ActivityQuery Query { get; }

    /// <summary>The tenant's days that the answer reads: those of the window, and as many before it as are looked back.</summary>
    public BucketSeries Days { get; }

    /// <summary>How many of the window's days have begun.</summary>
    public int WindowDays { get; }

    public static BucketSeries DaysOf(TenantCalendar calendar, ActivityQuery query)
    {
        var lookedBack = query.TrailingDays.Append(ActivityQuery.MonthlyDays).Max();
        var window = query.Buckets.Window;
        var firstMs = calendar.AddBuckets(calendar.StartOfBucket(window.StartMs, BucketUnit.Day), BucketUnit.Day, 1 - lookedBack);
        return calendar.Buckets(new(firstMs, window.EndMs), BucketUnit.Day, 1, int.MaxValue);
    }

    /// <summary>How many buckets end, with their last day, before a day or the end of the days.</summary>
    public int BucketsBefore(int day) => _bucketsBefore[day];

    /// <summary>A day as one of the window's, from 0; below 0 before it.</summary>
    public int InWindow(int day) => day - _firstWindowDay;

    /// <summary>A day as one of the window's that have begun, or the nearest of those and of the one behind them.</summary>
    public int PlaceOf(int day) => Math.Clamp(InWindow(day), 0, WindowDays);

    private static int[] CountBucketsBefore(BucketSeries buckets, BucketSeries days)
    {
        var before = new int[days.Count + 1];
        for (var (day, bucket) = (0, 0); day < before.Length; day++)
        {
            while (bucket < buckets.Count && days.IndexOf(buckets[bucket].EndMs - 1) < day)
                bucket++;
            before[day] = bucket;
        }
        return before;
    }
}

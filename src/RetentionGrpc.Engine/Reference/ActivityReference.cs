using System.Runtime.InteropServices;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Activity by looking at every customer's timeline.</summary>
public static class ActivityReference
{
    /// <summary>One partition's share.</summary>
    public static ActivitySummary Scan(TenantState tenant, ActivityQuery query)
    {
        var days = DaysOf(tenant.Calendar, query);
        var tally = new ActivityTally(query, days, tenant.Calendar);
        foreach (var (_, acts) in Customers(tenant, query, days))
            tally.Add(acts);
        return tally.Summary();
    }

    /// <summary>Every customer who passes the filter and was active in the window, valid until the next.</summary>
    public static IEnumerable<(int Customer, CustomerActivity Acts)> Customers(TenantState tenant, ActivityQuery query) =>
        Customers(tenant, query, DaysOf(tenant.Calendar, query)).Where(pair => pair.Acts.FirstMs is not null);

    /// <summary>Every customer who passes the filter and was active on one of the days.</summary>
    private static IEnumerable<(int Customer, CustomerActivity Acts)> Customers(TenantState tenant, ActivityQuery query, BucketSeries days)
    {
        var selector = query.Selector.Bind(tenant);
        var filter = query.CustomerFilter.Bind(tenant);
        var acts = new CustomerActivity();
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            if (!filter.PassesCustomer(tenant.Live(customer)))
                continue;
            acts.Read(tenant.Live(customer), selector, query.Buckets, days);
            if (acts.Days.Count > 0)
                yield return (customer, acts);
        }
    }

    /// <summary>The tenant's days that the answer reads: those of the window, and as many before it as are looked back.</summary>
    private static BucketSeries DaysOf(TenantCalendar calendar, ActivityQuery query)
    {
        var lookedBack = query.TrailingDays.Append(ActivityQuery.MonthlyDays).Max();
        var window = query.Buckets.Window;
        var firstMs = calendar.AddBuckets(calendar.StartOfBucket(window.StartMs, BucketUnit.Day), BucketUnit.Day, 1 - lookedBack);
        return calendar.Buckets(new(firstMs, window.EndMs), BucketUnit.Day, 1, int.MaxValue);
    }

    /// <summary>What one customer did in a bucket.</summary>
    /// <param name="Bucket">The bucket.</param>
    /// <param name="FirstMs">The first selected event in it.</param>
    /// <param name="Counts">What happened.</param>
    public readonly record struct BucketActs(int Bucket, long FirstMs, ActivityCounts Counts);

    /// <summary>What one customer did. One is used for customer after customer: what it gives is valid until it reads the next.</summary>
    public sealed class CustomerActivity
    {
        private readonly List<BucketActs> _buckets = [];
        private readonly List<int> _days = [];

        /// <summary>In the whole window.</summary>
        public ActivityCounts Total { get; private set; }

        /// <summary>The first selected event in the window; null without any.</summary>
        public long? FirstMs => _buckets.Count == 0 ? null : _buckets[0].FirstMs;

        /// <summary>The buckets with a selected event, ascending.</summary>
        internal ReadOnlySpan<BucketActs> Buckets => CollectionsMarshal.AsSpan(_buckets);

        /// <summary>The days with a selected event, ascending; days before the window included.</summary>
        internal List<int> Days => _days;

        /// <summary>In a bucket; null without an event.</summary>
        public BucketActs? In(int bucket)
        {
            foreach (ref readonly var acts in Buckets)
            {
                if (acts.Bucket == bucket)
                    return acts;
            }
            return null;
        }

        internal void Read(ReadOnlySpan<TimelineEvent> live, BoundSelector selector, BucketSeries buckets, BucketSeries days)
        {
            _buckets.Clear();
            _days.Clear();
            Total = default;
            foreach (ref readonly var act in live)
            {
                if (days.IndexOf(act.OccurredMs) is >= 0 and var day && selector.Picks(act))
                    Take(act, buckets.IndexOf(act.OccurredMs), day);
            }
        }

        private void Take(in TimelineEvent act, int bucket, int day)
        {
            if (_days.Count == 0 || _days[^1] != day)
                _days.Add(day);
            if (bucket < 0)
                return;
            Total = Plus(Total, act);
            if (_buckets.Count == 0 || _buckets[^1].Bucket != bucket)
                _buckets.Add(new(bucket, act.OccurredMs, default));
            ref var acts = ref CollectionsMarshal.AsSpan(_buckets)[^1];
            acts = acts with { Counts = Plus(acts.Counts, act) };
        }

        private static ActivityCounts Plus(ActivityCounts counts, in TimelineEvent act)
        {
            var hasSession = act.Kind == EventKind.Activity && act.Number != EventView.Absent;
            return new(
                Active: 1,
                Events: counts.Events + 1,
                Sessions: counts.Sessions + (hasSession ? 1 : 0),
                SessionMs: counts.SessionMs + (hasSession ? act.Number : 0));
        }
    }

    /// <summary>
    /// Sums up customers. An active day keeps its customer in the windows of some days that end with it or later, up to the next active
    /// day: only the first and the end of those windows are noted, and summed up once at the end.
    /// </summary>
    private sealed class ActivityTally
    {
        private readonly ActivityQuery _query;
        private readonly ActivityCounts[] _buckets;
        private readonly int[] _trailingDays;
        private readonly long[][] _trailingChanges;
        private readonly long[] _daily;
        private readonly long[] _monthlyChanges;
        private readonly long[] _exactlyActive;
        private readonly int _firstWindowDay;
        private readonly int[] _bucketsBefore;
        private ActivityCounts _total;

        public ActivityTally(ActivityQuery query, BucketSeries days, TenantCalendar calendar)
        {
            _query = query;
            var count = query.Buckets.Count;
            _buckets = new ActivityCounts[count];
            _exactlyActive = new long[count];
            _trailingDays = [.. query.TrailingDays];
            _trailingChanges = [.. query.TrailingDays.Select(_ => new long[count + 1])];
            _bucketsBefore = BucketsBefore(query.Buckets, days);
            _firstWindowDay = count == 0 ? days.Count : days.IndexOf(calendar.StartOfBucket(query.Buckets.Window.StartMs, BucketUnit.Day));
            var begun = Enumerable.Range(0, days.Count).Count(day => days[day].StartMs < query.AsOfMs);
            _daily = new long[Math.Max(0, begun - _firstWindowDay)];
            _monthlyChanges = new long[_daily.Length + 1];
        }

        public void Add(CustomerActivity acts)
        {
            _total += acts.Total;
            var activeBuckets = 0;
            foreach (ref readonly var one in acts.Buckets)
            {
                activeBuckets += _query.IsActiveWith(one.Counts.Events) ? 1 : 0;
                _buckets[one.Bucket] += one.Counts;
            }
            if (activeBuckets > 0)
                _exactlyActive[activeBuckets - 1]++;
            for (var i = 0; i < acts.Days.Count; i++)
                AddDay(acts.Days[i], i + 1 < acts.Days.Count ? acts.Days[i + 1] : _bucketsBefore.Length - 1);
        }

        public ActivitySummary Summary()
        {
            var (buckets, trailing) = (new ActivityBucket[_buckets.Length], new long[_trailingChanges.Length]);
            for (var bucket = 0; bucket < buckets.Length; bucket++)
            {
                for (var i = 0; i < trailing.Length; i++)
                    trailing[i] += _trailingChanges[i][bucket];
                buckets[bucket] = _query.StateOf(bucket) == CellState.NotYet
                    ? new(default, new long[trailing.Length])
                    : new(_buckets[bucket], trailing.ToArray());
            }
            var (days, monthly) = (new DailyActive[_daily.Length], 0L);
            for (var day = 0; day < days.Length; day++)
                days[day] = new(_daily[day], monthly += _monthlyChanges[day]);
            return new(_total, buckets, days, _exactlyActive);
        }

        private void AddDay(int day, int nextDay)
        {
            for (var i = 0; i < _trailingChanges.Length; i++)
            {
                _trailingChanges[i][_bucketsBefore[day]]++;
                _trailingChanges[i][_bucketsBefore[(int)Math.Min((long)day + _trailingDays[i], nextDay)]]--;
            }
            if (PlaceOf(day) == day - _firstWindowDay && day - _firstWindowDay < _daily.Length)
                _daily[day - _firstWindowDay]++;
            _monthlyChanges[PlaceOf(day)]++;
            _monthlyChanges[PlaceOf(Math.Min(day + ActivityQuery.MonthlyDays, nextDay))]--;
        }

        /// <summary>A day as one of the window's that have begun, or the nearest of those and of the one behind them.</summary>
        private int PlaceOf(int day) => Math.Clamp(day - _firstWindowDay, 0, _daily.Length);

        /// <summary>For each day, and the one behind the last: how many buckets end, with their last day, before it.</summary>
        private static int[] BucketsBefore(BucketSeries buckets, BucketSeries days)
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
}

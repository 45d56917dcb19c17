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

    /// <summary>Every customer who passes the filter and was active in the window.</summary>
    public static IEnumerable<(int Customer, CustomerActivity Acts)> Customers(TenantState tenant, ActivityQuery query) =>
        Customers(tenant, query, DaysOf(tenant.Calendar, query)).Where(pair => pair.Acts.FirstMs is not null);

    /// <summary>Every customer who passes the filter and was active on one of the days.</summary>
    private static IEnumerable<(int Customer, CustomerActivity Acts)> Customers(TenantState tenant, ActivityQuery query, BucketSeries days)
    {
        var selector = query.Selector.Bind(tenant);
        var filter = query.CustomerFilter.Bind(tenant);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            if (filter.PassesCustomer(tenant.Live(customer)) && ActsOf(tenant.Live(customer), selector, query, days) is { } acts)
                yield return (customer, acts);
        }
    }

    private static CustomerActivity? ActsOf(
        ReadOnlySpan<TimelineEvent> live, BoundSelector selector, ActivityQuery query, BucketSeries days)
    {
        CustomerActivity? acts = null;
        foreach (var act in live)
        {
            var day = days.IndexOf(act.OccurredMs);
            if (day < 0 || !selector.Picks(act))
                continue;
            acts ??= new CustomerActivity(query.Buckets.Count);
            acts.Take(act, query.Buckets.IndexOf(act.OccurredMs), day);
        }
        return acts;
    }

    /// <summary>The tenant's days that the answer reads: those of the window, and as many before it as are looked back.</summary>
    private static BucketSeries DaysOf(TenantCalendar calendar, ActivityQuery query)
    {
        var lookedBack = query.TrailingDays.Append(ActivityQuery.MonthlyDays).Max();
        var window = query.Buckets.Window;
        var firstMs = calendar.AddBuckets(calendar.StartOfBucket(window.StartMs, BucketUnit.Day), BucketUnit.Day, 1 - lookedBack);
        return calendar.Buckets(new(firstMs, window.EndMs), BucketUnit.Day, 1, int.MaxValue);
    }

    /// <summary>What one customer did.</summary>
    public sealed class CustomerActivity
    {
        private readonly ActivityCounts[] _inBucket;
        private readonly long?[] _firstInBucket;
        private readonly List<int> _days = [];

        internal CustomerActivity(int bucketCount)
        {
            _inBucket = new ActivityCounts[bucketCount];
            _firstInBucket = new long?[bucketCount];
        }

        /// <summary>In the whole window.</summary>
        public ActivityCounts Total { get; private set; }

        /// <summary>The first selected event in the window; null without any.</summary>
        public long? FirstMs { get; private set; }

        /// <summary>In each bucket.</summary>
        public IReadOnlyList<ActivityCounts> InBucket => _inBucket;

        /// <summary>The first selected event in each bucket; null without any.</summary>
        public IReadOnlyList<long?> FirstInBucket => _firstInBucket;

        /// <summary>The days with a selected event, ascending; days before the window included.</summary>
        internal IReadOnlyList<int> Days => _days;

        internal void Take(in TimelineEvent act, int bucket, int day)
        {
            if (_days.Count == 0 || _days[^1] != day)
                _days.Add(day);
            if (bucket < 0)
                return;
            FirstMs ??= act.OccurredMs;
            Total = Plus(Total, act);
            _firstInBucket[bucket] ??= act.OccurredMs;
            _inBucket[bucket] = Plus(_inBucket[bucket], act);
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

    /// <summary>Sums up customers.</summary>
    private sealed class ActivityTally
    {
        private readonly ActivityQuery _query;
        private readonly ActivityCounts[] _buckets;
        private readonly long[][] _trailing;
        private readonly DailyActive[] _windowDays;
        private readonly long[] _exactlyActive;
        private readonly int _firstWindowDay;
        private readonly int[] _lastDayOfBucket;
        private readonly int[] _latestActiveDay;
        private ActivityCounts _total;

        public ActivityTally(ActivityQuery query, BucketSeries days, TenantCalendar calendar)
        {
            _query = query;
            var count = query.Buckets.Count;
            _buckets = new ActivityCounts[count];
            _exactlyActive = new long[count];
            _trailing = [.. Enumerable.Range(0, count).Select(_ => new long[query.TrailingDays.Count])];
            _lastDayOfBucket = [.. Enumerable.Range(0, count).Select(bucket => days.IndexOf(query.Buckets[bucket].EndMs - 1))];
            _latestActiveDay = new int[days.Count];
            _firstWindowDay = count == 0 ? days.Count : days.IndexOf(calendar.StartOfBucket(query.Buckets.Window.StartMs, BucketUnit.Day));
            var begun = Enumerable.Range(0, days.Count).Count(day => days[day].StartMs < query.AsOfMs);
            _windowDays = new DailyActive[Math.Max(0, begun - _firstWindowDay)];
        }

        public void Add(CustomerActivity acts)
        {
            FindLatestActiveDays(acts.Days);
            _total += acts.Total;
            var activeBuckets = 0;
            for (var bucket = 0; bucket < _buckets.Length; bucket++)
            {
                if (_query.IsActiveWith(acts.InBucket[bucket].Events))
                    activeBuckets++;
                if (_query.StateOf(bucket) != CellState.NotYet)
                    AddBucket(bucket, acts.InBucket[bucket]);
            }
            if (activeBuckets > 0)
                _exactlyActive[activeBuckets - 1]++;
            for (var i = 0; i < _windowDays.Length; i++)
                _windowDays[i] = new(_windowDays[i].Daily + ActiveIn(_firstWindowDay + i, 1),
                    _windowDays[i].Monthly + ActiveIn(_firstWindowDay + i, ActivityQuery.MonthlyDays));
        }

        public ActivitySummary Summary()
        {
            var buckets = _buckets.Zip(_trailing, (counts, trailing) => new ActivityBucket(counts, trailing));
            return new(_total, [.. buckets], _windowDays, _exactlyActive);
        }

        private void AddBucket(int bucket, ActivityCounts counts)
        {
            _buckets[bucket] += counts;
            for (var i = 0; i < _query.TrailingDays.Count; i++)
                _trailing[bucket][i] += ActiveIn(_lastDayOfBucket[bucket], _query.TrailingDays[i]);
        }

        /// <summary>1 if the customer was active in so many days that end with this one.</summary>
        private long ActiveIn(int lastDay, int dayCount) => _latestActiveDay[lastDay] > (long)lastDay - dayCount ? 1 : 0;

        /// <summary>For each day the latest day up to it on which the customer was active; far back if none.</summary>
        private void FindLatestActiveDays(IReadOnlyList<int> days)
        {
            var next = 0;
            var latest = int.MinValue;
            for (var day = 0; day < _latestActiveDay.Length; day++)
            {
                if (next < days.Count && days[next] == day)
                    latest = days[next++];
                _latestActiveDay[day] = latest;
            }
        }
    }
}

using System.Runtime.InteropServices;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Counting;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Activity by looking at every customer's timeline.</summary>
public static class ActivityReference
{
    /// <summary>One partition's share.</summary>
    public static ActivitySummary Scan(TenantState tenant, ActivityQuery query) =>
        new ActivityByGroupQuery(query, tenant.Calendar).Answer(tenant).Rest.Summary();

    /// <summary>Counts every customer who passes in the statistic of its group.</summary>
    internal static void Scan(TenantState tenant, ActivityLayout layout, SplitScan<ActivityStatistic> scan)
    {
        foreach (var (customer, acts) in Customers(tenant, layout.Query, layout.Days))
            scan.Of(tenant.Live(customer)).Count(acts);
    }

    /// <summary>Every customer who passes the filter and was active in the window, valid until the next.</summary>
    public static IEnumerable<(int Customer, CustomerActivity Acts)> Customers(TenantState tenant, ActivityQuery query) =>
        Customers(tenant, query, ActivityLayout.DaysOf(tenant.Calendar, query)).Where(pair => pair.Acts.FirstMs is not null);

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
            Clear();
            foreach (ref readonly var act in live)
            {
                if (days.IndexOf(act.OccurredMs) is >= 0 and var day && selector.Picks(act))
                    Take(act.OccurredMs, CountsOf(act), buckets.IndexOf(act.OccurredMs), day);
            }
        }

        /// <summary>Takes the cells of a value; sessions are not told. None reaches over the end of a day or bucket.</summary>
        internal void Read(ValueCells cells, Cuts cuts, BucketSeries buckets, BucketSeries days)
        {
            Clear();
            for (var cell = cells.Next(0); cell >= 0; cell = cells.Next(cell + 1))
            {
                var ms = cuts.TimeOf(cell);
                if (days.IndexOf(ms) is >= 0 and var day)
                    Take(ms, new(Active: 1, cells[cell], 0, 0), buckets.IndexOf(ms), day);
            }
        }

        private void Clear()
        {
            _buckets.Clear();
            _days.Clear();
            Total = default;
        }

        private void Take(long ms, in ActivityCounts counts, int bucket, int day)
        {
            if (_days.Count == 0 || _days[^1] != day)
                _days.Add(day);
            if (bucket < 0)
                return;
            Total = Total + counts with { Active = 1 - Total.Active };
            if (_buckets.Count == 0 || _buckets[^1].Bucket != bucket)
                _buckets.Add(new(bucket, ms, default));
            ref var acts = ref CollectionsMarshal.AsSpan(_buckets)[^1];
            acts = acts with { Counts = acts.Counts + counts with { Active = 1 - acts.Counts.Active } };
        }

        private static ActivityCounts CountsOf(in TimelineEvent act)
        {
            var hasSession = act.Kind == EventKind.Activity && act.Number != EventView.Absent;
            return new(Active: 1, Events: 1, Sessions: hasSession ? 1 : 0, SessionMs: hasSession ? act.Number : 0);
        }
    }
}

using RetentionGrpc.Engine.Counting;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>The lifecycle by looking at every customer's timeline.</summary>
public static class LifecycleReference
{
    /// <summary>One partition's share.</summary>
    public static IReadOnlyList<LifecycleCounts> Scan(TenantState tenant, LifecycleQuery query) =>
        new LifecycleByGroupQuery(query).Answer(tenant).Rest.Buckets;

    /// <summary>Counts every customer who passes in the statistic of its group.</summary>
    internal static void Scan(TenantState tenant, LifecycleQuery query, SplitScan<LifecycleStatistic> scan)
    {
        foreach (var (customer, presence) in Customers(tenant, query))
            scan.Of(tenant.Live(customer)).Count(presence, query);
    }

    /// <summary>Every customer who passes the filter and was ever active, valid until the next.</summary>
    public static IEnumerable<(int Customer, Presence Presence)> Customers(TenantState tenant, LifecycleQuery query)
    {
        var selector = query.Selector.Bind(tenant);
        var filter = query.CustomerFilter.Bind(tenant);
        var presence = new Presence();
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            if (filter.PassesCustomer(tenant.Live(customer)) && presence.Read(tenant.Live(customer), selector, query))
                yield return (customer, presence);
        }
    }

    /// <summary>One customer's part of a bucket's counts: 0 or 1 each, none in a bucket that is NOT_YET.</summary>
    public static LifecycleCounts Count(Presence presence, int bucket, LifecycleQuery query)
    {
        if (query.StateOf(bucket) == CellState.NotYet)
            return default;
        var wasActive = bucket == 0 ? presence.IsInBefore : presence.FirstIn(bucket - 1) is not null;
        var isActive = presence.FirstIn(bucket) is not null;
        var isNew = query.Buckets[bucket].Contains(presence.FirstEverMs);
        return new(
            New: One(isNew),
            Returning: One(isActive && !isNew && wasActive),
            Resurrecting: One(isActive && !isNew && !wasActive),
            Dormant: One(!isActive && wasActive));
    }

    private static long One(bool holds) => holds ? 1 : 0;

    /// <summary>When one customer was active. One is used for customer after customer.</summary>
    public sealed class Presence
    {
        private readonly List<(int Bucket, long FirstMs)> _buckets = [];
        private bool _isThere;

        /// <summary>The first selected event in all history.</summary>
        public long FirstEverMs { get; private set; }

        /// <summary>Whether one lies in the bucket before the first.</summary>
        public bool IsInBefore { get; private set; }

        /// <summary>The buckets with a selected event, ascending, and the first in each.</summary>
        internal List<(int Bucket, long FirstMs)> Buckets => _buckets;

        /// <summary>The first in a bucket; null without any.</summary>
        public long? FirstIn(int bucket)
        {
            var (low, high) = (0, _buckets.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = _buckets[middle].Bucket < bucket ? (middle + 1, high) : (low, middle);
            }
            return low < _buckets.Count && _buckets[low].Bucket == bucket ? _buckets[low].FirstMs : null;
        }

        /// <summary>Takes the next customer's events; false if none is selected.</summary>
        internal bool Read(ReadOnlySpan<TimelineEvent> live, BoundSelector selector, LifecycleQuery query)
        {
            Clear();
            foreach (ref readonly var act in live)
            {
                if (selector.Picks(act))
                    Take(act.OccurredMs, query);
            }
            return _isThere;
        }

        /// <summary>Takes the cells of a value, none of which reaches over the end of a bucket.</summary>
        internal void Read(ValueCells cells, Cuts cuts, LifecycleQuery query)
        {
            Clear();
            for (var cell = cells.Next(0); cell >= 0; cell = cells.Next(cell + 1))
                Take(cuts.TimeOf(cell), query);
        }

        private void Clear()
        {
            _buckets.Clear();
            (IsInBefore, _isThere) = (false, false);
        }

        private void Take(long ms, LifecycleQuery query)
        {
            if (!_isThere)
                (FirstEverMs, _isThere) = (ms, true);
            IsInBefore |= query.Before.Contains(ms);
            var bucket = query.Buckets.IndexOf(ms);
            if (bucket >= 0 && (_buckets.Count == 0 || _buckets[^1].Bucket != bucket))
                _buckets.Add((bucket, ms));
        }
    }
}

using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>The attempt of a customer that got furthest, the earliest of those.</summary>
/// <param name="Level">How far: the number of its last step.</param>
/// <param name="Place">The place of its first event in the timeline.</param>
/// <param name="EntryMs">When it began.</param>
/// <param name="StepMs">When it reached the step that is asked about, if it did.</param>
internal readonly record struct FunnelAttempt(int Level, int Place, long EntryMs, long StepMs);

/// <summary>Funnels by looking at every customer's timeline.</summary>
internal static class FunnelReference
{
    /// <summary>Counts the attempts of every customer who passes.</summary>
    public static void Scan(TenantState tenant, FunnelQuery query, SplitScan<FunnelStatistic> scan)
    {
        var filter = query.CustomerFilter.Bind(tenant);
        var best = new BestAttempts(tenant, query, query.Steps.Count);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            var live = tenant.Live(customer);
            if (!filter.PassesCustomer(live))
                continue;
            var found = best.Find(live);
            if (found.Count == 0)
                continue;
            var ofCustomer = scan.OfWhole(live);
            foreach (var (window, attempt) in found)
                (ofCustomer ?? scan.Of(live, live[attempt.Place])).Count(window, attempt);
        }
    }

    /// <summary>Every customer who reached a step in a window, by an attempt of the part of a split answer, if there is one.</summary>
    public static IEnumerable<MemberMatch> Members(
        TenantState tenant, FunnelQuery query, int window, int step, FunnelOutcome outcome, GroupTest? part)
    {
        var filter = query.CustomerFilter.Bind(tenant);
        var best = new BestAttempts(tenant, query, step);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            if (!filter.PassesCustomer(tenant.Live(customer)))
                continue;
            foreach (var (place, attempt) in best.Find(tenant.Live(customer)))
            {
                var isReached = place == window && (outcome == FunnelOutcome.Reached ? attempt.Level >= step : attempt.Level == step);
                if (isReached && part?.Has(tenant.Live(customer), attempt.Place) != false)
                    yield return new(customer, attempt.StepMs, []);
            }
        }
    }

    /// <summary>One customer's best attempt in the whole window and in each of its buckets.</summary>
    /// <param name="tenant">Whose customers.</param>
    /// <param name="query">The funnel.</param>
    /// <param name="step">The step whose time is wanted.</param>
    private sealed class BestAttempts(TenantState tenant, FunnelQuery query, int step)
    {
        private readonly FunnelEvents _events = new(tenant, query);
        private readonly List<(int Window, FunnelAttempt Attempt)> _found = [];
        private readonly WindowBuckets _buckets = new(query.Windows);
        private readonly uint _entrySteps = query.Mode == FunnelMode.Unordered ? uint.MaxValue : 1;
        private FunnelWalk? _walk;

        /// <summary>The attempts by window, of those windows in which there is any; valid until the next call.</summary>
        public List<(int Window, FunnelAttempt Attempt)> Find(ReadOnlySpan<TimelineEvent> live)
        {
            _found.Clear();
            var window = query.Windows[0];
            if (window.IsEmpty || !_events.Read(live, window.StartMs, window.EndMs - 1 + query.ConversionMs))
                return _found;
            for (var i = 0; i < _events.Count && _events.MsOf(i) < window.EndMs; i++)
            {
                // Events of one instant that the same steps pick get equally far.
                var isTwin = i > _events.FirstOf(i) && _events.StepsOf(i) == _events.StepsOf(i - 1);
                if ((_events.StepsOf(i) & _entrySteps) != 0 && !isTwin)
                    Try(i);
            }
            return _found;
        }

        private void Try(int entry)
        {
            var bucket = _buckets.Of(_events.MsOf(entry));
            var isOpen = IsOpen(0, 0) | (bucket > 0 && IsOpen(bucket, _found.Count - 1));
            if (!isOpen)
                return;
            _walk ??= FunnelWalk.Of(query, _events);
            _walk.Follow(entry);
            var stepMs = _walk.Level >= step ? _walk.ReachedMs(step) : 0;
            var attempt = new FunnelAttempt(_walk.Level, _events.PlaceOf(entry), _events.MsOf(entry), stepMs);
            Offer(0, 0, attempt);
            if (bucket > 0)
                Offer(bucket, _found.Count - 1, attempt);
        }

        /// <summary>Whether a window can still have a better attempt; the whole one is found first, the newest bucket last.</summary>
        private bool IsOpen(int window, int place) =>
            place < 0 || place >= _found.Count || _found[place].Window != window || _found[place].Attempt.Level < query.Steps.Count;

        private void Offer(int window, int place, in FunnelAttempt attempt)
        {
            if (place >= _found.Count || _found[place].Window != window)
                _found.Add((window, attempt));
            else if (attempt.Level > _found[place].Attempt.Level)
                _found[place] = (window, attempt);
        }
    }
}

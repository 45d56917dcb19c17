using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Churn reasons by looking at every customer's timeline.</summary>
internal static class ChurnReasonsReference
{
    /// <summary>Counts every lost customer who passes.</summary>
    public static void Scan(TenantState tenant, ChurnReasonsQuery query, SplitScan<ChurnReasonStatistic> scan)
    {
        var losses = new LossReasons(tenant, query);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            foreach (var loss in losses.Find(tenant.Live(customer)))
                scan.OfText(loss.TextNumber).Count(loss.Window, loss.Reason);
        }
    }

    /// <summary>Every lost customer of a group.</summary>
    public static IEnumerable<MemberMatch> Members(
        TenantState tenant, ChurnReasonsQuery query, int window, ChurnReasonGroup group, byte[]? text)
    {
        var losses = new LossReasons(tenant, query);
        var wanted = text is null ? (int?)null : tenant.Texts.Find(text);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            foreach (var loss in losses.Find(tenant.Live(customer)))
            {
                var isInGroup = group == ChurnReasonGroup.Lost || loss.Reason == group;
                if (loss.Window == window && isInGroup && (wanted is null || loss.TextNumber == wanted))
                    yield return new(customer, loss.Ms, []);
            }
        }
    }

    /// <summary>One customer's loss in a window.</summary>
    /// <param name="Window">The window.</param>
    /// <param name="Ms">The last instant of being a customer.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="TextNumber">Why, in words; the empty text for none.</param>
    private readonly record struct Loss(int Window, long Ms, ChurnReasonGroup Reason, int TextNumber);

    /// <summary>The windows in which a customer was lost, and why.</summary>
    private sealed class LossReasons(TenantState tenant, ChurnReasonsQuery query)
    {
        private readonly BoundFilter _customers = query.CustomerFilter.Bind(tenant);
        private readonly ContractSpans _spans = new(tenant.Settings, query.MustPay);
        private readonly ContractSpans _spansOfOne = new(tenant.Settings, query.MustPay);
        private readonly WindowBuckets _buckets = new(query.Windows);
        private readonly List<Loss> _losses = [];

        /// <summary>Valid until the next call.</summary>
        public List<Loss> Find(ReadOnlySpan<TimelineEvent> live)
        {
            _losses.Clear();
            if (!_customers.PassesCustomer(live))
                return _losses;
            var spans = _spans.Read(live);
            for (var i = 0; i < spans.Spans.Count; i++)
            {
                Find(live, spans, i, 0);
                if (_buckets.Of(spans.Spans[i].ToMs) is > 0 and var bucket)
                    Find(live, spans, i, bucket);
            }
            return _losses;
        }

        /// <summary>Whether somebody who was a customer at the start of a window ended to be one in it with a span.</summary>
        private void Find(ReadOnlySpan<TimelineEvent> live, CustomerSpans spans, int place, int window)
        {
            var (interval, lossMs) = (query.Windows[window], spans.Spans[place].ToMs);
            var isLast = place + 1 == spans.Spans.Count || spans.Spans[place + 1].FromMs >= interval.EndMs;
            if (!isLast || !interval.Contains(lossMs) || !spans.IsCustomerAt(interval.StartMs))
                return;
            var cancellation = CancellationOf(live, lossMs, interval.EndMs);
            _losses.Add(cancellation < 0
                ? new(window, lossMs, ChurnReasonGroup.Unknown, TenantState.EmptyText)
                : new(window, lossMs, ReasonOf(live[cancellation]), live[cancellation].LabelNumber));
        }

        /// <summary>The latest of the cancellations that ended the contracts which counted to the last; -1 without any.</summary>
        private int CancellationOf(ReadOnlySpan<TimelineEvent> live, long lossMs, long endMs)
        {
            var latest = -1;
            for (var i = 0; i < live.Length && live[i].OccurredMs < endMs; i++)
            {
                if (live[i].Kind != EventKind.Subscription || live[i].Action != (byte)SubscriptionAction.Cancelled)
                    continue;
                if (Ends(live, i, endMs) && _spansOfOne.Read(live, live[i].NameNumber).IsCustomerAt(lossMs))
                    latest = i;
            }
            return latest;
        }

        /// <summary>Whether a cancellation follows another action of its contract and nothing but cancellations follows it.</summary>
        private static bool Ends(ReadOnlySpan<TimelineEvent> live, int cancellation, long endMs)
        {
            for (var i = cancellation + 1; i < live.Length && live[i].OccurredMs < endMs; i++)
            {
                if (IsOfContract(live[i], live[cancellation]) && live[i].Action != (byte)SubscriptionAction.Cancelled)
                    return false;
            }
            for (var i = cancellation - 1; i >= 0; i--)
            {
                if (IsOfContract(live[i], live[cancellation]))
                    return live[i].Action != (byte)SubscriptionAction.Cancelled;
            }
            return true;
        }

        private static bool IsOfContract(in TimelineEvent act, in TimelineEvent other) =>
            act.Kind == EventKind.Subscription && act.NameNumber == other.NameNumber;

        private static ChurnReasonGroup ReasonOf(in TimelineEvent cancellation) => cancellation.Detail switch
        {
            1 => ChurnReasonGroup.Voluntary,
            2 => ChurnReasonGroup.Delinquent,
            _ => ChurnReasonGroup.Unknown,
        };
    }
}

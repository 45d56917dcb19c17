using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>The spans of a customer under the bases SUBSCRIPTION and PAYING_SUBSCRIPTION: those of its contracts, united.</summary>
internal static class ContractSpans
{
    public static CustomerSpans Of(ReadOnlySpan<TimelineEvent> live, TenantSettings settings, bool mustPay)
    {
        var contracts = new SortedDictionary<int, Contract>();
        var spans = new List<CustomerSpans.Span>();
        long? firstStarted = null;
        foreach (var step in live)
        {
            if (step.Kind != EventKind.Subscription)
                continue;
            if (!contracts.TryGetValue(step.NameNumber, out var contract))
                contracts.Add(step.NameNumber, contract = new Contract(settings, mustPay, spans));
            contract.Take(step);
            if (step.Action == (byte)SubscriptionAction.Started)
                firstStarted ??= step.OccurredMs;
        }
        foreach (var contract in contracts.Values)
            contract.Close(long.MaxValue);
        spans.Sort((x, y) => x.FromMs.CompareTo(y.FromMs));
        var united = new CustomerSpans();
        foreach (var span in spans)
            united.Add(span.FromMs, span.ToMs);
        united.FirstStartMs = mustPay ? united.Spans.Count > 0 ? united.Spans[0].FromMs : null : firstStarted;
        return united;
    }

    /// <summary>One contract, step by step: who is a customer is decided by its latest action.</summary>
    private sealed class Contract(TenantSettings settings, bool mustPay, List<CustomerSpans.Span> spans)
    {
        private long _fromMs;
        private long _untilMs;
        private long _paidThroughMs = EventView.Absent;
        private long _amount;
        private bool _isOpen;

        public void Take(in TimelineEvent step)
        {
            if (step.UntilMs != EventView.Absent)
                _paidThroughMs = step.UntilMs;
            var wasCustomer = _isOpen && _untilMs >= step.OccurredMs;
            var action = (SubscriptionAction)step.Action;
            if (action is SubscriptionAction.Started or SubscriptionAction.Changed)
                _amount = Math.Max(step.Number, 0);
            else if (action == SubscriptionAction.Resumed && step.Number != EventView.Absent)
                _amount = step.Number;
            Close(step.OccurredMs);
            switch (action)
            {
                case SubscriptionAction.Cancelled when wasCustomer && settings.CancellationPolicy == CancellationPolicy.AtPaidPeriodEnd:
                    Open(step.OccurredMs, Math.Max(step.OccurredMs, _paidThroughMs));
                    break;
                case SubscriptionAction.Paused when settings.PausePolicy == PausePolicy.StillACustomer:
                case SubscriptionAction.Started or SubscriptionAction.Changed or SubscriptionAction.Resumed:
                    Open(step.OccurredMs, long.MaxValue);
                    break;
                default:
                    break;
            }
        }

        /// <summary>Ends the current span at an instant, if it has not ended before.</summary>
        public void Close(long atMs)
        {
            if (_isOpen && _untilMs > _fromMs)
                spans.Add(new(_fromMs, Math.Min(_untilMs, atMs)));
            _isOpen = false;
        }

        private void Open(long fromMs, long untilMs)
        {
            _isOpen = !mustPay || _amount > 0;
            _fromMs = fromMs;
            _untilMs = untilMs;
        }
    }
}

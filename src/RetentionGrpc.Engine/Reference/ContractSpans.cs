using System.Runtime.InteropServices;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>
/// The spans of customers under the bases SUBSCRIPTION and PAYING_SUBSCRIPTION: those of their contracts, united. One is used for customer
/// after customer.
/// </summary>
/// <param name="settings">The tenant's policies.</param>
/// <param name="mustPay">Whether only recurring revenue over 0 makes a customer.</param>
internal sealed class ContractSpans(TenantSettings settings, bool mustPay)
{
    private readonly List<Contract> _contracts = [];
    private readonly List<CustomerSpans.Span> _spans = [];
    private readonly CustomerSpans _united = new();

    /// <summary>The spans of one customer, not to be used again.</summary>
    public static CustomerSpans Of(ReadOnlySpan<TimelineEvent> live, TenantSettings settings, bool mustPay) =>
        new ContractSpans(settings, mustPay).Read(live);

    /// <summary>The spans of the next customer; valid until the one after it.</summary>
    public CustomerSpans Read(ReadOnlySpan<TimelineEvent> live)
    {
        _contracts.Clear();
        _spans.Clear();
        _united.Clear();
        long? firstStarted = null;
        foreach (ref readonly var step in live)
        {
            if (step.Kind != EventKind.Subscription)
                continue;
            ContractOf(step.NameNumber).Take(step, settings, mustPay, _spans);
            if (step.Action == (byte)SubscriptionAction.Started)
                firstStarted ??= step.OccurredMs;
        }
        foreach (ref var contract in CollectionsMarshal.AsSpan(_contracts))
            contract.Close(long.MaxValue, _spans);
        if (_spans.Count > 1)
            _spans.Sort(static (x, y) => x.FromMs.CompareTo(y.FromMs));
        foreach (var span in _spans)
            _united.Add(span.FromMs, span.ToMs);
        _united.FirstStartMs = mustPay ? _united.Spans.Count > 0 ? _united.Spans[0].FromMs : null : firstStarted;
        return _united;
    }

    private ref Contract ContractOf(int name)
    {
        foreach (ref var contract in CollectionsMarshal.AsSpan(_contracts))
        {
            if (contract.Name == name)
                return ref contract;
        }
        _contracts.Add(new(name));
        return ref CollectionsMarshal.AsSpan(_contracts)[^1];
    }

    /// <summary>One contract, step by step: who is a customer is decided by its latest action.</summary>
    private struct Contract(int name)
    {
        private long _fromMs;
        private long _untilMs;
        private long _paidThroughMs = EventView.Absent;
        private long _amount;
        private bool _isOpen;

        public int Name { get; } = name;

        public void Take(in TimelineEvent step, TenantSettings settings, bool mustPay, List<CustomerSpans.Span> spans)
        {
            if (step.UntilMs != EventView.Absent)
                _paidThroughMs = step.UntilMs;
            var wasCustomer = _isOpen && _untilMs >= step.OccurredMs;
            var action = (SubscriptionAction)step.Action;
            if (action is SubscriptionAction.Started or SubscriptionAction.Changed)
                _amount = Math.Max(step.Number, 0);
            else if (action == SubscriptionAction.Resumed && step.Number != EventView.Absent)
                _amount = step.Number;
            Close(step.OccurredMs, spans);
            switch (action)
            {
                case SubscriptionAction.Cancelled when wasCustomer && settings.CancellationPolicy == CancellationPolicy.AtPaidPeriodEnd:
                    Open(step.OccurredMs, Math.Max(step.OccurredMs, _paidThroughMs), mustPay);
                    break;
                case SubscriptionAction.Paused when settings.PausePolicy == PausePolicy.StillACustomer:
                case SubscriptionAction.Started or SubscriptionAction.Changed or SubscriptionAction.Resumed:
                    Open(step.OccurredMs, long.MaxValue, mustPay);
                    break;
                default:
                    break;
            }
        }

        /// <summary>Ends the current span at an instant, if it has not ended before.</summary>
        public void Close(long atMs, List<CustomerSpans.Span> spans)
        {
            if (_isOpen && _untilMs > _fromMs)
                spans.Add(new(_fromMs, Math.Min(_untilMs, atMs)));
            _isOpen = false;
        }

        private void Open(long fromMs, long untilMs, bool mustPay)
        {
            _isOpen = !mustPay || _amount > 0;
            _fromMs = fromMs;
            _untilMs = untilMs;
        }
    }
}

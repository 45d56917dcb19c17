using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>
/// The spans of a customer under the bases SUBSCRIPTION and PAYING_SUBSCRIPTION: those of its contracts, united. One is used for customer
/// after customer: what it gives is valid until it reads the next.
/// </summary>
/// <param name="settings">The tenant's policies.</param>
/// <param name="mustPay">Whether a contract counts only with recurring revenue over 0.</param>
internal sealed class ContractSpans(TenantSettings settings, bool mustPay)
{
    // More than hardly anybody has: contracts beyond are found by a table.
    private const int Few = 8;

    private readonly List<Contract> _contracts = [];
    private readonly Dictionary<int, int> _places = [];
    private readonly List<CustomerSpans.Span> _spans = [];
    private readonly CustomerSpans _united = new();
    private int _count;

    public static CustomerSpans Of(ReadOnlySpan<TimelineEvent> live, TenantSettings settings, bool mustPay) =>
        new ContractSpans(settings, mustPay).Read(live);

    /// <summary>The spans of the next customer.</summary>
    /// <param name="live">Its live events.</param>
    /// <param name="only">Of this contract alone; null means of all.</param>
    public CustomerSpans Read(ReadOnlySpan<TimelineEvent> live, int? only = null)
    {
        _count = 0;
        _places.Clear();
        _spans.Clear();
        _united.Clear();
        long? firstStarted = null;
        foreach (var step in live)
        {
            if (step.Kind != EventKind.Subscription || (only is { } name && step.NameNumber != name))
                continue;
            ContractOf(step.NameNumber).Take(step);
            if (step.Action == (byte)SubscriptionAction.Started)
                firstStarted ??= step.OccurredMs;
        }
        for (var i = 0; i < _count; i++)
            _contracts[i].Close(long.MaxValue);
        _spans.Sort(static (x, y) => x.FromMs.CompareTo(y.FromMs));
        foreach (var span in _spans)
            _united.Add(span.FromMs, span.ToMs);
        _united.FirstStartMs = mustPay ? _united.Spans.Count > 0 ? _united.Spans[0].FromMs : null : firstStarted;
        return _united;
    }

    private Contract ContractOf(int nameNumber)
    {
        for (var i = 0; i < Math.Min(_count, Few); i++)
        {
            if (_contracts[i].NameNumber == nameNumber)
                return _contracts[i];
        }
        if (_places.TryGetValue(nameNumber, out var place))
            return _contracts[place];
        if (_count >= Few)
            _places.Add(nameNumber, _count);
        if (_count == _contracts.Count)
            _contracts.Add(new Contract(settings, mustPay, _spans));
        _contracts[_count].Begin(nameNumber);
        return _contracts[_count++];
    }

    /// <summary>One contract, step by step: who is a customer is decided by its latest action.</summary>
    private sealed class Contract(TenantSettings settings, bool mustPay, List<CustomerSpans.Span> spans)
    {
        private long _fromMs;
        private long _untilMs;
        private long _paidThroughMs = EventView.Absent;
        private long _amount;
        private bool _isOpen;

        public int NameNumber { get; private set; }

        /// <summary>Becomes another contract, of which nothing is known yet.</summary>
        public void Begin(int nameNumber)
        {
            NameNumber = nameNumber;
            _paidThroughMs = EventView.Absent;
            (_fromMs, _untilMs, _amount, _isOpen) = (0, 0, 0, false);
        }

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

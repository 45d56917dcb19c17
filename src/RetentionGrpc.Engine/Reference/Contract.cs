using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>
/// One contract, step by step: whether it counts is decided by its latest action and the tenant's policies, its price by the latest action
/// that names one.
/// </summary>
/// <param name="settings">The tenant's policies.</param>
/// <param name="spans">Where its spans are added.</param>
internal struct Contract(TenantSettings settings, List<ContractSpan> spans)
{
    private long _fromMs;
    private long _untilMs;
    private long _paidThroughMs = EventView.Absent;
    private long _amount;
    private int _months = 1;
    private bool _isOpen;

    /// <summary>Takes the next step, in the order of the customer's events.</summary>
    public void Take(in TimelineEvent step)
    {
        if (step.UntilMs != EventView.Absent)
            _paidThroughMs = step.UntilMs;
        var counted = _isOpen && _untilMs >= step.OccurredMs;
        var action = (SubscriptionAction)step.Action;
        Close(step.OccurredMs);
        if (action is SubscriptionAction.Started or SubscriptionAction.Changed)
            (_amount, _months) = (Math.Max(step.Number, 0), step.Detail);
        else if (action == SubscriptionAction.Resumed && step.Number != EventView.Absent)
            (_amount, _months) = (step.Number, step.Detail);
        switch (action)
        {
            case SubscriptionAction.Cancelled when counted && settings.CancellationPolicy == CancellationPolicy.AtPaidPeriodEnd:
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
        var toMs = Math.Min(_untilMs, atMs);
        if (_isOpen && toMs > _fromMs)
            spans.Add(new(_fromMs, toMs, _amount, _months));
        _isOpen = false;
    }

    private void Open(long fromMs, long untilMs) => (_isOpen, _fromMs, _untilMs) = (true, fromMs, untilMs);
}

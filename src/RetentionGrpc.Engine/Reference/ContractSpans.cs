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
    private readonly PricedContracts _contracts = new(settings);
    private readonly CustomerSpans _united = new();

    public static CustomerSpans Of(ReadOnlySpan<TimelineEvent> live, TenantSettings settings, bool mustPay) =>
        new ContractSpans(settings, mustPay).Read(live);

    /// <summary>The spans of the next customer.</summary>
    /// <param name="live">Its live events.</param>
    /// <param name="only">Of this contract alone; null means of all.</param>
    public CustomerSpans Read(ReadOnlySpan<TimelineEvent> live, int? only = null)
    {
        _united.Clear();
        _contracts.Read(live, only);
        _contracts.Spans.Sort(static (x, y) => x.FromMs.CompareTo(y.FromMs));
        foreach (var span in _contracts.Spans)
        {
            if (!mustPay || span.Amount > 0)
                _united.Add(span.FromMs, span.ToMs);
        }
        _united.FirstStartMs = mustPay
            ? _united.Spans.Count > 0 ? _united.Spans[0].FromMs : null
            : FirstStartedMs(live, only);
        return _united;
    }

    private static long? FirstStartedMs(ReadOnlySpan<TimelineEvent> live, int? only)
    {
        foreach (ref readonly var step in live)
        {
            if (step.Kind == EventKind.Subscription && step.Action == (byte)SubscriptionAction.Started
                && (only is null || step.NameNumber == only))
            {
                return step.OccurredMs;
            }
        }
        return null;
    }
}

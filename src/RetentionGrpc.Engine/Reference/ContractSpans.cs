using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>
/// The spans of a customer's contracts. One may be used for customer after customer: what it gives is valid until it reads the next.
/// </summary>
/// <param name="settings">The tenant's policies.</param>
internal sealed class ContractSpans(TenantSettings settings)
{
    private readonly List<ContractSpan> _spans = [];
    private long[] _steps = new long[8];

    /// <summary>The spans, contract after contract, each contract's in order; those of different contracts may overlap.</summary>
    public List<ContractSpan> Spans => _spans;

    /// <summary>When the customer was one under the bases SUBSCRIPTION and PAYING_SUBSCRIPTION: at any span, or any that costs.</summary>
    public static CustomerSpans Of(ReadOnlySpan<TimelineEvent> live, TenantSettings settings, bool mustPay)
    {
        var contracts = new ContractSpans(settings);
        contracts.Read(live);
        var spans = contracts.Spans;
        spans.Sort((x, y) => x.FromMs.CompareTo(y.FromMs));
        var united = new CustomerSpans();
        foreach (var span in spans)
        {
            if (!mustPay || span.Amount > 0)
                united.Add(span.FromMs, span.ToMs);
        }
        united.FirstStartMs = mustPay ? united.Spans.Count > 0 ? united.Spans[0].FromMs : null : FirstStartedMs(live);
        return united;
    }

    /// <summary>Takes the next customer's events.</summary>
    public void Read(ReadOnlySpan<TimelineEvent> live)
    {
        _spans.Clear();
        var count = 0;
        for (var i = 0; i < live.Length; i++)
        {
            if (live[i].Kind != EventKind.Subscription)
                continue;
            Growth.MakeRoom(ref _steps, count);
            _steps[count++] = ((long)live[i].NameNumber << 32) + i;
        }
        // Contract by contract, each one's steps in the order of the events.
        var steps = _steps.AsSpan(0, count);
        steps.Sort();
        var contract = new Contract(settings, _spans);
        for (var i = 0; i < count; i++)
        {
            if (i > 0 && steps[i] >> 32 != steps[i - 1] >> 32)
            {
                contract.Close(long.MaxValue);
                contract = new Contract(settings, _spans);
            }
            contract.Take(live[(int)(steps[i] & int.MaxValue)]);
        }
        contract.Close(long.MaxValue);
    }

    private static long? FirstStartedMs(ReadOnlySpan<TimelineEvent> live)
    {
        foreach (ref readonly var step in live)
        {
            if (step.Kind == EventKind.Subscription && step.Action == (byte)SubscriptionAction.Started)
                return step.OccurredMs;
        }
        return null;
    }
}

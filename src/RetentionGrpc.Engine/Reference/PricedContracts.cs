using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>
/// The contracts of a customer, with their prices. One is used for customer after customer: what it gives is valid until it reads the next.
/// </summary>
/// <param name="settings">The tenant's policies.</param>
internal sealed class PricedContracts(TenantSettings settings)
{
    private readonly List<ContractSpan> _spans = [];
    private long[] _steps = new long[8];

    /// <summary>The spans, contract after contract, each contract's in order; those of different contracts may overlap.</summary>
    public List<ContractSpan> Spans => _spans;

    /// <summary>Takes the next customer's events.</summary>
    /// <param name="live">The events.</param>
    /// <param name="only">Of this contract alone; null means of all.</param>
    public void Read(ReadOnlySpan<TimelineEvent> live, int? only = null)
    {
        _spans.Clear();
        var count = 0;
        for (var i = 0; i < live.Length; i++)
        {
            if (live[i].Kind != EventKind.Subscription || (only is { } name && live[i].NameNumber != name))
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
}

using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>What one customer bought before "now". One is used for customer after customer.</summary>
/// <param name="tenant">Whose customers.</param>
/// <param name="asOfMs">"Now": what is at or after it does not count.</param>
internal sealed class Purchaser(TenantState tenant, long asOfMs)
{
    private readonly OrderIds _orders = new(tenant.Order);
    private readonly long _today = tenant.Calendar.StartOfBucket(asOfMs, BucketUnit.Day);

    /// <summary>What the customer that was read is scored by; of somebody without a purchase, orders and revenue alone.</summary>
    public RfmFigures Figures { get; private set; }

    /// <summary>Takes the next customer's events; whether there is a purchase.</summary>
    public bool Read(ReadOnlySpan<TimelineEvent> live)
    {
        _orders.Clear();
        long? lastMs = null;
        var orders = 0L;
        Int128 revenue = 0;
        foreach (ref readonly var act in live)
        {
            if (act.OccurredMs >= asOfMs)
                break;
            if (act.Kind == EventKind.Refund)
                revenue -= act.Number;
            if (act.Kind != EventKind.Purchase)
                continue;
            revenue += act.Number;
            lastMs = act.OccurredMs;
            if (_orders.Add(act.NameNumber))
                orders++;
        }
        var days = lastMs is { } ms ? WholeDays.Between(tenant.Calendar.StartOfBucket(ms, BucketUnit.Day), _today) : 0;
        Figures = new(days, orders, revenue);
        return lastMs is not null;
    }
}

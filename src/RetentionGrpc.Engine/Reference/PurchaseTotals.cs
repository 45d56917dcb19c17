using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>What one customer bought before the end of a window, added up. One is used for customer after customer.</summary>
/// <param name="tenant">Whose customers.</param>
/// <param name="window">The window.</param>
internal sealed class PurchaseTotals(TenantState tenant, Interval window)
{
    private readonly OrderIds _orderIds = new(tenant.Order);
    private readonly DayEnds _days = new(tenant.Calendar);
    private long _lastDayMs;
    private int _dayCount;
    private Int128 _repeatTotal;

    /// <summary>The first purchase; null without one before the window's end.</summary>
    public long? FirstMs { get; private set; }

    /// <summary>The first purchase in the window; null without any.</summary>
    public long? FirstInWindowMs { get; private set; }

    /// <summary>The orders that are dated in the window.</summary>
    public int Orders { get; private set; }

    /// <summary>Purchases in the window, refunds apart, minor units.</summary>
    public Int128 Bought { get; private set; }

    /// <summary>Purchases less refunds in the window, minor units.</summary>
    public Int128 Net { get; private set; }

    /// <summary>Purchases less refunds before the window's end, minor units.</summary>
    public Int128 NetEver { get; private set; }

    /// <summary>What the models of purchases read, as of the window's end. There is a purchase.</summary>
    public PurchaseRow Row => new(_dayCount - 1, _lastDayMs - FirstMs!.Value, window.EndMs - FirstMs.Value, (double)_repeatTotal);

    /// <summary>Takes the next customer's events.</summary>
    public void Read(ReadOnlySpan<TimelineEvent> live)
    {
        (FirstMs, FirstInWindowMs, Orders, Bought, Net, NetEver) = (null, null, 0, 0, 0, 0);
        (_dayCount, _repeatTotal) = (0, 0);
        _orderIds.Clear();
        var dayEndMs = long.MinValue;
        foreach (ref readonly var act in live)
        {
            if (act.OccurredMs >= window.EndMs)
                return;
            if (act.Kind == EventKind.Refund)
                Pay(act.OccurredMs, -act.Number);
            if (act.Kind != EventKind.Purchase)
                continue;
            if (act.OccurredMs >= dayEndMs)
                (_dayCount, _lastDayMs, dayEndMs) = (_dayCount + 1, act.OccurredMs, _days.EndOf(act.OccurredMs));
            Buy(act);
        }
    }

    private void Buy(in TimelineEvent purchase)
    {
        FirstMs ??= purchase.OccurredMs;
        if (_dayCount > 1)
            _repeatTotal += purchase.Number;
        var isNewOrder = _orderIds.Add(purchase.NameNumber);
        Pay(purchase.OccurredMs, purchase.Number);
        if (purchase.OccurredMs < window.StartMs)
            return;
        FirstInWindowMs ??= purchase.OccurredMs;
        Bought += purchase.Number;
        Orders += isNewOrder ? 1 : 0;
    }

    private void Pay(long ms, long amount)
    {
        NetEver += amount;
        if (ms >= window.StartMs)
            Net += amount;
    }
}

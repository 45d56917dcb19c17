using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>
/// What one customer bought before the end of a window, and of windows that follow it, added up. One is used for customer after customer:
/// <see cref="Begin"/>, then <see cref="ReadTo"/> window after window; each event is read once for all of them. Windows in which nothing
/// was paid may be left out.
/// </summary>
/// <param name="tenant">Whose customers.</param>
internal sealed class PurchaseTotals(TenantState tenant)
{
    private readonly OrderIds _orderIds = new(tenant.Order);
    private readonly DayEnds _days = new(tenant.Calendar);
    private long _lastDayMs;
    private int _dayCount;
    private Int128 _repeatTotal;
    private long _dayEndMs;
    private int _place;
    private Interval _window;

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
    public PurchaseRow Row => new(_dayCount - 1, _lastDayMs - FirstMs!.Value, _window.EndMs - FirstMs.Value, (double)_repeatTotal);

    /// <summary>Begins with a customer.</summary>
    public void Begin()
    {
        (FirstMs, NetEver, _dayCount, _repeatTotal, _dayEndMs, _place) = (null, 0, 0, 0, long.MinValue, 0);
        _orderIds.Clear();
    }

    /// <summary>When the next purchase or refund is that was not read; null without any.</summary>
    /// <param name="live">The customer's events, the same from window to window.</param>
    public long? NextMs(ReadOnlySpan<TimelineEvent> live)
    {
        while (_place < live.Length && live[_place].Kind is not (EventKind.Purchase or EventKind.Refund))
            _place++;
        return _place < live.Length ? live[_place].OccurredMs : null;
    }

    /// <summary>Reads on to the end of a window; what was before it counts only where all history does.</summary>
    /// <param name="live">The customer's events, the same from window to window.</param>
    /// <param name="window">The window; it begins where the one before ended, or later.</param>
    public void ReadTo(ReadOnlySpan<TimelineEvent> live, Interval window)
    {
        (_window, FirstInWindowMs, Orders, Bought, Net) = (window, null, 0, 0, 0);
        for (; _place < live.Length && live[_place].OccurredMs < window.EndMs; _place++)
        {
            ref readonly var act = ref live[_place];
            if (act.Kind == EventKind.Refund)
                Pay(act.OccurredMs, -act.Number);
            if (act.Kind != EventKind.Purchase)
                continue;
            if (act.OccurredMs >= _dayEndMs)
                (_dayCount, _lastDayMs, _dayEndMs) = (_dayCount + 1, act.OccurredMs, _days.EndOf(act.OccurredMs));
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
        if (purchase.OccurredMs < _window.StartMs)
            return;
        FirstInWindowMs ??= purchase.OccurredMs;
        Bought += purchase.Number;
        Orders += isNewOrder ? 1 : 0;
    }

    private void Pay(long ms, long amount)
    {
        NetEver += amount;
        if (ms >= _window.StartMs)
            Net += amount;
    }
}

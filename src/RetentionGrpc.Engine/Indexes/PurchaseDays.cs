using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// The days on which one customer bought, each once, and the days of its orders, one for each: room that is used again for the next. Days
/// before the axis are <see cref="DayAxis.Before"/>.
/// </summary>
/// <param name="tenant">Whose customer.</param>
/// <param name="axis">The days.</param>
internal sealed class PurchaseDays(TenantState tenant, DayAxis axis)
{
    private readonly OrderIds _orderIds = new(tenant.Order);
    private int[] _days = new int[8];
    private int[] _orders = new int[8];
    private int _dayCount;
    private int _orderCount;
    private int _daysBeforeNewest;
    private int _ordersBeforeNewest;

    /// <summary>The days with a purchase, ascending.</summary>
    public ReadOnlySpan<int> Days => _days.AsSpan(0, _dayCount);

    /// <summary>The days of orders, ascending: each the day of the order's first purchase.</summary>
    public ReadOnlySpan<int> Orders => _orders.AsSpan(0, _orderCount);

    /// <summary>The days without the newest purchase.</summary>
    public ReadOnlySpan<int> DaysBeforeNewest => _days.AsSpan(0, _daysBeforeNewest);

    /// <summary>The days of orders without the newest purchase.</summary>
    public ReadOnlySpan<int> OrdersBeforeNewest => _orders.AsSpan(0, _ordersBeforeNewest);

    /// <summary>No purchases.</summary>
    public void Clear() => (_dayCount, _orderCount, _daysBeforeNewest, _ordersBeforeNewest) = (0, 0, 0, 0);

    /// <summary>Takes the place of what was there.</summary>
    public void Read(ReadOnlySpan<TimelineEvent> live)
    {
        Clear();
        _orderIds.Clear();
        var beforeEndMs = long.MinValue;
        foreach (ref readonly var act in live)
        {
            if (act.Kind != EventKind.Purchase)
                continue;
            (_daysBeforeNewest, _ordersBeforeNewest) = (_dayCount, _orderCount);
            var day = axis.DayOf(act.OccurredMs);
            // Days before the axis have one number, and are told apart by the calendar.
            if (day == DayAxis.Before ? act.OccurredMs >= beforeEndMs : _dayCount == 0 || _days[_dayCount - 1] != day)
                Add(ref _days, ref _dayCount, day);
            if (day == DayAxis.Before)
                beforeEndMs = Math.Max(beforeEndMs, tenant.Calendar.NextBucket(act.OccurredMs, BucketUnit.Day));
            if (_orderIds.Add(act.NameNumber))
                Add(ref _orders, ref _orderCount, day);
        }
    }

    private static void Add(ref int[] days, ref int count, int day)
    {
        Growth.MakeRoom(ref days, count);
        days[count++] = day;
    }
}

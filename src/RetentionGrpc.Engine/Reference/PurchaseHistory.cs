using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>
/// What one customer bought, so that any span of it is told by its two ends. One is used for customer after customer: what it gives is
/// valid until it reads the next.
/// </summary>
/// <param name="tenant">Whose customers.</param>
public sealed class PurchaseHistory(TenantState tenant)
{
    private readonly List<Purchase> _purchases = [];
    private readonly List<long> _orders = [];
    private readonly List<Payment> _payments = [];
    private readonly OrderIds _orderIds = new(tenant.Order);

    /// <summary>Whether there is neither a purchase nor a refund.</summary>
    public bool IsEmpty => _payments.Count == 0;

    /// <summary>The first purchase in all history; null without any.</summary>
    public long? FirstMs => _purchases.Count == 0 ? null : _purchases[0].Ms;

    /// <summary>How many purchases and refunds there are.</summary>
    internal int PaymentCount => _payments.Count;

    /// <summary>When a purchase or refund happened, in order.</summary>
    internal long PaymentMs(int n) => _payments[n].Ms;

    /// <summary>The purchases and orders in [startMs, endMs).</summary>
    public PurchaseSpan In(long startMs, long endMs) => new(this,
        PlaceOf(_purchases, startMs, purchase => purchase.Ms), PlaceOf(_purchases, endMs, purchase => purchase.Ms),
        PlaceOf(_orders, startMs, ms => ms), PlaceOf(_orders, endMs, ms => ms));

    /// <summary>Purchases less refunds in the window, minor units.</summary>
    public Int128 RevenueIn(Interval window) => RevenueBefore(window.EndMs) - RevenueBefore(window.StartMs);

    /// <summary>Whether there is a purchase or refund in the window.</summary>
    internal bool HasPaymentIn(Interval window) =>
        PlaceOf(_payments, window.StartMs, payment => payment.Ms) < PlaceOf(_payments, window.EndMs, payment => payment.Ms);

    /// <summary>Takes the next customer's events.</summary>
    internal void Read(ReadOnlySpan<TimelineEvent> live)
    {
        _purchases.Clear();
        _orders.Clear();
        _payments.Clear();
        _orderIds.Clear();
        var dayEndMs = long.MinValue;
        var days = 0;
        foreach (var act in live)
        {
            if (act.Kind is EventKind.Purchase or EventKind.Refund)
                Pay(act.OccurredMs, act.Kind == EventKind.Purchase ? act.Number : -act.Number);
            if (act.Kind != EventKind.Purchase)
                continue;
            if (act.OccurredMs >= dayEndMs)
                (days, dayEndMs) = (days + 1, tenant.Calendar.NextBucket(act.OccurredMs, BucketUnit.Day));
            _purchases.Add(new(act.OccurredMs, days));
            if (_orderIds.Add(act.NameNumber))
                _orders.Add(act.OccurredMs);
        }
    }

    private void Pay(long ms, long amount) => _payments.Add(new(ms, (_payments.Count == 0 ? 0 : _payments[^1].Sum) + amount));

    private Int128 RevenueBefore(long ms) =>
        PlaceOf(_payments, ms, payment => payment.Ms) is > 0 and var count ? _payments[count - 1].Sum : 0;

    /// <summary>How many items lie before an instant.</summary>
    private static int PlaceOf<T>(List<T> items, long ms, Func<T, long> timeOf)
    {
        var (low, high) = (0, items.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = timeOf(items[middle]) < ms ? (middle + 1, high) : (low, middle);
        }
        return low;
    }

    private readonly record struct Purchase(long Ms, int DayNumber);

    private readonly record struct Payment(long Ms, Int128 Sum);

    /// <summary>What one customer bought in a span of time.</summary>
    public readonly struct PurchaseSpan
    {
        private readonly PurchaseHistory _history;
        private readonly (int From, int To) _purchases;
        private readonly (int From, int To) _orders;

        internal PurchaseSpan(PurchaseHistory history, int from, int to, int firstOrder, int endOrder) =>
            (_history, _purchases, _orders) = (history, (from, to), (firstOrder, endOrder));

        /// <summary>Whether there is any purchase.</summary>
        public bool IsEmpty => _purchases.From >= _purchases.To;

        /// <summary>The tenant's days with a purchase.</summary>
        public int Days => IsEmpty ? 0 : DayNumber(_purchases.To - 1) - DayNumber(_purchases.From) + 1;

        /// <summary>The orders that are dated in it.</summary>
        public int Orders => _orders.To - _orders.From;

        /// <summary>The first purchase; there is one.</summary>
        public long FirstMs => _history._purchases[_purchases.From].Ms;

        /// <summary>The first purchase on another day than <see cref="FirstMs"/>; there are two days.</summary>
        public long SecondDayMs
        {
            get
            {
                var place = _purchases.From;
                while (DayNumber(place) == DayNumber(_purchases.From))
                    place++;
                return _history._purchases[place].Ms;
            }
        }

        /// <summary>When order n was, n from 0.</summary>
        public long OrderMs(int n) => _history._orders[_orders.From + n];

        private int DayNumber(int place) => _history._purchases[place].DayNumber;
    }
}

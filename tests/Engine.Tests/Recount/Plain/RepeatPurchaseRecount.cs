namespace PlainRecount;

internal enum PlainRepeatPopulation
{
    ActiveInWindow = 1,
    AcquiredInWindow = 2,
    Ever = 3,
}

/// <summary>ComputeRepeatPurchase, word by word; of some customers alone where it is said of whom.</summary>
internal sealed class RepeatPurchaseRecount(
    PlainHistory history, PlainFilter filter, PlainRepeatPopulation population, Func<string, bool>? isOf = null)
{
    private IEnumerable<(string Id, List<PlainEvent> Events)> Customers =>
        history.Passing(filter).Where(customer => isOf?.Invoke(customer.Id) != false);

    /// <summary>One purchaser: the counted purchases and the counted orders, by time.</summary>
    public sealed record Purchaser(string Id, List<long> Purchases, List<long> Orders, List<long> FirstOfDays)
    {
        public bool RepeatsByDay => FirstOfDays.Count >= 2;

        public bool RepeatsByOrder => Orders.Count >= 2;
    }

    public List<Purchaser> Purchasers(Span window)
    {
        List<Purchaser> answer = [];
        foreach (var (id, events) in Customers)
        {
            var purchases = events.Where(one => one.Kind == PlainKind.Purchase).ToList();
            if (population == PlainRepeatPopulation.AcquiredInWindow && !(purchases.Count > 0 && window.Has(purchases[0].Ms)))
                continue;
            bool Counts(long ms) => ms < window.EndMs && (population != PlainRepeatPopulation.ActiveInWindow || ms >= window.StartMs);
            var counted = purchases.Select(one => one.Ms).Where(Counts).ToList();
            var days = counted.GroupBy(ms => history.Tenant.Calendar.StartOf(ms, PlainUnit.Day)).Select(day => day.Min()).Order();
            if (counted.Count > 0)
                answer.Add(new(id, counted, [.. OrdersOf(purchases).Where(Counts)], [.. days]));
        }
        return answer;
    }

    /// <summary>Purchasers of a window, and who bought or was refunded in it.</summary>
    public HashSet<string> Counted(Span window) =>
    [
        .. Purchasers(window).Select(one => one.Id), .. Customers.Where(customer => customer.Events.Any(one =>
            one.Kind is PlainKind.Purchase or PlainKind.Refund && window.Has(one.Ms))).Select(customer => customer.Id),
    ];

    /// <summary>How many purchasers have so many orders, by rising number.</summary>
    public static List<(int Orders, long Exact, long AtLeast)> OrderCounts(List<Purchaser> purchasers) =>
    [
        .. purchasers.Select(one => one.Orders.Count).Distinct().Order().Select(n =>
            (n, purchasers.LongCount(one => one.Orders.Count == n), purchasers.LongCount(one => one.Orders.Count >= n))),
    ];

    /// <summary>Every time from an order to the next one of the same purchaser.</summary>
    public static List<long> Gaps(List<Purchaser> purchasers) =>
        [.. purchasers.SelectMany(one => one.Orders.Zip(one.Orders.Skip(1), (first, next) => next - first)).Order()];

    public static double? MedianSeconds(List<long> gaps)
    {
        if (gaps.Count == 0)
            return null;
        return gaps.Count % 2 == 1 ? gaps[gaps.Count / 2] / 1000.0 : (gaps[gaps.Count / 2 - 1] + gaps[gaps.Count / 2]) / 2000.0;
    }

    public (decimal AcquiredBefore, decimal All) Revenue(Span window)
    {
        var (before, all) = (0m, 0m);
        foreach (var (_, events) in Customers)
        {
            var revenue = 0m;
            foreach (var one in events.Where(one => window.Has(one.Ms)))
                revenue += one.Kind == PlainKind.Purchase ? one.Number!.Value : one.Kind == PlainKind.Refund ? -one.Number!.Value : 0;
            all += revenue;
            before += events.Any(one => one.Kind == PlainKind.Purchase && one.Ms < window.StartMs) ? revenue : 0;
        }
        return (before, all);
    }

    /// <summary>When each order was: at the first of its purchases; a purchase without an order id is an order.</summary>
    public static List<long> OrdersOf(List<PlainEvent> purchases)
    {
        var alone = purchases.Where(one => one.Name.Length == 0).Select(one => one.Ms);
        var named = purchases.Where(one => one.Name.Length > 0).GroupBy(one => one.Name).Select(order => order.Min(one => one.Ms));
        return [.. alone.Concat(named).Order()];
    }
}

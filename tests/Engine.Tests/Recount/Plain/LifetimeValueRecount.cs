namespace PlainRecount;

/// <summary>ComputeLifetimeValue, word by word, but for the fit: of that, what it reads.</summary>
internal sealed record LifetimeValueRecount(PlainHistory History, PlainPopulation Population, long AsOfMs)
{
    /// <summary>What one customer adds to the counts; null of one who adds nothing to them.</summary>
    public sealed record Worth(
        string Customer, List<PlainEvent> Events, long? FirstMs, long? FirstInWindowMs, int Orders, decimal Bought, decimal Net,
        decimal NetEver, string Row, bool IsUser, LifetimeRecount.Life? Life, bool IsAtStart, bool IsLost)
    {
        public bool IsIn(bool formula, bool arpu, bool buyers) =>
            (formula && (FirstInWindowMs is not null || Life is not null)) || (buyers && FirstMs is not null)
            || ((formula || arpu) && IsUser);
    }

    public List<Worth> Customers(Span window)
    {
        var sets = new ChurnRecount(History, Population).Sets(window);
        HashSet<string> users = [.. sets.Start, .. sets.New, .. sets.Returned, .. sets.LostFromReturned];
        var lives = new LifetimeRecount(History, Population, AsOfMs).In(window).ToDictionary(life => life.Customer);
        List<Worth> all = [];
        foreach (var (id, events) in History.Passing(Population.Filter))
        {
            var purchases = events.Where(one => one.Kind == PlainKind.Purchase).ToList();
            var before = purchases.Where(one => one.Ms < window.EndMs).ToList();
            var inside = before.Where(one => one.Ms >= window.StartMs).ToList();
            all.Add(new(
                id, events, before.FirstOrDefault()?.Ms, inside.FirstOrDefault()?.Ms,
                RepeatPurchaseRecount.OrdersOf(purchases).Count(window.Has), inside.Sum(one => (decimal)one.Number!.Value),
                Net(events.Where(one => window.Has(one.Ms))), Net(events.Where(one => one.Ms < window.EndMs)), RowOf(before, window.EndMs),
                users.Contains(id), lives.GetValueOrDefault(id), sets.Start.Contains(id), sets.LostFromStart.Contains(id)));
        }
        return all;
    }

    /// <summary>Frequency, recency and age in milliseconds, and the total of all days but the first.</summary>
    private string RowOf(List<PlainEvent> purchases, long endMs)
    {
        if (purchases.Count == 0)
            return "";
        var days = purchases.GroupBy(one => History.Tenant.Calendar.StartOf(one.Ms, PlainUnit.Day)).OrderBy(day => day.Key).ToList();
        var first = purchases.Min(one => one.Ms);
        var total = days.Skip(1).Sum(day => day.Sum(one => one.Number!.Value));
        return $"{days.Count - 1} {days[^1].Min(one => one.Ms) - first} {endMs - first} {total}";
    }

    private static decimal Net(IEnumerable<PlainEvent> events) => events.Sum(one =>
        one.Kind == PlainKind.Purchase ? (decimal)one.Number!.Value : one.Kind == PlainKind.Refund ? -(decimal)one.Number!.Value : 0);
}

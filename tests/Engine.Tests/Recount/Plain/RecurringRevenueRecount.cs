namespace PlainRecount;

/// <summary>ComputeRecurringRevenue, word by word.</summary>
internal sealed class RecurringRevenueRecount(PlainHistory history, PlainFilter filter, PlainGrouping? grouping = null)
{
    public enum Total
    {
        Start = 1,
        End,
        New,
        Reactivation,
        Expansion,
        Contraction,
        Churned,
    }

    // Who has a contract, and its steps.
    private readonly List<(string Id, List<PlainEvent> Events)> _customers =
    [
        .. history.Passing(filter).Select(one => (one.Id, Events: StepsOf(one.Events))).Where(one => one.Events.Count > 0),
    ];

    /// <summary>A customer's revenue at both ends, and which totals it is part of with how much.</summary>
    public sealed record Customer(string Id, string? Value, PlainFraction Start, PlainFraction End, Dictionary<Total, PlainFraction> Parts);

    public List<Customer> In(Span window) => [.. _customers.Select(one => In(one.Id, one.Events, window))];

    /// <summary>Who had any revenue from start to end, and with which value: groups are ordered by them.</summary>
    public List<(string Customer, string? Value)> Denominator(Span window) =>
    [
        .. _customers.Where(one => Instants(one.Events).Select(ms => ms + 1).Append(window.StartMs).Append(window.EndMs)
            .Any(ms => ms >= window.StartMs && ms <= window.EndMs && Revenue(one.Events, ms).Over > 0))
            .Select(one => (one.Id, ValueOf(one.Id))),
    ];

    /// <summary>The seven totals to the minor unit, their customers, and the sum of daily rates.</summary>
    public string Line(Span window, Func<string?, bool> isInGroup)
    {
        var rounded = Rounded(In(window).Where(one => isInGroup(one.Value)), out var counts);
        var daily = history.Tenant.Calendar.DaysClipped(window.StartMs, window.EndMs).Sum(day =>
        {
            var totals = Rounded(In(day).Where(one => isInGroup(one.Value)), out _);
            return totals[Total.Start] == 0 ? 0 : (double)(totals[Total.Churned] + totals[Total.Contraction]) / (double)totals[Total.Start];
        });
        return $"{string.Join(" ", Enum.GetValues<Total>().Select(total => $"{total} {rounded[total]}/{counts[total]}"))} daily {daily:R}";
    }

    /// <summary>When a customer became part of a total.</summary>
    public long? TimeOf(string id, Total total, Span window)
    {
        var events = StepsOf(history.Customers[id]);
        var changes = Instants(events).Where(ms => Revenue(events, ms) != Revenue(events, ms + 1)).Order().ToList();
        return total switch
        {
            Total.New => changes[0],
            Total.Reactivation => changes.First(window.Has),
            Total.Expansion or Total.Contraction or Total.Churned => changes.Last(window.Has),
            _ => null,
        };
    }

    /// <summary>What a customer's contracts bill a month at an instant, just before which is meant.</summary>
    private PlainFraction Revenue(List<PlainEvent> events, long t) => PlainFraction.Sum(events
        .Where(one => one.Ms < t).GroupBy(one => one.Name)
        .Where(contract => Counts([.. contract], t)).Select(contract => Price(contract)));

    private Customer In(string id, List<PlainEvent> events, Span window)
    {
        var (a, b) = (Revenue(events, window.StartMs), Revenue(events, window.EndMs));
        var wasEver = Instants(events).Append(window.StartMs - 1).Any(ms => ms < window.StartMs && Revenue(events, ms + 1).Over > 0);
        var parts = new Dictionary<Total, PlainFraction>();
        if (a.Over > 0)
            parts.Add(Total.Start, a);
        if (b.Over > 0)
            parts.Add(Total.End, b);
        var (less, order) = (b.CompareTo(a) < 0, b.CompareTo(a));
        if (order != 0)
        {
            var movement = a.Over == 0 ? (wasEver ? Total.Reactivation : Total.New)
                : b.Over == 0 ? Total.Churned
                : less ? Total.Contraction : Total.Expansion;
            parts.Add(movement, less ? a - b : b - a);
        }
        return new(id, ValueOf(id), a, b, parts);
    }

    private static Dictionary<Total, System.Numerics.BigInteger> Rounded(IEnumerable<Customer> customers, out Dictionary<Total, int> counts)
    {
        var list = customers.ToList();
        var exact = Enum.GetValues<Total>().ToDictionary(total => total, total =>
            PlainFraction.Sum(list.Where(one => one.Parts.ContainsKey(total)).Select(one => one.Parts[total])));
        counts = Enum.GetValues<Total>().ToDictionary(total => total, total => list.Count(one => one.Parts.ContainsKey(total)));
        var rounded = new Dictionary<Total, System.Numerics.BigInteger> { [Total.Start] = exact[Total.Start].HalfEven };
        var sum = exact[Total.Start];
        foreach (var (total, sign) in new[]
        {
            (Total.Churned, -1), (Total.Contraction, -1), (Total.Expansion, 1), (Total.Reactivation, 1), (Total.New, 1),
        })
        {
            var next = sign > 0 ? sum + exact[total] : sum - exact[total];
            rounded[total] = sign * (next.HalfEven - sum.HalfEven);
            sum = next;
        }
        rounded[Total.End] = exact[Total.End].HalfEven;
        return rounded;
    }

    private string? ValueOf(string id) => grouping?.ValueOf(history.Customers[id], null);

    private static List<PlainEvent> StepsOf(List<PlainEvent> events) => [.. events.Where(one => one.Kind == PlainKind.Subscription)];

    /// <summary>Wherever the revenue may change: after these, up to the next.</summary>
    private static IEnumerable<long> Instants(List<PlainEvent> events) =>
        events.Select(one => one.Ms).Concat(events.Where(one => one.PaidThroughMs is not null).Select(one => one.PaidThroughMs!.Value));

    /// <summary>Whether a contract with these events, all before t, counts at t.</summary>
    private bool Counts(List<PlainEvent> contract, long t)
    {
        if (contract.Count == 0)
            return false;
        var latest = contract[^1];
        if (latest.Action == PlainSubscription.Paused)
            return history.Tenant.PausedCounts;
        if (latest.Action != PlainSubscription.Cancelled)
            return true;
        if (!history.Tenant.CancelsAtPaidEnd)
            return false;
        var paidThrough = contract.LastOrDefault(one => one.PaidThroughMs is not null)?.PaidThroughMs;
        return Counts(contract[..^1], latest.Ms) && t <= Math.Max(latest.Ms, paidThrough ?? latest.Ms);
    }

    /// <summary>Nothing where STARTED or CHANGED name nothing, as before where RESUMED names nothing.</summary>
    private static PlainFraction Price(IEnumerable<PlainEvent> contract)
    {
        var price = PlainFraction.Zero;
        foreach (var step in contract)
        {
            var isNew = step.Action is PlainSubscription.Started or PlainSubscription.Changed;
            if (isNew || (step.Action == PlainSubscription.Resumed && step.Number is not null))
                price = PlainFraction.Of(step.Number ?? 0, step.Detail);
        }
        return price;
    }
}

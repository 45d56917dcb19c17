using System.Numerics;

namespace PlainRecount;

/// <summary>ComputeAcquisitionCost, word by word.</summary>
internal sealed record AcquisitionRecount(PlainHistory History, bool BySubscription, PlainPopulation Population)
{
    /// <summary>Who was acquired in a window, when, and over which channel; the empty one is none.</summary>
    public List<(string Customer, long Ms, string Channel)> Acquired(Span window)
    {
        List<(string, long, string)> acquired = [];
        foreach (var (id, events) in History.Customers)
        {
            var first = events.FirstOrDefault(one => BySubscription
                ? one.Kind == PlainKind.Subscription && one.Action == PlainSubscription.Started
                : one.Kind == PlainKind.Purchase);
            if (first is not null && window.Has(first.Ms))
                acquired.Add((id, first.Ms, PlainHistory.AttributeOf(events, "acquisition_channel") ?? ""));
        }
        return acquired;
    }

    public string Line(Span window)
    {
        var retained = new ChurnRecount(History, Population).Sets(window).Retained.Count;
        return $"{Acquired(window).Count} for {Spent(window, 1)}, {retained} for {Spent(window, 2)}";
    }

    public List<string> Channels(Span window)
    {
        var acquired = Acquired(window);
        var names = acquired.Select(one => one.Channel).Concat(History.Spend.Where(one => window.Has(one.Ms)).Select(one => one.Name));
        return
        [
            .. names.Distinct().Order(Comparer<string>.Create(PlainOrder.Bytewise)).Select(name =>
                $"'{name}' {acquired.Count(one => one.Channel == name)} for {Spent(window, 1, name)}, {Spent(window, 2, name)}"),
        ];
    }

    /// <summary>MRR just before an instant, rounded half to even once, and who pays.</summary>
    public (BigInteger Rounded, int Paying) Revenue(long atMs)
    {
        var churn = new ChurnRecount(History, Population);
        // 120! is a multiple of every number of months.
        var scale = Enumerable.Range(1, 120).Aggregate(BigInteger.One, (product, n) => product * n);
        var (sum, paying) = (BigInteger.Zero, 0);
        foreach (var events in History.Customers.Values)
        {
            var contracts = events.Where(one => one.Kind == PlainKind.Subscription && one.Ms < atMs).GroupBy(one => one.Name)
                .Where(contract => churn.Counts([.. contract], atMs)).Select(contract => Billing([.. contract])).ToList();
            sum += contracts.Aggregate(BigInteger.Zero, (total, one) => total + one.Amount * scale / one.Months);
            paying += contracts.Any(one => one.Amount > 0) ? 1 : 0;
        }
        var (whole, rest) = (sum / scale, sum % scale);
        var isUp = 2 * rest > scale || (2 * rest == scale && !whole.IsEven);
        return (isUp ? whole + 1 : whole, paying);
    }

    private long Spent(Span window, int purpose, string? channel = null) => History.Spend
        .Where(one => window.Has(one.Ms) && one.Action == purpose && (channel is null || one.Name == channel))
        .Sum(one => one.Number!.Value);

    private static (long Amount, int Months) Billing(List<PlainEvent> contract)
    {
        var billing = (Amount: 0L, Months: 1);
        foreach (var step in contract)
        {
            if (step.Action is PlainSubscription.Started or PlainSubscription.Changed)
                billing = (step.Number ?? 0, step.Detail);
            if (step.Action == PlainSubscription.Resumed && step.Number is { } amount)
                billing = (amount, step.Detail);
        }
        return billing;
    }
}

namespace PlainRecount;

/// <summary>ListChurnReasons, word by word.</summary>
internal sealed class ChurnReasonsRecount(PlainHistory history, PlainFilter filter, bool mustPay)
{
    private readonly ChurnRecount _churn = new(
        history, new(mustPay ? PlainBasis.PayingSubscription : PlainBasis.Subscription, 0, PlainSelector.Any, filter));

    /// <summary>Reason 0 is UNKNOWN, 1 VOLUNTARY, 2 DELINQUENT; no text is null.</summary>
    public sealed record Lost(string Customer, long Ms, int Reason, string? Text);

    public List<Lost> In(Span window) => [.. _churn.Sets(window).LostFromStart.Select(id => Explain(id, window))];

    private Lost Explain(string id, Span window)
    {
        var lossMs = _churn.LastLoss(id, window)!.Value;
        List<PlainEvent> cancellations = [];
        foreach (var contract in history.Customers[id].Where(one => one.Kind == PlainKind.Subscription).GroupBy(one => one.Name))
        {
            var before = contract.Where(one => one.Ms < window.EndMs).ToList();
            var trailing = before.AsEnumerable().Reverse().TakeWhile(one => one.Action == PlainSubscription.Cancelled).ToList();
            if (_churn.IsCustomer([.. contract], lossMs) && trailing.Count > 0)
                cancellations.Add(trailing[^1]);
        }
        var latest = cancellations.Order(PlainOrder.Instance).LastOrDefault();
        return new(id, lossMs, latest?.Detail ?? 0, string.IsNullOrEmpty(latest?.Label) ? null : latest.Label);
    }

    public static string Line(IEnumerable<Lost> lost)
    {
        var list = lost.ToList();
        return $"{list.Count(one => one.Reason == 1)} {list.Count(one => one.Reason == 2)} {list.Count(one => one.Reason == 0)}";
    }
}

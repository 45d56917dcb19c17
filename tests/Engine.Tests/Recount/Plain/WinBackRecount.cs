namespace PlainRecount;

/// <summary>ComputeWinBack, word by word.</summary>
internal sealed class WinBackRecount(PlainHistory history, PlainPopulation population, long maxGapMs, long asOfMs)
{
    private readonly ChurnRecount _churn = new(history, population);
    private readonly Dictionary<string, List<(long LossMs, long? ReturnMs)>> _away = [];

    public PlainFilter Filter => population.Filter;

    /// <summary>The first loss in the window; null without any.</summary>
    public long? LostIn(string id, Span window) => Away(id).Where(one => window.Has(one.LossMs)).Select(one => (long?)one.LossMs).Min();

    /// <summary>The first return that comes soon enough after a loss in the window; null without any.</summary>
    public long? WonBackOfLostIn(string id, Span window) =>
        Away(id).Where(one => window.Has(one.LossMs) && one.ReturnMs - one.LossMs <= maxGapMs && one.ReturnMs < asOfMs)
            .Min(one => one.ReturnMs);

    /// <summary>The last loss of somebody who is no customer at the start and once was; null of others.</summary>
    public long? AllLost(string id, Span window)
    {
        if (_churn.IsCustomer(history.Customers[id], window.StartMs))
            return null;
        return Away(id).Where(one => one.LossMs < window.StartMs).Select(one => (long?)one.LossMs).Max();
    }

    /// <summary>The first return of one of those in the window; null without any.</summary>
    public long? WonBackOfAll(string id, Span window) =>
        AllLost(id, window) is null ? null : Away(id).Where(one => one.ReturnMs is { } ms && window.Has(ms)).Min(one => one.ReturnMs);

    public string Line(Span window, IEnumerable<string> customers)
    {
        var ids = customers.ToList();
        return $"{ids.Count(id => WonBackOfLostIn(id, window) is not null)}/{ids.Count(id => LostIn(id, window) is not null)} "
            + $"{ids.Count(id => WonBackOfAll(id, window) is not null)}/{ids.Count(id => AllLost(id, window) is not null)}";
    }

    private List<(long LossMs, long? ReturnMs)> Away(string id)
    {
        if (!_away.TryGetValue(id, out var away))
        {
            var isByInactivity = population.Basis is PlainBasis.Activity or PlainBasis.Purchase;
            _away[id] = away = isByInactivity ? AwayByInactivity(history.Customers[id]) : AwayByContracts(history.Customers[id]);
        }
        return away;
    }

    /// <summary>A deadline that no selected event comes before, and the first selected event at or after it.</summary>
    private List<(long, long?)> AwayByInactivity(List<PlainEvent> events)
    {
        var selector = population.Basis == PlainBasis.Purchase ? PlainSelector.Purchases : population.Selector;
        var selected = events.Where(selector.Picks).Select(one => one.Ms).ToList();
        List<(long, long?)> away = [];
        foreach (var ms in selected.Distinct())
        {
            var deadline = ms + population.InactivityMs;
            if (!selected.Any(other => other > ms && other < deadline))
                away.Add((deadline, selected.Where(other => other >= deadline).Select(other => (long?)other).Min()));
        }
        return away;
    }

    /// <summary>A customer just before an instant and none just after it, and the first event that makes a customer again.</summary>
    private List<(long, long?)> AwayByContracts(List<PlainEvent> events)
    {
        var instants = events.Select(one => one.Ms).Concat(events.Select(one => one.PaidThroughMs ?? one.Ms));
        var losses = instants.Distinct().Where(ms => _churn.IsCustomer(events, ms) && !_churn.IsCustomer(events, ms + 1));
        return [.. losses.Order().Select(ms => (ms, events.Select(one => one.Ms)
            .Where(back => back > ms && _churn.IsCustomer(events, back + 1)).Select(back => (long?)back).Min()))];
    }
}

namespace PlainRecount;

/// <summary>The figures of METRICS 8 for one customer, word by word. "Now" is asOf: what is at or after it does not count.</summary>
internal sealed class CustomerRecount(PlainHistory history, long asOf)
{
    private static readonly Comparer<string> Bytewise = Comparer<string>.Create(PlainOrder.Bytewise);

    private const long YearMs = 365L * 24 * 3_600_000;

    private static readonly PlainPopulation Contracts = new(PlainBasis.PayingSubscription, 0, PlainSelector.Any, PlainFilter.None);

    /// <summary>The events before now of every customer that has one and passes.</summary>
    public List<(string Id, List<PlainEvent> Events)> Customers(PlainFilter filter) =>
    [
        .. history.Passing(filter).Select(one => (one.Id, Before(one.Events))).Where(one => one.Item2.Count > 0),
    ];

    public List<PlainEvent> Before(List<PlainEvent> events) => [.. events.Where(one => one.Ms < asOf)];

    /// <summary>Amount / months of each contract that counts now, summed over a common denominator, rounded half to even.</summary>
    public long RecurringRevenue(List<PlainEvent> before)
    {
        const long Common = 27_720;
        var rule = new ChurnRecount(history, Contracts);
        long sum = 0;
        foreach (var contract in before.Where(one => one.Kind == PlainKind.Subscription).GroupBy(one => one.Name))
        {
            if (!rule.Counts([.. contract], asOf))
                continue;
            var priced = contract.LastOrDefault(step => step.Action is PlainSubscription.Started or PlainSubscription.Changed
                || (step.Action == PlainSubscription.Resumed && step.Number is not null));
            sum += (priced?.Number ?? 0) * (Common / Math.Max(1, priced?.Detail ?? 1));
        }
        var (whole, rest) = Math.DivRem(sum, Common);
        return 2 * rest > Common || (2 * rest == Common && whole % 2 == 1) ? whole + 1 : whole;
    }

    public static int Orders(List<PlainEvent> before)
    {
        var purchases = before.Where(one => one.Kind == PlainKind.Purchase).ToList();
        return purchases.Count(one => one.Name.Length == 0)
            + purchases.Where(one => one.Name.Length > 0).Select(one => one.Name).Distinct().Count();
    }

    public static long NetRevenue(IEnumerable<PlainEvent> events) => events.Sum(one =>
        one.Kind == PlainKind.Purchase ? one.Number ?? 0 : one.Kind == PlainKind.Refund ? -(one.Number ?? 0) : 0);

    /// <summary>Days, orders and revenue of all purchasers, whom no filter leaves out.</summary>
    public Dictionary<string, (int R, int F, long M)> Purchasers() => Customers(PlainFilter.None)
        .Where(one => one.Events.Any(each => each.Kind == PlainKind.Purchase)).ToDictionary(one => one.Id, one =>
            (history.Tenant.Calendar.DaysBetween(one.Events.Last(each => each.Kind == PlainKind.Purchase).Ms, asOf),
                Orders(one.Events), NetRevenue(one.Events)));

    /// <summary>The three scores: 1 + floor(5 * strictly worse / n).</summary>
    public static (int R, int F, int M) Scores(Dictionary<string, (int R, int F, long M)> all, string id)
    {
        var own = all[id];
        return (1 + 5 * all.Values.Count(one => one.R > own.R) / all.Count, 1 + 5 * all.Values.Count(one => one.F < own.F) / all.Count,
            1 + 5 * all.Values.Count(one => one.M < own.M) / all.Count);
    }

    public static string SegmentOf((int R, int F, int M) scores)
    {
        if (scores.R >= 4 && scores.F >= 4 && scores.M >= 4)
            return "Champions";
        if (scores.R <= 2 && scores.F >= 3)
            return "AtRisk";
        if (scores.R == 1 && scores.F <= 2)
            return "Lost";
        return scores.F >= 4 && scores.R >= 3 ? "Loyal" : "None";
    }

    /// <summary>Customers with a selected event in the window and none of the other.</summary>
    public List<string> DidNot(PlainFilter filter, Span window, PlainSelector did, PlainSelector didNot) =>
    [
        .. Customers(filter).Where(one => one.Events.Any(each => window.Has(each.Ms) && did.Picks(each))
            && !one.Events.Any(each => window.Has(each.Ms) && didNot.Picks(each))).Select(one => one.Id),
    ];

    /// <summary>Who is at risk: by more than so many median gaps, or by more than a fixed silence.</summary>
    public List<string> AtRisk(PlainFilter filter, PlainSelector selector, double multiple, long? silenceMs)
    {
        List<(string Id, long Mrr, long Year, string Line)> found = [];
        foreach (var (id, events) in Customers(filter))
        {
            var acts = events.Where(selector.Picks).ToList();
            if (acts.Count == 0)
                continue;
            var days = acts.Select(act => history.Tenant.Calendar.DateNumber(act.Ms)).Distinct().Order().ToList();
            var gaps = days.Zip(days.Skip(1), (one, next) => next - one).Order().ToList();
            double? median = gaps.Count < 3 ? null
                : gaps.Count % 2 == 1 ? gaps[gaps.Count / 2] : (gaps[gaps.Count / 2 - 1] + gaps[gaps.Count / 2]) / 2.0;
            var silent = history.Tenant.Calendar.DateNumber(asOf) - days[^1];
            if (silenceMs is { } limit ? asOf - acts[^1].Ms <= limit : median is null || silent <= multiple * median)
                continue;
            var (mrr, year) = (RecurringRevenue(events), NetRevenue(events.Where(one => one.Ms >= asOf - YearMs)));
            found.Add((id, mrr, year, $"{id} {acts[^1].Ms} {silent} {median * 2} {mrr} {year}"));
        }
        return
        [
            .. found.OrderByDescending(one => one.Mrr).ThenByDescending(one => one.Year)
                .ThenBy(one => one.Id, Bytewise).Select(one => one.Line),
        ];
    }

    /// <summary>All that is told of one customer.</summary>
    public string Profile(string id)
    {
        var all = history.Customers[id];
        var before = Before(all);
        var kinds = before.GroupBy(one => one.Kind).OrderBy(kind => kind.Key).Select(kind => $"{(int)kind.Key}:{kind.Count()}");
        var surveys = before.Where(one => one.Kind == PlainKind.SurveyResponse).GroupBy(one => (one.Name, one.Detail))
            .Select(survey => survey.Last()).OrderBy(one => one.Name, Bytewise).ThenBy(one => one.Detail)
            .Select(one => $"{one.Name}/{one.Detail}={one.Number}@{one.Ms}");
        var attributes = all.Where(one => one.Kind == PlainKind.Profile).SelectMany(one => one.Properties.Keys).Append("plan").Distinct()
            .Order(Bytewise).Select(key => (Key: key, Value: PlainHistory.AttributeOf(all, key)))
            .Where(one => one.Value is not null).Select(one => $"{one.Key}={one.Value}");
        return $"{before[0].Ms} {before[^1].Ms} {before.LastOrDefault(one => one.CountsAsActivity)?.Ms} {string.Join(",", kinds)} "
            + $"{Orders(before)} {NetRevenue(before)} {RecurringRevenue(before)} "
            + $"{string.Join(",", surveys)} {string.Join(",", attributes)}";
    }
}

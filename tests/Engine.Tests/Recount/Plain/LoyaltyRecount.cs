namespace PlainRecount;

/// <summary>Churn of some customers beside that of the others, by the recount of ComputeChurn.</summary>
internal static class ComparedChurn
{
    public static string Line(PlainHistory history, PlainPopulation population, Span window, IReadOnlySet<string> customers)
    {
        var sets = new ChurnRecount(history, population).Sets(window);
        int Of(HashSet<string> set) => set.Count(customers.Contains);
        return $"{Of(sets.Start)} {Of(sets.End)} {Of(sets.Retained)} {Of(sets.New)} {Of(sets.NewRetained)} {Of(sets.Returned)} "
            + $"{Of(sets.LostFromReturned)}";
    }
}

/// <summary>ComputeLoyalty, word by word.</summary>
internal sealed record LoyaltyRecount(
    PlainHistory History, PlainFilter Filter, PlainSelector Selector, PlainPopulation Population, PlainGrouping? Grouping)
{
    /// <summary>The customers who pass, each with the value of its group.</summary>
    public List<(string Customer, string? Value)> Asked() =>
        [.. History.Passing(Filter).Select(one => (one.Id, Grouping?.ValueOf(one.Events, null)))];

    public string Line(Span window, IReadOnlySet<string> customers)
    {
        var moves = customers.SelectMany(id => History.Customers[id]).Where(one => one.Kind == PlainKind.Loyalty).ToList();
        long Sum(int action, Func<PlainEvent, bool> counts) =>
            moves.Where(one => one.Action == action && counts(one)).Sum(one => one.Number!.Value);
        bool Inside(PlainEvent one) => window.Has(one.Ms);
        bool Before(PlainEvent one) => one.Ms < window.EndMs;
        int Count(int group) => Of(group, window).Count(one => customers.Contains(one.Id));
        return $"{Sum(1, Inside)} {Sum(2, Inside)} {Sum(3, Inside)} {Sum(1, Before) - Sum(2, Before) - Sum(3, Before)} "
            + $"{Count(1)} {Count(2)} {Count(3)}";
    }

    /// <summary>Active (1), redeemers (2), members (3), each with the time of it.</summary>
    public List<(string Id, long? Ms)> Of(int group, Span window)
    {
        List<(string, long?)> members = [];
        foreach (var (id, events) in History.Passing(Filter))
        {
            var active = events.FirstOrDefault(one => window.Has(one.Ms) && Selector.Picks(one));
            var moves = events.Where(one => one.Kind == PlainKind.Loyalty).ToList();
            var found = group switch
            {
                1 => active,
                2 => active is null ? null : moves.FirstOrDefault(one => one.Action == 2 && window.Has(one.Ms)),
                _ => moves.FirstOrDefault() is { } first && first.Ms < window.StartMs ? first : null,
            };
            if (found is not null)
                members.Add((id, found.Ms));
        }
        return members;
    }

    public string ChurnLine(Span window, IReadOnlySet<string> customers)
    {
        var members = Of(3, window).Select(one => one.Id).Where(customers.Contains).ToHashSet();
        return $"{ComparedChurn.Line(History, Population, window, members)} against "
            + ComparedChurn.Line(History, Population, window, customers.Except(members).ToHashSet());
    }
}

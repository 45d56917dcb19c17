namespace PlainRecount;

/// <summary>ComputeSupport, word by word.</summary>
internal sealed record SupportRecount(
    PlainHistory History, PlainFilter Filter, long LookbackMs, PlainPopulation Population, PlainGrouping? Grouping, long AsOfMs)
{
    public List<(string Customer, string? Value)> Asked() =>
        [.. History.Passing(Filter).Select(one => (one.Id, Grouping?.ValueOf(one.Events, null)))];

    /// <summary>How many cases take a step: opened (1), responded, resolved; questions (1), then complaints (2).</summary>
    public string Line(Span window, IReadOnlySet<string> customers) => string.Join(" ",
        Enumerable.Range(0, 6).Select(i => Steps(i / 3 + 1, i % 3 + 1, window).Count(one => customers.Contains(one.Customer))));

    /// <summary>Cases whose first event of an action is in the window and of a type, with its time.</summary>
    public IEnumerable<(string Customer, long? Ms)> Steps(int type, int action, Span window) =>
        from customer in History.Passing(Filter)
        from supported in customer.Events.Where(one => one.Kind == PlainKind.SupportCase).GroupBy(one => one.Name)
        let first = supported.FirstOrDefault(one => one.Action == action)
        where first is not null && first.Detail == type && window.Has(first.Ms)
        select (customer.Id, (long?)first.Ms);

    public string WaitLine(Span window, IReadOnlySet<string> customers) => $"{Waits(2, window, customers)} {Waits(3, window, customers)}";

    public IEnumerable<(string Customer, long? Ms)> Complainers(Span window)
    {
        var before = new Span(window.StartMs - LookbackMs, window.StartMs);
        return from customer in History.Passing(Filter)
               let complaint = customer.Events.FirstOrDefault(one =>
                   one.Kind == PlainKind.SupportCase && one.Action == 1 && one.Detail == 2 && before.Has(one.Ms))
               where complaint is not null
               select (customer.Id, (long?)complaint.Ms);
    }

    public string ChurnLine(Span window, IReadOnlySet<string> customers)
    {
        var complainers = Complainers(window).Select(one => one.Customer).Where(customers.Contains).ToHashSet();
        return $"{ComparedChurn.Line(History, Population, window, complainers)} against "
            + ComparedChurn.Line(History, Population, window, customers.Except(complainers).ToHashSet());
    }

    private string Waits(int action, Span window, IReadOnlySet<string> customers)
    {
        var waits = (from customer in History.Passing(Filter)
                     where customers.Contains(customer.Id)
                     from supported in customer.Events.Where(one => one.Kind == PlainKind.SupportCase).GroupBy(one => one.Name)
                     let opened = supported.FirstOrDefault(one => one.Action == 1)
                     where opened is not null && window.Has(opened.Ms)
                     let step = supported.FirstOrDefault(one => one.Action == action && one.Ms >= opened.Ms && one.Ms < AsOfMs)
                     where step is not null
                     select step.Ms - opened.Ms).Order().ToList();
        if (waits.Count == 0)
            return "0";
        var median = waits.Count % 2 == 1
            ? waits[waits.Count / 2] / 1000.0
            : (waits[waits.Count / 2 - 1] + waits[waits.Count / 2]) / 2000.0;
        return $"{waits.Count}/{median}/{(double)waits.Sum() / waits.Count / 1000}";
    }
}

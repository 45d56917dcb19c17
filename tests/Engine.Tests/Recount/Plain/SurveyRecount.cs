namespace PlainRecount;

/// <summary>ComputeSurveyScore, word by word.</summary>
internal sealed record SurveyRecount(
    PlainHistory History, PlainFilter Filter, int Type, string? Survey, bool AllAnswers, PlainFilter EventFilter, PlainGrouping? Grouping)
{
    public sealed record Answer(string Customer, long Ms, long Score, string? Value);

    /// <summary>The counted answers of a window.</summary>
    public List<Answer> In(Span window)
    {
        List<Answer> answers = [];
        foreach (var (id, events) in History.Passing(Filter))
        {
            var given = events.Where(one => one.Kind == PlainKind.SurveyResponse && one.Detail == Type && window.Has(one.Ms)
                && (Survey is null || one.Name == Survey) && EventFilter.Passes(one.PropertyOf)).ToList();
            var counted = AllAnswers ? given : given.TakeLast(1);
            answers.AddRange(counted.Select(one => new Answer(id, one.Ms, one.Number!.Value, Grouping?.ValueOf(events, one))));
        }
        return answers;
    }

    public PlainSplit Split(Span window) => new(Grouping, In(window).Select(answer => (answer.Customer, answer.Value)));

    public static string Line(IEnumerable<Answer> answers)
    {
        var list = answers.ToList();
        var customers = list.Select(answer => answer.Customer).Distinct().Count();
        var scores = Enumerable.Range(0, 11).Select(score => list.Count(answer => answer.Score == score));
        return $"{customers}: {string.Join(" ", scores)}";
    }
}

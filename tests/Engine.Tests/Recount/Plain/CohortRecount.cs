namespace PlainRecount;

/// <summary>ComputeCohortRetention, word by word.</summary>
internal sealed class CohortRecount
{
    private readonly PlainHistory _history;
    private readonly PlainCohortQuestion _question;
    private readonly List<Span> _buckets;
    private readonly Span _window;

    public CohortRecount(PlainHistory history, PlainCohortQuestion question)
    {
        _history = history;
        _question = question;
        _buckets = history.Tenant.Calendar.Buckets(question.Window.StartMs, question.Window.EndMs, question.Unit, question.Multiple);
        _window = _buckets.Count == 0 ? default : new(_buckets[0].StartMs, _buckets[^1].EndMs);
    }

    public List<PlainGroup> Groups()
    {
        var members = Members();
        if (_question.GroupAttribute is null && _question.GroupProperty is null)
            return [Group(1, "", members)];
        var values = members.Where(member => member.Group is not null).GroupBy(member => member.Group!)
            .OrderByDescending(group => group.Select(member => member.Id).Distinct().Count())
            .ThenBy(group => group.Key, Comparer<string>.Create(PlainOrder.Bytewise)).ToList();
        List<PlainGroup> groups = [.. values.Take(_question.GroupLimit).Select(group => Group(2, group.Key, [.. group]))];
        var others = values.Skip(_question.GroupLimit).SelectMany(group => group).ToList();
        if (others.Count > 0)
            groups.Add(Group(3, "", others));
        var none = members.Where(member => member.Group is null).ToList();
        if (none.Count > 0)
            groups.Add(Group(4, "", none));
        return groups;
    }

    /// <summary>Every member of every cohort with the cells in which it counts; 0 is bucket 0.</summary>
    public List<PlainMember> Members()
    {
        List<PlainMember> members = [];
        foreach (var (id, events) in Customers())
        {
            foreach (var start in StartEvents(events))
            {
                var row = _buckets.FindIndex(bucket => bucket.Has(events[start].Ms));
                if (row < 0)
                    continue;
                var member = new PlainMember(id, row, start, events[start].Ms, GroupOf(events, start));
                Count(member, events);
                members.Add(member);
            }
        }
        return members;
    }

    private IEnumerable<(string Id, List<PlainEvent> Events)> Customers() => _question.CountBy is not { } property
        ? _history.Passing(_question.Filter)
        // At one instant the events that begin a cohort come first, whosever they are.
        : _history.CountedBy(_question.Filter, property).Customers.Select(value =>
            (value.Key, value.Value.OrderBy(one => one.Ms).ThenByDescending(_question.Start.Picks).ToList()));

    /// <summary>[4, 10, 3] → 1–4, 5–14, 15–17; without sizes each bucket is a cell.</summary>
    private IEnumerable<(int First, int Last)> CellSpans()
    {
        var first = 1;
        foreach (var size in _question.Brackets.Length == 0 ? Enumerable.Repeat(1, 100_000) : _question.Brackets)
        {
            yield return (first, first + size - 1);
            first += size;
        }
    }

    /// <summary>The cells of a row, those past the widened window left out, a bracket that it cuts too.</summary>
    private List<(int First, int Last)> CellsOf(int row) => [.. CellSpans().TakeWhile(cell => _question.Rolling
        ? _buckets[row].StartMs + cell.Last * _question.RollingMs < _window.EndMs
        : row + cell.Last < _buckets.Count)];

    private IEnumerable<int> StartEvents(List<PlainEvent> events)
    {
        var all = Enumerable.Range(0, events.Count).ToList();
        switch (_question.Rule)
        {
            case PlainCohortRule.FirstEver:
                return all.Where(i => _question.Start.PicksFilterApart(events[i])).Take(1).Where(i => _question.Start.Picks(events[i]));
            case PlainCohortRule.FirstMatching:
                return all.Where(i => _question.Start.Picks(events[i])).Take(1);
            default:
                var inside = all.Where(i => _window.Has(events[i].Ms) && _question.Start.Picks(events[i])).ToList();
                return _question.Rolling
                    ? inside.Take(1)
                    : inside.GroupBy(i => _buckets.FindIndex(bucket => bucket.Has(events[i].Ms))).Select(bucket => bucket.First());
        }
    }

    private string? GroupOf(List<PlainEvent> events, int start)
    {
        if (_question.GroupAttribute is { } attribute)
            return PlainHistory.AttributeOf(events, attribute);
        return _question.GroupProperty is { } property ? events[start].PropertyOf(property) : null;
    }

    private void Count(PlainMember member, List<PlainEvent> events)
    {
        var returns = events.Skip(member.StartIndex + 1)
            .Where(one => _window.Has(one.Ms) && _question.Return.Picks(one) && HasTheSameValue(member, one))
            .Where(one => _question.CountBy is null || one.Ms > member.StartMs).ToList();
        bool Met(int k) => returns.Count(one => BucketOf(member, k).Has(one.Ms)) >= _question.MinOccurrences;
        bool MetIn((int First, int Last) cell) => Enumerable.Range(cell.First, cell.Last - cell.First + 1).Any(Met);
        if (Met(0))
            member.Cells.Add(0);
        var cells = CellsOf(member.Row);
        for (var m = 1; m <= cells.Count; m++)
        {
            var counts = _question.Criterion switch
            {
                PlainCriterion.On => MetIn(cells[m - 1]),
                PlainCriterion.OnOrAfter => Enumerable.Range(cells[m - 1].First, 2 * _buckets.Count + 2).Any(Met),
                PlainCriterion.OnOrBefore => cells.Take(m).Any(MetIn),
                _ => cells.Take(m).All(MetIn),
            };
            // A cell that is NOT_YET carries no count, so nobody counts in it.
            if (counts && StateOf(member.Row, cells[m - 1]) != PlainState.NotYet)
                member.Cells.Add(m);
            if (BucketOf(member, cells[m - 1].Last).EndMs <= _question.AsOfMs)
                member.EligibleCells.Add(m);
        }
    }

    private bool HasTheSameValue(PlainMember member, PlainEvent returned) =>
        _question.GroupProperty is null || !_question.SameValue || returned.PropertyOf(_question.GroupProperty) == member.Group;

    /// <summary>The member's bucket k; of the calendar, those past the window are empty.</summary>
    private Span BucketOf(PlainMember member, int k)
    {
        if (_question.Rolling)
            return new(member.StartMs + k * _question.RollingMs, member.StartMs + (k + 1) * _question.RollingMs);
        return member.Row + k < _buckets.Count ? _buckets[member.Row + k] : new(_window.EndMs, _window.EndMs);
    }

    private PlainGroup Group(int kind, string value, List<PlainMember> members)
    {
        List<PlainCohort> cohorts = [];
        for (var row = 0; row < _buckets.Count; row++)
        {
            var inRow = members.Where(member => member.Row == row).ToList();
            var cells = Enumerable.Range(1, CellsOf(row).Count).Select(m => Cell(row, m, inRow)).ToList();
            var returnedAtOnce = inRow.Count(member => member.Cells.Contains(0));
            cohorts.Add(new(_buckets[row], PlainStates.Of(_buckets[row], _question.AsOfMs), inRow, returnedAtOnce, cells));
        }
        var longest = cohorts.Count == 0 ? 0 : cohorts.Max(cohort => cohort.Cells.Count);
        return new(kind, value, cohorts, [.. Enumerable.Range(0, longest).Select(m => Average(cohorts, m))]);
    }

    private PlainCell Cell(int row, int m, List<PlainMember> members)
    {
        var state = StateOf(row, CellsOf(row)[m - 1]);
        var eligible = members.Where(member => member.EligibleCells.Contains(m)).ToList();
        return new(state, state == PlainState.NotYet ? null : members.Count(member => member.Cells.Contains(m)), eligible.Count,
            eligible.Count(member => member.Cells.Contains(m)));
    }

    private PlainState StateOf(int row, (int First, int Last) cell)
    {
        // Rolling: from the earliest start of the earliest possible member to the end of the latest possible one.
        var span = _question.Rolling
            ? new Span(
                _buckets[row].StartMs + cell.First * _question.RollingMs, _buckets[row].EndMs + (cell.Last + 1) * _question.RollingMs)
            : new Span(_buckets[row + cell.First].StartMs, _buckets[row + cell.Last].EndMs);
        if (_question.Criterion == PlainCriterion.OnOrAfter)
            span = span with { EndMs = Math.Max(span.EndMs, _window.EndMs) };
        return PlainStates.Of(span, _question.AsOfMs);
    }

    private PlainAverage Average(List<PlainCohort> cohorts, int m)
    {
        var having = cohorts.Where(cohort => m < cohort.Cells.Count).ToList();
        var complete = having.Where(cohort => cohort.Cells[m].State == PlainState.Value).ToList();
        var rates = complete.Where(cohort => cohort.Members.Count > 0)
            .Select(cohort => (double)cohort.Cells[m].Count!.Value / cohort.Members.Count).ToList();
        double? simple = rates.Count == 0 ? null : rates.Aggregate(0.0, (sum, rate) => sum + rate) / rates.Count;
        return _question.Rolling
            ? new(having.Sum(cohort => cohort.Cells[m].EligibleReturned), having.Sum(cohort => cohort.Cells[m].Eligible), simple)
            : new(complete.Sum(cohort => cohort.Cells[m].Count!.Value), complete.Sum(cohort => (long)cohort.Members.Count), simple);
    }
}

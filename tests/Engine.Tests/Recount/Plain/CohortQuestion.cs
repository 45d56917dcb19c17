namespace PlainRecount;

internal enum PlainCohortRule
{
    FirstEver = 1,
    FirstMatching = 2,
    Recurring = 3,
}

internal enum PlainCriterion
{
    On = 1,
    OnOrAfter = 2,
    OnOrBefore = 3,
    Streak = 4,
}

internal sealed record PlainCohortQuestion(Span Window, long AsOfMs, PlainSelector Start, PlainSelector Return)
{
    public PlainFilter Filter { get; init; } = PlainFilter.None;

    public PlainCohortRule Rule { get; init; } = PlainCohortRule.FirstEver;

    public PlainUnit Unit { get; init; } = PlainUnit.Day;

    public int Multiple { get; init; } = 1;

    public bool Rolling { get; init; }

    public PlainCriterion Criterion { get; init; } = PlainCriterion.On;

    public int[] Brackets { get; init; } = [];

    public int MinOccurrences { get; init; } = 1;

    public string? GroupAttribute { get; init; }

    public string? GroupProperty { get; init; }

    /// <summary>Counts the values of an event property instead of customers, for whom returns are later than the start in time.</summary>
    public string? CountBy { get; init; }

    public int GroupLimit { get; init; } = 10;

    public bool SameValue { get; init; } = true;

    /// <summary>A rolling bucket: 24 hours, 7 or 30 times 24 hours, times the multiple.</summary>
    public long RollingMs => Multiple * 24L * 3_600_000 * (Unit switch { PlainUnit.Day => 1, PlainUnit.Week => 7, _ => 30 });

    public override string ToString() =>
        $"{Window} asOf {AsOfMs} {Rule} {Unit}x{Multiple} {(Rolling ? "rolling" : "calendar")} {Criterion} "
        + $"brackets({string.Join(",", Brackets)}) min {MinOccurrences} by {GroupAttribute}{GroupProperty} top {GroupLimit} "
        + $"{(SameValue ? "same" : "start")} "
        + $"start {Start} return {Return} of {Filter} count_by {CountBy}";
}

/// <summary>Somebody in a cohort: the row, and which of the customer's events made it so.</summary>
internal sealed record PlainMember(string Id, int Row, int StartIndex, long StartMs, string? Group)
{
    public HashSet<int> Cells { get; } = [];

    public HashSet<int> EligibleCells { get; } = [];
}

internal sealed record PlainCell(PlainState State, long? Count, long Eligible, long EligibleReturned);

internal sealed record PlainCohort(Span Window, PlainState State, List<PlainMember> Members, long ReturnedInBucket0, List<PlainCell> Cells);

internal sealed record PlainAverage(long Numerator, long Denominator, double? Simple);

/// <summary>Kind: 1 all, 2 a value, 3 the other values, 4 no value.</summary>
internal sealed record PlainGroup(int Kind, string Value, List<PlainCohort> Cohorts, List<PlainAverage> Averages);

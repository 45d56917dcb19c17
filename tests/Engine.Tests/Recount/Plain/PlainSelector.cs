namespace PlainRecount;

internal sealed record PlainCondition(string Key, bool NotIn, string[] Values)
{
    /// <summary>NOT_IN keeps those without the value.</summary>
    public bool Holds(string? value) => NotIn ? value is null || !Values.Contains(value) : value is not null && Values.Contains(value);

    public override string ToString() => $"{Key} {(NotIn ? "NOT_IN" : "IN")} ({string.Join(",", Values)})";
}

internal sealed record PlainFilter(params PlainCondition[] Conditions)
{
    public static readonly PlainFilter None = new();

    public bool Passes(Func<string, string?> valueOf) => Conditions.All(condition => condition.Holds(valueOf(condition.Key)));

    public override string ToString() => string.Join(" AND ", Conditions.Select(condition => condition.ToString()));
}

/// <summary>Kinds with their actions (none = all), activity names; neither = ANY.</summary>
internal sealed record PlainSelector((PlainKind Kind, int[] Actions)[] Kinds, string[] Names, PlainFilter Filter)
{
    public static readonly PlainSelector Any = new([], [], PlainFilter.None);

    public static readonly PlainSelector Purchases = new([(PlainKind.Purchase, [])], [], PlainFilter.None);

    public static PlainSelector Named(string name) => new([], [name], PlainFilter.None);

    public bool Picks(PlainEvent candidate) => PicksFilterApart(candidate) && Filter.Passes(candidate.PropertyOf);

    public bool PicksFilterApart(PlainEvent candidate)
    {
        if (Kinds.Length == 0 && Names.Length == 0)
            return candidate.CountsAsActivity;
        return Kinds.Any(picked => picked.Kind == candidate.Kind
                && (picked.Actions.Length == 0 || picked.Actions.Contains(candidate.Action)))
            || (candidate.Kind == PlainKind.Activity && Names.Contains(candidate.Name));
    }

    public override string ToString()
    {
        var kinds = string.Join("|", Kinds.Select(picked => $"{picked.Kind}({string.Join(",", picked.Actions)})"));
        var picked = kinds.Length + Names.Length == 0 ? "ANY" : $"{kinds} names({string.Join(",", Names)})";
        return Filter.Conditions.Length == 0 ? picked : $"{picked} where {Filter}";
    }
}

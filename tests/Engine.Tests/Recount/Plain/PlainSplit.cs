namespace PlainRecount;

/// <summary>
/// How an answer is split: by an attribute of the customer or a property of what is counted; a segment declares the values that have
/// groups.
/// </summary>
internal sealed record PlainGrouping(string Key, bool IsAttribute, int Limit, string[]? Declared = null)
{
    /// <summary>The value of what is counted; null is no value.</summary>
    public string? ValueOf(List<PlainEvent> events, PlainEvent? counted) =>
        IsAttribute ? PlainHistory.AttributeOf(events, Key) : counted!.PropertyOf(Key);
}

/// <summary>
/// The groups of a split answer, word by word: the largest values by distinct customers, or those declared, ties bytewise, then OTHER, then
/// NONE.
/// </summary>
internal sealed class PlainSplit
{
    private readonly PlainGrouping? _grouping;
    private readonly List<string> _largest = [];

    /// <param name="grouping">How it is split; null where it is not.</param>
    /// <param name="denominator">Who is in the denominator with which value.</param>
    public PlainSplit(PlainGrouping? grouping, IEnumerable<(string Customer, string? Value)> denominator)
    {
        _grouping = grouping;
        if (grouping is null)
            return;
        var sizes = denominator.Where(one => one.Value is not null).Distinct().GroupBy(one => one.Value!)
            .Select(value => (Value: value.Key, Customers: value.Count())).ToList();
        sizes.RemoveAll(size => grouping.Declared?.Contains(size.Value) == false);
        sizes.Sort((x, y) => x.Customers == y.Customers ? PlainOrder.Bytewise(x.Value, y.Value) : y.Customers - x.Customers);
        _largest = [.. sizes.Take(grouping.Limit).Select(size => size.Value)];
    }

    /// <summary>The values that have groups of their own.</summary>
    public IReadOnlyList<string> Largest => _largest;

    /// <summary>The groups in their order, the empty ones among them.</summary>
    public IEnumerable<string> Groups => _grouping is null ? ["ALL"] : [.. _largest.Select(value => $"'{value}'"), "OTHER", "NONE"];

    public string GroupOf(string? value) =>
        _grouping is null ? "ALL" : value is null ? "NONE" : _largest.Contains(value) ? $"'{value}'" : "OTHER";
}

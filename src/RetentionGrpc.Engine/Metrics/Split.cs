namespace RetentionGrpc.Engine.Metrics;

/// <summary>An answer by groups; one group, <see cref="GroupKind.All"/>, where it is not split.</summary>
/// <typeparam name="TStatistic">What is counted.</typeparam>
public sealed class Split<TStatistic>
    where TStatistic : class, IStatistic<TStatistic>
{
    private readonly Grouping? _grouping;
    private readonly SortedDictionary<byte[], TStatistic> _values = new(Bytewise.Order);

    internal Split(Grouping? grouping, TStatistic rest, TStatistic none) => (_grouping, Rest, None) = (grouping, rest, none);

    /// <summary>Everything where nothing is split; else what belongs to values without a group of their own.</summary>
    public TStatistic Rest { get; }

    /// <summary>What has no value.</summary>
    public TStatistic None { get; }

    /// <summary>Whether a partition gave up because there are too many values; nothing else of the answer counts then.</summary>
    internal bool HasTooManyValues { get; set; }

    /// <summary>The values that have groups so far, bytewise.</summary>
    public IReadOnlyDictionary<byte[], TStatistic> Values => _values;

    /// <summary>All that was counted, group by group, the empty ones among them.</summary>
    internal IEnumerable<TStatistic> All => [Rest, None, .. _values.Values];

    internal void Add(byte[] value, TStatistic statistic)
    {
        if (!_values.TryAdd(value, statistic))
            _values[value].Add(statistic);
    }

    /// <summary>Adds the answer over other customers.</summary>
    internal void Add(Split<TStatistic> other)
    {
        HasTooManyValues |= other.HasTooManyValues;
        Rest.Add(other.Rest);
        None.Add(other.None);
        foreach (var (value, statistic) in other._values)
            Add(value, statistic);
    }

    /// <summary>Leaves the largest values groups of their own; the customers of the others, who must be distinct, join the rest.</summary>
    internal void KeepLargest(int limit)
    {
        var largest = Largest(limit).ToHashSet();
        foreach (var value in _values.Keys.Where(value => !largest.Contains(value)).ToArray())
        {
            Rest.Add(_values[value]);
            _values.Remove(value);
        }
    }

    /// <summary>The values with the most customers, ties by value bytewise.</summary>
    public IReadOnlyList<byte[]> Largest(int limit) =>
        [.. _values.OrderByDescending(pair => pair.Value.Customers).Take(limit).Select(pair => pair.Key)];

    /// <summary>The groups: values by falling size, ties bytewise, then OTHER, then NONE; those without customers are left out.</summary>
    public IReadOnlyList<SplitGroup<TStatistic>> Groups()
    {
        if (_grouping is null)
            return [new(GroupKind.All, [], Rest)];
        var groups = Largest(_values.Count).Select(value => new SplitGroup<TStatistic>(GroupKind.Value, value, _values[value]));
        groups = groups.Append(new(GroupKind.Other, [], Rest)).Append(new(GroupKind.None, [], None));
        return [.. groups.Where(group => group.Statistic.Customers > 0)];
    }
}

using RetentionGrpc.Engine.Customers;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>Splits an answer by a value: the values with the most customers have groups of their own, the others are OTHER, and what has
/// no value is NONE.</summary>
/// <param name="Key">The attribute or the declared event property, in UTF-8.</param>
/// <param name="IsAttribute">Whether it is an attribute of the customer; else a property of the event that is counted.</param>
/// <param name="Limit">How many values have groups of their own, at least 1.</param>
/// <param name="Values">Those values, in UTF-8; null where they are still to be found: then each value has a group.</param>
public sealed record Grouping(byte[] Key, bool IsAttribute, int Limit, IReadOnlyList<byte[]>? Values = null)
{
    /// <summary>Where the value stands in the event that is counted; with another place than its properties, the key is not read.</summary>
    public GroupColumn Column { get; init; } = GroupColumn.Property;

    /// <summary>Whether it splits by the customer's plan.</summary>
    internal bool IsPlan => IsAttribute && Key.AsSpan().SequenceEqual(CustomerAttributes.Plan);
}

/// <summary>Where the value that splits an answer stands in an event.</summary>
public enum GroupColumn : byte
{
    /// <summary>Among its properties.</summary>
    Property = 0,

    /// <summary>The campaign of a campaign touch or coupon.</summary>
    Campaign = 1,

    /// <summary>The variant of a campaign touch.</summary>
    Variant = 2,

    /// <summary>The channel of a campaign touch, by the end of its enum name, e.g. EMAIL.</summary>
    Channel = 3,
}

/// <summary>What a group of an answer is. The numbers are those of the wire.</summary>
public enum GroupKind : byte
{
    /// <summary>The answer is not split.</summary>
    All = 1,

    /// <summary>One value.</summary>
    Value = 2,

    /// <summary>The values beyond the limit, together.</summary>
    Other = 3,

    /// <summary>No value.</summary>
    None = 4,
}

/// <summary>What a metric counts of some customers.</summary>
/// <typeparam name="TSelf">The statistic itself.</typeparam>
public interface IStatistic<TSelf>
    where TSelf : class, IStatistic<TSelf>
{
    /// <summary>Distinct customers of the denominator: groups are ordered by it. 0: there is nothing to tell of the group.</summary>
    long Customers { get; }

    /// <summary>Adds what was counted of other customers.</summary>
    void Add(TSelf other);
}

/// <summary>A group of an answer.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">Its value, in UTF-8; empty unless it is one.</param>
/// <param name="Statistic">What was counted.</param>
public readonly record struct SplitGroup<TStatistic>(GroupKind Kind, byte[] Value, TStatistic Statistic);

using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>One group of a split answer, as what its members are asked for.</summary>
/// <param name="Grouping">How the answer is split; its values are read for <see cref="GroupKind.Other"/> only, and needed there.</param>
/// <param name="Kind">A value, OTHER or NONE.</param>
/// <param name="Value">The value, in UTF-8; else not read.</param>
public sealed record ChosenGroup(Grouping Grouping, GroupKind Kind, byte[] Value)
{
    /// <summary>The group in the numbers of one tenant.</summary>
    internal GroupTest Bind(TenantState tenant) => new(tenant, this);
}

/// <summary>Tells of each customer, or each event, of one tenant whether it is in a group, as <see cref="SplitScan{T}"/> would.</summary>
internal sealed class GroupTest
{
    private readonly BoundGrouping _bound;
    private readonly GroupKind _kind;
    private readonly int[] _values;

    public GroupTest(TenantState tenant, ChosenGroup group)
    {
        (_bound, _kind) = (new(tenant, group.Grouping), group.Kind);
        _values = [.. (group.Kind == GroupKind.Other ? group.Grouping.Values! : [group.Value]).Select(_bound.NumberOf)];
    }

    /// <summary>Whether a customer is in it, where an attribute splits.</summary>
    public bool Has(ReadOnlySpan<TimelineEvent> live) => HasValue(_bound.ValueOf(live));

    /// <summary>Whether the event that is counted, at its place in the timeline, is in it.</summary>
    public bool Has(ReadOnlySpan<TimelineEvent> live, int place) => HasValue(_bound.ValueOf(live, live[place]));

    private bool HasValue(int value) => _kind switch
    {
        GroupKind.None => value < 0,
        GroupKind.Other => value >= 0 && !_values.Contains(value),
        _ => value >= 0 && _values[0] == value,
    };
}

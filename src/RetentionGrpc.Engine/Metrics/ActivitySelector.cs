using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>Events of a kind, of all its actions or of some.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Actions">The actions by number; empty means all.</param>
public sealed record KindSelection(EventKind Kind, IReadOnlyList<byte> Actions);

/// <summary>
/// Picks events: those of some kinds, activities of some names, or ANY that counts as activity; and only those that pass a filter.
/// </summary>
/// <param name="Kinds">Events of these kinds.</param>
/// <param name="ActivityNames">Activities of these names, in UTF-8. With no kinds and no names: ANY.</param>
/// <param name="EventFilter">And only those that pass it.</param>
public sealed record ActivitySelector(IReadOnlyList<KindSelection> Kinds, IReadOnlyList<byte[]> ActivityNames, Filter EventFilter)
{
    /// <summary>Every event that counts as activity.</summary>
    public static ActivitySelector Any { get; } = new([], [], Filter.None);

    /// <summary>Purchases.</summary>
    public static ActivitySelector Purchases { get; } = new([new(EventKind.Purchase, [])], [], Filter.None);

    /// <summary>The selector in the numbers of one tenant's table of texts.</summary>
    public BoundSelector Bind(TenantState tenant) => new(this, tenant);
}

/// <summary>A selector whose texts are numbers of one tenant's table.</summary>
public sealed class BoundSelector
{
    private readonly ulong[] _actionsOfKind = new ulong[(int)EventKind.Spend + 1];
    private readonly HashSet<int> _names;
    private readonly BoundFilter _filter;
    private readonly bool _isAny;

    internal BoundSelector(ActivitySelector selector, TenantState tenant)
    {
        _isAny = selector.Kinds.Count == 0 && selector.ActivityNames.Count == 0;
        foreach (var selection in selector.Kinds)
            _actionsOfKind[(int)selection.Kind] |= selection.Actions.Count == 0 ? ulong.MaxValue : Mask(selection.Actions);
        _names = [.. selector.ActivityNames.Select(name => tenant.Texts.Find(name)).Where(number => number >= 0)];
        _filter = selector.EventFilter.Bind(tenant);
    }

    /// <summary>Whether it picks the event.</summary>
    public bool Picks(in TimelineEvent candidate) => PicksUnfiltered(candidate) && _filter.PassesEvent(candidate);

    /// <summary>Whether it picks the event, its filter apart.</summary>
    public bool PicksUnfiltered(in TimelineEvent candidate)
    {
        if (_isAny)
            return candidate.IsActivity;
        return (_actionsOfKind[(int)candidate.Kind] >> candidate.Action & 1) != 0
            || (candidate.Kind == EventKind.Activity && _names.Contains(candidate.NameNumber));
    }

    private static ulong Mask(IReadOnlyList<byte> actions) => actions.Aggregate(0UL, (mask, action) => mask | 1UL << action);
}

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
/// Selectors are equal when they are two ways of writing the same selection: what order, repetition and redundancy cannot change.
/// </summary>
/// <param name="Kinds">Events of these kinds.</param>
/// <param name="ActivityNames">Activities of these names, in UTF-8. With no kinds and no names: ANY.</param>
/// <param name="EventFilter">And only those that pass it.</param>
public sealed record ActivitySelector(IReadOnlyList<KindSelection> Kinds, IReadOnlyList<byte[]> ActivityNames, Filter EventFilter)
{
    private byte[]? _canonicalBytes;

    // `with` may change what the bytes were made from: they stay behind.
    private ActivitySelector(ActivitySelector other) =>
        (Kinds, ActivityNames, EventFilter) = (other.Kinds, other.ActivityNames, other.EventFilter);

    /// <summary>Every event that counts as activity.</summary>
    public static ActivitySelector Any { get; } = new([], [], Filter.None);

    /// <summary>Purchases.</summary>
    public static ActivitySelector Purchases { get; } = new([new(EventKind.Purchase, [])], [], Filter.None);

    /// <summary>No event at all: a filter that no value passes.</summary>
    public static ActivitySelector Nothing { get; } = new([], [], new([new([], false, [])]));

    /// <summary>The bytes of the canonical form: the same for equal selectors, others for different ones. Made once.</summary>
    public ReadOnlySpan<byte> CanonicalBytes => _canonicalBytes ??= SelectorBytes.Of(Canonical());

    /// <summary>The one way to write this selection. <see cref="Nothing"/> where it can pick no event.</summary>
    public ActivitySelector Canonical() => CanonicalSelector.Of(this);

    /// <summary>Whether the other selector is another way of writing the same selection.</summary>
    public bool Equals(ActivitySelector? other) =>
        ReferenceEquals(this, other) || (other is not null && CanonicalBytes.SequenceEqual(other.CanonicalBytes));

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)Xxh64.Hash(CanonicalBytes));

    /// <summary>Gives its texts numbers, so that it can be bound once for all events to come.</summary>
    internal void Intern(ByteStringTable texts)
    {
        foreach (var text in Texts)
            texts.NumberOf(text);
    }

    /// <summary>Its names, and the keys and values of its filter.</summary>
    internal IEnumerable<byte[]> Texts =>
        ActivityNames.Concat(EventFilter.Conditions.SelectMany(condition => condition.Values.Prepend(condition.Key)));

    /// <summary>The selector in the numbers of one tenant's table of texts.</summary>
    public BoundSelector Bind(TenantState tenant) => new(this, tenant);
}

/// <summary>A selector whose texts are numbers of one tenant's table.</summary>
public sealed class BoundSelector
{
    /// <summary>Of each kind the actions that count as activity, as bits.</summary>
    private static readonly ulong[] ActivityOfKind =
    [
        .. Enumerable.Range(0, (int)EventKind.Spend + 1).Select(kind =>
            Mask([.. Enumerable.Range(0, 64).Select(n => (byte)n).Where(n => EventActions.CountAsActivity((EventKind)kind, n))])),
    ];

    private readonly ulong[] _actionsOfKind = new ulong[(int)EventKind.Spend + 1];
    private readonly NumberSet _names;
    private readonly BoundFilter? _filter;

    internal BoundSelector(ActivitySelector selector, TenantState tenant)
    {
        if (selector.Kinds.Count == 0 && selector.ActivityNames.Count == 0)
            ActivityOfKind.CopyTo(_actionsOfKind, 0);
        foreach (var selection in selector.Kinds)
            _actionsOfKind[(int)selection.Kind] |= selection.Actions.Count == 0 ? ulong.MaxValue : Mask(selection.Actions);
        _names = new(selector.ActivityNames.Select(name => tenant.Texts.Find(name)));
        _filter = selector.EventFilter.Conditions.Count == 0 ? null : selector.EventFilter.Bind(tenant);
    }

    /// <summary>Whether it picks the event.</summary>
    public bool Picks(in TimelineEvent candidate) => PicksUnfiltered(candidate) && _filter?.PassesEvent(candidate) != false;

    /// <summary>Whether it picks the event, its filter apart.</summary>
    public bool PicksUnfiltered(in TimelineEvent candidate) =>
        (_actionsOfKind[(int)candidate.Kind] >> candidate.Action & 1) != 0
        || (candidate.Kind == EventKind.Activity && _names.Contains(candidate.NameNumber));

    internal static ulong Mask(IReadOnlyList<byte> actions) => actions.Aggregate(0UL, (mask, action) => mask | 1UL << action);
}

using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// Which parts of the indexes an event can change by being added or taken back: the others need not be looked at. An event is known here by
/// its kind, action and name, as a retraction knows it: of two that are equal in these, either may be the one that is taken back.
/// </summary>
internal readonly struct IndexParts
{
    private readonly ulong _selectors;
    private readonly ulong _rules;

    /// <summary>What an event can change.</summary>
    public IndexParts(IndexPlan plan, in TimelineEvent changed)
    {
        HasAttributes = changed.Kind is EventKind.Subscription or EventKind.Profile;
        HasSegment = HasAttributes && plan.SegmentCount > 1;
        HasContracts = HasSegment || changed.Kind == EventKind.Subscription;
        HasPurchases = HasSegment || changed.Kind == EventKind.Purchase;
        for (var i = 0; i < plan.Selectors.Count; i++)
            _selectors |= HasSegment || plan.Selectors[i].Bound.PicksUnfiltered(changed) ? 1UL << i : 0;
        for (var rule = 0; rule < plan.Rules.Count; rule++)
            _rules |= (_selectors >> plan.Rules[rule].Selector & 1) << rule;
    }

    private IndexParts(ulong all)
    {
        (_selectors, _rules) = (all, all);
        (HasAttributes, HasSegment, HasContracts, HasPurchases) = (true, true, true, true);
    }

    /// <summary>Everything.</summary>
    public static IndexParts All { get; } = new(ulong.MaxValue);

    /// <summary>Whether attributes of the customer.</summary>
    public bool HasAttributes { get; }

    /// <summary>Whether the segment that the customer is in, and with it all the rest.</summary>
    public bool HasSegment { get; }

    /// <summary>Whether contracts.</summary>
    public bool HasContracts { get; }

    /// <summary>Whether purchases.</summary>
    public bool HasPurchases { get; }

    /// <summary>Whether what a selector picks, by its number in the plan.</summary>
    public bool HasSelector(int selector) => (_selectors >> selector & 1) != 0;

    /// <summary>Whether customers by a rule, by its number in the plan.</summary>
    public bool HasRule(int rule) => (_rules >> rule & 1) != 0;
}

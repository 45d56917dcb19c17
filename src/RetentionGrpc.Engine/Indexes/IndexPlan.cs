using System.Text;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>What a tenant's indexes hold: by which selectors, inactivity rules and segments, over which days.</summary>
public sealed class IndexPlan
{
    private static readonly BucketUnit[] CohortUnits =
        [BucketUnit.Day, BucketUnit.Week, BucketUnit.Month, BucketUnit.Quarter, BucketUnit.Year];

    private readonly byte[][] _segmentValues;
    private readonly byte[] _segmentAttribute;

    /// <summary>What the tenant's settings ask for now.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="originMs">The axis begins with the day of this instant.</param>
    /// <param name="limit">Boundaries from this one on are not told apart.</param>
    public IndexPlan(TenantState tenant, long originMs, int limit)
    {
        (Limit, Axis) = (limit, new DayAxis(tenant.Calendar, originMs));
        Units = [.. CohortUnits.Select(unit => new BucketMap(tenant.Calendar, Axis, unit))];
        var selectors = new List<ActivitySelector> { ActivitySelector.Any, ActivitySelector.Purchases };
        foreach (var selector in tenant.Settings.Selectors.Select(one => one.Selector)
            .Concat(tenant.Settings.InactivityRules.Select(rule => rule.Selector)))
        {
            if (!selectors.Contains(selector))
                selectors.Add(selector);
        }
        Selectors = [.. selectors.Select(selector => new IndexedSelector(selector, selector.Bind(tenant)))];
        Rules = [.. tenant.Settings.InactivityRules.Select(rule => new IndexedRule(selectors.IndexOf(rule.Selector), rule.InactivityMs))];
        HasRules = Rules.Count > 0;
        Segment = tenant.Settings.Segments.Count > 0 ? tenant.Settings.Segments[0] : null;
        _segmentAttribute = Encoding.UTF8.GetBytes(Segment?.Attribute ?? "");
        _segmentValues = [.. (Segment?.Values ?? []).Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>The days.</summary>
    public DayAxis Axis { get; }

    /// <summary>Boundaries from this one on are not told apart.</summary>
    public int Limit { get; }

    /// <summary>The calendar's units of which cohorts are counted.</summary>
    public IReadOnlyList<BucketMap> Units { get; }

    /// <summary>ANY, purchases, and what is declared.</summary>
    public IReadOnlyList<IndexedSelector> Selectors { get; }

    /// <summary>The declared inactivity rules.</summary>
    public IReadOnlyList<IndexedRule> Rules { get; }

    /// <summary>Whether there are any.</summary>
    internal bool HasRules { get; }

    /// <summary>The declared segment; null without one.</summary>
    public DeclaredSegment? Segment { get; }

    /// <summary>How many segments there are: the values of the declared one and OTHER; 1 if none is declared.</summary>
    public int SegmentCount => _segmentValues.Length + 1;

    /// <summary>The number of a selector; -1 if it is not indexed.</summary>
    public int NumberOf(ActivitySelector selector)
    {
        for (var i = 0; i < Selectors.Count; i++)
        {
            if (Selectors[i].Selector.Equals(selector))
                return i;
        }
        return -1;
    }

    /// <summary>The number of a rule; -1 if it is not indexed.</summary>
    public int RuleOf(int selector, long inactivityMs)
    {
        for (var i = 0; i < Rules.Count; i++)
        {
            if (Rules[i] == new IndexedRule(selector, inactivityMs))
                return i;
        }
        return -1;
    }

    /// <summary>Whether an index of another plan holds the same, over the same days.</summary>
    public bool IsLike(IndexPlan other) => Axis.OriginMs == other.Axis.OriginMs && Limit == other.Limit && Rules.SequenceEqual(other.Rules)
        && Selectors.Select(one => one.Selector).SequenceEqual(other.Selectors.Select(one => one.Selector))
        && Equals(Segment, other.Segment);

    /// <summary>Which events keep a customer by a rule.</summary>
    internal BoundSelector SelectorOf(int rule) => Selectors[Rules[rule].Selector].Bound;

    /// <summary>Whether an event keeps a customer by any rule.</summary>
    internal bool IsPickedByRule(in TimelineEvent act)
    {
        for (var rule = 0; rule < Rules.Count; rule++)
        {
            if (SelectorOf(rule).Picks(act))
                return true;
        }
        return false;
    }

    /// <summary>Whether a declared rule is indexed.</summary>
    internal bool Has(InactivityRule rule) => RuleOf(NumberOf(rule.Selector), rule.InactivityMs) >= 0;

    /// <summary>The segment that a customer is in.</summary>
    internal int SegmentOf(ReadOnlySpan<TimelineEvent> live, TenantState tenant)
    {
        if (_segmentValues.Length == 0)
            return 0;
        var isPlan = _segmentAttribute.AsSpan().SequenceEqual(CustomerAttributes.Plan);
        var value = CustomerAttributes.ValueOf(live, tenant.Texts.Find(_segmentAttribute), isPlan);
        return value < 0 ? _segmentValues.Length : SegmentOf(tenant.TextOf(value));
    }

    /// <summary>
    /// What is left of a filter within a segment: conditions that the segment decides fall away. Null if nobody in it passes.
    /// </summary>
    internal Filter? FilterWithin(int segment, Filter filter)
    {
        if (_segmentValues.Length == 0 || filter.Conditions.Count == 0)
            return filter;
        var left = new List<Condition>();
        foreach (var condition in filter.Conditions)
        {
            if (!condition.Key.AsSpan().SequenceEqual(_segmentAttribute))
                left.Add(condition);
            else if (segment == _segmentValues.Length && !IsDeclared(condition.Values))
                left.Add(condition);
            else if (Names(condition.Values, segment) == condition.Excludes)
                return null;
        }
        return left.Count == filter.Conditions.Count ? filter : new Filter(left);
    }

    private int SegmentOf(ReadOnlySpan<byte> value)
    {
        var segment = 0;
        while (segment < _segmentValues.Length && !value.SequenceEqual(_segmentValues[segment]))
            segment++;
        return segment;
    }

    private bool IsDeclared(IReadOnlyList<byte[]> values)
    {
        foreach (var value in values)
        {
            if (SegmentOf(value) == _segmentValues.Length)
                return false;
        }
        return true;
    }

    private bool Names(IReadOnlyList<byte[]> values, int segment)
    {
        foreach (var value in values)
        {
            if (SegmentOf(value) == segment)
                return segment < _segmentValues.Length;
        }
        return false;
    }
}

/// <summary>A selector that is indexed.</summary>
/// <param name="Selector">The selector.</param>
/// <param name="Bound">The same, in the numbers of the tenant's texts.</param>
public sealed record IndexedSelector(ActivitySelector Selector, BoundSelector Bound);

/// <summary>An inactivity rule that is indexed.</summary>
/// <param name="Selector">The number of its selector.</param>
/// <param name="InactivityMs">How far back an event may lie.</param>
public readonly record struct IndexedRule(int Selector, long InactivityMs);

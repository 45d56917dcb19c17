using System.Text;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;
using ActivitySelector = RetentionGrpc.Engine.Metrics.ActivitySelector;
using DeclaredSegment = RetentionGrpc.Engine.Tenants.DeclaredSegment;
using DeclaredSelector = RetentionGrpc.Engine.Tenants.DeclaredSelector;
using InactivityRule = RetentionGrpc.Engine.Tenants.InactivityRule;

namespace RetentionGrpc.Server.Transport;

/// <summary>What a tenant declares to be indexed, from the wire and to it.</summary>
/// <param name="settings">The tenant's settings, whose event properties selectors may use.</param>
/// <param name="violations">Takes what is wrong.</param>
internal sealed class DeclarationMapping(TenantSettings settings, Violations violations)
{
    private readonly SelectorMapping _selectors = new(settings.EventProperties, violations);

    /// <summary>A selector with its name.</summary>
    public DeclaredSelector Selector(V1.DeclaredSelector declared, string field)
    {
        RequireBytes(declared.Name, EventLimits.IdBytes, $"{field}.name");
        return new(declared.Name, Selector(declared.Selector, $"{field}.selector"));
    }

    /// <summary>An inactivity rule.</summary>
    public InactivityRule Rule(V1.InactivityRule rule, string field)
    {
        var inactivityMs = WireTime.ToMs(rule.Inactivity ?? new(), ChurnPopulation.LongestInactivityMs, violations, $"{field}.inactivity");
        return new(Selector(rule.Selector, $"{field}.selector"), inactivityMs);
    }

    /// <summary>A segment.</summary>
    public DeclaredSegment Segment(V1.DeclaredSegment segment, string field)
    {
        RequireBytes(segment.Attribute, EventLimits.IdBytes, $"{field}.attribute");
        var (known, count) = (new SortedSet<string>(StringComparer.Ordinal), segment.Values.Count);
        violations.Require(
            count is >= 1 and <= DeclarationLimits.SegmentValues,
            $"{field}.values",
            $"Give 1 to {DeclarationLimits.SegmentValues} values.");
        for (var i = 0; i < Math.Min(count, DeclarationLimits.SegmentValues); i++)
        {
            RequireBytes(segment.Values[i], EventLimits.ValueBytes, $"{field}.values[{i}]");
            violations.Require(known.Add(segment.Values[i]), $"{field}.values[{i}]", "It is there before: give each value once.");
        }
        return new(segment.Attribute, [.. known]);
    }

    /// <summary>A declared selector for the wire.</summary>
    public static V1.DeclaredSelector ToWire(DeclaredSelector declared) =>
        new() { Name = declared.Name, Selector = ToWire(declared.Selector) };

    /// <summary>An inactivity rule for the wire.</summary>
    public static V1.InactivityRule ToWire(InactivityRule rule) =>
        new() { Selector = ToWire(rule.Selector), Inactivity = WireTime.SpanToWire(rule.InactivityMs) };

    /// <summary>A segment for the wire.</summary>
    public static V1.DeclaredSegment ToWire(DeclaredSegment segment) =>
        new() { Attribute = segment.Attribute, Values = { segment.Values } };

    private ActivitySelector Selector(V1.ActivitySelector? selector, string field)
    {
        var before = violations.List.Count;
        var canonical = _selectors.Selector(selector, field).Canonical();
        // What is left of a faulty selector says nothing.
        if (violations.List.Count > before)
            return canonical;
        violations.Require(!canonical.Equals(ActivitySelector.Nothing), field, "It can pick no event: no value passes its conditions.");
        violations.Require(
            canonical.CanonicalBytes.Length <= DeclarationLimits.SelectorBytes, field,
            $"It takes {canonical.CanonicalBytes.Length} bytes, {DeclarationLimits.SelectorBytes} are allowed: name fewer values.");
        return canonical;
    }

    private void RequireBytes(string text, int limit, string field)
    {
        var count = Encoding.UTF8.GetByteCount(text);
        violations.Require(count >= 1 && count <= limit, field, $"Give 1 to {limit} bytes.");
    }

    private static V1.ActivitySelector ToWire(ActivitySelector selector) => new()
    {
        Kinds =
        {
            selector.Kinds.Select(selection => new V1.KindSelection
            {
                Kind = (V1.EventKind)(int)selection.Kind,
                Actions = { selection.Actions.Select(action => EventActions.Of(selection.Kind)[action - 1]) },
            }),
        },
        ActivityNames = { selector.ActivityNames.Select(Encoding.UTF8.GetString) },
        EventFilter = selector.EventFilter.Conditions.Count == 0 ? null : new V1.Filter
        {
            Conditions =
            {
                selector.EventFilter.Conditions.Select(condition => new V1.Condition
                {
                    Key = Encoding.UTF8.GetString(condition.Key),
                    Operator = condition.Excludes ? V1.MatchOperator.NotIn : V1.MatchOperator.In,
                    Values = { condition.Values.Select(Encoding.UTF8.GetString) },
                }),
            },
        },
    };
}

using System.Text;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;
using ActivitySelector = RetentionGrpc.Engine.Metrics.ActivitySelector;
using Condition = RetentionGrpc.Engine.Metrics.Condition;
using EventKind = RetentionGrpc.Engine.Events.EventKind;
using Filter = RetentionGrpc.Engine.Metrics.Filter;
using KindSelection = RetentionGrpc.Engine.Metrics.KindSelection;

namespace RetentionGrpc.Server.Transport;

/// <summary>Selectors and filters from the wire.</summary>
/// <param name="declaredProperties">The event properties that the tenant declares.</param>
/// <param name="violations">Takes what is wrong.</param>
internal sealed class SelectorMapping(IReadOnlyList<string> declaredProperties, Violations violations)
{
    private const int ConditionLimit = 32;
    private const int ValueLimit = 1_000;
    private const int SelectionLimit = 256;

    /// <summary>A selector; unset means ANY.</summary>
    public ActivitySelector Selector(V1.ActivitySelector? selector, string field)
    {
        if (selector is null)
            return ActivitySelector.Any;
        var isShort = selector.Kinds.Count <= SelectionLimit && selector.ActivityNames.Count <= SelectionLimit;
        violations.Require(isShort, field, $"At most {SelectionLimit} kinds and {SelectionLimit} activity_names are allowed.");
        var kinds = new List<KindSelection>();
        foreach (var selection in selector.Kinds.Take(SelectionLimit))
            AddKind(kinds, selection, $"{field}.kinds[{kinds.Count}]");
        var names = selector.ActivityNames.Select(Encoding.UTF8.GetBytes);
        return new(kinds, [.. names], EventFilter(selector.EventFilter, $"{field}.event_filter"));
    }

    /// <summary>A filter by attributes of the customer.</summary>
    public Filter CustomerFilter(V1.Filter? filter, string field) => Map(filter, field, mustBeDeclared: false);

    /// <summary>A filter by declared event properties.</summary>
    public Filter EventFilter(V1.Filter? filter, string field) => Map(filter, field, mustBeDeclared: true);

    /// <summary>Adds a violation unless the tenant declares the property.</summary>
    public void RequireDeclared(string property, string field)
    {
        if (!declaredProperties.Contains(property))
        {
            var message = $"The event property \"{Refusal.Shown(property)}\" is not declared: call DeclareEventProperties first.";
            violations.Add(new Refusal(RefusalReason.UndeclaredProperty, message, field).With("property", Refusal.Shown(property)));
        }
    }

    private void AddKind(List<KindSelection> kinds, V1.KindSelection selection, string field)
    {
        var kind = (EventKind)(int)selection.Kind;
        var isNoAct = kind is EventKind.None or EventKind.Profile or EventKind.Retraction or EventKind.Spend;
        if (isNoAct || !System.Enum.IsDefined(selection.Kind))
        {
            violations.Add($"{field}.kind", "Name a kind of act of a customer: not PROFILE, RETRACTION or SPEND.");
            return;
        }
        var known = EventActions.Of(kind);
        var actions = new List<byte>();
        foreach (var action in selection.Actions)
        {
            var number = known.ToList().IndexOf(action) + 1;
            violations.Require(number > 0, $"{field}.actions", known.Count == 0
                ? "This kind has no actions: leave them unset."
                : $"\"{Refusal.Shown(action)}\" is none of {string.Join(", ", known)}.");
            actions.Add((byte)number);
        }
        kinds.Add(new(kind, actions));
    }

    private Filter Map(V1.Filter? filter, string field, bool mustBeDeclared)
    {
        if (filter is null)
            return Filter.None;
        violations.Require(filter.Conditions.Count <= ConditionLimit, $"{field}.conditions", $"At most {ConditionLimit} are allowed.");
        var conditions = new List<Condition>();
        foreach (var condition in filter.Conditions.Take(ConditionLimit))
            conditions.Add(Map(condition, $"{field}.conditions[{conditions.Count}]", mustBeDeclared));
        return new(conditions);
    }

    private Condition Map(V1.Condition condition, string field, bool mustBeDeclared)
    {
        violations.Require(condition.Key.Length > 0, $"{field}.key", "Name the attribute or property.");
        violations.Require(condition.Values.Count is >= 1 and <= ValueLimit, $"{field}.values", $"Give 1 to {ValueLimit} values.");
        violations.Require(System.Enum.IsDefined(condition.Operator), $"{field}.operator", "Set IN or NOT_IN.");
        if (mustBeDeclared && condition.Key.Length > 0)
            RequireDeclared(condition.Key, $"{field}.key");
        return new(
            Encoding.UTF8.GetBytes(condition.Key),
            condition.Operator == MatchOperator.NotIn,
            [.. condition.Values.Select(Encoding.UTF8.GetBytes)]);
    }
}

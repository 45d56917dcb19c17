using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// The one way to write a selection: kinds by number with their actions by number, all actions as none named; names that a kind does not
/// cover anyway, bytewise; one condition a key, by key, its values bytewise; ANY as neither kinds nor names.
/// </summary>
internal static class CanonicalSelector
{
    private const int KindCount = (int)EventKind.Spend + 1;

    private static readonly ulong[] ActsOfAny = [.. Enumerable.Range(0, KindCount).Select(kind => ActsThatCount((EventKind)kind))];

    /// <summary>The same selection in its one form.</summary>
    public static ActivitySelector Of(ActivitySelector selector)
    {
        if (OneConditionAKey(selector.EventFilter) is not { } filter)
            return ActivitySelector.Nothing;
        var isAny = selector.Kinds.Count == 0 && selector.ActivityNames.Count == 0;
        var acts = isAny ? ActsOfAny : ActsOf(selector.Kinds);
        byte[][] names = acts[(int)EventKind.Activity] != 0 ? [] : [.. new SortedSet<byte[]>(selector.ActivityNames, Bytewise.Order)];
        if (names.Length > 0)
            return new(Selections(acts), names, filter);
        if (acts.AsSpan().SequenceEqual(ActsOfAny))
            return new([], [], filter);
        return acts.AsSpan().ContainsAnyExcept(0UL) ? new(Selections(acts), [], filter) : ActivitySelector.Nothing;
    }

    /// <summary>The actions that events of a kind can have, as bits; bit 0 stands for an event of a kind without actions.</summary>
    private static ulong AllActs(EventKind kind)
    {
        var actions = EventActions.Of(kind).Count;
        return actions == 0 ? 1 : (1UL << actions) - 1 << 1;
    }

    private static ulong ActsThatCount(EventKind kind)
    {
        ulong acts = 0;
        for (byte action = 0; action <= EventActions.Of(kind).Count; action++)
            acts |= EventActions.CountAsActivity(kind, action) ? 1UL << action : 0;
        return acts & AllActs(kind);
    }

    private static ulong[] ActsOf(IReadOnlyList<KindSelection> kinds)
    {
        var acts = new ulong[KindCount];
        foreach (var selection in kinds)
            acts[(int)selection.Kind] |= selection.Actions.Count == 0 ? ulong.MaxValue : BoundSelector.Mask(selection.Actions);
        for (var kind = 0; kind < KindCount; kind++)
            acts[kind] &= AllActs((EventKind)kind);
        return acts;
    }

    private static List<KindSelection> Selections(ulong[] acts)
    {
        var selections = new List<KindSelection>();
        for (var kind = EventKind.None; (int)kind < KindCount; kind++)
        {
            var chosen = acts[(int)kind];
            if (chosen != 0)
                selections.Add(new(kind, chosen == AllActs(kind) ? [] : Actions(chosen)));
        }
        return selections;
    }

    private static List<byte> Actions(ulong acts)
    {
        var actions = new List<byte>();
        for (byte action = 0; action < 64; action++)
        {
            if ((acts >> action & 1) != 0)
                actions.Add(action);
        }
        return actions;
    }

    /// <summary>Null where no value passes.</summary>
    private static Filter? OneConditionAKey(Filter filter)
    {
        if (filter.Conditions.Count == 0)
            return Filter.None;
        var values = new SortedDictionary<byte[], (SortedSet<byte[]>? Among, SortedSet<byte[]> Without)>(Bytewise.Order);
        foreach (var condition in filter.Conditions)
        {
            var (among, without) = values.TryGetValue(condition.Key, out var known) ? known : (null, new(Bytewise.Order));
            if (condition.Excludes)
                without.UnionWith(condition.Values);
            else if (among is null)
                among = new(condition.Values, Bytewise.Order);
            else
                among.IntersectWith(condition.Values);
            values[condition.Key] = (among, without);
        }
        var conditions = new List<Condition>();
        foreach (var (key, (among, without)) in values)
        {
            among?.ExceptWith(without);
            if (among is { Count: 0 })
                return null;
            if (among is not null || without.Count > 0)
                conditions.Add(new(key, among is null, [.. among ?? without]));
        }
        return conditions.Count == 0 ? Filter.None : new(conditions);
    }
}

using System.Text;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Tests.Metrics;

/// <summary>
/// Selectors by chance over so few words that many of them are the same selection, other ways of writing them, and every event that such a
/// selector could tell from others.
/// </summary>
internal sealed class RandomSelectors(int seed)
{
    private static readonly EventKind[] Kinds =
    [
        EventKind.Activity, EventKind.Purchase, EventKind.Refund, EventKind.Subscription, EventKind.SurveyResponse, EventKind.Coupon,
        EventKind.CampaignTouch, EventKind.Referral, EventKind.SupportCase, EventKind.Loyalty,
    ];

    private static readonly string[] Names = ["play", "pay", "größe"];
    private static readonly string[] Keys = ["p", "q"];
    private static readonly string[] Values = ["", "x", "y"];

    private readonly Random _random = new(seed);

    public ActivitySelector Next()
    {
        var kinds = _random.Next(2) == 0 ? [] : Some(Kinds, 3).Select(Selection);
        return new([.. kinds], [.. (_random.Next(3) == 0 ? Some(Names, 3) : []).Select(Encoding.UTF8.GetBytes)], NextFilter());
    }

    /// <summary>ANY, or a kind, with all its actions named, in any order.</summary>
    public ActivitySelector NextOfAnyWrittenOut()
    {
        var kinds = Kinds.Select(kind => new KindSelection(
            kind,
            [.. Actions(kind).Where(action => EventActions.CountAsActivity(kind, action))]));
        KindSelection[] counting = [.. kinds.Where(one => Actions(one.Kind).Length == 0
            ? EventActions.CountAsActivity(one.Kind, 0)
            : one.Actions.Count > 0)];
        _random.Shuffle(counting);
        return new(counting, [.. Some(Names, 2).Select(Encoding.UTF8.GetBytes)], Filter.None);
    }

    /// <summary>The same selection, written otherwise.</summary>
    public ActivitySelector Rewritten(ActivitySelector selector)
    {
        List<KindSelection> kinds = [];
        foreach (var selection in selector.Kinds)
        {
            byte[] actions = [.. selection.Actions.Count > 0 ? selection.Actions : Actions(selection.Kind)];
            var cut = _random.Next(actions.Length + 1);
            if (actions.Length == 0 || _random.Next(3) == 0)
                kinds.Add(selection);
            else if (cut > 0 && cut < actions.Length)
                kinds.AddRange([new(selection.Kind, [.. actions[..cut]]), new(selection.Kind, [.. actions[(cut - 1)..]])]);
            else
                kinds.Add(new(selection.Kind, [.. Shuffled(actions.Concat(actions))]));
        }
        byte[][] names = [.. selector.ActivityNames.Concat(selector.ActivityNames.Take(_random.Next(3)))];
        if (kinds.Any(one => one.Kind == EventKind.Activity))
            names = [.. names, "covered by the kind"u8.ToArray()];
        var conditions = selector.EventFilter.Conditions.SelectMany(Rewritten);
        return new([.. Shuffled(kinds)], [.. Shuffled(names)], new([.. Shuffled(conditions)]));
    }

    /// <summary>
    /// An event of each kind and action, of each name and another one, with each pair of values, others and none: selectors that pick the
    /// same of these are the same selection.
    /// </summary>
    public static List<TimelineEvent> AllEvents(TenantState tenant)
    {
        var events = new List<TimelineEvent>();
        foreach (var kind in Kinds)
        {
            foreach (var action in Actions(kind) is { Length: > 0 } actions ? actions : [0])
            {
                foreach (var name in kind == EventKind.Activity ? Names.Append("other") : ["id"])
                    events.AddRange(WithEachProperties(tenant, kind, action, name));
            }
        }
        return events;
    }

    private static IEnumerable<TimelineEvent> WithEachProperties(TenantState tenant, EventKind kind, byte action, string name)
    {
        int Number(string text) => tenant.Texts.NumberOf(Encoding.UTF8.GetBytes(text));
        string?[] values = [.. Values, "another", null];
        foreach (var first in values)
        {
            foreach (var second in values)
            {
                var properties = new List<PropertyValue>();
                if (first is not null)
                    properties.Add(new(Number(Keys[0]), Number(first)));
                if (second is not null)
                    properties.Add(new(Number(Keys[1]), Number(second)));
                yield return new()
                {
                    OccurredMs = 0,
                    Kind = kind,
                    Action = action,
                    NameNumber = Number(name),
                    Properties = properties.ToArray(),
                };
            }
        }
    }

    private KindSelection Selection(EventKind kind) =>
        new(kind, _random.Next(2) == 0 || Actions(kind).Length == 0 ? [] : [.. Some(Actions(kind), 4)]);

    private Filter NextFilter() => new([.. Enumerable.Range(0, Math.Max(0, _random.Next(6) - 2)).Select(_ => new Condition(
        Encoding.UTF8.GetBytes(Keys[_random.Next(Keys.Length)]),
        _random.Next(2) == 0,
        [.. Some(Values, 3).Select(Encoding.UTF8.GetBytes)]))]);

    /// <summary>Conditions of one key that together say the same.</summary>
    private IEnumerable<Condition> Rewritten(Condition condition)
    {
        var values = condition.Values.ToArray();
        var cut = _random.Next(values.Length + 1);
        if (condition.Excludes && _random.Next(2) == 0)
            return [condition with { Values = values[..cut] }, condition with { Values = values[cut..] }];
        if (!condition.Excludes && _random.Next(2) == 0)
        {
            var more = "nowhere"u8.ToArray();
            return [condition with { Values = [.. values, more] }, new(condition.Key.ToArray(), true, [more])];
        }
        return [condition with { Values = [.. Shuffled(values.Concat(values))] }, condition];
    }

    private static byte[] Actions(EventKind kind) => [.. EventActions.Of(kind).Select((_, place) => (byte)(place + 1))];

    /// <summary>1 to so many, at times one of them twice.</summary>
    private T[] Some<T>(T[] from, int most) => _random.GetItems(from, _random.Next(1, most + 1));

    private T[] Shuffled<T>(IEnumerable<T> items)
    {
        T[] shuffled = [.. items];
        _random.Shuffle(shuffled);
        return shuffled;
    }
}

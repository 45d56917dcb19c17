using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Tests.Recount;

/// <summary>Questions by chance to a tenant.</summary>
internal sealed class RandomQuestions(RandomTenant tenant)
{
    private static readonly string[][] NameSets = [["login"], ["view", "activity"], ["Übung", "never"]];

    private static readonly (PlainKind Kind, int[] Actions)[][] KindSets =
    [
        [(PlainKind.Purchase, [])], [(PlainKind.Subscription, [])], [(PlainKind.Subscription, [1, 4]), (PlainKind.Refund, [])],
        [(PlainKind.CampaignTouch, [4, 5])], [(PlainKind.SurveyResponse, []), (PlainKind.Loyalty, [1]), (PlainKind.SupportCase, [1, 3])],
        [(PlainKind.Activity, []), (PlainKind.Coupon, [])], [(PlainKind.Referral, [])],
    ];

    private static readonly PlainCondition[] Attributes =
    [
        new("country", false, ["DE", "Ö"]), new("country", false, ["FR", ""]), new("country", true, ["DE", ""]),
        new("tier", false, ["gold"]), new("tier", true, ["gold", "none"]),
        new("plan", false, ["basic", "x"]), new("plan", true, ["pro"]), new("unknown", true, ["x"]),
    ];

    private static readonly DeclaredSegment[][] Segments =
    [
        [], [new("country", ["DE", "FR", "Ö"])], [new("tier", ["gold"])], [new("plan", ["basic", "pro"])], [new("unknown", ["x"])],
    ];

    /// <summary>What is counted instead of customers.</summary>
    public static readonly string[] CountedProperties = ["account", "account", "color", "size"];

    private static readonly PlainCondition[] Properties =
    [
        new("color", false, ["red", ""]), new("color", true, ["green"]), new("size", false, ["s"]), new("size", true, ["l"]),
    ];

    private Random Random => tenant.Random;

    public PlainSelector Selector()
    {
        var filter = EventFilter();
        return Random.Next(5) switch
        {
            < 2 => new([], [], filter),
            2 => new([], tenant.Pick(NameSets), filter),
            3 => new(tenant.Pick(KindSets), [], filter),
            _ => new(tenant.Pick(KindSets), tenant.Pick(NameSets), filter),
        };
    }

    /// <summary>Declares selectors and inactivity rules, of which some will be asked about.</summary>
    public Func<TenantSettings, TenantSettings> Declare()
    {
        var selectors = Enumerable.Range(0, 6).Select(_ => EngineQuestions.Of(Selector()).Canonical()).Distinct()
            .Select((selector, i) => new DeclaredSelector($"s{i}", selector)).ToList();
        var rules = Enumerable.Range(0, 5).Select(_ => new InactivityRule(
            Random.Next(3) switch
            {
                0 => ActivitySelector.Any,
                1 => ActivitySelector.Purchases,
                _ => tenant.Pick(selectors).Selector,
            },
            tenant.Pick(tenant.Inactivities))).Distinct().ToList();
        DeclaredSegment[] segments = tenant.Pick(Segments);
        return settings => settings with { Selectors = selectors, InactivityRules = rules, Segments = segments };
    }

    public PlainFilter CustomerFilter() => Random.Next(3) == 0 ? new(Some(Attributes)) : PlainFilter.None;

    public PlainFilter EventFilter() => Random.Next(4) == 0 ? new(Some(Properties)) : PlainFilter.None;

    /// <summary>How an answer is split: not at all, by an attribute, a segment, or by a property where events are counted.</summary>
    public PlainGrouping? Grouping(bool hasEvents) => Random.Next(4) switch
    {
        0 => null,
        1 when hasEvents => new(tenant.Pick(["color", "size"]), false, Random.Next(1, 4)),
        2 => tenant.Pick<PlainGrouping>([new("country", true, 3, ["DE", "never", "Ö"]), new("plan", true, 1, ["basic"])]),
        _ => new(tenant.Pick(["country", "tier", "plan", "unknown"]), true, Random.Next(1, 4)),
    };

    public Span Window()
    {
        var (first, second) = (tenant.Instant(), Random.Next(20) == 0 ? 0 : tenant.Instant());
        return second == 0 ? new(first, first) : new(Math.Min(first, second), Math.Max(first, second));
    }

    public PlainPopulation Population()
    {
        var basis = (PlainBasis)Random.Next(1, 5);
        var hasInactivity = basis is PlainBasis.Activity or PlainBasis.Purchase;
        return new(basis, hasInactivity ? tenant.Pick(tenant.Inactivities) : 0,
            basis == PlainBasis.Activity ? Selector() : PlainSelector.Any, CustomerFilter());
    }

    /// <summary>Buckets of which the whole span of the tenant has not too many.</summary>
    public (PlainUnit Unit, int Multiple) Buckets(Span window, params PlainUnit[] units)
    {
        var unit = tenant.Pick(units);
        var hours = (window.EndMs - window.StartMs) / 3_600_000;
        var multiple = unit switch
        {
            PlainUnit.Hour => Math.Max(1, (int)(hours / 48)),
            PlainUnit.Day => Random.Next(1, 4),
            _ => Random.Next(1, 3),
        };
        return (unit, multiple);
    }

    private PlainCondition[] Some(PlainCondition[] of) => [.. Enumerable.Range(0, Random.Next(1, 3)).Select(_ => tenant.Pick(of))];
}

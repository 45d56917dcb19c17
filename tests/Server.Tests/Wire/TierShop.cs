using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>
/// Purchases of customers by tier, of 100 at 9 o'clock: ann (gold) on 20 May, 3 and 20 June; bob (gold) on 25 May; cid (iron) on 5 June;
/// dan (tin) on 28 May and 10 June; fay, who has no tier, on 7 and 8 June. The segment of tiers declares tin, gold and never.
/// </summary>
internal static class TierShop
{
    /// <summary>The largest tier has a group; iron and tin are OTHER.</summary>
    public static readonly GroupBy Largest = new() { Attribute = "tier", Limit = 1 };

    public static readonly GroupBy Segment = new() { Segment = "tier" };

    /// <summary>Refused in both fields.</summary>
    public static readonly GroupBy Nonsense = new() { EventProperty = "device", Limit = 101 };

    public static readonly Window May = BerlinShop.Between("2026-05-01T00:00", "2026-06-01T00:00");

    private static readonly Event[] Events =
    [
        Profile("ann", "gold"), Profile("bob", "gold"), Profile("cid", "iron"), Profile("dan", "tin"),
        Buy("ann", "2026-05-20"), Buy("ann", "2026-06-03"), Buy("ann", "2026-06-20"), Buy("bob", "2026-05-25"), Buy("cid", "2026-06-05"),
        Buy("dan", "2026-05-28"), Buy("dan", "2026-06-10"), Buy("fay", "2026-06-07"), Buy("fay", "2026-06-08"),
    ];

    public static async Task<RunningServer> OpenAsync()
    {
        var server = await MarketingShop.OpenAsync(Events);
        var segment = new DeclaredSegment { Attribute = "tier", Values = { "tin", "gold", "never" } };
        await server.Tenants.DeclareSegmentsAsync(new() { TenantId = BerlinShop.Id, Segments = { segment } }, RunningServer.Call());
        return server;
    }

    public static QueryOptions Options()
    {
        var options = MarketingShop.Options.Clone();
        options.Explain = true;
        return options;
    }

    public static string Name(Group group) => group.Kind == GroupKind.Value ? group.Value : $"{group.Kind}";

    public static IEnumerable<string> NonsenseFields(string field) => [$"{field}group_by.event_property", $"{field}group_by.limit"];

    public static async Task TooManyRowsAsync<T>(Func<Task<T>> ask) =>
        await RunningServer.FailsAsync(StatusCode.InvalidArgument, "TOO_MANY_ROWS", ask);

    /// <summary>The members of one group, by id.</summary>
    public static async Task<string> MembersAsync(
        RunningServer server, ListMetricMembersRequest request, GroupKind kind, string value = "")
    {
        request.ReplyGroup = new() { Kind = kind, Value = value };
        return string.Join(" ", await MarketingShop.MembersAsync(server, request));
    }

    private static Event Profile(string customer, string tier) =>
        MarketingShop.At(customer, "2026-05-01T09:00", made => made.Profile = new() { Attributes = { ["tier"] = tier } });

    private static Event Buy(string customer, string day) => BerlinShop.Buy(customer, $"{day}T09:00", 100);
}

using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>
/// What customers do for accounts, an event property. acme: ann bought on 20 May, bob on 3 June and looked in for a minute on the 10th.
/// bolt: cid on 25 and 28 May. coil: dan on 5 June and ann, who is gold, on the 20th. fay bought on 7 June for no account. The device of
/// all is not declared.
/// </summary>
internal static class AccountShop
{
    public static readonly Window May = BerlinShop.Between("2026-05-01T00:00", "2026-06-01T00:00");

    public static readonly Window MayAndJune = BerlinShop.Between("2026-05-01T00:00", "2026-07-01T00:00");

    public static readonly Filter Gold = new() { Conditions = { new Condition { Key = "tier", Values = { "gold" } } } };

    public static async Task<RunningServer> OpenAsync()
    {
        var server = await MarketingShop.OpenAsync();
        var declaration = new DeclareEventPropertiesRequest { TenantId = BerlinShop.Id, EventProperties = { "account" } };
        await server.Tenants.DeclareEventPropertiesAsync(declaration, RunningServer.Call());
        await QueryTests.IngestAsync(server, Events(), BerlinShop.Id);
        return server;
    }

    public static Event Buy(string customer, string local, string account)
    {
        var made = BerlinShop.Buy(customer, local, 100);
        made.Properties["device"] = "phone";
        if (account.Length > 0)
            made.Properties["account"] = account;
        return made;
    }

    /// <summary>One request of each metric that counts values, of May and June.</summary>
    public static IEnumerable<MetricRequest> Requests(string countBy) =>
    [
        new() { Churn = Churn(countBy) },
        new()
        {
            Retention = new()
            {
                Base = new() { Window = May },
                Comparisons = { new ActivityWindow { Window = BerlinShop.June } },
                CountBy = countBy,
            },
        },
        new() { CohortRetention = new() { Window = MayAndJune, CountBy = countBy } },
        new() { Activity = new() { Window = BerlinShop.June, CountBy = countBy } },
        new() { Lifecycle = new() { Window = MayAndJune, Bucket = BucketUnit.Month, CountBy = countBy } },
    ];

    public static ComputeChurnRequest Churn(string countBy) => new()
    {
        Basis = CustomerBasis.Purchase,
        Inactivity = new() { Seconds = 30 * 24 * 3600 },
        Window = BerlinShop.June,
        CountBy = countBy,
    };

    private static IEnumerable<Event> Events()
    {
        var visit = MarketingShop.At("bob", "2026-06-10T09:00", made => made.Activity = new() { SessionDuration = new() { Seconds = 60 } });
        visit.Properties["account"] = "acme";
        return
        [
            MarketingShop.At("ann", "2026-05-01T09:00", made => made.Profile = new() { Attributes = { ["tier"] = "gold" } }),
            Buy("ann", "2026-05-20T09:00", "acme"), Buy("bob", "2026-06-03T09:00", "acme"), visit,
            Buy("cid", "2026-05-25T09:00", "bolt"), Buy("cid", "2026-05-28T09:00", "bolt"),
            Buy("dan", "2026-06-05T09:00", "coil"), Buy("ann", "2026-06-20T09:00", "coil"),
            Buy("fay", "2026-06-07T09:00", ""),
        ];
    }
}

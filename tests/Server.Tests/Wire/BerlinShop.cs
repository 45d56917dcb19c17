using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>
/// June of a shop in Berlin that sells in euros, the worked example of repeat purchase. ann: two orders on one day, one of nothing; known
/// since May. bob: 40 minutes about midnight, one day by UTC. cid: pays again in June for an order of May. dan: one order on two days.
/// eve: bought on the 20th, was given something back, and bought on 1 July 00:00. fay: one purchase taken back. gus: bought in May,
/// refunded in June. hal: refunded only.
/// </summary>
internal static class BerlinShop
{
    public const string Id = "berlin";

    public static readonly Window June = Between("2026-06-01T00:00", "2026-07-01T00:00");

    public static async Task<RunningServer> OpenAsync(int answerRows = 10_000)
    {
        var server = await RunningServer.InMemoryAsync(options => options with { AnswerRows = answerRows });
        var tenant = new Tenant { TenantId = Id, TimeZone = "Europe/Berlin", CurrencyCode = "EUR" };
        await server.Tenants.CreateTenantAsync(new CreateTenantRequest { Tenant = tenant }, RunningServer.Call());
        await QueryTests.IngestAsync(server, Events(), Id);
        return server;
    }

    public static ComputeRepeatPurchaseRequest Request(params RepeatPurchaseDetail[] details) => new()
    {
        Options = new QueryOptions { AsOfTime = QueryTests.Utc("2026-11-01T00:00:00Z") },
        Window = June,
        Details = { details },
    };

    public static Window Between(string start, string end) => new() { Interval = new() { StartTime = At(start), EndTime = At(end) } };

    /// <summary>By the clocks of Berlin in summer.</summary>
    public static Google.Protobuf.WellKnownTypes.Timestamp At(string local) => QueryTests.Utc(local + ":00+02:00");

    private static IEnumerable<Event> Events() =>
    [
        Buy("ann", "2026-05-10T12:00", 100), Buy("ann", "2026-06-05T10:00", 0), Buy("ann", "2026-06-05T18:00", 200),
        Buy("bob", "2026-06-02T23:30", 50), Buy("bob", "2026-06-03T00:10", 50),
        Buy("cid", "2026-05-30T09:00", 60, "o1"), Buy("cid", "2026-06-04T09:00", 30, "o1"),
        Buy("dan", "2026-06-06T09:00", 10, "o1"), Buy("dan", "2026-06-08T09:00", 10, "o1"),
        Buy("eve", "2026-06-20T09:00", 500), Refund("eve", "2026-06-21T09:00", 100), Buy("eve", "2026-07-01T00:00", 900),
        TakeBack("fay", "2026-06-15T09:00"), Buy("fay", "2026-06-15T09:00", 800), Buy("fay", "2026-06-16T09:00", 70),
        Buy("gus", "2026-05-02T09:00", 90), Refund("gus", "2026-06-29T09:00", 40),
        Refund("hal", "2026-06-10T09:00", 5),
    ];

    public static Event Buy(string customer, string local, long cents, string order = "") => new()
    {
        CustomerId = customer,
        OccurredTime = At(local),
        Purchase = new Purchase { OrderId = order, Amount = new Money { MinorUnits = cents } },
    };

    private static Event Refund(string customer, string local, long cents) =>
        new() { CustomerId = customer, OccurredTime = At(local), Refund = new Refund { Amount = new Money { MinorUnits = cents } } };

    private static Event TakeBack(string customer, string local) =>
        new() { CustomerId = customer, OccurredTime = At(local), Retraction = new Retraction { Kind = EventKind.Purchase } };
}

using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.V1;
using Xunit;
using static RetentionGrpc.Server.Tests.Wire.MarketingShop;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>ComputeLoyalty over the wire: an example, sums beyond 64 bits, members, and what a wrong question is told.</summary>
public class LoyaltyTests
{
    private static readonly Event[] Example =
    [
        Loyalty("ann", "2026-05-10T09:00", LoyaltyAction.Earned, 100), Loyalty("ann", "2026-06-05T09:00", LoyaltyAction.Redeemed, 40),
        Loyalty("bob", "2026-06-10T09:00", LoyaltyAction.Earned, 10), Loyalty("bob", "2026-06-20T09:00", LoyaltyAction.Expired, 4),
        Subscribe("ann", "2026-05-01T09:00", SubscriptionAction.Started), Subscribe("bob", "2026-05-01T09:00", SubscriptionAction.Started),
        Subscribe("cid", "2026-05-01T09:00", SubscriptionAction.Started),
        Subscribe("cid", "2026-06-09T09:00", SubscriptionAction.Cancelled),
        BerlinShop.Buy("bob", "2026-06-11T09:00", 100),
    ];

    [Fact]
    public async Task Example_HoldsExactly()
    {
        await using var server = await OpenAsync(Example);
        var group = Assert.Single((await AskAsync(server, Request())).Groups);
        Assert.Equal(new LoyaltyCounts
        {
            EarnedPoints = 10,
            RedeemedPoints = 40,
            ExpiredPoints = 4,
            OutstandingPoints = 66,
            RedeemersOverActive = new Ratio { Numerator = 1, Denominator = 2, Value = 0.5 },
            MemberCount = 1,
        }, group.Counts);
        Assert.Equal((GroupKind.All, 3, 1, 0), (group.Group.Kind, group.CustomerCount, group.MemberChurn.Counts.StartCount,
            group.MemberChurn.Counts.LostFromStartCount));
        Assert.Equal((2, 1, 0.5), (group.OtherChurn.Counts.StartCount, group.OtherChurn.Counts.LostFromStartCount,
            group.OtherChurn.Rates.LostStartersOverStart.Value));
        Assert.Equal(0.5, group.OtherChurn.Rates.SumOfDailyRates);
    }

    [Fact]
    public async Task SeriesAndMembers_TellTheirOwn()
    {
        await using var server = await OpenAsync(Example);
        var request = Request();
        (request.SeriesBucket, request.BucketMultiple) = (BucketUnit.Day, 10);
        var series = Assert.Single((await AskAsync(server, request)).Groups).Series;
        Assert.Equal([70L, 66, 66], series.Select(bucket => bucket.Counts.OutstandingPoints));
        Assert.Equal([1L, 2, 2], series.Select(bucket => bucket.Counts.MemberCount));
        var members = new LoyaltyMembers { Request = Request(), Group = LoyaltyGroup.Redeemers };
        Assert.Equal(["ann"], await MembersAsync(server, new ListMetricMembersRequest { Loyalty = members }));
        members.Group = LoyaltyGroup.Active;
        Assert.Equal(["ann", "bob"], await MembersAsync(server, new ListMetricMembersRequest { Loyalty = members }));
    }

    [Fact]
    public async Task NobodyActive_HasNoShare()
    {
        await using var server = await OpenAsync(Example);
        var request = Request();
        request.Window = BerlinShop.Between("2027-01-01T00:00", "2027-02-01T00:00");
        var group = Assert.Single((await AskAsync(server, request)).Groups);
        Assert.Equal((new Ratio(), 66), (group.Counts.RedeemersOverActive, group.Counts.OutstandingPoints));
    }

    [Fact]
    public async Task PointsBeyond64Bits_AreRefused()
    {
        const long Most = 1_000_000_000_000_000;
        await using var server = await OpenAsync();
        for (var batch = 0; batch < 10; batch++)
        {
            var rich = Enumerable.Range(0, 923).Select(i => Loyalty($"r{i}", "2026-06-09T09:00", LoyaltyAction.Earned, Most));
            await QueryTests.IngestAsync(server, rich, BerlinShop.Id);
        }
        await RefusedAsync(() => AskAsync(server, Request()), "window", "window");
    }

    [Fact]
    public async Task Nonsense_IsNamedFieldByField()
    {
        await using var server = await OpenAsync();
        var request = new ComputeLoyaltyRequest
        {
            Window = BerlinShop.Between("2026-06-02T00:00", "2026-06-01T00:00"),
            Selector = new ActivitySelector { Kinds = { new KindSelection { Kind = EventKind.Spend } } },
            Churn = new ChurnDefinition { Basis = CustomerBasis.Activity, Inactivity = new Duration() },
            CustomerFilter = WithoutValues(),
            GroupBy = new GroupBy { EventProperty = "device" },
            BucketMultiple = 2,
        };
        await RefusedAsync(() => AskAsync(server, request), "window.interval.end_time", "bucket_multiple", "selector.kinds[0].kind",
            "churn.inactivity", "customer_filter.conditions[0].values", "group_by.event_property");
        var members = new ListMetricMembersRequest { Loyalty = new LoyaltyMembers { Request = Request(), BucketIndex = 0 } };
        await RefusedAsync(() => MembersAsync(server, members), "loyalty.group", "loyalty.bucket_index");
    }

    private static ComputeLoyaltyRequest Request() => new() { Options = Options, Window = BerlinShop.June };

    private static async Task<ComputeLoyaltyResponse> AskAsync(RunningServer server, ComputeLoyaltyRequest request) =>
        await server.Metrics.ComputeLoyaltyAsync(request, RunningServer.Call(BerlinShop.Id));
}

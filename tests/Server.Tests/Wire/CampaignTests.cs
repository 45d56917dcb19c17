using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;
using static RetentionGrpc.Server.Tests.Wire.MarketingShop;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>ComputeCampaignPerformance over the wire: an example, splits, times, members, and what a wrong question is told.</summary>
public class CampaignTests
{
    private static readonly Event[] Example =
    [
        Touch("ann", "2026-06-01T09:00", CampaignStage.Sent), Touch("ann", "2026-06-01T09:01", CampaignStage.Delivered, variant: "b"),
        Touch("ann", "2026-06-01T10:00", CampaignStage.Opened), Touch("ann", "2026-06-01T11:00", CampaignStage.Opened),
        Touch("ann", "2026-06-02T11:00", CampaignStage.Clicked), BerlinShop.Buy("ann", "2026-06-09T11:00", 700),
        Touch("bob", "2026-06-01T09:00", CampaignStage.Delivered), Touch("bob", "2026-06-03T09:00", CampaignStage.Opened),
        BerlinShop.Buy("bob", "2026-06-10T09:01", 500),
        Touch("cid", "2026-06-01T09:00", CampaignStage.Delivered, "fall", channel: CampaignChannel.Sms),
        Touch("cid", "2026-06-07T23:30", CampaignStage.Converted, "fall", channel: CampaignChannel.Sms),
    ];

    [Fact]
    public async Task Example_HoldsExactly()
    {
        await using var server = await OpenAsync(Example);
        var request = Request(CampaignSplit.All);
        var group = Assert.Single((await AskAsync(server, request)).Groups);
        Assert.Equal("1/1 3/3 0/0 3/2 1/1 1/1 0/0",
            string.Join(" ", group.Counts.Stages.Select(stage => $"{stage.TotalCount}/{stage.UniqueCount}")));
        Assert.Equal(("2/3", "1/3", "1/3"), (Of(group.Counts.UniqueOpensPerDelivered), Of(group.Counts.UniqueClicksPerDelivered),
            Of(group.Counts.ClicksPerOpen)));
        Assert.Equal((3, 1, 1, 700), (group.CustomerCount, group.Counts.StageConvertedCount, group.Counts.AttributedCount,
            group.Counts.AttributedRevenueMinorUnits));
        request.AttributionWindow = new Duration { Seconds = 7 * 86_400 + 60 };
        Assert.Equal(1_200, Assert.Single((await AskAsync(server, request)).Groups).Counts.AttributedRevenueMinorUnits);
    }

    [Theory]
    [InlineData(CampaignSplit.Unspecified, "Value spring 2, Value fall 1")]
    [InlineData(CampaignSplit.Variant, "Value b 1, None  3")]
    [InlineData(CampaignSplit.Channel, "Value EMAIL 2, Value SMS 1")]
    public async Task Splits_ByWhatTheyName(CampaignSplit split, string groups)
    {
        await using var server = await OpenAsync(Example);
        Assert.Equal(groups, string.Join(", ", (await AskAsync(server, Request(split))).Groups.Select(group =>
            $"{group.Group.Kind} {group.Group.Value} {group.CustomerCount}")));
    }

    [Fact]
    public async Task Times_AreThoseOfTheTenantsClocks()
    {
        await using var server = await OpenAsync(Example);
        var request = Request(CampaignSplit.All);
        request.Times = true;
        var group = Assert.Single((await AskAsync(server, request)).Groups);
        Assert.Equal((24, 7), (group.Hours.Count, group.Weekdays.Count));
        Assert.Equal([0L, 0, 0, 0, 0, 1, 0], group.Hours.Single(row => row.Unit == 23).StageCounts);
        Assert.Equal([0L, 0, 0, 0, 0, 1, 0], group.Weekdays.Single(row => row.Unit == 7).StageCounts);
        Assert.Equal([1L, 3, 0, 2, 0, 0, 0], group.Weekdays[0].StageCounts);
    }

    [Fact]
    public async Task WithoutTouches_RatesAreAbsent()
    {
        await using var server = await OpenAsync();
        Assert.Equal(new Ratio(), Assert.Single((await AskAsync(server, Request(CampaignSplit.All))).Groups).Counts.ClicksPerOpen);
        Assert.Empty((await AskAsync(server, Request(CampaignSplit.Campaign))).Groups);
    }

    [Fact]
    public async Task Members_AreThoseBehindACount()
    {
        await using var server = await OpenAsync(Example);
        var members = new CampaignMembers { Request = Request(CampaignSplit.All), Group = CampaignMemberGroup.Attributed };
        Assert.Equal(["ann"], await MembersAsync(server, new ListMetricMembersRequest { CampaignPerformance = members }));
        (members.Group, members.Stage) = (CampaignMemberGroup.Stage, CampaignStage.Opened);
        Assert.Equal(["ann", "bob"], await MembersAsync(server, new ListMetricMembersRequest { CampaignPerformance = members }));
    }

    [Fact]
    public async Task Nonsense_IsNamedFieldByField()
    {
        await using var server = await OpenAsync();
        var request = new ComputeCampaignPerformanceRequest
        {
            Window = BerlinShop.Between("2026-06-02T00:00", "2026-06-01T00:00"),
            CampaignIds = { "" },
            CustomerFilter = WithoutValues(),
            Split = (CampaignSplit)9,
            GroupLimit = 101,
            ConversionSelector = new ActivitySelector { Kinds = { new KindSelection() } },
            AttributionWindow = new Duration(),
        };
        await RefusedAsync(() => AskAsync(server, request), "window.interval.end_time", "split", "campaign_ids",
            "customer_filter.conditions[0].values", "group_limit", "conversion_selector.kinds[0].kind", "attribution_window");
        var all = Request(CampaignSplit.All);
        all.GroupLimit = 3;
        await RefusedAsync(() => AskAsync(server, all), "group_limit");
        var members = new CampaignMembers { Request = Request(CampaignSplit.All), Group = CampaignMemberGroup.Stage };
        await RefusedAsync(
            () => MembersAsync(server, new ListMetricMembersRequest { CampaignPerformance = members }), "campaign_performance.stage");
        var many = Request(CampaignSplit.Campaign);
        many.SeriesBucket = BucketUnit.Day;
        await RunningServer.FailsAsync(StatusCode.InvalidArgument, "TOO_MANY_ROWS", () => AskAsync(server, many));
    }

    private static string Of(Ratio ratio) => $"{ratio.Numerator}/{ratio.Denominator}";

    private static ComputeCampaignPerformanceRequest Request(CampaignSplit split) =>
        new() { Options = Options, Window = BerlinShop.June, Split = split };

    private static async Task<ComputeCampaignPerformanceResponse> AskAsync(
        RunningServer server, ComputeCampaignPerformanceRequest request) =>
        await server.Metrics.ComputeCampaignPerformanceAsync(request, RunningServer.Call(BerlinShop.Id));
}

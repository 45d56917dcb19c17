using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;
using static RetentionGrpc.Server.Tests.Wire.MarketingShop;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>ComputeCouponRedemption over the wire: an example, groups, members, and what a wrong question is told.</summary>
public class CouponTests
{
    private static readonly Event[] Example =
    [
        Coupon("ann", "2026-06-01T09:00", CouponAction.Issued, "k1", "spring"),
        Coupon("ann", "2026-07-05T09:00", CouponAction.Redeemed, "k1"),
        Coupon("ann", "2026-06-02T09:00", CouponAction.Issued, "k2", "fall"), Coupon("ann", "2026-06-09T09:00", CouponAction.Expired, "k2"),
        Coupon("bob", "2026-06-03T09:00", CouponAction.Issued, "k1"),
        Coupon("cid", "2026-05-03T09:00", CouponAction.Issued, "k1", "spring"),
        Coupon("cid", "2026-06-04T09:00", CouponAction.Redeemed, "k1"),
        Coupon("dan", "2026-06-04T09:00", CouponAction.Redeemed, "k1", "spring"),
    ];

    [Fact]
    public async Task Example_HoldsExactly_InBothReadings()
    {
        await using var server = await OpenAsync(Example);
        var counts = Assert.Single((await AskAsync(server, Request())).Groups).Counts;
        Assert.Equal(("1/3", "1/2", 1), (Of(counts.RedeemedCoupons), Of(counts.RedeemedCustomers), counts.ExpiredCount));
        var request = Request();
        request.Reading = CouponReading.ByEventWindow;
        counts = Assert.Single((await AskAsync(server, request)).Groups).Counts;
        Assert.Equal(("2/3", "2/2", 1), (Of(counts.RedeemedCoupons), Of(counts.RedeemedCustomers), counts.ExpiredCount));
    }

    [Fact]
    public async Task RedeemedLaterThanNow_IsNotRedeemed()
    {
        await using var server = await OpenAsync(Example);
        var request = Request();
        request.Options.AsOfTime = BerlinShop.At("2026-07-05T09:00");
        Assert.Equal("0/3", Of(Assert.Single((await AskAsync(server, request)).Groups).Counts.RedeemedCoupons));
    }

    [Fact]
    public async Task ByCampaign_TheLargestHaveGroups()
    {
        await using var server = await OpenAsync(Example);
        var request = Request();
        (request.Reading, request.CampaignLimit) = (CouponReading.ByEventWindow, 1);
        Assert.Equal(["Value spring 2/1", "Other  0/1", "None  0/1"], (await AskAsync(server, request)).Groups.Select(group =>
            $"{group.Group.Kind} {group.Group.Value} {Of(group.Counts.RedeemedCoupons)}"));
        request.CampaignLimit = 0;
        request.CampaignIds.Add("fall");
        Assert.Equal("0/1", Of(Assert.Single((await AskAsync(server, request)).Groups).Counts.RedeemedCoupons));
    }

    [Fact]
    public async Task NoCoupons_HaveNoRate()
    {
        await using var server = await OpenAsync();
        Assert.Equal(new Ratio(), Assert.Single((await AskAsync(server, Request())).Groups).Counts.RedeemedCustomers);
    }

    [Fact]
    public async Task Members_AreThoseBehindACount()
    {
        await using var server = await OpenAsync(Example);
        var members = new CouponMembers { Request = Request(), Group = CouponGroup.Issued };
        Assert.Equal(["ann", "bob"], await MembersAsync(server, new ListMetricMembersRequest { CouponRedemption = members }));
        members.Group = CouponGroup.Redeemed;
        Assert.Equal(["ann"], await MembersAsync(server, new ListMetricMembersRequest { CouponRedemption = members }));
    }

    [Fact]
    public async Task Nonsense_IsNamedFieldByField()
    {
        await using var server = await OpenAsync();
        var request = new ComputeCouponRedemptionRequest
        {
            Window = new Window { Trailing = new TrailingWindow { Count = 1 } },
            Reading = (CouponReading)9,
            CampaignIds = { "" },
            CustomerFilter = WithoutValues(),
            CampaignLimit = 101,
            GroupBy = new GroupBy { EventProperty = "device" },
        };
        await RefusedAsync(() => AskAsync(server, request), "window.trailing.bucket", "reading", "campaign_limit", "campaign_ids",
            "customer_filter.conditions[0].values", "campaign_limit");
        request = Request();
        request.GroupBy = new GroupBy { EventProperty = "device" };
        await RunningServer.FailsAsync(StatusCode.InvalidArgument, "UNDECLARED_PROPERTY", () => AskAsync(server, request));
        var members = new ListMetricMembersRequest { CouponRedemption = new CouponMembers { Request = Request() } };
        await RefusedAsync(() => MembersAsync(server, members), "coupon_redemption.group");
    }

    private static string Of(Ratio ratio) => $"{ratio.Numerator}/{ratio.Denominator}";

    private static ComputeCouponRedemptionRequest Request() => new() { Options = Options.Clone(), Window = BerlinShop.June };

    private static async Task<ComputeCouponRedemptionResponse> AskAsync(RunningServer server, ComputeCouponRedemptionRequest request) =>
        await server.Metrics.ComputeCouponRedemptionAsync(request, RunningServer.Call(BerlinShop.Id));
}

using RetentionGrpc.V1;
using Xunit;
using static RetentionGrpc.Server.Tests.Wire.TierShop;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>ComputeRepeatPurchase by groups: of June, with all details, in buckets of fifteen days.</summary>
public class RepeatPurchaseGroupTests
{
    [Fact]
    public async Task EachGroupTellsItsOwn_AndAllTogetherTheWhole()
    {
        await using var server = await OpenAsync();
        var request = Request(Largest);
        var reply = await AskAsync(server, request);
        Assert.Equal(
            ["gold: 1 of 1, 17 days, 200 of 200, 1 1", "Other: 0 of 2,  days, 100 of 200, 2 0", "None: 1 of 1, 1 days, 0 of 200, 1 0"],
            Lines(reply));
        Assert.Equal("timelines", reply.Info.Explanation.Path);
        Assert.Equal([1, 2], reply.Groups[1].OrderCounts.Select(row => row.OrderCount).Append(reply.Groups[0].OrderCounts[0].OrderCount));
        Assert.Equal(9 * 86_400, reply.TimeBetweenOrders.MedianSeconds);

        request.GroupBy = null;
        var whole = await AskAsync(server, request);
        reply.Groups.Clear();
        reply.Info = whole.Info;
        Assert.Equal(whole, reply);
    }

    [Fact]
    public async Task BySegment_DeclaredValuesHaveGroups()
    {
        await using var server = await OpenAsync();
        Assert.Equal(
            ["gold: 1 of 1, 17 days, 200 of 200, 1 1", "tin: 0 of 1,  days, 100 of 100, 1 0", "Other: 0 of 1,  days, 0 of 100, 1 0",
                "None: 1 of 1, 1 days, 0 of 200, 1 0"],
            Lines(await AskAsync(server, Request(Segment))));
    }

    [Theory]
    [InlineData(GroupKind.Value, "gold", "ann")]
    [InlineData(GroupKind.Other, "", "")]
    [InlineData(GroupKind.None, "", "fay")]
    public async Task MembersOfOneGroup(GroupKind kind, string value, string ids)
    {
        await using var server = await OpenAsync();
        var members = new RepeatPurchaseMembers { Request = Request(Largest), Group = RepeatPurchaseGroup.RepeatByDay };
        Assert.Equal(ids, await MembersAsync(server, new() { RepeatPurchase = members }, kind, value));
    }

    [Fact]
    public async Task Nonsense_IsNamedFieldByField()
    {
        await using var server = await OpenAsync();
        await MarketingShop.RefusedAsync(() => AskAsync(server, Request(Nonsense)), [.. NonsenseFields("")]);
        await MarketingShop.RefusedAsync(() => AskAsync(server, Request(new() { Segment = "country" })), "group_by.segment");
        await TooManyRowsAsync(() => AskAsync(server, Request(new() { Attribute = "tier", Limit = 100 })));
        var members = new RepeatPurchaseMembers { Request = Request(Nonsense), Group = RepeatPurchaseGroup.Purchasers };
        await MarketingShop.RefusedAsync(
            () => MembersAsync(server, new() { RepeatPurchase = members }, GroupKind.Other),
            [.. NonsenseFields("repeat_purchase.request.")]);
    }

    private static ComputeRepeatPurchaseRequest Request(GroupBy groupBy)
    {
        var request = BerlinShop.Request(
            RepeatPurchaseDetail.OrderCounts, RepeatPurchaseDetail.TimeBetweenOrders, RepeatPurchaseDetail.RevenueShare);
        request.Options = Options();
        (request.SeriesBucket, request.BucketMultiple, request.GroupBy) = (BucketUnit.Day, 15, groupBy);
        return request;
    }

    private static IEnumerable<string> Lines(ComputeRepeatPurchaseResponse reply) => reply.Groups.Select(group =>
        $"{Name(group.Group)}: {group.Counts.RepeatByOrder.Numerator} of {group.Counts.PurchaserCount}, "
        + $"{(group.TimeBetweenOrders.HasMedianSeconds ? group.TimeBetweenOrders.MedianSeconds / 86_400 : null)} days, "
        + $"{group.RevenueShare.AcquiredBeforeWindow.Numerator} of {group.RevenueShare.AcquiredBeforeWindow.Denominator}, "
        + string.Join(" ", group.Series.Select(bucket => bucket.Counts.PurchaserCount)));

    private static async Task<ComputeRepeatPurchaseResponse> AskAsync(RunningServer server, ComputeRepeatPurchaseRequest request) =>
        await server.Metrics.ComputeRepeatPurchaseAsync(request, RunningServer.Call(BerlinShop.Id));
}

using RetentionGrpc.V1;
using Xunit;
using static RetentionGrpc.Server.Tests.Wire.TierShop;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>ComputeActivity by groups: June in buckets of ten days.</summary>
public class ActivityGroupTests
{
    [Fact]
    public async Task EachGroupTellsItsOwn_AndAllTogetherTheWhole()
    {
        await using var server = await OpenAsync();
        var request = Request(Largest);
        var reply = await AskAsync(server, request);
        // The largest tier by customers active in June: each has one, and gold is the first bytewise.
        Assert.Equal(
            ["gold: 1 active, 2 events, 1 1 0", "Other: 2 active, 2 events, 2 0 0", "None: 1 active, 2 events, 1 0 0"], Lines(reply));
        Assert.Equal("timelines", reply.Info.Explanation.Path);
        Assert.Equal([0, 1, 0], reply.Groups[0].ActiveBuckets.Select(row => row.ExactCount));
        // One of two on 3 June, and on the 20th: bob, of 25 May, leaves the 30 days on the 24th.
        Assert.Equal(30, reply.Groups[0].DauOverMau.DayCount);
        Assert.Equal(1.0 / 30, reply.Groups[0].DauOverMau.Value, 1e-12);

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
            ["gold: 1 active, 2 events, 1 1 0", "tin: 1 active, 1 events, 1 0 0", "Other: 1 active, 1 events, 1 0 0",
                "None: 1 active, 2 events, 1 0 0"],
            Lines(await AskAsync(server, Request(Segment))));
    }

    [Theory]
    [InlineData(GroupKind.Value, "gold", "ann")]
    [InlineData(GroupKind.Other, "", "cid dan")]
    [InlineData(GroupKind.None, "", "fay")]
    public async Task MembersOfOneGroup(GroupKind kind, string value, string ids)
    {
        await using var server = await OpenAsync();
        var members = new ActivityMembers { Request = Request(Largest), BucketIndex = 0 };
        Assert.Equal(ids, await MembersAsync(server, new() { Activity = members }, kind, value));
    }

    [Fact]
    public async Task Nonsense_IsNamedFieldByField()
    {
        await using var server = await OpenAsync();
        await MarketingShop.RefusedAsync(() => AskAsync(server, Request(Nonsense)), [.. NonsenseFields("")]);
        await MarketingShop.RefusedAsync(() => AskAsync(server, Request(new() { Segment = "country" })), "group_by.segment");
        await TooManyRowsAsync(() => AskAsync(server, Request(new() { Attribute = "tier", Limit = 100 })));
        var members = new ActivityMembers { Request = Request(Nonsense) };
        await MarketingShop.RefusedAsync(
            () => MembersAsync(server, new() { Activity = members }, GroupKind.Other), [.. NonsenseFields("activity.request.")]);
    }

    private static ComputeActivityRequest Request(GroupBy groupBy) => new()
    {
        Options = Options(),
        Window = BerlinShop.June,
        BucketMultiple = 10,
        GroupBy = groupBy,
    };

    private static IEnumerable<string> Lines(ComputeActivityResponse reply) => reply.Groups.Select(group =>
        $"{Name(group.Group)}: {group.Total.ActiveCount} active, {group.Total.EventCount} events, "
        + string.Join(" ", group.Buckets.Select(bucket => bucket.Counts.ActiveCount)));

    private static async Task<ComputeActivityResponse> AskAsync(RunningServer server, ComputeActivityRequest request) =>
        await server.Metrics.ComputeActivityAsync(request, RunningServer.Call(BerlinShop.Id));
}

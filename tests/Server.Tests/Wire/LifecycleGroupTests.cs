using RetentionGrpc.V1;
using Xunit;
using static RetentionGrpc.Server.Tests.Wire.TierShop;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>ComputeLifecycle by groups: June in buckets of ten days, each a line of new, returning, resurrecting and dormant.</summary>
public class LifecycleGroupTests
{
    [Fact]
    public async Task EachGroupTellsItsOwn_AndAllTogetherTheWhole()
    {
        await using var server = await OpenAsync();
        var request = Request(Largest);
        var reply = await AskAsync(server, request);
        // ten days before June, from 22 May: bob on the 25th, dan on the 28th.
        Assert.Equal(["gold: 0011 0100 0001", "Other: 1100 0002 0000", "None: 1000 0001 0000"], Lines(reply));
        Assert.Equal("timelines", reply.Info.Explanation.Path);

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
            ["gold: 0011 0100 0001", "tin: 0100 0001 0000", "Other: 1000 0001 0000", "None: 1000 0001 0000"],
            Lines(await AskAsync(server, Request(Segment))));
    }

    [Theory]
    [InlineData(GroupKind.Value, "gold", "")]
    [InlineData(GroupKind.Other, "", "cid")]
    [InlineData(GroupKind.None, "", "fay")]
    public async Task MembersOfOneGroup(GroupKind kind, string value, string ids)
    {
        await using var server = await OpenAsync();
        var members = new LifecycleMembers { Request = Request(Largest), Group = LifecycleGroup.New };
        Assert.Equal(ids, await MembersAsync(server, new() { Lifecycle = members }, kind, value));
    }

    [Fact]
    public async Task Nonsense_IsNamedFieldByField()
    {
        await using var server = await OpenAsync();
        await MarketingShop.RefusedAsync(() => AskAsync(server, Request(Nonsense)), [.. NonsenseFields("")]);
        await MarketingShop.RefusedAsync(() => AskAsync(server, Request(new() { Segment = "country" })), "group_by.segment");
        await TooManyRowsAsync(() => AskAsync(server, Request(new() { Attribute = "tier", Limit = 100 })));
        var members = new LifecycleMembers { Request = Request(Nonsense), Group = LifecycleGroup.New };
        await MarketingShop.RefusedAsync(
            () => MembersAsync(server, new() { Lifecycle = members }, GroupKind.Other), [.. NonsenseFields("lifecycle.request.")]);
    }

    private static ComputeLifecycleRequest Request(GroupBy groupBy) => new()
    {
        Options = Options(),
        Window = BerlinShop.June,
        Bucket = BucketUnit.Day,
        BucketMultiple = 10,
        GroupBy = groupBy,
    };

    private static IEnumerable<string> Lines(ComputeLifecycleResponse reply) => reply.Groups.Select(group =>
        $"{Name(group.Group)}: " + string.Join(" ", group.Buckets.Select(bucket =>
            $"{bucket.Counts.NewCount}{bucket.Counts.ReturningCount}{bucket.Counts.ResurrectingCount}{bucket.Counts.DormantCount}")));

    private static async Task<ComputeLifecycleResponse> AskAsync(RunningServer server, ComputeLifecycleRequest request) =>
        await server.Metrics.ComputeLifecycleAsync(request, RunningServer.Call(BerlinShop.Id));
}

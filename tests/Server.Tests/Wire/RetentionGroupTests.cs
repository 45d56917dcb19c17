using RetentionGrpc.V1;
using Xunit;
using static RetentionGrpc.Server.Tests.Wire.TierShop;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>ComputeRetention by groups: of May in June.</summary>
public class RetentionGroupTests
{
    [Fact]
    public async Task EachGroupTellsItsOwn_AndAllTogetherTheWhole()
    {
        await using var server = await OpenAsync();
        var request = Request(Largest);
        var reply = await AskAsync(server, request);
        Assert.Equal(["gold: 2 1 1 2", "Other: 1 2 1 2", "None: 0 1 0 1"], Lines(reply));
        Assert.Equal("timelines", reply.Info.Explanation.Path);
        Assert.Equal(0.5, reply.Groups[0].Comparisons[0].Retention.Value);
        Assert.False(reply.Groups[2].Comparisons[0].Retention.HasValue);

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
            ["gold: 2 1 1 2", "tin: 1 1 1 1", "Other: 0 1 0 1", "None: 0 1 0 1"], Lines(await AskAsync(server, Request(Segment))));
    }

    [Theory]
    [InlineData(GroupKind.Value, "gold", "ann bob")]
    [InlineData(GroupKind.Other, "", "cid dan")]
    [InlineData(GroupKind.None, "", "fay")]
    public async Task MembersOfOneGroup(GroupKind kind, string value, string ids)
    {
        await using var server = await OpenAsync();
        var members = new RetentionMembers { Request = Request(Largest), Group = RetentionGroup.Union };
        Assert.Equal(ids, await MembersAsync(server, new() { Retention = members }, kind, value));
    }

    [Fact]
    public async Task Nonsense_IsNamedFieldByField()
    {
        await using var server = await OpenAsync();
        await MarketingShop.RefusedAsync(() => AskAsync(server, Request(Nonsense)), [.. NonsenseFields("")]);
        await MarketingShop.RefusedAsync(() => AskAsync(server, Request(new() { Segment = "country" })), "group_by.segment");
        var many = Request(new() { Attribute = "tier", Limit = 100 });
        many.Comparisons.Add(many.Base);
        await TooManyRowsAsync(() => AskAsync(server, many));
        var members = new RetentionMembers { Request = Request(Nonsense), Group = RetentionGroup.Base };
        await MarketingShop.RefusedAsync(
            () => MembersAsync(server, new() { Retention = members }, GroupKind.Other), [.. NonsenseFields("retention.request.")]);
    }

    private static ComputeRetentionRequest Request(GroupBy groupBy) => new()
    {
        Options = Options(),
        Base = new() { Window = May },
        Comparisons = { new ActivityWindow { Window = BerlinShop.June } },
        GroupBy = groupBy,
    };

    private static IEnumerable<string> Lines(ComputeRetentionResponse reply) => reply.Groups.Select(group =>
        $"{Name(group.Group)}: {group.BaseCount} "
        + string.Join(" ", group.Comparisons.Select(one => $"{one.ComparisonCount} {one.RetainedCount} {one.UnionCount}")));

    private static async Task<ComputeRetentionResponse> AskAsync(RunningServer server, ComputeRetentionRequest request) =>
        await server.Metrics.ComputeRetentionAsync(request, RunningServer.Call(BerlinShop.Id));
}

using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.V1;
using Xunit;
using static RetentionGrpc.Server.Tests.Wire.TierShop;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>ComputeChurn by groups: who has not bought for 20 days is lost.</summary>
public class ChurnGroupTests
{
    [Fact]
    public async Task EachGroupTellsItsOwn_AndAllTogetherTheWhole()
    {
        await using var server = await OpenAsync();
        var request = Request(Largest);
        request.SeriesBucket = BucketUnit.Week;
        var reply = await AskAsync(server, request);
        Assert.Equal(["gold: 1 of 2 lost, 0 new", "Other: 1 of 1 lost, 1 new", "None: 0 of 0 lost, 1 new"], Lines(reply));
        Assert.Equal("timelines", reply.Info.Explanation.Path);
        Assert.Equal(0.5, reply.Groups[0].Rates.LostStartersOverStart.Value);
        Assert.False(reply.Groups[2].Rates.LostStartersOverStart.HasValue);
        Assert.Equal([5, 5, 5], reply.Groups.Select(group => group.Series.Count));
        for (var week = 0; week < 5; week++)
        {
            var groups = reply.Groups.Select(group => group.Series[week]).ToList();
            Assert.Equal(reply.Series[week].Window, groups[0].Window);
            Assert.Equal(reply.Series[week].Counts.EndCount, groups.Sum(bucket => bucket.Counts.EndCount));
        }

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
            ["gold: 1 of 2 lost, 0 new", "tin: 1 of 1 lost, 0 new", "Other: 0 of 0 lost, 1 new", "None: 0 of 0 lost, 1 new"],
            Lines(await AskAsync(server, Request(Segment))));
    }

    [Theory]
    [InlineData(GroupKind.Value, "gold", "bob")]
    [InlineData(GroupKind.Other, "", "dan")]
    [InlineData(GroupKind.None, "", "")]
    [InlineData(GroupKind.All, "", "bob dan")]
    public async Task MembersOfOneGroup(GroupKind kind, string value, string ids)
    {
        await using var server = await OpenAsync();
        var members = new ChurnMembers { Request = Request(Largest), Group = ChurnGroup.LostFromStart };
        Assert.Equal(ids, await MembersAsync(server, new() { Churn = members }, kind, value));
    }

    [Fact]
    public async Task Nonsense_IsNamedFieldByField()
    {
        await using var server = await OpenAsync();
        await MarketingShop.RefusedAsync(() => AskAsync(server, Request(Nonsense)), [.. NonsenseFields("")]);
        await MarketingShop.RefusedAsync(() => AskAsync(server, Request(new() { Segment = "country" })), "group_by.segment");
        var many = Request(new() { Attribute = "tier", Limit = 100 });
        many.SeriesBucket = BucketUnit.Day;
        await TooManyRowsAsync(() => AskAsync(server, many));
        var members = new ChurnMembers { Request = Request(Nonsense), Group = ChurnGroup.New };
        await MarketingShop.RefusedAsync(
            () => MembersAsync(server, new() { Churn = members }, GroupKind.Other), [.. NonsenseFields("churn.request.")]);
    }

    private static ComputeChurnRequest Request(GroupBy groupBy) => new()
    {
        Options = Options(),
        Window = BerlinShop.June,
        Basis = CustomerBasis.Purchase,
        Inactivity = Duration.FromTimeSpan(TimeSpan.FromDays(20)),
        GroupBy = groupBy,
    };

    private static IEnumerable<string> Lines(ComputeChurnResponse reply) => reply.Groups.Select(group =>
        $"{Name(group.Group)}: {group.Counts.LostFromStartCount} of {group.Counts.StartCount} lost, {group.Counts.NewCount} new");

    private static async Task<ComputeChurnResponse> AskAsync(RunningServer server, ComputeChurnRequest request) =>
        await server.Metrics.ComputeChurnAsync(request, RunningServer.Call(BerlinShop.Id));
}

using RetentionGrpc.V1;
using Xunit;
using static RetentionGrpc.Server.Tests.Wire.MarketingShop;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>Answers split by a declared segment, and the members of one group of a split answer.</summary>
public class ReplyGroupTests
{
    private static readonly Event[] Example =
    [
        Profile("ann", "gold"), Profile("bob", "gold"), Profile("cid", "iron"), Profile("dan", "tin"), Profile("eve", "zinc"),
        Answer("ann", 9, "app"), Answer("bob", 1, "web"), Answer("cid", 10, "app"), Answer("dan", 2, "shop"), Answer("eve", 3, "phone"),
        Answer("fay", 4),
    ];

    [Fact]
    public async Task BySegment_DeclaredValuesHaveGroups_WhateverTheirSize()
    {
        await using var server = await OpenAsync(Example);
        await DeclareAsync(server, "tier", "tin", "gold", "never");
        var request = Surveys();
        request.GroupBy = new GroupBy { Segment = "tier" };
        Assert.Equal(["Value gold 2", "Value tin 1", "Other  2", "None  1"], (await AskAsync(server, request)).Groups
            .Select(group => $"{group.Group.Kind} {group.Group.Value} {group.Score.AnswerCount}"));
        var members = new SurveyMembers { Request = request, Group = SurveyGroup.Answerers };
        Assert.Equal(["ann", "bob"], await MembersAsync(server, Members(members, GroupKind.Value, "gold")));
        Assert.Equal(["cid", "eve"], await MembersAsync(server, Members(members, GroupKind.Other)));
        Assert.Equal(["fay"], await MembersAsync(server, Members(members, GroupKind.None)));
    }

    [Fact]
    public async Task BySegment_CohortsHaveTheSameGroups()
    {
        await using var server = await OpenAsync(Example);
        await DeclareAsync(server, "tier", "tin", "gold", "never");
        var request = new ComputeCohortRetentionRequest
        {
            Options = Options.Clone(),
            Window = BerlinShop.June,
            StartSelector = new() { Kinds = { new KindSelection { Kind = EventKind.SurveyResponse } } },
            GroupBy = new() { Segment = "tier" },
        };
        var reply = await server.Metrics.ComputeCohortRetentionAsync(request, RunningServer.Call(BerlinShop.Id));
        Assert.Equal(["Value gold 2", "Value tin 1", "Other  2", "None  1"], reply.Groups
            .Select(group => $"{group.Group.Kind} {group.Group.Value} {group.Cohorts[0].Size}"));
        var members = new CohortMembers { Request = request, Group = new() { Kind = GroupKind.Other } };
        Assert.Equal(["cid", "eve"], await MembersAsync(server, new ListMetricMembersRequest { CohortRetention = members }));
    }

    [Theory]
    [InlineData(GroupKind.Value, "gold", "ann bob")]
    [InlineData(GroupKind.Value, "zinc", "eve")]
    [InlineData(GroupKind.Value, "never", "")]
    [InlineData(GroupKind.Other, "", "cid dan eve")]
    [InlineData(GroupKind.None, "", "fay")]
    [InlineData(GroupKind.All, "", "ann bob cid dan eve fay")]
    public async Task MembersOfOneGroup_ByAttribute(GroupKind kind, string value, string ids)
    {
        await using var server = await OpenAsync(Example);
        var request = Surveys();
        request.GroupBy = new GroupBy { Attribute = "tier", Limit = 1 };
        var members = new SurveyMembers { Request = request, Group = SurveyGroup.Answerers };
        Assert.Equal(ids, string.Join(" ", await MembersAsync(server, Members(members, kind, value))));
    }

    [Theory]
    [InlineData(GroupKind.Value, "app", "ann cid")]
    [InlineData(GroupKind.Other, "", "bob dan eve")]
    [InlineData(GroupKind.None, "", "fay")]
    public async Task MembersOfOneGroup_ByEventProperty_AreOfTheCountedEvents(GroupKind kind, string value, string ids)
    {
        await using var server = await OpenAsync(Example);
        var request = Surveys();
        request.GroupBy = new GroupBy { EventProperty = "channel", Limit = 1 };
        var members = new SurveyMembers { Request = request, Group = SurveyGroup.Answerers };
        Assert.Equal(ids, string.Join(" ", await MembersAsync(server, Members(members, kind, value))));
    }

    [Fact]
    public async Task MembersOfOther_WhereEveryValueHasAGroup_AreNone()
    {
        await using var server = await OpenAsync(Example);
        var request = Surveys();
        request.GroupBy = new GroupBy { Attribute = "tier" };
        var members = new SurveyMembers { Request = request, Group = SurveyGroup.Answerers };
        Assert.Empty(await MembersAsync(server, Members(members, GroupKind.Other)));
    }

    [Fact]
    public async Task MembersOfOneGroup_OfCampaigns_AreByTheSplit()
    {
        await using var server = await OpenAsync(
            Touch("ann", "2026-06-02T09:00", CampaignStage.Opened, channel: CampaignChannel.Push),
            Touch("bob", "2026-06-02T09:00", CampaignStage.Opened, variant: "b"),
            Touch("bob", "2026-06-02T09:00", CampaignStage.Sent, channel: CampaignChannel.Push));
        var members = new CampaignMembers
        {
            Request = new() { Options = Options.Clone(), Window = BerlinShop.June, Split = CampaignSplit.Channel },
            Group = CampaignMemberGroup.Stage,
            Stage = CampaignStage.Opened,
        };
        Assert.Equal(["ann"], await MembersAsync(server, Of(GroupKind.Value, "PUSH")));
        Assert.Equal(["bob"], await MembersAsync(server, Of(GroupKind.Value, "EMAIL")));
        members.Request.Split = CampaignSplit.Variant;
        Assert.Equal(["bob"], await MembersAsync(server, Of(GroupKind.Value, "b")));
        Assert.Equal(["ann"], await MembersAsync(server, Of(GroupKind.None, "")));
        ListMetricMembersRequest Of(GroupKind kind, string value) =>
            new() { CampaignPerformance = members, ReplyGroup = new() { Kind = kind, Value = value } };
    }

    [Fact]
    public async Task Nonsense_IsNamedFieldByField()
    {
        await using var server = await OpenAsync(Example);
        var request = Surveys();
        var members = new SurveyMembers { Request = request, Group = SurveyGroup.Answerers };
        await RefusedAsync(() => MembersAsync(server, Members(members, GroupKind.None)), "reply_group");
        request.GroupBy = new GroupBy { Segment = "tier" };
        await RefusedAsync(() => AskAsync(server, request), "group_by.segment");
        await DeclareAsync(server, "tier", "gold");
        request.GroupBy.Limit = 3;
        await RefusedAsync(() => AskAsync(server, request), "group_by.limit");
        request.GroupBy = new GroupBy { Segment = "" };
        await RefusedAsync(() => AskAsync(server, request), "group_by.segment");
        request.GroupBy = new GroupBy { Attribute = "tier" };
        await RefusedAsync(() => MembersAsync(server, Members(members, GroupKind.Unspecified)), "reply_group");
        await RefusedAsync(() => MembersAsync(server, Members(members, (GroupKind)9)), "reply_group");
        await RefusedAsync(() => MembersAsync(server, Members(members, GroupKind.Other, "gold")), "reply_group");
        request.GroupBy.Limit = 101;
        await RefusedAsync(() => MembersAsync(server, Members(members, GroupKind.Other)), "survey_score.request.group_by.limit");
        await RefusedAsync(
            () => MembersAsync(server, new()
            {
                Activity = new() { Request = new() },
                ReplyGroup = new() { Kind = GroupKind.None },
            }),
            "reply_group");
        await RefusedAsync(
            () => AskCohortsAsync(server, new() { GroupBy = new() { Segment = "plan" } }), "group_by.segment");
    }

    private static ComputeSurveyScoreRequest Surveys() =>
        new() { Options = Options.Clone(), Window = BerlinShop.June, Type = SurveyType.Nps };

    private static ListMetricMembersRequest Members(SurveyMembers members, GroupKind kind, string value = "") =>
        new() { SurveyScore = members, ReplyGroup = new() { Kind = kind, Value = value } };

    private static Event Profile(string customer, string tier) =>
        At(customer, "2026-06-01T09:00", made => made.Profile = new() { Attributes = { ["tier"] = tier } });

    private static Event Answer(string customer, int score, string channel = "") => At(customer, "2026-06-02T09:00", made =>
    {
        made.SurveyResponse = new() { SurveyId = "s", Type = SurveyType.Nps, Score = score };
        if (channel.Length > 0)
            made.Properties["channel"] = channel;
    });

    private static async Task<RunningServer> OpenAsync(params Event[] events)
    {
        var server = await MarketingShop.OpenAsync();
        await server.Tenants.DeclareEventPropertiesAsync(
            new() { TenantId = BerlinShop.Id, EventProperties = { "channel" } }, RunningServer.Call());
        await QueryTests.IngestAsync(server, events, BerlinShop.Id);
        return server;
    }

    private static async Task DeclareAsync(RunningServer server, string attribute, params string[] values) =>
        await server.Tenants.DeclareSegmentsAsync(
            new() { TenantId = BerlinShop.Id, Segments = { new DeclaredSegment { Attribute = attribute, Values = { values } } } },
            RunningServer.Call());

    private static async Task<ComputeSurveyScoreResponse> AskAsync(RunningServer server, ComputeSurveyScoreRequest request) =>
        await server.Metrics.ComputeSurveyScoreAsync(request, RunningServer.Call(BerlinShop.Id));

    private static async Task AskCohortsAsync(RunningServer server, ComputeCohortRetentionRequest request) =>
        await server.Metrics.ComputeCohortRetentionAsync(request, RunningServer.Call(BerlinShop.Id));
}

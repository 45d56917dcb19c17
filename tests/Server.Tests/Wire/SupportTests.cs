using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.V1;
using Xunit;
using static RetentionGrpc.Server.Tests.Wire.MarketingShop;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>ComputeSupport over the wire: an example, members, and what a wrong question is told.</summary>
public class SupportTests
{
    private static readonly Event[] Example =
    [
        Case("ann", "2026-06-05T09:00", "t1", SupportAction.Opened), Case("ann", "2026-06-05T10:00", "t1", SupportAction.Responded),
        Case("ann", "2026-06-06T10:00", "t1", SupportAction.Responded), Case("ann", "2026-06-07T09:00", "t1", SupportAction.Resolved),
        Case("bob", "2026-05-05T09:00", "t1", SupportAction.Opened, SupportType.Complaint),
        Case("bob", "2026-06-06T09:00", "t1", SupportAction.Resolved, SupportType.Complaint),
        Case("bob", "2026-06-29T09:00", "t2", SupportAction.Opened, SupportType.Complaint),
        Case("bob", "2026-07-02T12:00", "t2", SupportAction.Responded, SupportType.Complaint),
        Case("cid", "2026-02-01T09:00", "t1", SupportAction.Opened, SupportType.Complaint),
        Subscribe("ann", "2026-05-01T09:00", SubscriptionAction.Started), Subscribe("bob", "2026-05-01T09:00", SubscriptionAction.Started),
        Subscribe("bob", "2026-06-30T09:00", SubscriptionAction.Cancelled),
        Subscribe("cid", "2026-05-01T09:00", SubscriptionAction.Started),
    ];

    [Fact]
    public async Task Example_HoldsExactly()
    {
        await using var server = await OpenAsync(Example);
        var group = Assert.Single((await AskAsync(server, Request())).Groups);
        Assert.Equal(new SupportCounts
        {
            QuestionOpenedCount = 1,
            QuestionRespondedCount = 1,
            QuestionResolvedCount = 1,
            ComplaintOpenedCount = 1,
            ComplaintResolvedCount = 1,
        }, group.Counts);
        Assert.Equal(new WaitingTime { CaseCount = 2, MeanSeconds = 38 * 3600, MedianSeconds = 38 * 3600 }, group.FirstResponse);
        Assert.Equal(new WaitingTime { CaseCount = 1, MeanSeconds = 48 * 3600, MedianSeconds = 48 * 3600 }, group.Resolution);
        Assert.Equal((1, 1), (group.ComplainerChurn.Counts.StartCount, group.ComplainerChurn.Counts.LostFromStartCount));
        Assert.Equal((2, 0), (group.OtherChurn.Counts.StartCount, group.OtherChurn.Counts.LostFromStartCount));
    }

    [Fact]
    public async Task WhoIsAnsweredLaterThanNow_WaitsStill_AndLookbackDecidesWhoComplains()
    {
        await using var server = await OpenAsync(Example);
        var request = Request();
        request.Options.AsOfTime = BerlinShop.At("2026-07-01T00:00");
        request.Lookback = new Duration { Seconds = 200 * 86_400 };
        var group = Assert.Single((await AskAsync(server, request)).Groups);
        Assert.Equal(new WaitingTime { CaseCount = 1, MeanSeconds = 3600, MedianSeconds = 3600 }, group.FirstResponse);
        Assert.Equal(2, group.ComplainerChurn.Counts.StartCount);
    }

    [Fact]
    public async Task NobodyAsks_HasNoTimes()
    {
        await using var server = await OpenAsync(Example);
        var request = Request();
        request.Window = BerlinShop.Between("2027-01-01T00:00", "2027-02-01T00:00");
        Assert.Equal(new WaitingTime(), Assert.Single((await AskAsync(server, request)).Groups).Resolution);
    }

    [Fact]
    public async Task Members_AreThoseBehindACount()
    {
        await using var server = await OpenAsync(Example);
        var members = new SupportMembers { Request = Request(), Group = SupportGroup.ComplaintsResolved };
        Assert.Equal(["bob"], await MembersAsync(server, new ListMetricMembersRequest { Support = members }));
        members.Group = SupportGroup.Complainers;
        Assert.Equal(["bob"], await MembersAsync(server, new ListMetricMembersRequest { Support = members }));
    }

    [Fact]
    public async Task Nonsense_IsNamedFieldByField()
    {
        await using var server = await OpenAsync();
        var request = new ComputeSupportRequest
        {
            Window = BerlinShop.Between("2026-06-02T00:00", "2026-06-01T00:00"),
            Lookback = new Duration { Seconds = -1 },
            Churn = new ChurnDefinition { Basis = (CustomerBasis)9, Selector = new ActivitySelector() },
            CustomerFilter = WithoutValues(),
            GroupBy = new GroupBy { Limit = -1 },
            BucketMultiple = 2,
        };
        await RefusedAsync(() => AskAsync(server, request), "window.interval.end_time", "bucket_multiple", "lookback", "churn.basis",
            "churn.selector", "customer_filter.conditions[0].values", "group_by", "group_by.limit");
        var members = new ListMetricMembersRequest { Support = new SupportMembers { Request = Request(), Group = (SupportGroup)8 } };
        await RefusedAsync(() => MembersAsync(server, members), "support.group");
    }

    private static ComputeSupportRequest Request() => new() { Options = Options.Clone(), Window = BerlinShop.June };

    private static async Task<ComputeSupportResponse> AskAsync(RunningServer server, ComputeSupportRequest request) =>
        await server.Metrics.ComputeSupportAsync(request, RunningServer.Call(BerlinShop.Id));
}

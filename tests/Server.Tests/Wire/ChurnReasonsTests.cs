using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>
/// ListChurnReasons over the wire, June in Berlin, all but fay customers since May. ann cancels ("too dear"), bob fails to pay, cid
/// pauses, dan pauses and then cancels ("too dear"); eve cancels one contract ("old") and a week later the other ("too slow"); fay comes
/// and goes in June; gus cancels ("moved") and comes back on the 20th.
/// </summary>
public class ChurnReasonsTests
{
    [Fact]
    public async Task Lost_ByReason_AndInWords()
    {
        await using var server = await OpenAsync();
        var request = Request();
        request.TextLimit = 1;
        var reply = await AskAsync(server, request);
        Assert.Equal("5: 3 1 1", Line(reply.Counts));
        Assert.Equal(["Value too dear 2: 2 0 0", "Other  1: 1 0 0", "None  2: 0 1 1"],
            reply.Texts.Select(text => $"{text.Text.Kind} {text.Text.Value} {Line(text.Counts)}"));
        Assert.Equal("churn reasons, basis SUBSCRIPTION, paused customers do not count, cancellations at cancel", reply.Info.Definition);
    }

    [Fact]
    public async Task Series_EachBucketIsAWindowOfItsOwn()
    {
        await using var server = await OpenAsync();
        var request = Request();
        (request.SeriesBucket, request.BucketMultiple) = (BucketUnit.Day, 15);
        var reply = await AskAsync(server, request);
        Assert.Equal(["6: 4 1 1", "0: 0 0 0"], reply.Series.Select(bucket => Line(bucket.Counts)));
        Assert.DoesNotContain("moved", reply.Texts.Select(text => text.Text.Value));
        request.Options.AsOfTime = BerlinShop.At("2026-06-02T00:00");
        Assert.Equal([CellState.Partial, CellState.NotYet], (await AskAsync(server, request)).Series.Select(bucket => bucket.State));
    }

    [Fact]
    public async Task Paying_CountsNobodyWhoPaysNothing()
    {
        await using var server = await OpenAsync();
        var request = Request();
        request.Basis = CustomerBasis.PayingSubscription;
        Assert.Equal("0: 0 0 0", Line((await AskAsync(server, request)).Counts));
    }

    [Fact]
    public async Task Members_AreThoseOfAReasonAndAText()
    {
        await using var server = await OpenAsync();
        var members = new ChurnReasonMembers { Request = Request(), Group = ChurnReasonGroup.Voluntary };
        Assert.Equal(["ann", "dan", "eve"], await MembersAsync(server, members));
        members.Text = "too dear";
        Assert.Equal(["ann", "dan"], await MembersAsync(server, members));
        (members.Group, members.Text) = (ChurnReasonGroup.Lost, "");
        Assert.Equal(["bob", "cid"], await MembersAsync(server, members));
    }

    [Fact]
    public async Task Nonsense_IsNamedFieldByField()
    {
        await using var server = await OpenAsync();
        var request = new ListChurnReasonsRequest
        {
            Window = BerlinShop.Between("2026-06-02T00:00", "2026-06-01T00:00"),
            Basis = CustomerBasis.Activity,
            TextLimit = 101,
            CustomerFilter = new Filter { Conditions = { new Condition { Key = "tier" } } },
            BucketMultiple = 2,
        };
        await RefusedAsync(() => AskAsync(server, request), "window.interval.end_time", "bucket_multiple", "basis", "text_limit",
            "customer_filter.conditions[0].values");
        await RefusedAsync(() => MembersAsync(server, new() { Request = Request(), BucketIndex = 0 }),
            "churn_reasons.group", "churn_reasons.bucket_index");
    }

    [Fact]
    public async Task SeriesOfTooManyRows_IsTooManyRows()
    {
        await using var server = await OpenAsync(answerRows: 100);
        var request = Request();
        request.SeriesBucket = BucketUnit.Day;
        await RunningServer.FailsAsync(StatusCode.InvalidArgument, "TOO_MANY_ROWS", () => AskAsync(server, request));
    }

    private static ListChurnReasonsRequest Request() => new()
    {
        Options = new QueryOptions { AsOfTime = QueryTests.Utc("2026-11-01T00:00:00Z") },
        Window = BerlinShop.June,
    };

    private static IEnumerable<Event> Events() =>
    [
        .. new[] { "ann", "bob", "cid", "dan", "eve", "gus" }.Select(one => Step(one, "2026-05-02T09:00", SubscriptionAction.Started)),
        Cancel("ann", "2026-06-03T09:00", CancelReason.Voluntary, "too dear"),
        Cancel("bob", "2026-06-04T09:00", CancelReason.Delinquent, ""),
        Step("cid", "2026-06-05T09:00", SubscriptionAction.Paused),
        Step("dan", "2026-06-05T09:00", SubscriptionAction.Paused), Cancel("dan", "2026-06-07T09:00", CancelReason.Voluntary, "too dear"),
        Step("eve", "2026-05-03T09:00", SubscriptionAction.Started, "second"),
        Cancel("eve", "2026-06-02T09:00", CancelReason.Delinquent, "old"),
        Cancel("eve", "2026-06-09T09:00", CancelReason.Voluntary, "too slow", "second"),
        Step("fay", "2026-06-02T09:00", SubscriptionAction.Started), Cancel("fay", "2026-06-03T09:00", CancelReason.Voluntary, "oops"),
        Cancel("gus", "2026-06-03T09:00", CancelReason.Voluntary, "moved"), Step("gus", "2026-06-20T09:00", SubscriptionAction.Started),
    ];

    internal static Event Step(string customer, string local, SubscriptionAction action, string contract = "first") => new()
    {
        CustomerId = customer,
        OccurredTime = BerlinShop.At(local),
        Subscription = new Subscription { SubscriptionId = contract, Action = action },
    };

    private static Event Cancel(string customer, string local, CancelReason reason, string text, string contract = "first")
    {
        var step = Step(customer, local, SubscriptionAction.Cancelled, contract);
        (step.Subscription.CancelReason, step.Subscription.CancelReasonText) = (reason, text);
        return step;
    }

    private static string Line(ChurnReasonCounts counts) =>
        $"{counts.LostCount}: {counts.VoluntaryCount} {counts.DelinquentCount} {counts.UnknownCount}";

    private static async Task<RunningServer> OpenAsync(int answerRows = 10_000)
    {
        var server = await BerlinShop.OpenAsync(answerRows);
        await QueryTests.IngestAsync(server, Events(), BerlinShop.Id);
        return server;
    }

    private static async Task<ListChurnReasonsResponse> AskAsync(RunningServer server, ListChurnReasonsRequest request) =>
        await server.Metrics.ListChurnReasonsAsync(request, RunningServer.Call(BerlinShop.Id));

    private static async Task<IEnumerable<string>> MembersAsync(RunningServer server, ChurnReasonMembers members)
    {
        var request = new ListMetricMembersRequest { ChurnReasons = members };
        var reply = await server.Metrics.ListMetricMembersAsync(request, RunningServer.Call(BerlinShop.Id));
        return reply.Members.Select(member => member.CustomerId);
    }

    private static async Task RefusedAsync(Func<Task> ask, params string[] fields)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(ask);
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.Equal(fields, QueryErrorTests.FieldsOf(failure));
    }
}

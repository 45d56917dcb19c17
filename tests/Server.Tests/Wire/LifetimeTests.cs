using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>
/// ComputeLifetime over the wire. As of 11 June: ann came on the 1st and left on the 3rd, bob came on the 1st, left on the 3rd, came back
/// and left on the 7th, cid came on the 2nd and is there, dan came on the 10th at noon and is there. eve came in May and left on the 5th.
/// </summary>
public sealed class LifetimeTests
{
    [Fact]
    public async Task Lifetimes_GapsIncluded_CensoredAtAsOf()
    {
        await using var server = await OpenAsync();
        var lifetime = Assert.Single((await AskAsync(server, Request())).Groups).Lifetime;
        Assert.Equal((4, 2, 2), (lifetime.CustomerCount, lifetime.LeftCount, lifetime.CensoredCount));
        Assert.Equal(4, lifetime.LeftOnlyMeanDays);
        Assert.Equal(new Ratio { Numerator = 1, Denominator = 1, Value = 1 }, lifetime.Churn);
        Assert.Equal(10, lifetime.InverseChurnDays);
        // 4 at risk: dan is out of sight after half a day, then one of 3 leaves after 2 days, one of 2 after 6.
        Assert.Equal(6, lifetime.KaplanMeierMedianDays);
        Assert.Equal(2 + 4 * 2.0 / 3 + 2 * 1.0 / 3, lifetime.RestrictedMeanDays, 1e-12);
    }

    [Fact]
    public async Task Curve_HasADayForEachThatTellsSomething()
    {
        await using var server = await OpenAsync();
        var request = Request();
        request.Curve = true;
        var curve = (await AskAsync(server, request)).Groups[0].Curve;
        Assert.Equal(["1: 4 0 1", "2: 3 1 0", "6: 2 1 0", "9: 1 0 1"],
            curve.Select(point => $"{point.Day}: {point.AtRiskCount} {point.LeftCount} {point.CensoredCount}"));
        Assert.Equal([1, 2.0 / 3, 1.0 / 3, 1.0 / 3], curve.Select(point => point.Survival));
        var reach = 1.959963984540054 * 2 / 3 * Math.Sqrt(1.0 / 6);
        Assert.Equal(2.0 / 3 - reach, curve[1].SurvivalLower, 1e-12);
        Assert.Equal(1, curve[1].SurvivalUpper);
    }

    [Fact]
    public async Task LaterEvents_DoNotCountYet()
    {
        await using var server = await OpenAsync();
        var request = Request();
        request.Options.AsOfTime = JuneExample.At(6, 7);
        var lifetime = (await AskAsync(server, request)).Groups[0].Lifetime;
        // bob leaves at that very instant, so just before it he is there; dan has not come.
        Assert.Equal((3, 1, 2), (lifetime.CustomerCount, lifetime.LeftCount, lifetime.CensoredCount));
    }

    [Fact]
    public async Task WithoutCustomers_NothingIsMadeUp()
    {
        await using var server = await OpenAsync();
        var request = Request();
        request.Window = Between(4, 1, 4, 2);
        var lifetime = (await AskAsync(server, request)).Groups[0].Lifetime;
        Assert.Equal(new CustomerLifetime { Churn = new Ratio() }, lifetime);
    }

    [Fact]
    public async Task HorizonBeyondWhatWasSeen_HasNoRestrictedMean()
    {
        await using var server = await OpenAsync();
        var request = Request();
        request.Horizon = Days(9.001);
        Assert.False((await AskAsync(server, request)).Groups[0].Lifetime.HasRestrictedMeanDays);
        request.Horizon = Days(9);
        Assert.True((await AskAsync(server, request)).Groups[0].Lifetime.HasRestrictedMeanDays);
    }

    [Fact]
    public async Task GroupsAndSeries_EachTellTheirOwn()
    {
        await using var server = await OpenAsync();
        var request = Request();
        request.GroupBy = new GroupBy { Attribute = "plan", Limit = 1 };
        (request.SeriesBucket, request.BucketMultiple) = (BucketUnit.Day, 5);
        var reply = await AskAsync(server, request);
        Assert.Equal(["Value pro 2: 2 0", "None  2: 1 1"], reply.Groups.Select(group =>
            $"{group.Group.Kind} {group.Group.Value} {group.Lifetime.CustomerCount}: "
            + string.Join(" ", group.Series.Select(bucket => bucket.Lifetime.CustomerCount))));
        Assert.StartsWith(
            "lifetime of customers first started in the window, basis SUBSCRIPTION", reply.Info.Definition, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LifetimeGroup.Customers, "ann@1 bob@1 cid@2 dan@10")]
    [InlineData(LifetimeGroup.Left, "ann@3 bob@7")]
    [InlineData(LifetimeGroup.Censored, "cid@2 dan@10")]
    public async Task Members_AreThoseBehindACount(LifetimeGroup group, string expected)
    {
        await using var server = await OpenAsync();
        var request = new ListMetricMembersRequest { Lifetime = new() { Request = Request(), Group = group } };
        var reply = await server.Metrics.ListMetricMembersAsync(request, RunningServer.Call());
        Assert.Equal(expected, string.Join(" ", reply.Members.Select(one => $"{one.CustomerId}@{one.Time.ToDateTime().Day}")));
    }

    [Fact]
    public async Task Nonsense_IsNamedFieldByField()
    {
        await using var server = await OpenAsync();
        var request = new ComputeLifetimeRequest
        {
            Window = Between(6, 2, 6, 1),
            BucketMultiple = 2,
            Basis = CustomerBasis.Purchase,
            Selector = new ActivitySelector(),
            CustomerFilter = new Filter { Conditions = { new Condition { Key = "tier" } } },
            GroupBy = new GroupBy { EventProperty = "device", Limit = 101 },
            Horizon = new Duration(),
        };
        await SurveyScoreTests.RefusedAsync(
            () => AskAsync(server, request), "window.interval.end_time", "bucket_multiple", "inactivity", "selector",
            "customer_filter.conditions[0].values", "group_by.event_property", "group_by.limit", "horizon");
        var members = new ListMetricMembersRequest { Lifetime = new() { Request = Request(), BucketIndex = 0 } };
        await SurveyScoreTests.RefusedAsync(() => server.Metrics.ListMetricMembersAsync(members, RunningServer.Call()).ResponseAsync,
            "lifetime.group", "lifetime.bucket_index");
    }

    [Fact]
    public async Task CurveOfTooManyDays_IsTooManyRows()
    {
        await using var server = await OpenAsync(answerRows: 3);
        var request = Request();
        request.Curve = true;
        await RunningServer.FailsAsync(StatusCode.InvalidArgument, "TOO_MANY_ROWS", () => AskAsync(server, request));
    }

    private static ComputeLifetimeRequest Request() => new()
    {
        Options = new QueryOptions { AsOfTime = JuneExample.At(6, 11) },
        Window = Between(6, 1, 6, 11),
        Horizon = Days(8),
    };

    private static Window Between(int month, int day, int endMonth, int endDay) =>
        new() { Interval = new() { StartTime = JuneExample.At(month, day), EndTime = JuneExample.At(endMonth, endDay) } };

    private static Duration Days(double days) => Duration.FromTimeSpan(TimeSpan.FromDays(days));

    private static async Task<RunningServer> OpenAsync(int answerRows = 10_000)
    {
        var server = await RunningServer.InMemoryAsync(options => options with { AnswerRows = answerRows });
        await QueryTests.IngestAsync(server,
        [
            Step("ann", SubscriptionAction.Started, 6, 1, "pro"), Step("ann", SubscriptionAction.Cancelled, 6, 3),
            Step("bob", SubscriptionAction.Started, 6, 1), Step("bob", SubscriptionAction.Cancelled, 6, 3),
            Step("bob", SubscriptionAction.Started, 6, 5), Step("bob", SubscriptionAction.Cancelled, 6, 7),
            Step("cid", SubscriptionAction.Started, 6, 2, "pro"), Step("dan", SubscriptionAction.Started, 6, 10, hour: 12),
            Step("eve", SubscriptionAction.Started, 5, 20), Step("eve", SubscriptionAction.Cancelled, 6, 5),
        ], "default");
        return server;
    }

    private static Event Step(string customer, SubscriptionAction action, int month, int day, string plan = "", int hour = 0) => new()
    {
        CustomerId = customer,
        OccurredTime = Timestamp.FromDateTime(JuneExample.At(month, day).ToDateTime().AddHours(hour)),
        Subscription = new Subscription { SubscriptionId = "s", Action = action, Plan = plan },
    };

    private static async Task<ComputeLifetimeResponse> AskAsync(RunningServer server, ComputeLifetimeRequest request) =>
        await server.Metrics.ComputeLifetimeAsync(request, RunningServer.Call());
}

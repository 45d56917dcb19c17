using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>
/// ComputeWinBack over the wire, June in Berlin. ann is lost on the 3rd and back 7 days later; bob on the 4th and back in October; cid was
/// one in April and is back on the 5th; dan was one in April; eve is lost on the 29th and back on 5 July.
/// </summary>
public class WinBackTests
{
    [Fact]
    public async Task BothReadings_AreTold()
    {
        await using var server = await OpenAsync();
        var reply = await AskAsync(server, Request());
        Assert.Equal("2/3 1/2", Line(Assert.Single(reply.Groups).Rates));
        Assert.Equal("win-back within 7776000s, basis SUBSCRIPTION, paused customers do not count, cancellations at cancel",
            reply.Info.Definition);
    }

    [Fact]
    public async Task MaxGapIsIncluded_AsOfTimeIsNot()
    {
        await using var server = await OpenAsync();
        Assert.Equal("2/3 1/2", await RatesAsync(server, request => request.MaxGap = Duration.FromTimeSpan(TimeSpan.FromDays(7))));
        Assert.Equal("1/3 1/2", await RatesAsync(server, request => request.MaxGap = new Duration { Seconds = 7 * 86_400 - 1 }));
        Assert.Equal("1/3 1/2", await RatesAsync(server, request => request.Options.AsOfTime = BerlinShop.At("2026-07-05T09:00")));
        Assert.Equal("2/3 1/2", await RatesAsync(server, request => request.Options.AsOfTime = BerlinShop.At("2026-07-05T09:01")));
    }

    [Fact]
    public async Task AnEventAtTheDeadline_IsALossAndAReturn()
    {
        await using var server = await OpenAsync();
        Assert.Equal("1/1 0/0", await RatesAsync(server, request =>
        {
            request.Basis = CustomerBasis.Activity;
            request.Selector = new ActivitySelector { ActivityNames = { "view" } };
            request.Inactivity = Duration.FromTimeSpan(TimeSpan.FromDays(10));
        }));
    }

    [Fact]
    public async Task GroupsAndSeries_EachTellTheirOwn()
    {
        await using var server = await OpenAsync();
        var request = Request();
        request.GroupBy = new GroupBy { Attribute = "tier" };
        (request.SeriesBucket, request.BucketMultiple) = (BucketUnit.Day, 15);
        Assert.Equal(["None  1/2 1/2: 0/1 1/2, 1/1 0/2", "Value gold 1/1 0/0: 1/1 0/0, 0/0 0/0"],
            (await AskAsync(server, request)).Groups.Select(group => $"{group.Group.Kind} {group.Group.Value} {Line(group.Rates)}: "
                + string.Join(", ", group.Series.Select(bucket => Line(bucket.Rates)))).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(WinBackGroup.LostInWindow, "ann 3, bob 4, eve 29")]
    [InlineData(WinBackGroup.WonBackOfLostInWindow, "ann 10, eve 5")]
    [InlineData(WinBackGroup.AllLost, "cid 20, dan 20")]
    [InlineData(WinBackGroup.WonBackOfAllLost, "cid 5")]
    public async Task Members_AreThoseBehindACount(WinBackGroup group, string expected)
    {
        await using var server = await OpenAsync();
        var request = new ListMetricMembersRequest { WinBack = new() { Request = Request(), Group = group } };
        var reply = await server.Metrics.ListMetricMembersAsync(request, RunningServer.Call(BerlinShop.Id));
        Assert.Equal(expected, string.Join(", ", reply.Members.Select(one => $"{one.CustomerId} {one.Time.ToDateTime().Day}")));
    }

    [Fact]
    public async Task WithoutLost_RatesAreAbsent()
    {
        await using var server = await OpenAsync();
        var request = Request();
        request.Window = BerlinShop.Between("2026-01-01T00:00", "2026-02-01T00:00");
        var rates = Assert.Single((await AskAsync(server, request)).Groups).Rates;
        Assert.Equal((new Ratio(), new Ratio()), (rates.WonBackOfLostInWindow, rates.WonBackOfAllLost));
    }

    [Fact]
    public async Task Nonsense_IsNamedFieldByField()
    {
        await using var server = await OpenAsync();
        var request = new ComputeWinBackRequest
        {
            Window = BerlinShop.Between("2026-06-02T00:00", "2026-06-01T00:00"),
            Basis = (CustomerBasis)99,
            Inactivity = new Duration { Seconds = 1 },
            MaxGap = new Duration(),
            CustomerFilter = new Filter { Conditions = { new Condition { Key = "tier" } } },
            GroupBy = new GroupBy { EventProperty = "device" },
            BucketMultiple = 2,
        };
        await RefusedAsync(() => AskAsync(server, request), "window.interval.end_time", "bucket_multiple", "basis", "inactivity",
            "customer_filter.conditions[0].values", "max_gap", "group_by.event_property");
        var members = new ListMetricMembersRequest { WinBack = new() { Request = Request() } };
        await RefusedAsync(() => server.Metrics.ListMetricMembersAsync(members, RunningServer.Call(BerlinShop.Id)).ResponseAsync,
            "win_back.group");
    }

    [Fact]
    public async Task SplitSeriesOfTooManyRows_IsTooManyRows()
    {
        await using var server = await OpenAsync(answerRows: 100);
        var request = Request();
        (request.SeriesBucket, request.GroupBy) = (BucketUnit.Day, new GroupBy { Attribute = "tier", Limit = 2 });
        await RunningServer.FailsAsync(StatusCode.InvalidArgument, "TOO_MANY_ROWS", () => AskAsync(server, request));
    }

    private static ComputeWinBackRequest Request() => new()
    {
        Options = new QueryOptions { AsOfTime = QueryTests.Utc("2026-11-01T00:00:00Z") },
        Window = BerlinShop.June,
    };

    private static IEnumerable<Event> Events() =>
    [
        .. Contract("ann", "2026-05-02T09:00", "2026-06-03T09:00", "2026-06-10T09:00"),
        .. Contract("bob", "2026-05-02T09:00", "2026-06-04T09:00", "2026-10-01T09:00"),
        .. Contract("cid", "2026-04-02T09:00", "2026-04-20T09:00", "2026-06-05T09:00"),
        .. Contract("dan", "2026-04-02T09:00", "2026-04-20T09:00"),
        .. Contract("eve", "2026-05-02T09:00", "2026-06-29T09:00", "2026-07-05T09:00"),
        Gold("ann"),
        View("fred", "2026-06-01T09:00"), View("fred", "2026-06-11T09:00"),
    ];

    private static IEnumerable<Event> Contract(string customer, params string[] times) => times.Select((local, i) =>
        ChurnReasonsTests.Step(customer, local, i % 2 == 0 ? SubscriptionAction.Started : SubscriptionAction.Cancelled));

    private static Event Gold(string customer) => new()
    {
        CustomerId = customer,
        OccurredTime = BerlinShop.At("2026-05-01T09:00"),
        Profile = new Profile { Attributes = { ["tier"] = "gold" } },
    };

    private static Event View(string customer, string local) =>
        new() { CustomerId = customer, OccurredTime = BerlinShop.At(local), Activity = new Activity { Name = "view" } };

    private static string Line(WinBackRates rates) => $"{Line(rates.WonBackOfLostInWindow)} {Line(rates.WonBackOfAllLost)}";

    private static string Line(Ratio ratio) => $"{ratio.Numerator}/{ratio.Denominator}";

    private static async Task<RunningServer> OpenAsync(int answerRows = 10_000)
    {
        var server = await BerlinShop.OpenAsync(answerRows);
        await QueryTests.IngestAsync(server, Events(), BerlinShop.Id);
        return server;
    }

    private static async Task<ComputeWinBackResponse> AskAsync(RunningServer server, ComputeWinBackRequest request) =>
        await server.Metrics.ComputeWinBackAsync(request, RunningServer.Call(BerlinShop.Id));

    private static async Task<string> RatesAsync(RunningServer server, Action<ComputeWinBackRequest> change)
    {
        var request = Request();
        change(request);
        return Line((await AskAsync(server, request)).Groups[0].Rates);
    }

    private static async Task RefusedAsync(Func<Task> ask, params string[] fields)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(ask);
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.Equal(fields, QueryErrorTests.FieldsOf(failure));
    }
}

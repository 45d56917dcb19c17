using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>
/// ComputeAcquisitionCost over the wire. $300 of search and $100 of ads win ann and bob (search) and cid (no channel) in 2020; $60 keep the
/// two who were subscribers at both ends. ann pays $12 a month, bob $50 for 12 months.
/// </summary>
public sealed class AcquisitionCostTests
{
    private static readonly Timestamp Start = QueryTests.Utc("2020-01-01T00:00:00Z");
    private static readonly Timestamp End = QueryTests.Utc("2021-01-01T00:00:00Z");

    [Fact]
    public async Task Costs_InAllAndByChannel()
    {
        await using var server = await OpenAsync();
        var reply = await AskAsync(server, Request());
        var expected = new AcquisitionCost
        {
            AcquiredCount = 3,
            AcquisitionSpend = 40_000,
            CustomerAcquisitionCost = 40_000 / 3.0,
            RetainedCount = 2,
            RetentionSpend = 6_000,
            RetentionCost = 3_000,
        };
        Assert.Equal((expected, "USD"), (reply.Total, reply.CurrencyCode));
        Assert.Equal(["Value search 2 30000 15000 0", "Value ads 0 10000 - 0", "None  1 0 0 6000"], reply.Channels.Select(one =>
            $"{one.Channel.Kind} {one.Channel.Value} {one.AcquiredCount} {one.AcquisitionSpend} "
            + $"{(one.HasCustomerAcquisitionCost ? one.CustomerAcquisitionCost : "-")} {one.RetentionSpend}"));
        Assert.StartsWith(
            "acquisition cost, FIRST_PURCHASE, retained by basis SUBSCRIPTION", reply.Info.Definition, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Payback_IsCostOverRevenueOfAnAccount()
    {
        await using var server = await OpenAsync();
        var payback = (await AskAsync(server, Request())).Payback;
        // 1200 + 5000 / 12 = 1616.67, rounded once.
        Assert.Equal((1_617, 2, 808.5), (payback.RecurringRevenue, payback.PayingCustomerCount, payback.RevenuePerAccount));
        Assert.Equal(40_000 / 3.0 / 808.5, payback.PaybackMonths);
    }

    [Fact]
    public async Task LifetimeValue_IsNamed_AndSetAgainstTheCost()
    {
        await using var server = await OpenAsync();
        var request = Request();
        request.LifetimeValue = new() { Readings = { LifetimeValueReading.Historic } };
        var value = (await AskAsync(server, request)).LifetimeValue;
        Assert.Equal(new LifetimeValueOverCost { Reading = LifetimeValueReading.Historic, LifetimeValue = 20_000, Ratio = 1.5 }, value);
        request.LifetimeValue = new() { LifetimeEstimator = LifetimeEstimator.LeftOnly };
        value = (await AskAsync(server, request)).LifetimeValue;
        Assert.Equal(new LifetimeValueOverCost { Reading = LifetimeValueReading.Formula }, value);
    }

    [Fact]
    public async Task FirstSubscriptions_AndTheSeries()
    {
        await using var server = await OpenAsync();
        var request = Request();
        request.AcquisitionEvent = AcquisitionEvent.FirstSubscription;
        (request.SeriesBucket, request.BucketMultiple) = (BucketUnit.Quarter, 2);
        request.Options.AsOfTime = QueryTests.Utc("2020-06-01T00:00:00Z");
        var reply = await AskAsync(server, request);
        Assert.Equal((1, 40_000, false), (reply.Total.AcquiredCount, reply.Total.AcquisitionSpend, reply.Total.RetentionSpend == 0));
        Assert.Equal([CellState.Partial, CellState.NotYet], reply.Series.Select(bucket => bucket.State));
        Assert.Equal((1, 30_000), (reply.Series[0].Cost.AcquiredCount, reply.Series[0].Cost.AcquisitionSpend));
        Assert.Null(reply.Series[1].Cost);
    }

    [Fact]
    public async Task WithoutAnybody_CostsAreAbsent()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await QueryTests.IngestAsync(server, [Spend("search", 100, SpendPurpose.Acquisition, 500)], "default");
        var reply = await AskAsync(server, Request());
        Assert.Equal(new AcquisitionCost { AcquisitionSpend = 500 }, reply.Total);
        Assert.Equal(new AcquisitionPayback(), reply.Payback);
        Assert.Null(reply.LifetimeValue);
    }

    [Theory]
    [InlineData(GroupKind.Unspecified, "", "ann bob cid")]
    [InlineData(GroupKind.Value, "search", "ann bob")]
    [InlineData(GroupKind.None, "", "cid")]
    [InlineData(GroupKind.Value, "ads", "")]
    public async Task Members_AreThoseWhoWereAcquired(GroupKind kind, string channel, string expected)
    {
        await using var server = await OpenAsync();
        var members = new AcquisitionMembers { Request = Request() };
        if (kind != GroupKind.Unspecified)
            members.Channel = new Group { Kind = kind, Value = channel };
        var reply = await server.Metrics.ListMetricMembersAsync(new() { AcquisitionCost = members }, RunningServer.Call());
        Assert.Equal(expected, string.Join(" ", reply.Members.Select(member => member.CustomerId)));
    }

    [Fact]
    public async Task Nonsense_IsNamedFieldByField()
    {
        await using var server = await OpenAsync();
        var request = new ComputeAcquisitionCostRequest
        {
            Window = new Window { Interval = new() { StartTime = End, EndTime = Start } },
            BucketMultiple = 2,
            AcquisitionEvent = (AcquisitionEvent)9,
            Basis = CustomerBasis.Activity,
            LifetimeValue = new()
            {
                Window = new Window { Trailing = new() { Count = 1, Bucket = BucketUnit.Day } },
                Readings = { LifetimeValueReading.Historic, LifetimeValueReading.Predicted },
                GroupBy = new GroupBy { Attribute = "tier" },
                CustomerFilter = new Filter { Conditions = { new Condition { Key = "tier", Values = { "gold" } } } },
                SeriesBucket = BucketUnit.Day,
            },
        };
        await SurveyScoreTests.RefusedAsync(
            () => AskAsync(server, request), "window.interval.end_time", "bucket_multiple", "acquisition_event", "inactivity",
            "lifetime_value.series_bucket", "lifetime_value.prediction_horizon", "lifetime_value.readings", "lifetime_value.group_by",
            "lifetime_value.customer_filter", "lifetime_value.series_bucket");
        var members = new AcquisitionMembers { Request = Request(), Channel = new Group { Kind = GroupKind.Other }, BucketIndex = 0 };
        await SurveyScoreTests.RefusedAsync(
            () => server.Metrics.ListMetricMembersAsync(new() { AcquisitionCost = members }, RunningServer.Call()).ResponseAsync,
            "acquisition_cost.bucket_index", "acquisition_cost.channel");
    }

    [Fact]
    public async Task MoreChannelsThanRows_AreTooManyRows()
    {
        await using var server = await OpenAsync(answerRows: 2);
        await RunningServer.FailsAsync(StatusCode.InvalidArgument, "TOO_MANY_ROWS", () => AskAsync(server, Request()));
    }

    private static ComputeAcquisitionCostRequest Request() => new()
    {
        Options = new QueryOptions { AsOfTime = End },
        Window = new Window { Interval = new() { StartTime = Start, EndTime = End } },
    };

    private static async Task<RunningServer> OpenAsync(int answerRows = 10_000)
    {
        var server = await RunningServer.InMemoryAsync(options => options with { AnswerRows = answerRows });
        await QueryTests.IngestAsync(server,
        [
            Channel("ann", "search"), Channel("bob", "search"), Channel("dan", "ads"),
            LifetimeValueTests.Subscribe("ann", -5, 1_200), LifetimeValueTests.Subscribe("bob", -4, 5_000, 12),
            LifetimeValueTests.Subscribe("eve", 40),
            LifetimeValueTests.Buy("ann", 10, 40_000), LifetimeValueTests.Buy("bob", 20, 10_000), LifetimeValueTests.Buy("cid", 30, 10_000),
            LifetimeValueTests.Buy("dan", -3, 20_000), LifetimeValueTests.Buy("dan", 3, 0),
            Spend("search", 10, SpendPurpose.Acquisition, 30_000), Spend("ads", 200, SpendPurpose.Acquisition, 10_000),
            Spend("ads", -1, SpendPurpose.Acquisition, 77), Spend("", 50, SpendPurpose.Retention, 6_000),
        ], "default");
        return server;
    }

    private static Event Spend(string channel, int day, SpendPurpose purpose, long cents) => new()
    {
        OccurredTime = Timestamp.FromDateTime(Start.ToDateTime().AddDays(day)),
        Spend = new Spend { Channel = channel, Purpose = purpose, Amount = new Money { MinorUnits = cents } },
    };

    private static Event Channel(string customer, string channel) => new()
    {
        CustomerId = customer,
        OccurredTime = Start,
        Profile = new Profile { Attributes = { ["acquisition_channel"] = channel } },
    };

    private static async Task<ComputeAcquisitionCostResponse> AskAsync(RunningServer server, ComputeAcquisitionCostRequest request) =>
        await server.Metrics.ComputeAcquisitionCostAsync(request, RunningServer.Call());
}

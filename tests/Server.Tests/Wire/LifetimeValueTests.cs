using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>ComputeLifetimeValue over the wire: the worked example, each reading, members, and what a wrong question is told.</summary>
public sealed class LifetimeValueTests
{
    private static readonly Timestamp Start = QueryTests.Utc("2020-01-01T00:00:00Z");

    [Fact]
    public async Task Formula_100DollarsTimes2Times3_Is600()
    {
        // Two years of 365.25 days; ann and bob order for $400 in all, four times each, and stay for more than three years.
        await using var server = await OpenAsync([.. Orders("ann", 5_000), .. Orders("bob", 15_000), Subscribe("ann"), Subscribe("bob")]);
        var request = Request(LifetimeValueReading.Formula);
        request.Options.AsOfTime = After(Years(3));
        request.LifetimeHorizon = Duration.FromTimeSpan(Years(3));
        var reply = await AskAsync(server, request);
        var formula = Assert.Single(reply.Groups).Formula;
        Assert.Equal((2, 8, 80_000), (formula.PurchaserCount, formula.OrderCount, formula.Revenue));
        Assert.Equal((10_000, 2, 3, 60_000),
            (formula.AverageOrderValue, formula.OrdersPerYear, formula.LifetimeYears, formula.Value));
        Assert.Equal("USD", reply.CurrencyCode);
        Assert.StartsWith("lifetime value, FORMULA with lifetimes by RESTRICTED_MEAN, basis SUBSCRIPTION", reply.Info.Definition,
            StringComparison.Ordinal);
        request.LifetimeEstimator = LifetimeEstimator.LeftOnly;
        request.LifetimeHorizon = null;
        formula = (await AskAsync(server, request)).Groups[0].Formula;
        Assert.Equal((false, false, true), (formula.HasLifetimeYears, formula.HasValue, formula.HasAverageOrderValue));
    }

    [Fact]
    public async Task Historic_IsTheMeanNetRevenueOfThoseWithAnOrder()
    {
        await using var server = await OpenAsync(
            [Buy("ann", 10, 700), Refund("ann", 11, 100), Buy("bob", 20, 300), Refund("cid", 5, 50), Buy("dan", 900, 1_000)]);
        var historic = (await AskAsync(server, Request(LifetimeValueReading.Historic))).Groups[0].Historic;
        Assert.Equal((2, 900, 450), (historic.BuyerCount, historic.NetRevenue, historic.Value));
    }

    [Fact]
    public async Task ArpuOverChurn_IsOfOneWindow()
    {
        // Of two at the start one is lost; ann, bob and cid, who is new, are users; dan is none.
        await using var server = await OpenAsync(
        [
            Subscribe("ann", -10), Subscribe("bob", -10), Cancel("bob", 100), Subscribe("cid", 50),
            Buy("ann", 10, 500), Buy("bob", 20, 300), Buy("cid", 60, 130), Refund("cid", 61, 30), Buy("dan", 30, 9_999), Buy("ann", -5, 77),
        ]);
        var arpu = (await AskAsync(server, Request(LifetimeValueReading.ArpuOverChurn))).Groups[0].ArpuOverChurn;
        Assert.Equal((3, 900, 300, 600), (arpu.UserCount, arpu.NetRevenue, arpu.RevenuePerUser, arpu.Value));
        Assert.Equal(new Ratio { Numerator = 1, Denominator = 2, Value = 0.5 }, arpu.Churn);
    }

    [Fact]
    public async Task Predicted_IsWhatTheModelsExpect()
    {
        await using var server = await OpenAsync(Enumerable.Range(0, 300).SelectMany(Customer));
        var request = Request(LifetimeValueReading.Predicted);
        request.PredictionHorizon = Duration.FromTimeSpan(TimeSpan.FromDays(7 * 26));
        var reply = await AskAsync(server, request);
        var predicted = reply.Groups[0].Predicted;
        Assert.Equal((FitOutcome.Fitted, FitOutcome.Fitted), (predicted.PurchaseModel.Outcome, predicted.ValueModel.Outcome));
        Assert.Equal((300, request.PredictionHorizon), (predicted.BuyerCount, predicted.Horizon));
        Assert.InRange(predicted.RepeatBuyerCount, 1, 299);
        Assert.True(predicted.PurchaseModel is { R: > 0, Alpha: > 0, A: > 0, B: > 0, LogLikelihood: < 0 }, $"{predicted}");
        Assert.True(predicted.ValueModel is { P: > 0, Q: > 1, V: > 0, LogLikelihood: < 0 }, $"{predicted}");
        Assert.Equal(predicted.ExpectedRevenue / 300, predicted.Value);
        Assert.InRange(predicted.ExpectedRevenue / predicted.ExpectedPurchaseCount, 500, 50_000);
    }

    [Fact]
    public async Task TooFewCustomers_AreToldSo_AndNothingIsMadeUp()
    {
        await using var server = await OpenAsync([Buy("ann", 10, 700), Buy("ann", 20, 700)]);
        var request = Request(LifetimeValueReading.Predicted);
        request.PredictionHorizon = Duration.FromTimeSpan(TimeSpan.FromDays(30));
        var predicted = (await AskAsync(server, request)).Groups[0].Predicted;
        var expected = new PredictedValue
        {
            BuyerCount = 1,
            RepeatBuyerCount = 1,
            PurchaseModel = new() { Outcome = FitOutcome.TooFewCustomers },
            ValueModel = new() { Outcome = FitOutcome.TooFewCustomers },
            Horizon = request.PredictionHorizon,
        };
        Assert.Equal(expected, predicted);
    }

    [Fact]
    public async Task WithoutAnybody_ValuesAreAbsent()
    {
        await using var server = await OpenAsync([Refund("ann", 5, 50)]);
        var request = Request(LifetimeValueReading.Formula, LifetimeValueReading.Historic, LifetimeValueReading.ArpuOverChurn);
        request.LifetimeHorizon = Duration.FromTimeSpan(Years(1));
        var group = (await AskAsync(server, request)).Groups[0];
        Assert.Equal((new FormulaValue(), new HistoricValue()), (group.Formula, group.Historic));
        Assert.Equal(new ArpuOverChurnValue { Churn = new Ratio() }, group.ArpuOverChurn);
        Assert.Null(group.Predicted);
    }

    [Fact]
    public async Task Groups_EachHaveTheirOwn()
    {
        await using var server = await OpenAsync(
        [
            Tier("ann", "gold"), Tier("bob", "gold"), Tier("cid", "iron"),
            Buy("ann", 1, 10), Buy("bob", 1, 20), Buy("cid", 1, 5), Buy("dan", 1, 7),
        ]);
        var request = Request(LifetimeValueReading.Historic);
        request.GroupBy = new GroupBy { Attribute = "tier", Limit = 1 };
        var reply = await AskAsync(server, request);
        Assert.Equal(["Value gold 15", "Other  5", "None  7"],
            reply.Groups.Select(group => $"{group.Group.Kind} {group.Group.Value} {group.Historic.Value}"));
    }

    [Fact]
    public async Task Series_EachBucketIsAWindowOfItsOwn()
    {
        await using var server = await OpenAsync(
            [Buy("ann", 10, 700), Buy("bob", 40, 300), Refund("ann", 41, 100), Subscribe("ann", -10), Cancel("ann", 45)]);
        var request = Request(LifetimeValueReading.Historic, LifetimeValueReading.ArpuOverChurn);
        request.Window = new Window { Interval = new() { StartTime = Start, EndTime = After(TimeSpan.FromDays(91)) } };
        request.Options.AsOfTime = After(TimeSpan.FromDays(50));
        request.SeriesBucket = BucketUnit.Month;
        var group = Assert.Single((await AskAsync(server, request)).Groups);
        // January, February, March of 2020; March has not begun.
        Assert.Equal(
            ["Value 1 700, 1 700 0/1", "Partial 2 900, 1 -100 1/1", "NotYet"],
            group.Series.Select(bucket => bucket.Historic is null ? $"{bucket.State}" : $"{bucket.State} {bucket.Historic.BuyerCount} "
                + $"{bucket.Historic.NetRevenue}, {bucket.ArpuOverChurn.UserCount} {bucket.ArpuOverChurn.NetRevenue} "
                + $"{bucket.ArpuOverChurn.Churn.Numerator}/{bucket.ArpuOverChurn.Churn.Denominator}"));
        Assert.Equal((2, 900, 600), (group.Historic.BuyerCount, group.Historic.NetRevenue, group.ArpuOverChurn.NetRevenue));
        async Task<IEnumerable<string>> Of(int bucket)
        {
            var members = new LifetimeValueMembers { Request = request, Group = LifetimeValueGroup.Buyers, BucketIndex = bucket };
            var listed = await server.Metrics.ListMetricMembersAsync(new() { LifetimeValue = members }, RunningServer.Call());
            return listed.Members.Select(one => one.CustomerId);
        }
        Assert.Equal(["ann"], await Of(0));
        Assert.Equal(["ann", "bob"], await Of(1));
        await SurveyScoreTests.RefusedAsync(() => Of(2), "lifetime_value.bucket_index");
        await SurveyScoreTests.RefusedAsync(() => Of(3), "lifetime_value.bucket_index");
        request.Readings.Add(LifetimeValueReading.Predicted);
        request.PredictionHorizon = new Duration { Seconds = 1 };
        await SurveyScoreTests.RefusedAsync(() => AskAsync(server, request), "series_bucket");
    }

    [Fact]
    public async Task Members_AreThoseBehindACount()
    {
        await using var server = await OpenAsync([Buy("ann", 10, 700), Buy("bob", -20, 300), Subscribe("cid", 3)]);
        Assert.Equal(["ann"], await MembersAsync(server, LifetimeValueReading.Formula, LifetimeValueGroup.Purchasers));
        Assert.Equal(["ann", "bob"], await MembersAsync(server, LifetimeValueReading.Historic, LifetimeValueGroup.Buyers));
        Assert.Equal(["cid"], await MembersAsync(server, LifetimeValueReading.ArpuOverChurn, LifetimeValueGroup.Users));
        await SurveyScoreTests.RefusedAsync(
            () => MembersAsync(server, LifetimeValueReading.Historic, LifetimeValueGroup.Users), "lifetime_value.group");
        await SurveyScoreTests.RefusedAsync(
            () => MembersAsync(server, LifetimeValueReading.Historic, LifetimeValueGroup.Unspecified), "lifetime_value.group");
    }

    [Fact]
    public async Task Nonsense_IsNamedFieldByField()
    {
        await using var server = await OpenAsync([]);
        var request = new ComputeLifetimeValueRequest
        {
            Readings = { LifetimeValueReading.Historic, LifetimeValueReading.Unspecified, (LifetimeValueReading)9 },
            LifetimeEstimator = LifetimeEstimator.LeftOnly,
            Basis = (CustomerBasis)9,
            Inactivity = new Duration { Seconds = 1 },
            CustomerFilter = new Filter { Conditions = { new Condition() } },
            Window = new Window { Interval = new() { StartTime = After(TimeSpan.FromDays(2)), EndTime = Start } },
            GroupBy = new GroupBy(),
            LifetimeHorizon = new Duration { Seconds = 1 },
            PredictionHorizon = new Duration { Seconds = -1 },
        };
        await SurveyScoreTests.RefusedAsync(
            () => AskAsync(server, request), "window.interval.end_time", "readings[1]", "readings[2]", "lifetime_estimator", "basis",
            "inactivity", "customer_filter.conditions[0].key", "customer_filter.conditions[0].values", "group_by", "lifetime_horizon",
            "prediction_horizon", "prediction_horizon");
        await SurveyScoreTests.RefusedAsync(() => AskAsync(server, new()), "lifetime_horizon");
        await SurveyScoreTests.RefusedAsync(
            () => AskAsync(server, new() { Readings = { LifetimeValueReading.Predicted } }), "prediction_horizon");
    }

    [Fact]
    public async Task MoneyBeyond64Bits_IsRefused()
    {
        const long MostMoney = 1_000_000_000_000_000;
        await using var server = await OpenAsync(Enumerable.Range(0, 9_224).Select(i => Buy("ann", 1 + i * 0.01, MostMoney)));
        await SurveyScoreTests.RefusedAsync(() => AskAsync(server, Request(LifetimeValueReading.Historic)), "window");
    }

    private static ComputeLifetimeValueRequest Request(params LifetimeValueReading[] readings) => new()
    {
        Options = new QueryOptions { AsOfTime = After(Years(4)) },
        Window = new Window { Interval = new() { StartTime = Start, EndTime = After(Years(2)) } },
        Readings = { readings },
    };

    private static TimeSpan Years(double years) => TimeSpan.FromDays(365.25 * years);

    private static Timestamp After(TimeSpan span) => Timestamp.FromDateTime(Start.ToDateTime() + span);

    private static Event At(string customer, double day) => new() { CustomerId = customer, OccurredTime = After(TimeSpan.FromDays(day)) };

    internal static Event Buy(string customer, double day, long cents)
    {
        var bought = At(customer, day);
        bought.Purchase = new Purchase { Amount = new Money { MinorUnits = cents } };
        return bought;
    }

    private static IEnumerable<Event> Orders(string customer, long cents) =>
        Enumerable.Range(1, 4).Select(n => Buy(customer, 100 * n, cents));

    private static Event Refund(string customer, double day, long cents)
    {
        var refund = At(customer, day);
        refund.Refund = new Refund { Amount = new Money { MinorUnits = cents } };
        return refund;
    }

    internal static Event Subscribe(string customer, double day = 0, long cents = 0, int months = 1)
    {
        var step = At(customer, day);
        step.Subscription = new Subscription
        {
            SubscriptionId = "s",
            Action = SubscriptionAction.Started,
            BillingAmount = new Money { MinorUnits = cents },
            BillingMonths = months,
        };
        return step;
    }

    private static Event Cancel(string customer, double day)
    {
        var step = At(customer, day);
        step.Subscription = new Subscription { SubscriptionId = "s", Action = SubscriptionAction.Cancelled };
        return step;
    }

    private static Event Tier(string customer, string tier)
    {
        var profile = At(customer, 0);
        profile.Profile = new Profile { Attributes = { ["tier"] = tier } };
        return profile;
    }

    /// <summary>Customers differ in how often they buy, how much, and how soon they leave.</summary>
    private static IEnumerable<Event> Customer(int number)
    {
        var random = new Random(number);
        var (day, gap, mean) = (random.NextDouble() * 300, 5 * Math.Exp(3 * random.NextDouble()), 1_000 + 9_000 * random.NextDouble());
        var leaving = Math.Pow(random.NextDouble(), 2);
        do
        {
            yield return Buy($"c{number}", day, (long)(mean * (0.3 + random.NextDouble())));
            day += 1 - gap * Math.Log(1 - random.NextDouble());
        }
        while (day < 700 && random.NextDouble() > leaving);
    }

    private static async Task<IEnumerable<string>> MembersAsync(
        RunningServer server, LifetimeValueReading reading, LifetimeValueGroup group)
    {
        var asked = Request(reading);
        if (reading == LifetimeValueReading.Formula)
            asked.LifetimeEstimator = LifetimeEstimator.LeftOnly;
        var request = new ListMetricMembersRequest { LifetimeValue = new() { Request = asked, Group = group } };
        return (await server.Metrics.ListMetricMembersAsync(request, RunningServer.Call())).Members.Select(member => member.CustomerId);
    }

    private static async Task<RunningServer> OpenAsync(IEnumerable<Event> events)
    {
        var server = await RunningServer.InMemoryAsync();
        foreach (var batch in events.Chunk(500))
            await QueryTests.IngestAsync(server, batch, "default");
        return server;
    }

    private static async Task<ComputeLifetimeValueResponse> AskAsync(RunningServer server, ComputeLifetimeValueRequest request) =>
        await server.Metrics.ComputeLifetimeValueAsync(request, RunningServer.Call());
}

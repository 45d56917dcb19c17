using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>GetCustomer, ListCustomerEvents, ListSegment and ListCustomersAtRisk over the wire.</summary>
public class CustomerTests
{
    private static readonly QueryOptions November = new() { AsOfTime = QueryTests.Utc("2026-11-01T00:00:00Z") };

    [Fact]
    public async Task Customer_IsToldWhole()
    {
        await using var server = await OpenAsync(
        [
            Step("zoe", "2026-06-01T09:00", SubscriptionAction.Started, 100, 3),
            Step("zoe", "2026-06-02T09:00", SubscriptionAction.Started, 50, 3, "t"),
            Tier("zoe", "2026-06-03T09:00", "gold"), Tier("zoe", "2026-06-02T09:00", "iron"),
            Answer("zoe", "2026-06-03T10:00", 3), Answer("zoe", "2026-06-04T10:00", 9), Act("zoe", "2026-06-05T10:00"),
            BerlinShop.Buy("zoe", "2026-06-06T10:00", 900, "o1"), BerlinShop.Buy("zoe", "2026-06-07T10:00", 100, "o1"),
        ]);
        var zoe = (await server.Customers.GetCustomerAsync(new() { Options = November, CustomerId = "zoe" }, Call)).Customer;
        Assert.Equal((BerlinShop.At("2026-06-01T09:00"), BerlinShop.At("2026-06-07T10:00"), BerlinShop.At("2026-06-07T10:00")),
            (zoe.FirstEventTime, zoe.LastEventTime, zoe.LastActivityTime));
        Assert.Equal("Activity 1, Purchase 2, Subscription 2, SurveyResponse 2, Profile 2",
            string.Join(", ", zoe.Kinds.Select(kind => $"{kind.Kind} {kind.EventCount}")));
        Assert.Equal((1, 1_000, 50), (zoe.OrderCount, zoe.NetRevenueMinorUnits, zoe.RecurringRevenueMinorUnits));
        var survey = Assert.Single(zoe.Surveys);
        Assert.Equal(
            ("s", SurveyType.Nps, 9, BerlinShop.At("2026-06-04T10:00")), (survey.SurveyId, survey.Type, survey.Score, survey.Time));
        Assert.Equal(["plan=pro", "tier=gold"], zoe.Attributes.Select(one => $"{one.Key}={one.Value}"));
        Assert.Null(zoe.Rfm);

        var earlier = new QueryOptions { AsOfTime = BerlinShop.At("2026-06-02T09:00") };
        zoe = (await server.Customers.GetCustomerAsync(new() { Options = earlier, CustomerId = "zoe" }, Call)).Customer;
        // A third of 100, half to even; the newest attribute holds for all times.
        Assert.Equal((33, 0, "gold"), (zoe.RecurringRevenueMinorUnits, zoe.OrderCount, zoe.Attributes[^1].Value));
    }

    [Theory]
    [InlineData(1, 2, 0)]
    [InlineData(3, 2, 2)]
    [InlineData(5, 2, 2)]
    public async Task RecurringRevenue_OfAHalf_GoesToTheEven(long amount, int months, long expected)
    {
        await using var server = await OpenAsync([Step("zoe", "2026-06-01T09:00", SubscriptionAction.Started, amount, months)]);
        var zoe = (await server.Customers.GetCustomerAsync(new() { Options = November, CustomerId = "zoe" }, Call)).Customer;
        Assert.Equal(expected, zoe.RecurringRevenueMinorUnits);
    }

    [Fact]
    public async Task AbsentAndForeign_AreToldTheSame()
    {
        await using var server = await OpenAsync([Act("zoe", "2026-06-05T10:00")]);
        string[] told = ["", "", "", ""];
        var early = new QueryOptions { AsOfTime = BerlinShop.At("2026-01-01T00:00") };
        told[0] = await RefusalAsync(() => server.Customers.GetCustomerAsync(new() { CustomerId = "nobody" }, Call).ResponseAsync);
        told[1] = await RefusalAsync(
            () => server.Customers.GetCustomerAsync(new() { CustomerId = "zoe" }, RunningServer.Call()).ResponseAsync);
        told[2] = await RefusalAsync(
            () => server.Customers.GetCustomerAsync(new() { CustomerId = "zoe", Options = early }, Call).ResponseAsync);
        told[3] = await RefusalAsync(() => server.Customers.ListCustomerEventsAsync(new() { CustomerId = "nobody" }, Call).ResponseAsync);
        Assert.Single(told.Distinct());
    }

    [Fact]
    public async Task Events_ComeAsTheyWere_PageByPage()
    {
        var sent = OneOfEachKind();
        await using var server = await OpenAsync(sent);
        var request = new ListCustomerEventsRequest
        {
            Options = November,
            CustomerId = "zoe",
            Order = EventOrder.OldestFirst,
            PageSize = 5,
        };
        List<Event> listed = [];
        do
        {
            var page = await server.Customers.ListCustomerEventsAsync(request, Call);
            Assert.Equal(sent.Length, page.TotalCount);
            listed.AddRange(page.Events);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        Assert.Equal(sent.Select(WithCurrency), listed);

        request = new()
        {
            Options = November,
            CustomerId = "zoe",
            Window = BerlinShop.Between("2026-06-02T10:00", "2026-06-11T10:00"),
            Kinds = { EventKind.Purchase, EventKind.Refund, EventKind.Profile },
        };
        var newest = await server.Customers.ListCustomerEventsAsync(request, Call);
        Assert.Equal([sent[4].OccurredTime, sent[1].OccurredTime], newest.Events.Select(one => one.OccurredTime));
    }

    [Fact]
    public async Task Scores_AreAmongAllPurchasers_SegmentsFollow()
    {
        // Five purchasers who differ in everything: 1 to 5 of each score.
        var events = Enumerable.Range(1, 5).SelectMany(n => Enumerable.Range(0, n).Select(order =>
            BerlinShop.Buy($"n{n}", $"2026-07-{10 + n}T1{order}:00", 100 * n)));
        await using var server = await RunningServer.InMemoryAsync();
        await QueryTests.IngestAsync(server, events);
        var reply = await server.Customers.ListSegmentAsync(new() { Options = November, Rfm = new() }, RunningServer.Call());
        Assert.Equal(
            ["n1 1 1 1 113 1 100 Lost", "n2 2 2 2 112 2 400 Unspecified", "n3 3 3 3 111 3 900 Unspecified", "n4 4 4 4 110 4 1600 Champions",
                "n5 5 5 5 109 5 2500 Champions"],
            reply.Members.Select(one => $"{one.CustomerId} {one.Rfm.RecencyScore} {one.Rfm.FrequencyScore} {one.Rfm.MonetaryScore} "
                + $"{one.Rfm.DaysSincePurchase} {one.Rfm.OrderCount} {one.Rfm.NetRevenueMinorUnits} {one.Rfm.Segment}"));
        Assert.Equal((5, ""), (reply.TotalCount, reply.NextPageToken));
        var one = await server.Customers.GetCustomerAsync(
            new() { Options = November, CustomerId = "n4", IncludeRfm = true }, RunningServer.Call());
        Assert.Equal(reply.Members[3].Rfm, one.Customer.Rfm);

        var request = new ListSegmentRequest { Options = November, Rfm = new() { Segment = RfmSegment.Champions }, PageSize = 1 };
        var first = await server.Customers.ListSegmentAsync(request, RunningServer.Call());
        request.PageToken = first.NextPageToken;
        var second = await server.Customers.ListSegmentAsync(request, RunningServer.Call());
        Assert.Equal(("n4", "n5", ""), (first.Members.Single().CustomerId, second.Members.Single().CustomerId, second.NextPageToken));
    }

    [Fact]
    public async Task Predictions_OfAllCustomers_AddUpToThatOfTheTenant()
    {
        var random = new Random(3);
        var events = new List<Event>();
        for (var customer = 0; customer < 200; customer++)
        {
            var (rate, leaves) = (-Math.Log(1 - random.NextDouble()) * 0.6, Math.Pow(random.NextDouble(), 3));
            for (var week = random.NextDouble() * 13; week < 26; week += -Math.Log(1 - random.NextDouble()) / rate)
            {
                var day = TimeSpan.FromDays(Math.Floor(week * 7));
                var bought = BerlinShop.Buy($"c{customer:000}", "2026-05-01T09:00", 100);
                bought.OccurredTime = Timestamp.FromDateTime(bought.OccurredTime.ToDateTime() + day);
                events.Add(bought);
                if (random.NextDouble() < leaves)
                    break;
            }
        }
        await using var server = await RunningServer.InMemoryAsync();
        foreach (var batch in events.Chunk(1_000))
            await QueryTests.IngestAsync(server, batch);
        var horizon = new Duration { Seconds = 30 * 86_400 };
        var all = await server.Metrics.ComputeLifetimeValueAsync(
            new() { Options = November, Readings = { LifetimeValueReading.Predicted }, PredictionHorizon = horizon }, RunningServer.Call());
        var expected = all.Groups.Single().Predicted;
        Assert.Equal((FitOutcome.Fitted, true), (expected.PurchaseModel.Outcome, expected.HasExpectedPurchaseCount));
        var sum = 0.0;
        foreach (var id in events.Select(one => one.CustomerId).Distinct())
        {
            var one = await server.Customers.GetCustomerAsync(
                new() { Options = November, CustomerId = id, PredictionHorizon = horizon }, RunningServer.Call());
            Assert.Equal(FitOutcome.Fitted, one.Customer.Prediction.Outcome);
            Assert.InRange(one.Customer.Prediction.ProbabilityAlive, double.Epsilon, 1);
            sum += one.Customer.Prediction.ExpectedPurchases;
        }
        Assert.Equal(expected.ExpectedPurchaseCount, sum, 1e-9 * expected.ExpectedPurchaseCount);
        var plain = await server.Customers.GetCustomerAsync(new() { Options = November, CustomerId = "c000" }, RunningServer.Call());
        Assert.Null(plain.Customer.Prediction);
        await RefusedAsync(
            () => server.Customers.GetCustomerAsync(new() { CustomerId = "c000", PredictionHorizon = new Duration() }, RunningServer.Call())
                .ResponseAsync,
            "prediction_horizon");
    }

    [Fact]
    public async Task DidAButNotB_AndAnyFilter()
    {
        await using var server = await OpenAsync(
        [
            Act("yan", "2026-06-05T10:00"), Act("zoe", "2026-06-05T10:00"), BerlinShop.Buy("zoe", "2026-06-06T10:00", 1),
            Tier("yan", "2026-06-01T10:00", "gold"),
        ]);
        var request = new ListSegmentRequest
        {
            Options = November,
            DidNot = new()
            {
                Window = BerlinShop.June,
                Did = new() { ActivityNames = { "use" } },
                DidNot = new() { Kinds = { new KindSelection { Kind = EventKind.Purchase } } },
            },
        };
        Assert.Equal(["yan"], (await server.Customers.ListSegmentAsync(request, Call)).Members.Select(one => one.CustomerId));
        var gold = new Filter { Conditions = { new Condition { Key = "tier", Values = { "gold" } } } };
        var filtered = await server.Customers.ListSegmentAsync(new() { Options = November, CustomerFilter = gold }, Call);
        Assert.Equal(("yan", null), (filtered.Members.Single().CustomerId, filtered.Members.Single().Rfm));
    }

    [Fact]
    public async Task AtRisk_TheMostValuableFirst_PageByPage()
    {
        Event[] Days(string customer, params int[] days) =>
            [.. days.Select(day => Act(customer, $"2026-09-{day:D2}T10:00"))];
        await using var server = await RunningServer.InMemoryAsync();
        await QueryTests.IngestAsync(server,
        [
            .. Days("few", 1, 3, 5), .. Days("low", 1, 2, 3, 4), .. Days("high", 1, 2, 3, 4), .. Days("paid", 1, 3, 4, 6),
            .. Days("back", 1, 2, 3, 4), .. Days("slow", 1, 6, 11, 16),
            BerlinShop.Buy("low", "2026-09-04T10:00", 10), BerlinShop.Buy("high", "2026-09-04T10:00", 90), Act("back", "2026-09-15T10:00"),
            Step("paid", "2026-09-06T09:00", SubscriptionAction.Started, 5, 1),
        ]);
        var request = new ListCustomersAtRiskRequest
        {
            Options = new() { AsOfTime = QueryTests.Utc("2026-09-20T12:00:00Z") },
            PageSize = 2,
        };
        Assert.Equal(["paid 14 2 5 0", "high 16 1 0 90"], (await AtRiskAsync(server, request)).Select(Line));
        var first = await AtRiskAsync(server, request);
        Assert.Equal((4, 0), (first[0].TotalCount, first[1].TotalCount));
        request.PageToken = first[^1].NextPageToken;
        Assert.Equal(["low 16 1 0 10", "back 5 1 0 0"], (await AtRiskAsync(server, request)).Select(Line));
        (request.PageToken, request.PageSize, request.Silence) = ("", 0, Duration.FromTimeSpan(TimeSpan.FromDays(15.5)));
        Assert.Equal(["high", "low"], (await AtRiskAsync(server, request)).Select(one => one.CustomerId));
        request.Silence = Duration.FromTimeSpan(TimeSpan.FromDays(300));
        var none = Assert.Single(await AtRiskAsync(server, request));
        Assert.Equal((0, "", "silent for a fixed time"), (none.TotalCount, none.CustomerId, none.Info.Definition));
    }

    [Fact]
    public async Task Nonsense_IsNamedFieldByField()
    {
        await using var server = await OpenAsync([Act("zoe", "2026-06-05T10:00")]);
        var badFilter = new Filter { Conditions = { new Condition { Key = "tier" } } };
        var backwards = BerlinShop.Between("2026-06-02T00:00", "2026-06-01T00:00");
        await RefusedAsync(() => server.Customers.GetCustomerAsync(new(), Call).ResponseAsync, "customer_id");
        await RefusedAsync(
            () => server.Customers.ListCustomerEventsAsync(new()
            {
                CustomerId = new('x', 129),
                Window = backwards,
                Kinds = { EventKind.Purchase, EventKind.Retraction },
                Order = (EventOrder)9,
                PageSize = 1_001,
                PageToken = "x",
            }, Call).ResponseAsync,
            "customer_id", "window.interval.end_time", "kinds[1]", "order", "page_token", "page_size");
        await RefusedAsync(
            () => server.Customers.ListSegmentAsync(new()
            {
                CustomerFilter = badFilter,
                PageSize = -1,
                Rfm = new() { Segment = (RfmSegment)9, MinRecencyScore = 6, MinFrequencyScore = -1 },
            }, Call).ResponseAsync,
            "customer_filter.conditions[0].values", "page_size", "rfm.segment", "rfm.min_recency_score", "rfm.min_frequency_score");
        await RefusedAsync(
            () => server.Customers.ListSegmentAsync(new() { DidNot = new() { Window = backwards, DidNot = new() } }, Call).ResponseAsync,
            "did_not.did_not", "did_not.window.interval.end_time");
        await RefusedAsync(
            () => AtRiskAsync(server, new() { GapMultiple = 0, CustomerFilter = badFilter, PageSize = 10_001 }, BerlinShop.Id),
            "gap_multiple", "customer_filter.conditions[0].values", "page_size");
        await RefusedAsync(() => AtRiskAsync(server, new() { GapMultiple = double.NaN }, BerlinShop.Id), "gap_multiple");
        await RefusedAsync(() => AtRiskAsync(server, new() { Silence = new() }, BerlinShop.Id), "silence");
    }

    private static Event[] OneOfEachKind() =>
    [
        new(Act("zoe", "2026-06-01T10:00")) { Activity = new() { Name = "use", SessionDuration = new() { Seconds = 2 } } },
        BerlinShop.Buy("zoe", "2026-06-02T10:00", 900, "o1"), Step("zoe", "2026-06-03T09:00", SubscriptionAction.Started, 100, 3),
        Answer("zoe", "2026-06-04T10:00", 9), Tier("zoe", "2026-06-05T09:00", "gold"),
        Of("zoe", "2026-06-06T10:00", one => one.Referral = new() { ReferredCustomerId = "bob" }),
        Of("zoe", "2026-06-07T10:00", one => one.Loyalty = new() { Action = LoyaltyAction.Earned, Points = 7 }),
        Of("zoe", "2026-06-08T10:00", one => one.Coupon = new() { Action = CouponAction.Issued, CouponId = "k", CampaignId = "c" }),
        Of("zoe", "2026-06-09T10:00", one => one.CampaignTouch = new()
        {
            CampaignId = "c",
            Variant = "b",
            Channel = CampaignChannel.Email,
            Stage = CampaignStage.Opened,
        }),
        Of("zoe", "2026-06-10T10:00", one => one.SupportCase = new()
        {
            CaseId = "t",
            Channel = "mail",
            Type = SupportType.Complaint,
            Action = SupportAction.Opened,
        }),
        Of("zoe", "2026-06-11T10:00", one => one.Refund = new() { OrderId = "o1", Amount = new() { MinorUnits = 3 } }),
        Of("zoe", "2026-06-12T10:00", one => one.Subscription = new()
        {
            SubscriptionId = "s",
            Action = SubscriptionAction.Cancelled,
            CancelReason = CancelReason.Voluntary,
            CancelReasonText = "too dear",
            PaidThroughTime = BerlinShop.At("2026-06-30T00:00"),
        }),
    ];

    private static CallOptions Call => RunningServer.Call(BerlinShop.Id);

    private static string Line(ListCustomersAtRiskResponse one) => $"{one.CustomerId} {one.SilentDays} {one.MedianGapDays} "
        + $"{one.RecurringRevenueMinorUnits} {one.NetRevenueMinorUnits}";

    private static Event Of(string customer, string local, Action<Event> set)
    {
        var made = new Event { CustomerId = customer, OccurredTime = BerlinShop.At(local) };
        set(made);
        return made;
    }

    private static Event Act(string customer, string local) => Of(customer, local, one => one.Activity = new() { Name = "use" });

    private static Event Tier(string customer, string local, string tier) =>
        Of(customer, local, one => one.Profile = new() { Attributes = { ["tier"] = tier } });

    private static Event Answer(string customer, string local, int score) =>
        Of(customer, local, one => one.SurveyResponse = new() { SurveyId = "s", Type = SurveyType.Nps, Score = score });

    private static Event Step(string customer, string local, SubscriptionAction action, long amount, int months, string id = "s") =>
        Of(customer, local, one => one.Subscription = new()
        {
            SubscriptionId = id,
            Action = action,
            Plan = "pro",
            BillingAmount = new() { MinorUnits = amount },
            BillingMonths = months,
        });

    /// <summary>An event as it is told: its money with the tenant's currency.</summary>
    private static Event WithCurrency(Event sent)
    {
        var told = sent.Clone();
        foreach (var money in (Money?[])[told.Purchase?.Amount, told.Refund?.Amount, told.Subscription?.BillingAmount])
        {
            if (money is not null)
                money.CurrencyCode = "EUR";
        }
        return told;
    }

    private static async Task<RunningServer> OpenAsync(IEnumerable<Event> events)
    {
        var server = await BerlinShop.OpenAsync();
        await QueryTests.IngestAsync(server, events, BerlinShop.Id);
        return server;
    }

    private static async Task<List<ListCustomersAtRiskResponse>> AtRiskAsync(
        RunningServer server, ListCustomersAtRiskRequest request, string? tenant = null)
    {
        using var call = server.Customers.ListCustomersAtRisk(request, RunningServer.Call(tenant));
        var replies = new List<ListCustomersAtRiskResponse>();
        await foreach (var reply in call.ResponseStream.ReadAllAsync())
            replies.Add(reply);
        return replies;
    }

    private static async Task<string> RefusalAsync(Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
        return failure.Status.Detail;
    }

    private static async Task RefusedAsync(Func<Task> ask, params string[] fields)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(ask);
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.Equal(fields, QueryErrorTests.FieldsOf(failure));
    }
}

using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>
/// ComputeRecurringRevenue over the wire: the worked examples, groups, series, members, and what a wrong question is told.
/// </summary>
public class RecurringRevenueTests
{
    private static readonly Timestamp Before = BerlinShop.At("2026-05-10T09:00");
    private static readonly Timestamp Inside = BerlinShop.At("2026-06-10T09:00");

    /// <summary>The example of METRICS 6, June.</summary>
    private static readonly Event[] JuneLedger =
    [
        Start("A", 100), Change("A", 150),
        Start("B", 60), Start("B", 40, contract: "other"), Cancel("B", contract: "other"),
        Start("C", 80), Cancel("C"),
        Start("D", 70, Inside), Change("D", 90, BerlinShop.At("2026-06-20T09:00")),
        Start("E", 50, BerlinShop.At("2026-03-01T09:00")), Cancel("E", BerlinShop.At("2026-04-20T09:00")), Start("E", 30, Inside),
        Start("F", 100), Cancel("F"), Start("F", 120, BerlinShop.At("2026-06-20T09:00")),
        Start("G", 25, Inside), Cancel("G", BerlinShop.At("2026-06-11T09:00")),
        Start("H", 0), Change("H", 45),
    ];

    [Fact]
    public async Task TheExampleOfJune()
    {
        var revenue = await WholeAsync(JuneLedger);
        Assert.Equal("380/4 -> 495/6: new 135/2, reactivation 30/1, expansion 70/2, contraction 40/1, churned 80/1", Line(revenue));
        var rates = revenue.Rates;
        Assert.Equal("120/380 20/380 50/380 20/380 -250/380 360/380 260/380 205/120 495/6", string.Join(" ", new[]
        {
            rates.GrossMrrChurn, rates.NetMrrChurn, rates.NetMrrChurnWithoutReactivation, rates.MrrChurnLessNew, rates.LiteralStartEndNew,
            rates.Nrr, rates.Grr, rates.QuickRatio, rates.Arpa,
        }.Select(rate => $"{rate.Numerator}/{rate.Denominator}")));
        Assert.Equal((120 / 380.0, 82.5), (rates.GrossMrrChurn.Value, rates.Arpa.Value));
        // The 10th: 40 + 80 + 100 of 380; the 11th: 25 of 335.
        Assert.Equal((220 / 380.0) + (25 / 380.0), rates.SumOfDailyGrossMrrChurn, 12);
    }

    [Fact]
    public async Task GrossIs20Percent_NetIs10()
    {
        var rates = (await WholeAsync(
            [Start("x", 10), Cancel("x"), Start("y", 20), Change("y", 10), Start("z", 70), Change("z", 80)])).Rates;
        Assert.Equal((0.2, 0.1, 0.9, 0.8),
            (rates.GrossMrrChurn.Value, rates.NetMrrChurn.Value, rates.Nrr.Value, rates.Grr.Value));
    }

    [Fact]
    public async Task HundredMonthly_50Yearly_Are12500()
    {
        var revenue = await WholeAsync([
            .. Enumerable.Range(0, 100).Select(i => Start($"m{i}", 100_00)),
            .. Enumerable.Range(0, 50).Select(i => Start($"y{i}", 600_00, months: 12))]);
        Assert.Equal((12_500_00, 150), (revenue.EndMinorUnits, revenue.EndCustomerCount));
    }

    [Fact]
    public async Task QuickRatioIsFour()
    {
        var revenue = await WholeAsync(
        [
            Start("new", 30, Inside), Start("up", 10), Change("up", 20), Start("down", 10), Change("down", 5),
            Start("gone", 5), Cancel("gone"),
        ]);
        Assert.Equal((30, 10, 5, 5), (revenue.NewMinorUnits, revenue.ExpansionMinorUnits, revenue.ContractionMinorUnits,
            revenue.ChurnedMinorUnits));
        Assert.Equal(4.0, revenue.Rates.QuickRatio.Value);
    }

    [Fact]
    public async Task LiteralIsMinus30Percent_LessNewIs10()
    {
        var revenue = await WholeAsync([Start("a", 100), Change("a", 90), Start("b", 20, Inside)]);
        Assert.Equal((100, 110, 20), (revenue.StartMinorUnits, revenue.EndMinorUnits, revenue.NewMinorUnits));
        Assert.Equal((-0.3, 0.1, 0.1), (revenue.Rates.LiteralStartEndNew.Value, revenue.Rates.MrrChurnLessNew.Value,
            revenue.Rates.NetMrrChurn.Value));
    }

    [Fact]
    public async Task FractionsOfMinorUnits_AreRoundedOncePerTotal_AndAddUp()
    {
        // 100/3 each: 100 together; one is gone: 66 2/3; one is half: 50; new 1/7.
        var revenue = await WholeAsync(
        [
            Start("a", 100, months: 3), Start("b", 100, months: 3), Start("c", 100, months: 3), Cancel("b"), Change("c", 50, months: 3),
            Start("d", 1, Inside, months: 7),
        ]);
        Assert.Equal("100/3 -> 50/3: new 0/1, reactivation 0/0, expansion 0/0, contraction 17/1, churned 33/1", Line(revenue));
    }

    [Fact]
    public async Task WithoutContracts_RatesAreAbsent()
    {
        var revenue = await WholeAsync([]);
        Assert.Equal(new RecurringRevenue
        {
            Rates = new()
            {
                GrossMrrChurn = new(),
                NetMrrChurn = new(),
                NetMrrChurnWithoutReactivation = new(),
                MrrChurnLessNew = new(),
                LiteralStartEndNew = new(),
                Nrr = new(),
                Grr = new(),
                QuickRatio = new(),
                Arpa = new(),
            },
        }, revenue);
    }

    [Fact]
    public async Task GroupsAndSeries_EachTellTheirOwn()
    {
        await using var server = await OpenAsync(
        [
            Start("ann", 10, plan: "pro"), Start("bob", 20, plan: "pro"), Start("cid", 40, Inside, plan: "basic"),
            Start("dan", 80, plan: ""),
            Start("eve", 1, BerlinShop.At("2026-08-01T09:00"), plan: "late"),
        ]);
        var request = Request();
        request.GroupBy = new GroupBy { Attribute = "plan", Limit = 1 };
        (request.SeriesBucket, request.BucketMultiple) = (BucketUnit.Day, 15);
        var reply = await AskAsync(server, request);
        Assert.Equal(["Value pro 30: 30 30", "Other  40: 40 40", "None  80: 80 80"], reply.Groups.Select(group =>
            $"{group.Group.Kind} {group.Group.Value} {group.Revenue.EndMinorUnits}: "
            + string.Join(" ", group.Series.Select(bucket => bucket.Revenue.EndMinorUnits))));
        Assert.Equal([40, 0], reply.Groups[1].Series.Select(bucket => bucket.Revenue.NewMinorUnits));
        Assert.Equal(("EUR", "recurring revenue per month, paused customers do not count, cancellations at cancel"),
            (reply.CurrencyCode, reply.Info.Definition));
    }

    [Fact]
    public async Task ABucketThatHasNotBegun_HasNoRevenue()
    {
        await using var server = await OpenAsync(JuneLedger);
        var request = Request();
        request.Options.AsOfTime = BerlinShop.At("2026-06-10T12:00");
        request.SeriesBucket = BucketUnit.Week;
        var states = (await AskAsync(server, request)).Groups[0].Series.Select(bucket => (bucket.State, bucket.Revenue is null)).ToList();
        Assert.Equal([(CellState.Value, false), (CellState.Partial, false), (CellState.NotYet, true)], states[..3]);
    }

    [Theory]
    [InlineData(RecurringRevenueTotal.Start, "A 100 150 -, B 100 60 -, C 80 0 -, F 100 120 -")]
    [InlineData(RecurringRevenueTotal.End, "A 100 150 -, B 100 60 -, D 0 90 -, E 0 30 -, F 100 120 -, H 0 45 -")]
    [InlineData(RecurringRevenueTotal.New, "D 0 90 10, H 0 45 10")]
    [InlineData(RecurringRevenueTotal.Reactivation, "E 0 30 10")]
    [InlineData(RecurringRevenueTotal.Expansion, "A 100 150 10, F 100 120 20")]
    [InlineData(RecurringRevenueTotal.Contraction, "B 100 60 10")]
    [InlineData(RecurringRevenueTotal.Churned, "C 80 0 10")]
    public async Task Members_AreThoseBehindATotal(RecurringRevenueTotal total, string expected)
    {
        await using var server = await OpenAsync(JuneLedger);
        var members = new RecurringRevenueMembers { Request = Request(), Group = total };
        var reply = await server.Metrics.ListMetricMembersAsync(
            new ListMetricMembersRequest { RecurringRevenue = members }, RunningServer.Call(BerlinShop.Id));
        Assert.Equal(expected, string.Join(", ", reply.Members.Select(one =>
            $"{one.CustomerId} {one.RecurringRevenue.StartMinorUnits} {one.RecurringRevenue.EndMinorUnits} "
            + (one.Time is null ? "-" : $"{one.Time.ToDateTime().Day}"))));
    }

    [Fact]
    public async Task MembersOfNoTotal_NameTheField()
    {
        await using var server = await OpenAsync([]);
        var request = new ListMetricMembersRequest { RecurringRevenue = new() { Request = Request() } };
        await RefusedAsync(() => server.Metrics.ListMetricMembersAsync(request, RunningServer.Call(BerlinShop.Id)).ResponseAsync,
            "recurring_revenue.group");
    }

    [Fact]
    public async Task Nonsense_IsNamedFieldByField()
    {
        await using var server = await OpenAsync([]);
        var request = new ComputeRecurringRevenueRequest
        {
            Window = BerlinShop.Between("2026-06-02T00:00", "2026-06-01T00:00"),
            CustomerFilter = new Filter { Conditions = { new Condition { Key = "tier" } } },
            GroupBy = new GroupBy { EventProperty = "device", Limit = 101 },
            BucketMultiple = 2,
        };
        await RefusedAsync(() => AskAsync(server, request), "window.interval.end_time", "bucket_multiple",
            "customer_filter.conditions[0].values", "group_by.event_property", "group_by.limit");
        request = Request();
        (request.SeriesBucket, request.BucketMultiple, request.GroupBy) = ((BucketUnit)9, 1_001, new GroupBy());
        await RefusedAsync(() => AskAsync(server, request), "series_bucket", "bucket_multiple", "group_by");
    }

    [Theory]
    [InlineData(BucketUnit.Day, 1, "2026-07-01T00:00")]
    [InlineData(BucketUnit.Unspecified, 0, "2028-06-01T00:00")]
    public async Task SplitAnswersOfTooManyRows_AreTooManyRows(BucketUnit unit, int multiple, string end)
    {
        await using var server = await OpenAsync([], answerRows: 100);
        var request = Request();
        (request.SeriesBucket, request.BucketMultiple, request.GroupBy) = (unit, multiple, new GroupBy { Attribute = "plan", Limit = 2 });
        request.Window = BerlinShop.Between("2026-06-01T00:00", end);
        await RunningServer.FailsAsync(StatusCode.InvalidArgument, "TOO_MANY_ROWS", () => AskAsync(server, request));
    }

    [Fact]
    public async Task RevenueBeyond61Bits_IsRefused()
    {
        await using var server = await OpenAsync([]);
        for (var batch = 0; batch < 3; batch++)
        {
            await QueryTests.IngestAsync(
                server, Enumerable.Range(0, 1_000).Select(i => Start($"c{i}", 1_000_000_000_000_000, contract: $"{batch}")), BerlinShop.Id);
        }
        await RefusedAsync(() => AskAsync(server, Request()), "window");
    }

    private static string Line(RecurringRevenue one) =>
        $"{one.StartMinorUnits}/{one.StartCustomerCount} -> {one.EndMinorUnits}/{one.EndCustomerCount}: "
        + $"new {one.NewMinorUnits}/{one.NewCustomerCount}, reactivation {one.ReactivationMinorUnits}/{one.ReactivationCustomerCount}, "
        + $"expansion {one.ExpansionMinorUnits}/{one.ExpansionCustomerCount}, "
        + $"contraction {one.ContractionMinorUnits}/{one.ContractionCustomerCount}, "
        + $"churned {one.ChurnedMinorUnits}/{one.ChurnedCustomerCount}";

    private static ComputeRecurringRevenueRequest Request() => new()
    {
        Options = new QueryOptions { AsOfTime = QueryTests.Utc("2026-11-01T00:00:00Z") },
        Window = BerlinShop.June,
    };

    private static Event Start(
        string customer, long amount, Timestamp? at = null, int months = 1, string contract = "first", string plan = "") =>
        Step(customer, SubscriptionAction.Started, at ?? Before, amount, months, contract, plan);

    private static Event Change(string customer, long amount, Timestamp? at = null, int months = 1) =>
        Step(customer, SubscriptionAction.Changed, at ?? Inside, amount, months, "first", "");

    private static Event Cancel(string customer, Timestamp? at = null, string contract = "first") =>
        Step(customer, SubscriptionAction.Cancelled, at ?? Inside, 0, 0, contract, "");

    private static Event Step(
        string customer, SubscriptionAction action, Timestamp at, long amount, int months, string contract, string plan) => new()
        {
            CustomerId = customer,
            OccurredTime = at,
            Subscription = new Subscription
            {
                SubscriptionId = contract,
                Action = action,
                Plan = plan,
                BillingAmount = new Money { MinorUnits = amount },
                BillingMonths = months,
            },
        };

    private static async Task<RunningServer> OpenAsync(IEnumerable<Event> events, int answerRows = 10_000)
    {
        var server = await BerlinShop.OpenAsync(answerRows);
        if (events.Any())
            await QueryTests.IngestAsync(server, events, BerlinShop.Id);
        return server;
    }

    private static async Task<RecurringRevenue> WholeAsync(IEnumerable<Event> events)
    {
        await using var server = await OpenAsync(events);
        var group = Assert.Single((await AskAsync(server, Request())).Groups);
        Assert.Equal(new Group { Kind = GroupKind.All }, group.Group);
        return group.Revenue;
    }

    private static async Task<ComputeRecurringRevenueResponse> AskAsync(RunningServer server, ComputeRecurringRevenueRequest request) =>
        await server.Metrics.ComputeRecurringRevenueAsync(request, RunningServer.Call(BerlinShop.Id));

    private static async Task RefusedAsync(Func<Task> ask, params string[] fields)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(ask);
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.Equal(fields, QueryErrorTests.FieldsOf(failure));
    }
}

using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>What a wrong question about repeat purchase is told.</summary>
public class RepeatPurchaseErrorTests
{
    [Theory]
    [InlineData(99)]
    [InlineData(256 + (int)RepeatPopulation.Ever)]
    [InlineData(-1)]
    public async Task UnknownPopulation_NamesTheField(int population) =>
        await RefusedAsync(request => request.Population = (RepeatPopulation)population, "population");

    [Fact]
    public async Task DetailsThatAreNone_AreNamedOneByOne() => await RefusedAsync(
        request => request.Details.Add([RepeatPurchaseDetail.Unspecified, RepeatPurchaseDetail.OrderCounts, (RepeatPurchaseDetail)99]),
        "details[0]", "details[2]");

    [Fact]
    public async Task MultipleWithoutSeries_NamesTheField() => await RefusedAsync(request => request.BucketMultiple = 2, "bucket_multiple");

    [Theory]
    [InlineData(-1)]
    [InlineData(1_001)]
    public async Task MultipleOutOfRange_NamesTheField(int multiple) => await RefusedAsync(
        request => (request.SeriesBucket, request.BucketMultiple) = (BucketUnit.Day, multiple), "bucket_multiple");

    [Fact]
    public async Task UnknownSeriesBucket_NamesTheField() =>
        await RefusedAsync(request => request.SeriesBucket = (BucketUnit)99, "series_bucket");

    [Fact]
    public async Task EndBeforeStart_NamesTheField() => await RefusedAsync(
        request => request.Window = BerlinShop.Between("2026-06-02T00:00", "2026-06-01T00:00"), "window.interval.end_time");

    [Fact]
    public async Task TrailingWindowOfNothing_NamesBothFields() => await RefusedAsync(
        request => request.Window = new Window { Trailing = new TrailingWindow() }, "window.trailing.count", "window.trailing.bucket");

    [Fact]
    public async Task FilterWithoutValues_NamesTheField() => await RefusedAsync(
        request => request.CustomerFilter = new Filter { Conditions = { new Condition { Key = "tier" } } },
        "customer_filter.conditions[0].values");

    [Fact]
    public async Task NowFinerThanMilliseconds_NamesTheField() => await RefusedAsync(
        request => request.Options.AsOfTime = new Timestamp { Seconds = 1, Nanos = 1 }, "options.as_of_time");

    [Fact]
    public async Task SeveralFaults_AreAllNamed() => await RefusedAsync(
        request =>
        {
            (request.Population, request.BucketMultiple) = ((RepeatPopulation)4, 1);
            request.Details.Add((RepeatPurchaseDetail)(-1));
        },
        "bucket_multiple", "population", "details[0]");

    [Fact]
    public async Task SeriesOfTooManyBuckets_IsTooManyRows()
    {
        await using var server = await BerlinShop.OpenAsync(answerRows: 29);
        var request = BerlinShop.Request();
        request.SeriesBucket = BucketUnit.Day;
        await TooManyRowsAsync(server, request);
        request.BucketMultiple = 2;
        Assert.Equal(15, (await server.Metrics.ComputeRepeatPurchaseAsync(request, RunningServer.Call(BerlinShop.Id))).Series.Count);
    }

    [Fact]
    public async Task HistogramOfTooManyRows_IsTooManyRows()
    {
        await using var server = await BerlinShop.OpenAsync(answerRows: 2);
        await TooManyRowsAsync(server, BerlinShop.Request(RepeatPurchaseDetail.OrderCounts));
        var request = BerlinShop.Request(RepeatPurchaseDetail.OrderCounts);
        request.Population = RepeatPopulation.AcquiredInWindow;
        Assert.Equal(2, (await server.Metrics.ComputeRepeatPurchaseAsync(request, RunningServer.Call(BerlinShop.Id))).OrderCounts.Count);
    }

    [Fact]
    public async Task RevenueBeyond64Bits_IsRefused_TheCountsAreNot()
    {
        const long MostMoney = 1_000_000_000_000_000;
        await using var server = await BerlinShop.OpenAsync();
        for (var batch = 0; batch < 10; batch++)
        {
            var riches = Enumerable.Range(0, 923).Select(i => BerlinShop.Buy($"r{i}", "2026-06-09T09:00", MostMoney));
            await QueryTests.IngestAsync(server, riches, BerlinShop.Id);
        }
        await RefusedAsync(server, BerlinShop.Request(RepeatPurchaseDetail.RevenueShare), "window");
        var reply = await server.Metrics.ComputeRepeatPurchaseAsync(BerlinShop.Request(), RunningServer.Call(BerlinShop.Id));
        Assert.Equal((929, 925), (reply.Counts.PurchaserCount, reply.Counts.RepeatByOrder.Numerator));
    }

    [Fact]
    public async Task Members_WithoutGroup_NamesTheField() =>
        await MembersRefusedAsync(new RepeatPurchaseMembers { Request = BerlinShop.Request() }, "repeat_purchase.group");

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Members_OfABucketWithoutSeries_NamesTheField(int index) => await MembersRefusedAsync(
        new RepeatPurchaseMembers { Request = BerlinShop.Request(), Group = RepeatPurchaseGroup.RepeatByDay, BucketIndex = index },
        "repeat_purchase.bucket_index");

    [Fact]
    public async Task Members_OfABucketThatHasNotBegun_NamesTheField()
    {
        var request = BerlinShop.Request();
        (request.Options.AsOfTime, request.SeriesBucket) = (BerlinShop.At("2026-06-15T00:00"), BucketUnit.Day);
        await MembersRefusedAsync(
            new RepeatPurchaseMembers { Request = request, Group = RepeatPurchaseGroup.Purchasers, BucketIndex = 14 },
            "repeat_purchase.bucket_index");
    }

    [Fact]
    public async Task Members_OfAWrongRequest_NameItsFieldByItsPath()
    {
        var request = BerlinShop.Request();
        request.Population = (RepeatPopulation)99;
        await MembersRefusedAsync(
            new RepeatPurchaseMembers { Request = request, Group = RepeatPurchaseGroup.Purchasers }, "repeat_purchase.request.population");
    }

    private static async Task RefusedAsync(Action<ComputeRepeatPurchaseRequest> spoil, params string[] fields)
    {
        await using var server = await BerlinShop.OpenAsync();
        var request = BerlinShop.Request();
        spoil(request);
        await RefusedAsync(server, request, fields);
    }

    private static async Task RefusedAsync(RunningServer server, ComputeRepeatPurchaseRequest request, params string[] fields)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(
            () => server.Metrics.ComputeRepeatPurchaseAsync(request, RunningServer.Call(BerlinShop.Id)).ResponseAsync);
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.Equal(fields, QueryErrorTests.FieldsOf(failure));
    }

    private static async Task MembersRefusedAsync(RepeatPurchaseMembers members, params string[] fields)
    {
        await using var server = await BerlinShop.OpenAsync();
        var request = new ListMetricMembersRequest { RepeatPurchase = members };
        var failure = await Assert.ThrowsAsync<RpcException>(
            () => server.Metrics.ListMetricMembersAsync(request, RunningServer.Call(BerlinShop.Id)).ResponseAsync);
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.Equal(fields, QueryErrorTests.FieldsOf(failure));
    }

    private static Task<IDictionary<string, string>> TooManyRowsAsync(RunningServer server, ComputeRepeatPurchaseRequest request) =>
        RunningServer.FailsAsync(StatusCode.InvalidArgument, "TOO_MANY_ROWS",
            () => server.Metrics.ComputeRepeatPurchaseAsync(request, RunningServer.Call(BerlinShop.Id)).ResponseAsync);
}

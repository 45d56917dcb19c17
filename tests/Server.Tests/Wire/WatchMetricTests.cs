using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>WatchMetric: told at once and at each change, not otherwise; how it ends; and what a wrong watch is told.</summary>
public class WatchMetricTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Duration Often = new() { Nanos = 100_000_000 };

    [Fact]
    public async Task ToldAtOnce_AndAtEachChange_NotInBetween()
    {
        await using var server = await BerlinShop.OpenAsync();
        using var watch = Watch(server, new() { Request = Purchasers(), Interval = Often });
        Assert.Equal(7, await NextAsync(watch));
        await QueryTests.IngestAsync(server, [BerlinShop.Buy("new", "2026-06-10T09:00", 1)], BerlinShop.Id);
        Assert.Equal(8, await NextAsync(watch));
        // An event that changes nothing that was asked about.
        var visit = new Event { CustomerId = "new", OccurredTime = BerlinShop.At("2026-06-11T09:00"), Activity = new() };
        await QueryTests.IngestAsync(server, [visit], BerlinShop.Id);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        await QueryTests.IngestAsync(server, [BerlinShop.Buy("newer", "2026-06-10T09:00", 1)], BerlinShop.Id);
        Assert.Equal(9, await NextAsync(watch));
    }

    [Fact]
    public async Task TimeAlone_ChangesTheAnswer()
    {
        await using var server = await BerlinShop.OpenAsync();
        var now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        await QueryTests.IngestAsync(
            server, [new Event { CustomerId = "ivy", OccurredTime = Timestamp.FromDateTimeOffset(now), Activity = new() }], BerlinShop.Id);
        var churn = new ComputeChurnRequest
        {
            Basis = CustomerBasis.Activity,
            Inactivity = new Duration { Seconds = 4 },
            Window = new Window { Interval = new Interval { StartTime = Timestamp.FromDateTimeOffset(now.AddSeconds(-1)) } },
        };
        using var watch = Watch(server, new() { Request = new() { Churn = churn }, Interval = Often });
        var counts = new List<long>();
        while (counts.Count == 0 || counts[^1] > 0)
            counts.Add((await AnswerAsync(watch)).Churn.Counts.EndCount);
        Assert.Equal([1L, 0], counts);
    }

    [Fact]
    public async Task ATrailingWindow_IsToldAgain_WhenItMovesOn()
    {
        var clock = new ShiftedTime();
        await using var server = await RunningServer.InMemoryAsync(clock: clock);
        var now = new Timestamp { Seconds = clock.GetUtcNow().ToUnixTimeSeconds() };
        await QueryTests.IngestAsync(server, [new Event { CustomerId = "ivy", OccurredTime = now, Activity = new() }]);
        var lastHour = new Window { Trailing = new TrailingWindow { Count = 1, Bucket = BucketUnit.Hour } };
        // By the server's clock the call lasts for hours.
        var call = RunningServer.Call().WithDeadline(clock.GetUtcNow().UtcDateTime.AddHours(10));
        using var watch = server.Metrics.WatchMetric(
            new() { Request = new() { Activity = new() { Window = lastHour, Bucket = BucketUnit.Hour } }, Interval = Often }, call);
        var told = new List<(long Active, long Hour)>();
        for (var hours = 0; hours < 4; hours++)
        {
            var answer = (await AnswerAsync(watch)).Activity;
            told.Add((answer.Total.ActiveCount, answer.Info.Window.StartTime.Seconds / 3600));
            clock.Shift(TimeSpan.FromHours(1));
        }
        Assert.Equal([1L, 2, 3], told.Skip(1).Select(one => one.Hour - told[0].Hour));
        Assert.Equal([0L, 1, 0, 0], told.Select(one => one.Active));
    }

    [Fact]
    public async Task AStop_EndsItWithItsReason()
    {
        await using var server = await BerlinShop.OpenAsync();
        using var watch = Watch(server, new() { Request = Purchasers() });
        Assert.Equal(7, await NextAsync(watch));
        var stopping = server.StopAsync();
        await RunningServer.FailsAsync(StatusCode.Unavailable, "SHUTTING_DOWN", () => AnswerAsync(watch));
        await stopping;
    }

    [Fact]
    public async Task MoreThanAllowed_AreRefused_UntilOneEnds()
    {
        await using var server = await RunningServer.InMemoryAsync(options => options with { Watches = 1 });
        var first = Watch(server, new() { Request = new() { Churn = new() } }, "default");
        await AnswerAsync(first);
        using (var second = Watch(server, new() { Request = new() { Churn = new() } }, "default"))
            await RunningServer.FailsAsync(StatusCode.Unavailable, "OVERLOADED", () => AnswerAsync(second));
        first.Dispose();
        for (var tries = 0; ; tries++)
        {
            using var third = Watch(server, new() { Request = new() { Churn = new() } }, "default");
            try
            {
                Assert.NotNull((await AnswerAsync(third)).Churn);
                return;
            }
            catch (RpcException refused) when (refused.StatusCode == StatusCode.Unavailable && tries < 100)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }

    [Fact]
    public async Task WhoDoesNotRead_IsEndedWithItsReason_AfterOneAnswerOnItsWay()
    {
        var patience = TimeSpan.FromMilliseconds(500);
        await using var server = await RunningServer.InMemoryAsync(options => options with { ReadTimeout = patience });
        // Some 600 kB an answer: more than a client takes without reading.
        var year = new Window
        {
            Interval = new Interval
            {
                StartTime = QueryTests.Utc("2026-01-01T00:00:00Z"),
                EndTime = QueryTests.Utc("2027-01-01T00:00:00Z"),
            },
        };
        var hours = new ComputeLifecycleRequest { Window = year, Bucket = BucketUnit.Hour };
        using var watch = Watch(server, new() { Request = new() { Lifecycle = hours }, Interval = Often }, "default");
        var unread = 0;
        for (var i = 0; i < 30; i++)
        {
            await QueryTests.IngestAsync(server, [BerlinShop.Buy($"c{i}", "2026-06-10T09:00", 1)]);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
        await RunningServer.FailsAsync(StatusCode.DeadlineExceeded, "SLOW_READER", async () =>
        {
            for (; ; unread++)
                await AnswerAsync(watch);
        });
        Assert.InRange(unread, 1, 5);
    }

    [Fact]
    public async Task WrongWatches_AreNamedFieldByField()
    {
        await using var server = await BerlinShop.OpenAsync();
        await RefusedAsync(server, new() { Interval = new Duration { Nanos = 1_000_000 } }, "request.metric");
        await RefusedAsync(server, new() { Request = Purchasers(), Interval = new Duration { Nanos = 1_000_000 } }, "interval");
        var then = Purchasers();
        then.RepeatPurchase.Options = new QueryOptions { AsOfTime = new Timestamp() };
        await RefusedAsync(server, new() { Request = then, Interval = new Duration() }, "request.options.as_of_time", "interval");
        await RefusedAsync(server, new() { Request = new() { Churn = new() { BucketMultiple = 2 } } }, "bucket_multiple");
    }

    private static MetricRequest Purchasers() => new() { RepeatPurchase = new() { Population = RepeatPopulation.Ever } };

    private static AsyncServerStreamingCall<WatchMetricResponse> Watch(
        RunningServer server, WatchMetricRequest request, string tenant = BerlinShop.Id) =>
        server.Metrics.WatchMetric(request, RunningServer.Call(tenant));

    private static async Task<long> NextAsync(AsyncServerStreamingCall<WatchMetricResponse> watch) =>
        (await AnswerAsync(watch)).RepeatPurchase.Counts.PurchaserCount;

    private static async Task<MetricResponse> AnswerAsync(AsyncServerStreamingCall<WatchMetricResponse> watch)
    {
        using var patience = new CancellationTokenSource(Patience);
        Assert.True(await watch.ResponseStream.MoveNext(patience.Token), "The watch ended.");
        return watch.ResponseStream.Current.Response;
    }

    private static Task RefusedAsync(RunningServer server, WatchMetricRequest request, params string[] fields) =>
        MarketingShop.RefusedAsync(
            async () =>
            {
                using var watch = Watch(server, request);
                await AnswerAsync(watch);
            },
            fields);

    /// <summary>The system's clock, moved on; timers are the system's.</summary>
    private sealed class ShiftedTime : TimeProvider
    {
        private long _shiftTicks;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _shiftTicks));

        public void Shift(TimeSpan by) => Interlocked.Add(ref _shiftTicks, by.Ticks);
    }
}

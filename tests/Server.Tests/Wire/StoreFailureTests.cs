using Grpc.Core;
using Grpc.Health.V1;
using RetentionGrpc.Server.Hosting;
using RetentionGrpc.V1;
using Xunit;
using static Grpc.Health.V1.HealthCheckResponse.Types;
using HealthClient = Grpc.Health.V1.Health.HealthClient;

namespace RetentionGrpc.Server.Tests.Wire;

public sealed class StoreFailureTests
{
    [Theory]
    [InlineData(nameof(AppendFault.Lost), false)]
    [InlineData(nameof(AppendFault.Full), false)]
    [InlineData(nameof(AppendFault.Lost), true)]
    [InlineData(nameof(AppendFault.Landed), true)]
    public async Task What_was_refused_counts_once_when_it_is_sent_again(string fault, bool isHeadUnreadable)
    {
        var store = new FaultyStore();
        await using var server = await StartAsync(store);
        using var stream = await server.OpenAsync("p");
        store.Fault = Enum.Parse<AppendFault>(fault);
        store.IsHeadUnreadable = isHeadUnreadable;
        await stream.SendAsync(1, Sample.Activities(10));
        await stream.SendAsync(2, Sample.Activities(5, "d"));
        var nack = await stream.NackAsync(
            fault == nameof(AppendFault.Full) ? ErrorReason.StoreFull : ErrorReason.StoreUnavailable, sequence: 1);
        Assert.NotNull(nack.Failure.RetryDelay);
        Assert.Empty(stream.UnreadResults);
        Assert.Equal(0, (await server.DescribeAsync()).EventCount);

        store.Fault = AppendFault.None;
        store.IsHeadUnreadable = false;
        var result = await stream.SendAndGetAsync(1, Sample.Activities(10));
        Assert.Equal(10, result.AcceptedCount + result.DuplicateCount);
        Assert.Equal(fault == nameof(AppendFault.Landed) ? 10 : 0, result.DuplicateCount);
        var second = await stream.SendAndGetAsync(2, Sample.Activities(5, "d"));
        Assert.Equal(5, second.AcceptedCount + second.DuplicateCount);
        await stream.CompleteAsync();
        Assert.Equal(15, (await server.DescribeAsync()).EventCount);
    }

    [Fact]
    public async Task An_append_that_landed_although_thestore_failed_is_acknowledged()
    {
        var store = new FaultyStore();
        await using var server = await StartAsync(store);
        store.Fault = AppendFault.Landed;
        using var stream = await server.OpenAsync("p");

        Assert.Equal(10, (await stream.SendAndGetAsync(1, Sample.Activities(10))).AcceptedCount);
        Assert.Equal(10, (await server.DescribeAsync()).EventCount);
    }

    [Fact]
    public async Task What_lands_late_although_there_was_no_room_at_the_second_attempt_is_the_servers_own()
    {
        var store = new FaultyStore { MayLandLate = true };
        await using var server = await StartAsync(store);
        using var stream = await server.OpenAsync("p");
        store.Next.Enqueue(AppendFault.Late);
        store.Next.Enqueue(AppendFault.Full);
        await stream.SendAsync(1, Sample.Activities(10));
        await stream.NackAsync(ErrorReason.StoreFull, 1);

        await store.LandAsync();
        Assert.Equal(10, (await stream.SendAndGetAsync(1, Sample.Activities(10))).DuplicateCount);
        Assert.Equal(5, (await stream.SendAndGetAsync(2, Sample.Activities(5, "d"))).AcceptedCount);
        Assert.Equal(15, (await server.DescribeAsync()).EventCount);
    }

    [Fact]
    public async Task Once_another_server_has_written_the_log_nothing_more_is_written()
    {
        var store = new FaultyStore();
        await using var server = await StartAsync(store);
        server.ExpectedError = "another server writes this log";
        using var stream = await server.OpenAsync("p");
        store.Fault = AppendFault.Overtaken;
        await stream.SendAsync(1, Sample.Activities(10));
        await stream.NackAsync(ErrorReason.StoreUnavailable, 1);

        store.Fault = AppendFault.None;
        using var late = server.Stream();
        await late.SendAsync(new StreamEventsRequest { Open = new Open { ProducerId = "q" } });
        await late.FailsAsync(StatusCode.Unavailable, "STORE_UNAVAILABLE");
        await RunningServer.FailsAsync(StatusCode.Unavailable, "STORE_UNAVAILABLE", async () =>
            await server.Tenants.CreateTenantAsync(new() { Tenant = new Tenant { TenantId = "t" } }, RunningServer.Call()));
        Assert.Equal(3, store.Appends);
    }

    [Fact]
    public async Task Once_the_log_is_damaged_nothing_more_is_written_and_queries_go_on()
    {
        var store = new FaultyStore();
        await using var server = await StartAsync(store);
        server.ExpectedError = FaultyStore.DriverText;
        var health = new HealthClient(server.Channel);
        Assert.Equal(ServingStatus.Serving, await CheckAsync(IngestionService.Descriptor.FullName));
        using var stream = await server.OpenAsync("p");
        store.Fault = AppendFault.Corrupt;
        await stream.SendAsync(1, Sample.Activities(10));
        Assert.Equal("0", (await stream.FailsAsync(StatusCode.DataLoss, "DATA_CORRUPT"))["partition"]);

        store.Fault = AppendFault.None;
        using var late = server.Stream();
        await late.SendAsync(new StreamEventsRequest { Open = new Open { ProducerId = "q" } });
        await late.FailsAsync(StatusCode.DataLoss, "DATA_CORRUPT");
        await RunningServer.FailsAsync(StatusCode.DataLoss, "DATA_CORRUPT", async () =>
            await server.Tenants.CreateTenantAsync(new() { Tenant = new Tenant { TenantId = "t" } }, RunningServer.Call()));
        Assert.Equal(0, (await server.DescribeAsync()).EventCount);
        Assert.Equal(3, store.Appends);
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        while (await CheckAsync(IngestionService.Descriptor.FullName) == ServingStatus.Serving)
            patience.Token.ThrowIfCancellationRequested();
        Assert.Equal(ServingStatus.Serving, await CheckAsync(MetricsService.Descriptor.FullName));
        Assert.Equal(ServingStatus.Serving, await CheckAsync(""));

        async Task<ServingStatus> CheckAsync(string service) =>
            (await health.CheckAsync(new HealthCheckRequest { Service = service }, RunningServer.Call())).Status;
    }

    [Fact]
    public async Task A_bug_of_thestore_is_told_in_the_log_alone()
    {
        var store = new FaultyStore();
        await using var server = await StartAsync(store);
        store.Fault = AppendFault.Bug;
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await server.Ingestion.IngestEventsAsync(new() { Events = { Sample.Activities(1) } }, RunningServer.Call()));

        var (status, info) = RunningServer.DetailsOf(failure);
        Assert.Equal((StatusCode.Internal, "INTERNAL_ERROR"), (failure.StatusCode, info.Type));
        Assert.DoesNotContain(FaultyStore.DriverText, status.ToString() + failure.Status.Detail, StringComparison.Ordinal);
        store.Fault = AppendFault.None;
        var response = await server.Ingestion.IngestEventsAsync(new() { Events = { Sample.Activities(1) } }, RunningServer.Call());
        Assert.Equal(1, response.Result.AcceptedCount);
    }

    [Fact]
    public async Task Nothing_is_acknowledged_before_the_log_has_it_and_what_waits_shares_one_append()
    {
        var store = new FaultyStore();
        await using var server = await StartAsync(store);
        var gate = new TaskCompletionSource();
        store.Gate = gate.Task;
        var before = store.Appends;
        Task<IngestEventsResponse> IngestAsync(string producer)
        {
            var request = new IngestEventsRequest { ProducerId = producer, Sequence = 1, Events = { Sample.Activities(10, producer) } };
            return server.Ingestion.IngestEventsAsync(request, RunningServer.Call()).ResponseAsync;
        }

        var first = IngestAsync("first");
        await RunningServer.WaitUntilAsync(() => store.Appends == before + 1);
        Task<IngestEventsResponse>[] others = [.. Enumerable.Range(0, 20).Select(number => IngestAsync($"p{number}"))];
        Assert.Equal(0, (await server.DescribeAsync()).EventCount);
        Assert.False(first.IsCompleted);
        gate.SetResult();

        Assert.All(await Task.WhenAll([first, .. others]), response => Assert.Equal(10, response.Result.AcceptedCount));
        Assert.Equal(210, (await server.DescribeAsync()).EventCount);
        Assert.InRange(store.Appends - before, 2, 20);
    }

    [Fact]
    public async Task Batches_of_one_event_share_appends()
    {
        const int Batches = 500;
        var store = new FaultyStore();
        await using var server = await StartAsync(store, options => options with { StreamBatches = 1_000 });
        using var stream = await server.OpenAsync("p");
        var gate = new TaskCompletionSource();
        var before = store.Appends;
        store.Gate = gate.Task;
        for (var sequence = 1; sequence <= Batches; sequence++)
            await stream.SendAsync(sequence, Sample.Activity($"c{sequence}"));
        await RunningServer.WaitUntilAsync(() => store.Appends > before);
        gate.SetResult();

        for (var sequence = 1; sequence <= Batches; sequence++)
            Assert.Equal((sequence, 1), (await stream.ResultAsync() is var result ? result.Sequence : 0, result.AcceptedCount));
        Assert.InRange(store.Appends - before, 1, Batches / 10);
    }

    [Fact]
    public async Task A_stop_ends_what_is_under_way_and_acknowledges_it()
    {
        var store = new FaultyStore();
        await using var server = await StartAsync(store, options => options with { StopTimeout = TimeSpan.FromMilliseconds(500) });
        var gate = new TaskCompletionSource();
        using var stream = await server.OpenAsync("p");
        var before = store.Appends;
        store.Gate = gate.Task;
        await stream.SendAsync(1, Sample.Activities(10));
        await RunningServer.WaitUntilAsync(() => store.Appends == before + 1);
        var stopping = server.StopAsync();
        gate.SetResult();

        await stream.FailsAsync(StatusCode.Unavailable, "SHUTTING_DOWN");
        Assert.Equal([10L], stream.UnreadResults.Select(result => result.AcceptedCount));
        await stopping;
    }

    [Fact]
    public async Task A_newer_stream_goes_on_above_what_the_older_one_has_under_way()
    {
        var store = new FaultyStore(partitionCount: 4);
        await using var server = await StartAsync(store);
        using var older = await server.OpenAsync("p");
        await older.SendAndGetAsync(1, Sample.Activities(20, "a"));
        var gate = new TaskCompletionSource();
        var before = store.Appends;
        store.Gate = gate.Task;
        await older.SendAsync(2, Sample.Activities(20, "b"));
        await RunningServer.WaitUntilAsync(() => store.Appends > before);

        var opening = server.OpenAsync("p");
        gate.SetResult();
        using var newer = await opening;
        Assert.Equal(2, newer.Opened.LastSequence);
        Assert.InRange(newer.Opened.StableThrough, 1, 2);

        Assert.Equal(20, (await newer.SendAndGetAsync(3, Sample.Activities(20, "b"))).AcceptedCount);
        Assert.Equal(20, (await newer.SendAndGetAsync(4, Sample.Activities(20, "c"))).AcceptedCount);
        await older.FailsAsync(StatusCode.Aborted, "PRODUCER_SUPERSEDED");
        var held = await server.DescribeAsync();
        Assert.Equal((80, 60), (held.EventCount, held.CustomerCount));
    }

    [Fact]
    public async Task A_single_call_that_a_stream_of_its_producer_overtakes_counts_once()
    {
        var store = new FaultyStore(partitionCount: 2);
        await using var server = await StartAsync(store);
        var gate = new TaskCompletionSource();
        var before = store.Appends;
        store.Gate = gate.Task;
        var request = new IngestEventsRequest { ProducerId = "p", Sequence = 1, Events = { Sample.Activities(20) } };
        var call = server.Ingestion.IngestEventsAsync(request, RunningServer.Call()).ResponseAsync;
        await RunningServer.WaitUntilAsync(() => store.Appends == before + 1);
        var opening = server.OpenAsync("p");
        gate.SetResult();
        using var stream = await opening;

        await ((Task)call).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        var again = await stream.SendAndGetAsync(1, Sample.Activities(20));
        Assert.Equal(20, again.AcceptedCount + again.DuplicateCount);
        Assert.Equal(20, (await server.DescribeAsync()).EventCount);
    }

    private static async Task<RunningServer> StartAsync(FaultyStore store, Func<ServeOptions, ServeOptions>? change = null)
    {
        var server = await RunningServer.InMemoryAsync(change, store: store);
        server.ExpectedError = FaultyStore.DriverText;
        return server;
    }
}

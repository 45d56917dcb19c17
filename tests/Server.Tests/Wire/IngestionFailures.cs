using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>For each reason that ingestion, tenants and the server as a whole give: calls of a client that end with it.</summary>
internal static class IngestionFailures
{
    public static IReadOnlyDictionary<ErrorReason, Func<Task>> All { get; } = new Dictionary<ErrorReason, Func<Task>>
    {
        [ErrorReason.InvalidField] = () => InMemoryAsync(async server =>
            await server.Tenants.CreateTenantAsync(new() { Tenant = new Tenant { TenantId = "Not An Id" } }, RunningServer.Call())),
        [ErrorReason.TenantNotFound] = () => InMemoryAsync(server => EndAsync(server.Stream("nobody"))),
        [ErrorReason.TenantExists] = () => InMemoryAsync(async server =>
        {
            var tenant = new Tenant { TenantId = "t", TimeZone = "Europe/Stockholm" };
            await server.Tenants.CreateTenantAsync(new() { Tenant = tenant }, RunningServer.Call());
            await server.Tenants.CreateTenantAsync(new() { Tenant = new Tenant { TenantId = "t" } }, RunningServer.Call());
        }),
        [ErrorReason.StreamNotOpened] = () => InMemoryAsync(async server =>
        {
            using var stream = server.Stream();
            await stream.SendAsync(1, Sample.Activities(1));
            await EndAsync(stream);
        }),
        [ErrorReason.OpenTimeout] = () => RunAsync(
            RunningServer.InMemoryAsync(options => options with { OpenTimeout = TimeSpan.FromMilliseconds(50) }),
            server => EndAsync(server.Stream())),
        [ErrorReason.BadFraming] = () => InMemoryAsync(server => RawIngestion.SendAsync(server, [0x1A, 0x7F, 0x00])),
        [ErrorReason.SequenceGap] = () => InMemoryAsync(async server =>
        {
            using var stream = await server.OpenAsync("p");
            await stream.SendAsync(2, Sample.Activities(1));
            await EndAsync(stream);
        }),
        [ErrorReason.MessageTooLarge] = () => InMemoryAsync(async server =>
        {
            using var stream = await server.OpenAsync("p");
            await stream.SendAsync(LargeBatch());
            await EndAsync(stream);
        }),
        [ErrorReason.BatchTooLarge] = () => InMemoryAsync(async server =>
        {
            using var stream = await server.OpenAsync("p");
            await stream.SendAsync(1, Sample.Activities(1_001));
            await EndAsync(stream);
        }),
        [ErrorReason.ProducerSuperseded] = () => InMemoryAsync(async server =>
        {
            using var older = await server.OpenAsync("p");
            using var newer = await server.OpenAsync("p");
            await EndAsync(older);
        }),
        [ErrorReason.PropertyLimit] = () => InMemoryAsync(async server =>
        {
            var many = new DeclareEventPropertiesRequest { EventProperties = { Enumerable.Range(0, 33).Select(number => $"p{number}") } };
            await server.Tenants.DeclareEventPropertiesAsync(many, RunningServer.Call());
        }),
        [ErrorReason.DeclarationLimit] = () => InMemoryAsync(async server =>
        {
            var many = Enumerable.Range(1, 9).Select(days => DeclarationTests.Rule(days * 86_400, null));
            await server.Tenants.DeclareInactivityRulesAsync(new() { InactivityRules = { many } }, RunningServer.Call());
        }),
        [ErrorReason.DeclarationExists] = () => InMemoryAsync(async server =>
        {
            DeclaredSelector[] same = [DeclarationTests.Named("a", null), DeclarationTests.Named("b", null)];
            await server.Tenants.DeclareSelectorsAsync(new() { Selectors = { same } }, RunningServer.Call());
        }),
        [ErrorReason.StoreUnavailable] = () => FaultyAsync(AppendFault.Lost),
        [ErrorReason.DataCorrupt] = () => FaultyAsync(AppendFault.Corrupt),
        [ErrorReason.StoreFull] = () => FaultyAsync(AppendFault.Full),
        [ErrorReason.MemoryFull] = MemoryFullAsync,
        [ErrorReason.ShuttingDown] = () => RunAsync(
            RunningServer.InMemoryAsync(options => options with { StopTimeout = TimeSpan.FromMilliseconds(200) }),
            async server =>
            {
                using var stream = await server.OpenAsync("p");
                await Task.WhenAll(server.StopAsync(), EndAsync(stream));
            }),
        [ErrorReason.ProducerNotFound] = () => InMemoryAsync(async server =>
            await server.Ingestion.GetProducerAsync(new() { ProducerId = "nobody" }, RunningServer.Call())),
        [ErrorReason.MessageTimeout] = () => RunAsync(
            RunningServer.InMemoryAsync(options => options with { MessageTimeout = TimeSpan.FromMilliseconds(100) }),
            async server =>
            {
                using var call = new SlowCall(server, "StreamEvents");
                using var stream = new TestStream(call.Responses);
                await call.SendPartAsync(new StreamEventsRequest { Open = new Open { ProducerId = "p" } });
                await EndAsync(stream);
            }),
        [ErrorReason.Overloaded] = OverloadAsync,
        [ErrorReason.SlowReader] = () => RunAsync(
            RunningServer.InMemoryAsync(options => options with { ReadTimeout = TimeSpan.FromMilliseconds(300) }),
            async server =>
            {
                using var stream = await server.OpenAsync("p");
                await RunningServer.StallAsync(stream);
                await EndAsync(stream);
            }),
        [ErrorReason.InternalError] = () => FaultyAsync(AppendFault.Bug),
    };

    /// <summary>A batch of so many events of 15 KB.</summary>
    public static StreamEventsRequest LargeBatch(int eventCount = 100)
    {
        var batch = new Batch { Sequence = 1 };
        foreach (var wide in Sample.Activities(eventCount))
        {
            wide.Activity.Name = new string('n', 15_000);
            batch.Events.Add(wide);
        }
        return new StreamEventsRequest { Batch = batch };
    }

    private static Task InMemoryAsync(Func<RunningServer, Task> calls) => RunAsync(RunningServer.InMemoryAsync(), calls);

    private static async Task RunAsync(Task<RunningServer> starting, Func<RunningServer, Task> calls)
    {
        await using var server = await starting;
        await calls(server);
    }

    private static async Task OverloadAsync()
    {
        var store = new FaultyStore();
        await using var server = await RunningServer.InMemoryAsync(
            options => options with { RoomTimeout = TimeSpan.FromMilliseconds(100), InflatedBytes = 1 << 20, BytesUnderWay = 1 << 20 },
            store: store);
        using var greedy = await server.OpenAsync("greedy");
        using var stream = await server.OpenAsync("p");
        var gate = new TaskCompletionSource();
        var before = store.Appends;
        store.Gate = gate.Task;
        await greedy.SendAsync(1, LargeBatch(50).Batch.Events);
        await RunningServer.WaitUntilAsync(() => store.Appends > before);
        await stream.SendAsync(1, LargeBatch(8).Batch.Events);
        try
        {
            await EndAsync(stream);
        }
        finally
        {
            gate.SetResult();
        }
    }

    private static async Task FaultyAsync(AppendFault fault)
    {
        var store = new FaultyStore();
        await using var server = await RunningServer.InMemoryAsync(store: store);
        server.ExpectedError = FaultyStore.DriverText;
        store.Fault = fault;
        await server.Ingestion.IngestEventsAsync(new() { Events = { Sample.Activities(1) } }, RunningServer.Call());
    }

    private static async Task MemoryFullAsync()
    {
        var used = 0L;
        var collections = 0L;
        var gauge = new MemoryGauge(() => used, () => used, () => collections, () => collections++);
        await using var server = await RunningServer.InMemoryAsync(
            options => options with { MemoryLimit = 1L << 30, MemoryGauge = gauge });
        server.ExpectedError = "the limit is 1073741824";
        used = 2L << 30;
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        while (!patience.IsCancellationRequested)
            await server.Ingestion.IngestEventsAsync(new() { Events = { Sample.Activities(1) } }, RunningServer.Call());
    }

    /// <summary>Reads to the end of the stream, or of a batch, which is a failure.</summary>
    private static Task EndAsync(TestStream stream) => stream.ReadToRefusalAsync();
}

using Grpc.Core;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.Storage;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Snapshots;

/// <summary>A log that is full in the midst of a tenant's change, which is in partition 0 only then.</summary>
public sealed class LaggingTenantTests : IAsyncDisposable
{
    private const string Full = "no room";

    // A start's term fits in there, and no tenant's change and no batch.
    private const int TermBytes = 24;

    private readonly FullBeyondFirst _store = new(new RecordingStore(3));

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_declaration_that_found_no_room_lets_the_next_start_answer_and_takes_events_once_there_is_some()
    {
        await using (var server = await StartAsync())
        {
            await server.Ingestion.IngestEventsAsync(Batch(30), RunningServer.Call());
            _store.Room = TermBytes;
            await RunningServer.FailsAsync(StatusCode.ResourceExhausted, "STORE_FULL", () => DeclareAsync(server));
        }

        await using var again = await StartAsync();
        Assert.Equal(30, (await again.DescribeAsync()).EventCount);
        using var stream = await again.OpenAsync("p");
        await stream.SendAsync(1, Sample.Activities(5));
        var nack = await stream.NackAsync(ErrorReason.StoreFull, sequence: 1);
        Assert.Equal(30, nack.Failure.RetryDelay.Seconds);
        await RunningServer.FailsAsync(StatusCode.ResourceExhausted, "STORE_FULL",
            async () => await again.Ingestion.IngestEventsAsync(Batch(5), RunningServer.Call()));

        _store.Room = int.MaxValue;
        await UntilTakenAsync(again);
        Assert.Equal(5, (await stream.SendAndGetAsync(1, Sample.Activities(5, "later"))).AcceptedCount);
        Assert.Equal(["plan"], (await again.DescribeAsync()).Tenant.EventProperties);
        Assert.Equal(40, (await again.DescribeAsync()).EventCount);
        Assert.True(_store.Refused > 1, "The declaration was not tried again.");
    }

    [Fact]
    public async Task A_tenant_that_found_no_room_is_not_there_after_the_next_start_until_there_is_some()
    {
        await using (var server = await StartAsync())
        {
            _store.Room = 0;
            await RunningServer.FailsAsync(StatusCode.ResourceExhausted, "STORE_FULL", () => CreateAsync(server));
        }

        await using var again = await StartAsync();
        await RunningServer.FailsAsync(StatusCode.NotFound, "TENANT_NOT_FOUND", () => again.DescribeAsync("shop"));
        Assert.Equal(0, (await again.DescribeAsync()).EventCount);
        // Not even the term of this start has room.
        await RunningServer.FailsAsync(StatusCode.ResourceExhausted, "STORE_FULL", () => again.OpenAsync("p"));

        _store.Room = int.MaxValue;
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        while ((await again.Tenants.ListTenantsAsync(new ListTenantsRequest(), RunningServer.Call())).Tenants.Count < 2)
            await Task.Delay(50, patience.Token);
        await CreateAsync(again);
        using var stream = await again.OpenAsync("p", tenant: "shop");
        Assert.Equal(5, (await stream.SendAndGetAsync(1, Sample.Activities(5))).AcceptedCount);
    }

    private static async Task UntilTakenAsync(RunningServer server)
    {
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        while (true)
        {
            try
            {
                await server.Ingestion.IngestEventsAsync(Batch(5), RunningServer.Call());
                return;
            }
            catch (RpcException refused) when (refused.StatusCode == StatusCode.ResourceExhausted)
            {
                await Task.Delay(50, patience.Token);
            }
        }
    }

    private async Task<RunningServer> StartAsync()
    {
        var server = await RunningServer.InMemoryAsync(store: _store);
        server.ExpectedError = Full;
        return server;
    }

    private static IngestEventsRequest Batch(int events) => new() { Events = { Sample.Activities(events) } };

    private static Task<CreateTenantResponse> CreateAsync(RunningServer server) => server.Tenants.CreateTenantAsync(
        new CreateTenantRequest { Tenant = new Tenant { TenantId = "shop", TimeZone = "UTC", CurrencyCode = "EUR" } },
        RunningServer.Call()).ResponseAsync;

    private static Task<DeclareEventPropertiesResponse> DeclareAsync(RunningServer server) => server.Tenants.DeclareEventPropertiesAsync(
        new DeclareEventPropertiesRequest { EventProperties = { "plan" } }, RunningServer.Call()).ResponseAsync;

    private sealed class FullBeyondFirst(ILogStore inner) : StoreAround(inner)
    {
        private int _refused;

        /// <summary>The longest entry that there is room for, beyond partition 0.</summary>
        public int Room { get; set; } = int.MaxValue;

        public int Refused => Volatile.Read(ref _refused);

        public override ValueTask<AppendOutcome> AppendAsync(
            int partition, LogHead expectedHead, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default)
        {
            if (entry.Length <= Room || partition == 0)
                return base.AppendAsync(partition, expectedHead, entry, cancellationToken);
            Interlocked.Increment(ref _refused);
            throw new StoreFullException(Full);
        }
    }
}

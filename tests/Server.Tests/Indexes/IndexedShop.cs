using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.SampleShop;
using RetentionGrpc.Server.Hosting;
using RetentionGrpc.Server.Tests.ClientLibrary;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Indexes;

/// <summary>
/// Two hundred days of a shop with profiles, subscriptions and late events, up to 1 October 2025: as much as makes indexes cheaper than
/// timelines, and no more.
/// </summary>
internal static class IndexedShop
{
    public const int Days = 200;
    public const int Partitions = 2;

    private const int Customers = 2_400;
    private const int BatchEvents = 1_000;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly DateTime End = new(2025, 10, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly Lazy<Event[]> All = new(() => [.. Tell()]);

    public static IReadOnlyList<Event> Events => All.Value;

    public static QueryOptions Options => new() { AsOfTime = At(0), Explain = true };

    /// <summary>So many days after the shop's last day.</summary>
    public static Timestamp At(double days) => Timestamp.FromDateTime(End.AddDays(days));

    public static Window Between(double start, double end) =>
        new() { Interval = new V1.Interval { StartTime = At(start), EndTime = At(end) } };

    /// <summary>A server whose tenants are all indexed; with a clock that stands still their building stands still, too.</summary>
    public static Task<RunningServer> IndexingAsync(TimeProvider? clock = null, Func<ServeOptions, ServeOptions>? change = null) =>
        RunningServer.InMemoryAsync(options => (change ?? (same => same))(Indexing(options)), clock);

    /// <summary>A server that answers from timelines alone.</summary>
    public static Task<RunningServer> PlainAsync() =>
        RunningServer.InMemoryAsync(options => options with { PartitionCount = Partitions, IndexEvents = long.MaxValue });

    public static ServeOptions Indexing(ServeOptions options) => options with { PartitionCount = Partitions, IndexEvents = 1 };

    /// <summary>Sends events; a read token of them.</summary>
    public static async Task<string> IngestAsync(
        IngestionService.IngestionServiceClient ingestion, IEnumerable<Event> events, string? tenant = null)
    {
        var token = "";
        foreach (var chunk in events.Chunk(BatchEvents))
        {
            var request = new IngestEventsRequest { Events = { chunk } };
            var reply = await ingestion.IngestEventsAsync(request, RunningServer.Call(tenant));
            Assert.Equal(chunk.Length, reply.Result.AcceptedCount);
            token = reply.ReadToken;
        }
        return token;
    }

    /// <summary>Waits until everything that a tenant declares is indexed, and its activity at all.</summary>
    public static async Task ReadyAsync(
        TenantService.TenantServiceClient tenants, MetricsService.MetricsServiceClient metrics, string tenant = "default")
    {
        await UntilAsync(async () =>
        {
            var held = await tenants.DescribeTenantAsync(new() { TenantId = tenant }, RunningServer.Call());
            return held.Indexes.All(each => each.State == IndexState.Ready);
        });
        await UntilAsync(async () =>
        {
            var week = new ActivityWindow { Window = Between(-7, 0) };
            var request = new ComputeRetentionRequest { Options = Options, Base = week, Comparisons = { week } };
            return (await metrics.ComputeRetentionAsync(request, RunningServer.Call(tenant))).Info.Explanation.Path == "matrices";
        });
    }

    public static Task ReadyAsync(RunningServer server, string tenant = "default") =>
        ReadyAsync(server.Tenants, server.Metrics, tenant);

    /// <summary>Lets a clock go on until everything is built, or until something else holds.</summary>
    public static async Task BuildAsync(RunningServer server, ManualTime clock, Func<Task<bool>>? isBuilt = null)
    {
        using var stop = new CancellationTokenSource();
        var ticking = TickAsync(clock, stop.Token);
        await (isBuilt is null ? ReadyAsync(server) : UntilAsync(isBuilt));
        await stop.CancelAsync();
        await ticking;
    }

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        while (!await condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static async Task TickAsync(ManualTime clock, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            // Only where something waits for it: deadlines of calls are on the same clock.
            if (clock.TimersDueWithin(Tick) > 0)
                clock.Advance(Tick);
            await Task.Yield();
        }
    }

    private static IEnumerable<Event> Tell()
    {
        var options = new LargeShopOptions(Customers, Days)
        {
            Until = DateOnly.FromDateTime(End),
            EventsPerCustomer = 10,
            LateShare = 0.1,
            HasProfiles = true,
        };
        foreach (var block in new LargeShop(options).Blocks())
        {
            for (var i = 0; i < block.Count; i++)
                yield return Event.Parser.ParseFrom(block[i]);
        }
    }
}

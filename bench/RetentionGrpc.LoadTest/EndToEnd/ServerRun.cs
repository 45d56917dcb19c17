using System.Diagnostics;
using Grpc.Net.Client;
using RetentionGrpc.LoadTest.Feeding;
using RetentionGrpc.LoadTest.Hosting;
using RetentionGrpc.LoadTest.Redis;
using RetentionGrpc.LoadTest.Report;
using RetentionGrpc.SampleShop;
using RetentionGrpc.V1;

namespace RetentionGrpc.LoadTest.EndToEnd;

/// <summary>What a run is to show.</summary>
/// <param name="Shop">The data.</param>
/// <param name="SingleEvents">Events that are sent one a message.</param>
/// <param name="LiveRate">Events a second of the ingestion that goes on beside queries.</param>
/// <param name="Budget">How long each question is asked.</param>
internal sealed record ServerRunOptions(LargeShopOptions Shop, int SingleEvents, int LiveRate, TimeSpan Budget);

/// <summary>End to end: a server in a process of its own with its embedded store, and a client in this process.</summary>
internal sealed class ServerRun(ServerRunOptions options, Figures figures)
{
    private const int BatchEvents = 500;
    private const int BatchStreams = 4;
    private const int SingleStreams = 32;
    private const int ComparedSegments = 6;
    private const int SegmentsOfAll = 8;
    private const long LargestSegment = 1_000_000;
    private const long StageEvents = 200_000;
    private static readonly TimeSpan SnapshotTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FoundOut = TimeSpan.FromSeconds(5);

    private readonly LargeShop _shop = new(options.Shop);
    private double _serverCpu;

    /// <summary>Measures everything.</summary>
    public async Task RunAsync(string folder, CancellationToken cancellation)
    {
        var data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
        await IngestAsync(data, cancellation);
        await IngestSinglesAsync(Directory.CreateDirectory(Path.Combine(folder, "singles")).FullName, cancellation);
        await StageAsync(Directory.CreateDirectory(Path.Combine(folder, "stages")).FullName, cancellation);
        await RestartAsync(data, Directory.CreateDirectory(Path.Combine(folder, "empty")).FullName, cancellation);
    }

    /// <summary>Throughput, memory, and latencies of queries.</summary>
    private async Task IngestAsync(string data, CancellationToken cancellation)
    {
        var total = (long)options.Shop.Customers * options.Shop.EventsPerCustomer;
        var segments = new BatchSource(_shop, BatchStreams, BatchEvents)
            .Segments(Math.Clamp(total / SegmentsOfAll, 1, LargestSegment));
        await using var redis = await StartRedisAsync(data + "-redis", cancellation);
        var contenders = await Throughput.StartAsync(data, $"127.0.0.1:{redis.Port}", BatchStreams, cancellation);
        try
        {
            var server = contenders[0].Server;
            await WarmUpAsync(server.Port);
            var empty = await server.MemoryAsync();
            var events = await Throughput.RaceAsync(segments, contenders, ComparedSegments, cancellation);
            new Throughput(figures).Add(contenders, BatchEvents);
            _serverCpu = contenders[0].ServerCpu.Median;
            await QueryBesideFrozenRedisAsync(contenders[1].Server.Port, redis, cancellation);
            await EndParsersAsync(contenders);
            var full = await server.MemoryAsync();
            figures.Add("resident memory an event", (double)(full.Resident - empty.Resident) / events, "B",
                "after a compacting collection, less the empty server's; no event ids");
            figures.Add("live heap an event", (double)(full.Alive - empty.Alive) / events, "B");
            figures.Add("disk an event", (double)BytesOf(data) / events, "B", "the embedded store's files");
            await QueryAsync(server.Port);
        }
        finally
        {
            foreach (var contender in contenders)
                await contender.DisposeAsync();
        }
    }

    /// <summary>They would share the processor with what comes next.</summary>
    private static async Task EndParsersAsync(IReadOnlyList<Contender> contenders)
    {
        foreach (var parser in contenders.Skip(1))
            await parser.DisposeAsync();
    }

    private static Task<RedisServer> StartRedisAsync(string folder, CancellationToken cancellation) =>
        RedisServer.StartAsync(
            Directory.CreateDirectory(folder).FullName, cancellation, "--appendonly", "yes", "--appendfsync", "everysec");

    private async Task QueryAsync(int port)
    {
        var questions = new WireQuestions(_shop.EndMs);
        var times = new QueryTimes(figures, options.Budget);
        await times.MeasureAsync(port, questions, "alone");
        await using var live = await LiveFeed.StartAsync(port, options.Shop, options.LiveRate, "run");
        await times.MeasureAsync(port, questions, $"beside {options.LiveRate:N0} events/s");
        if (live.Accepted == 0)
            throw new InvalidOperationException("No events came in beside the queries.");
    }

    /// <summary>The server on Redis by itself, and while its Redis answers nothing.</summary>
    private async Task QueryBesideFrozenRedisAsync(int port, RedisServer redis, CancellationToken cancellation)
    {
        var questions = new WireQuestions(_shop.EndMs);
        var times = new QueryTimes(figures, options.Budget);
        await times.MeasureAsync(port, questions, "on Redis");
        redis.Freeze();
        await Task.Delay(FoundOut, cancellation);
        await times.MeasureAsync(port, questions, "while Redis is frozen");
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        var answer = await new MetricsService.MetricsServiceClient(channel).ComputeChurnAsync(
            questions.Churn(0), cancellationToken: cancellation);
        redis.Thaw();
        if (!answer.Info.Stale)
            throw new InvalidOperationException("The server did not find out that Redis answers nothing.");
    }

    private static async Task WarmUpAsync(int port)
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        await new TenantService.TenantServiceClient(channel).DescribeTenantAsync(new DescribeTenantRequest());
    }

    private async Task IngestSinglesAsync(string data, CancellationToken cancellation)
    {
        var customers = Math.Max(options.SingleEvents / options.Shop.EventsPerCustomer, 1);
        var shop = new LargeShop(options.Shop with { Customers = customers });
        var segments = new BatchSource(shop, SingleStreams, batchEvents: 1).Segments(Math.Max(options.SingleEvents / ComparedSegments, 1));
        await using var redis = await StartRedisAsync(data + "-redis", cancellation);
        var contenders = await Throughput.StartAsync(data, $"127.0.0.1:{redis.Port}", SingleStreams, cancellation);
        try
        {
            await Throughput.RaceAsync(segments, contenders, int.MaxValue, cancellation);
            new Throughput(figures).Add(contenders, batchEvents: 1);
        }
        finally
        {
            foreach (var contender in contenders)
                await contender.DisposeAsync();
        }
    }

    private async Task StageAsync(string folder, CancellationToken cancellation)
    {
        var segment = new BatchSource(_shop, 1, BatchEvents).Segments(StageEvents).First();
        var stages = new Stages(figures);
        await stages.MeasureAsync(segment, _shop.EndMs, folder, cancellation);
        figures.Add("cpu of all stages alone, together", stages.Sum, "ns/event");
        figures.Add("cpu of the server that is in no stage", _serverCpu - stages.Sum, "ns/event",
            "transport, hand-over, answers, collection");
    }

    /// <summary>Restart from the log, then snapshots, then restart from those.</summary>
    private async Task RestartAsync(string data, string empty, CancellationToken cancellation)
    {
        await using (var nothing = await ChildServer.StartAsync(new HostOptions(ServerKind.Real, empty), cancellation))
            figures.Add("start of an empty server", nothing.StartTime.TotalMilliseconds, "ms");
        await using (var replayed = await ChildServer.StartAsync(new HostOptions(ServerKind.Real, data), cancellation))
            figures.Add("restart from the log as ingestion left it", replayed.StartTime.TotalMilliseconds, "ms");
        // So small a limit makes a snapshot of every partition due as soon as the server has started.
        await using (var taking = await ChildServer.StartAsync(new HostOptions(ServerKind.Real, data, SnapshotBytes: 1024), cancellation))
            AddSnapshots(await WaitForSnapshotsAsync(taking, cancellation));
        await using var restarted = await ChildServer.StartAsync(new HostOptions(ServerKind.Real, data), cancellation);
        figures.Add("restart from snapshots", restarted.StartTime.TotalMilliseconds, "ms",
            "of every partition, with the start of a process");
    }

    private void AddSnapshots(IReadOnlyList<SnapshotTaken> taken)
    {
        figures.Add("longest pause of a partition by its snapshot", taken.Max(snapshot => snapshot.PauseMs), "ms");
        figures.Add("longest snapshot of a partition, until stored", taken.Max(snapshot => snapshot.ElapsedMs), "ms");
        figures.Add("snapshots of all partitions", taken.Sum(snapshot => snapshot.Bytes) / 1_048_576.0, "MiB");
    }

    private static async Task<IReadOnlyList<SnapshotTaken>> WaitForSnapshotsAsync(ChildServer server, CancellationToken cancellation)
    {
        const int Partitions = 4;
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var taken = await server.SnapshotsAsync();
            if (taken.Count >= Partitions || Stopwatch.GetElapsedTime(began) > SnapshotTimeout)
            {
                return taken.Count > 0 ? taken : throw new InvalidOperationException("No snapshot was taken in 5 minutes.");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
        }
    }

    private static long BytesOf(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}

using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.Client;
using RetentionGrpc.Redis.Tests.Servers;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.Storage;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Faults;

/// <summary>A Redis that does not answer, and one that comes back without what it was given last.</summary>
public sealed class RedisOutageTests
{
    private const int BatchEvents = 10;
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task While_Redis_stands_still_answers_are_stale_and_events_are_refused_until_it_goes_on()
    {
        await using var redis = await RedisProcess.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var server = await RunningServer.InMemoryAsync(options => options with
        {
            Redis = new RedisLogOptions { Configuration = $"{redis.Address},asyncTimeout=500" },
        });
        server.ExpectedError = "could not be";
        await IngestAsync(server, 0);
        Assert.False((await AskAsync(server)).Info.Stale);

        redis.Pause();
        await UntilStaleAsync(server, isStale: true);
        Assert.Equal(1, (await AskAsync(server)).Total.ActiveCount);
        var refused = await Assert.ThrowsAsync<RpcException>(() => IngestAsync(server, 1));
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        var (status, info) = RunningServer.DetailsOf(refused);
        Assert.Equal("STORE_UNAVAILABLE", info.Type);
        Assert.Contains(status.Details, detail => detail.Is(Google.Rpc.RetryInfo.Descriptor));
        redis.Resume();

        await UntilStaleAsync(server, isStale: false);
        await RetryAsync(() => IngestAsync(server, 1));
        await RetryAsync(() => IngestAsync(server, 2));
        Assert.Equal(3, (await AskAsync(server)).Total.ActiveCount);
    }

    [Fact]
    public async Task What_Redis_lost_is_noticed_though_nobody_writes_and_the_client_sends_it_again()
    {
        var folder = Directory.CreateTempSubdirectory("retention-redis-tail-").FullName;
        try
        {
            await using var redis = await RedisProcess.StartAsync("--appendonly", "yes");
            using var server = await ServerProcess.StartAsync(
                folder, FreePort.Next(), "--redis", redis.Address, "--redis-lease", "1", "--stop-timeout", "1");
            await using var client = new RetentionClient(new Uri(server.Address));
            await using var stream = await client.OpenEventStreamAsync(new() { ProducerId = "p", BatchEvents = BatchEvents });
            await SendAsync(stream, 0, 5);
            var (file, copy) = (Path.Combine(redis.Folder, "appendonlydir"), Path.Combine(folder, "copy"));
            Copy(file, copy);
            await SendAsync(stream, 5, 9);

            await redis.KillAsync();
            Directory.Delete(file, recursive: true);
            Copy(copy, file);
            await redis.RestartAsync();
            await RunningServer.WaitUntilAsync(
                () => server.Log.Any(line => line.Contains("lost its tail", StringComparison.Ordinal)));

            await SendAsync(stream, 9, 10);
            var held = await server.Tenants.DescribeTenantAsync(new(), RunningServer.Call());
            Assert.Equal((10 * BatchEvents, 10 * BatchEvents), (held.EventCount, held.CustomerCount));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task SendAsync(EventStream stream, int from, int to)
    {
        for (var number = from * BatchEvents; number < to * BatchEvents; number++)
            await stream.AddAsync(EventAt(number), CancellationToken.None);
        await stream.FlushAsync(CancellationToken.None).WaitAsync(RunningServer.Patience);
    }

    private static Task<IngestEventsResponse> IngestAsync(RunningServer server, int number) =>
        server.Ingestion.IngestEventsAsync(new() { Events = { EventAt(number) } }, RunningServer.Call()).ResponseAsync;

    private static Task<ComputeActivityResponse> AskAsync(RunningServer server) => server.Metrics.ComputeActivityAsync(new()
    {
        Window = new()
        {
            Interval = new() { StartTime = Timestamp.FromDateTime(Start), EndTime = Timestamp.FromDateTime(Start.AddDays(2)) },
        },
        Bucket = BucketUnit.Day,
    }, RunningServer.Call()).ResponseAsync;

    private static async Task UntilStaleAsync(RunningServer server, bool isStale)
    {
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        while ((await AskAsync(server)).Info.Stale != isStale)
            await Task.Delay(20, patience.Token);
    }

    private static async Task RetryAsync(Func<Task> call)
    {
        while (true)
        {
            try
            {
                await call().WaitAsync(RunningServer.Patience);
                return;
            }
            catch (RpcException notYet) when (notYet.StatusCode == StatusCode.Unavailable)
            {
                await Task.Delay(100);
            }
        }
    }

    private static Event EventAt(int number) => new()
    {
        EventId = $"e-{number}",
        CustomerId = $"c-{number}",
        OccurredTime = Timestamp.FromDateTime(Start.AddSeconds(number)),
        Activity = new(),
    };

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}

using System.Diagnostics;
using RetentionGrpc.Redis.Tests.Servers;
using RetentionGrpc.Server.Tests.Wire;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Server.Tests.Faults;

/// <summary>
/// The real server over a real Redis that syncs before it answers, under senders that know nothing of either: at random the server is
/// killed, or Redis is killed, frozen,
/// told to answer nobody, or told that it has no memory left. After each of them every event that was ever acknowledged counts exactly
/// once.
/// </summary>
public sealed class RedisKillTests(ITestOutputHelper output) : IDisposable
{
    private const int BatchEvents = 5;

    private static readonly int Rounds =
        int.TryParse(Environment.GetEnvironmentVariable("RETENTION_REDIS_ROUNDS"), out var wanted) ? wanted : 25;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120 + (10 * Rounds));

    private readonly string _folder = Directory.CreateTempSubdirectory("retention-redis-kill-").FullName;
    private ServerProcess? _server;

    private enum Fault
    {
        ServerKilled,
        RedisKilled,
        BothKilled,
        RedisFrozen,
        RedisPaused,
        RedisWithoutMemory,
    }

    public void Dispose()
    {
        _server?.Dispose();
        // Of a test that fails, this is what explains why.
        foreach (var line in _server?.Log.TakeLast(200) ?? [])
            output.WriteLine(line);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Every_acknowledged_event_counts_exactly_once_whatever_happens_to_Redis_and_the_server()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("RETENTION_KILL_SEED"), out var wanted) ? wanted : 20_261_127;
        output.WriteLine($"seed {seed}");
        var (random, ledger, watch) = (new Random(seed), new AckLedger(), Stopwatch.StartNew());
        using var stop = new CancellationTokenSource();
        using var over = new CancellationTokenSource(Patience);
        await using var redis = await RedisProcess.StartAsync("--appendonly", "yes", "--appendfsync", "always", "--maxmemory", "512mb");
        string[] options = ["--redis", $"{redis.Address},asyncTimeout=1000", "--redis-lease", "1", "--snapshot-bytes", "16384"];
        _server = await ServerProcess.StartAsync(_folder, 0, options);
        var sending = StartSenders(ledger, _server.Address, stop.Token);
        var counts = new int[Enum.GetValues<Fault>().Length];
        for (var round = 0; round < Rounds; round++)
        {
            await ledger.MoreAckedAsync(random.Next(1, 40 * BatchEvents)).WaitAsync(RunningServer.Patience, over.Token);
            // Whoever is told that there is no memory comes back after half a minute: once is enough.
            var fault = round == Rounds / 2 ? Fault.RedisWithoutMemory : (Fault)random.Next((int)Fault.RedisWithoutMemory);
            counts[(int)fault]++;
            await DoAsync(fault, redis, options, random);
            await LedgerCheck.EveryAckCountsOnceAsync(_server, ledger, $"after round {round}, {fault}");
        }
        await ledger.MoreAckedAsync(100).WaitAsync(RunningServer.Patience, over.Token);
        await stop.CancelAsync();
        await sending.WaitAsync(RunningServer.Patience);
        await LedgerCheck.AllCountOnceAsync(_server, ledger);
        Assert.Equal(0, await _server.StopAsync());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
        output.WriteLine($"measured: {string.Join(", ", counts.Select((count, fault) => $"{count} x {(Fault)fault}"))}; "
            + $"{ledger.Acked} events acknowledged, each counted once, in {watch.Elapsed.TotalSeconds:F0} s");
    }

    private async Task DoAsync(Fault fault, RedisProcess redis, string[] options, Random random)
    {
        var time = TimeSpan.FromMilliseconds(random.Next(20, 2_500));
        switch (fault)
        {
            case Fault.ServerKilled or Fault.BothKilled:
                var port = _server!.Port;
                _server.Dispose();
                if (fault == Fault.BothKilled)
                {
                    await redis.KillAsync();
                    await redis.RestartAsync();
                }
                _server = await ServerProcess.StartAsync(_folder, port, options);
                break;
            case Fault.RedisKilled:
                await redis.KillAsync();
                await Task.Delay(time);
                await redis.RestartAsync();
                break;
            case Fault.RedisFrozen:
                redis.Pause();
                await Task.Delay(time);
                redis.Resume();
                break;
            case Fault.RedisPaused:
                await redis.CallAsync("CLIENT", "PAUSE", $"{(int)time.TotalMilliseconds}");
                break;
            default:
                await redis.CallAsync("CONFIG", "SET", "maxmemory", "1mb");
                await Task.Delay(time);
                await redis.CallAsync("CONFIG", "SET", "maxmemory", "512mb");
                break;
        }
    }

    private static Task StartSenders(AckLedger ledger, string address, CancellationToken stop)
    {
        var pace = TimeSpan.FromMilliseconds(2);
        List<Task> sending = [];
        for (var i = 0; i < 2; i++)
            sending.Add(new LibrarySender(ledger.Add($"library-{i}"), BatchEvents, pace).SendAsync(address, stop));
        sending.Add(new StubSender(ledger, ledger.Add("stream"), BatchEvents, isStreaming: true).SendAsync(address, stop));
        sending.Add(new StubSender(ledger, ledger.Add("single"), BatchEvents, isStreaming: false).SendAsync(address, stop));
        return Task.WhenAll(sending);
    }
}

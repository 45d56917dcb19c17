using System.Diagnostics;
using RetentionGrpc.Redis.Tests.Servers;
using RetentionGrpc.Server.Tests.Wire;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Server.Tests.Faults;

/// <summary>
/// Two processes over one Redis: when the one that serves dies, is stopped or stands still, the other takes over; the one that wakes up
/// behind it steps down. Senders go on by themselves, and nothing acknowledged is lost or counts twice.
/// </summary>
public sealed class StandbyTests(ITestOutputHelper output) : IDisposable
{
    private const int BatchEvents = 5;
    private const int LeaseSeconds = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("retention-standby-").FullName;
    private readonly List<Task<ServerProcess>> _servers = [];
    private int _livePort;

    public enum End
    {
        Killed,
        Stopped,
        Frozen,
    }

    public void Dispose()
    {
        foreach (var server in _servers)
        {
            if (server.IsCompletedSuccessfully)
                server.Result.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(End.Killed)]
    [InlineData(End.Stopped)]
    [InlineData(End.Frozen)]
    public async Task When_the_first_ends_the_second_takes_over_and_nothing_is_lost(End end)
    {
        var ledger = new AckLedger();
        using var stop = new CancellationTokenSource();
        await using var redis = await RedisProcess.StartAsync("--appendonly", "yes");
        await using var proxy = new FaultProxy(() => Volatile.Read(ref _livePort), () => FaultPlan.None);
        var first = await StartServer(redis);
        _livePort = first.Port;
        var standby = StartServer(redis);
        var sending = Task.WhenAll(
            new LibrarySender(ledger.Add("library"), BatchEvents, TimeSpan.FromMilliseconds(2)).SendAsync(proxy.Address, stop.Token),
            new StubSender(ledger, ledger.Add("stream"), BatchEvents, isStreaming: true).SendAsync(proxy.Address, stop.Token));
        await ledger.MoreAckedAsync(500).WaitAsync(RunningServer.Patience);
        Assert.False(standby.IsCompleted);

        var watch = Stopwatch.StartNew();
        await EndAsync(first, end);
        var second = await standby.WaitAsync(RunningServer.Patience);
        var taken = watch.Elapsed;
        _livePort = second.Port;
        if (end == End.Frozen)
        {
            // It still has its connections, and what the senders wrote meanwhile. What it does with that must come to nothing.
            await Task.Delay(200);
            Signal.Continue.SendTo(first.Id);
        }

        await ledger.MoreAckedAsync(500).WaitAsync(RunningServer.Patience);
        await stop.CancelAsync();
        await sending.WaitAsync(RunningServer.Patience);
        await LedgerCheck.AllCountOnceAsync(second, ledger);
        if (end == End.Frozen)
            await StandsByAsync(first);
        output.WriteLine(
            $"measured: {end}, taken over after {taken.TotalSeconds:F1} s with a lease of {LeaseSeconds} s; {ledger.Acked} events");
    }

    private Task<ServerProcess> StartServer(RedisProcess redis)
    {
        var server = ServerProcess.StartAsync(
            _folder, FreePort.Next(), "--redis", $"{redis.Address},asyncTimeout=1000", "--redis-lease", $"{LeaseSeconds}",
            "--stop-timeout", "1");
        _servers.Add(server);
        return server;
    }

    private static async Task EndAsync(ServerProcess server, End end)
    {
        if (end == End.Killed)
            server.Kill();
        else if (end == End.Stopped)
            Assert.Equal(0, await server.StopAsync());
        else
            Signal.Stop.SendTo(server.Id);
    }

    private static async Task StandsByAsync(ServerProcess server)
    {
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        while (!server.Log.Any(line => line.Contains("Standing by", StringComparison.Ordinal)))
            await Task.Delay(50, patience.Token);
    }
}

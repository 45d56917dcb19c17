using System.Diagnostics;
using RetentionGrpc.Server.Tests.Wire;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Server.Tests.Faults;

/// <summary>
/// Kills the real server at random moments under senders that know nothing of it, and starts it again on its port. After each restart
/// every event that was ever acknowledged counts exactly once, while the senders go on by themselves.
/// </summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int PercentInFlight = 80;
    private const int BatchEvents = 5;

    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("RETENTION_KILLS"), out var wanted) ? wanted : 100;

    /// <summary>After one kill of so many another one comes while the server starts.</summary>
    private const int EarlyKill = 10;

    /// <summary>Snapshots are taken all the time, so that kills fall into them.</summary>
    private static readonly string[] Small = ["--snapshot-bytes", "4096"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60 + (2 * Kills));

    private readonly string _folder = Directory.CreateTempSubdirectory("retention-kill-").FullName;
    private ServerProcess? _server;

    public void Dispose()
    {
        _server?.Dispose();
        // Of a test that fails, this is what explains why.
        foreach (var line in _server?.Log.TakeLast(200) ?? [])
            output.WriteLine(line);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Every_acknowledged_event_counts_exactly_once_after_every_kill()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("RETENTION_KILL_SEED"), out var wanted) ? wanted : 20_261_124;
        output.WriteLine($"seed {seed}");
        var (random, ledger, watch) = (new Random(seed), new AckLedger(), Stopwatch.StartNew());
        using var stop = new CancellationTokenSource();
        using var over = new CancellationTokenSource(Patience);
        _server = await ServerProcess.StartAsync(_folder, 0, Small);
        var sending = StartSenders(ledger, _server.Address, stop.Token);
        var (kills, inFlight) = (0, 0);
        while (kills < Kills)
        {
            var isTwice = random.Next(EarlyKill) == 0;
            inFlight += await KillAsync(random, ledger, isTwice, over.Token) ? 1 : 0;
            kills += isTwice ? 2 : 1;
            await LedgerCheck.EveryAckCountsOnceAsync(_server, ledger, $"after kill {kills}");
        }
        await ledger.MoreAckedAsync(100).WaitAsync(RunningServer.Patience);
        await stop.CancelAsync();
        await sending.WaitAsync(RunningServer.Patience);
        await LedgerCheck.AllCountOnceAsync(_server, ledger);
        Assert.Equal(0, await _server.StopAsync());
        output.WriteLine($"measured: {kills} kills, {inFlight} of them with batches in flight, {ledger.Acked} events of "
            + $"{ledger.Accounts.Count} senders acknowledged, each counted once, in {watch.Elapsed.TotalSeconds:F0} s");
        Assert.True(inFlight >= kills * PercentInFlight / 100, $"only {inFlight} kills had batches in flight");
    }

    /// <summary>Kills the server after some acks, at times again early in its next start, and starts it.</summary>
    /// <returns>Whether batches were written to a connection and not acknowledged by it when the kill broke it.</returns>
    private async Task<bool> KillAsync(Random random, AckLedger ledger, bool isTwice, CancellationToken over)
    {
        await ledger.MoreAckedAsync(random.Next(1, 60 * BatchEvents)).WaitAsync(RunningServer.Patience, over);
        var port = _server!.Port;
        ledger.TakeCutOff();
        _server.Dispose();
        if (isTwice)
            await ServerProcess.StartAndKillAsync(_folder, port, TimeSpan.FromMilliseconds(random.Next(50, 1_000)), Small);
        _server = await ServerProcess.StartAsync(_folder, port, Small);
        return ledger.TakeCutOff() > 0;
    }

    private static Task StartSenders(AckLedger ledger, string address, CancellationToken stop)
    {
        var pace = TimeSpan.FromMilliseconds(1);
        List<Task> sending = [];
        for (var i = 0; i < 3; i++)
            sending.Add(new LibrarySender(ledger.Add($"library-{i}"), BatchEvents, pace).SendAsync(address, stop));
        for (var i = 0; i < 2; i++)
            sending.Add(new StubSender(ledger, ledger.Add($"stream-{i}"), BatchEvents, isStreaming: true).SendAsync(address, stop));
        sending.Add(new StubSender(ledger, ledger.Add("single"), BatchEvents, isStreaming: false).SendAsync(address, stop));
        return Task.WhenAll(sending);
    }
}

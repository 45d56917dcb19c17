using RetentionGrpc.Server.Tests.Wire;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Server.Tests.Faults;

/// <summary>
/// The C# client reaches a real server over connections that are cut, reset, delayed, sliced to single bytes, half-closed and stalled:
/// it gets through by itself, and every event counts once.
/// </summary>
public sealed class FaultProxyTests(ITestOutputHelper output) : IDisposable
{
    private const int Senders = 4;
    private const int BatchEvents = 10;

    /// <summary>From then on the connections are left alone, so that the test has an end.</summary>
    private const int FaultyConnections = 80;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("retention-proxy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_event_counts_once_over_faulty_connections()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("RETENTION_PROXY_SEED"), out var wanted) ? wanted : 20_261_125;
        output.WriteLine($"seed {seed}");
        var (random, ledger, connections) = (new Random(seed), new AckLedger(), 0);
        using var faultsOver = new CancellationTokenSource();
        using var server = await ServerProcess.StartAsync(_folder);
        await using var proxy = new FaultProxy(server.Port, () =>
        {
            if (++connections <= FaultyConnections)
                return FaultPlan.Next(random);
            faultsOver.Cancel();
            return FaultPlan.None;
        });
        await Task.WhenAll(Enumerable.Range(0, Senders)
            .Select(i => new LibrarySender(ledger.Add($"sender-{i}"), BatchEvents).SendAsync(proxy.Address, faultsOver.Token)))
            .WaitAsync(Patience);
        await LedgerCheck.AllCountOnceAsync(server, ledger);
        Assert.Equal(0, await server.StopAsync());
        var faults = string.Join(", ", proxy.Ends.OrderBy(end => end.Key).Select(end => $"{end.Key} {end.Value}"));
        output.WriteLine($"measured: {connections} connections through the proxy, ended by {faults}; "
            + $"{ledger.Acked} events acknowledged, each counted once");
        ConnectionEnd[] planned = [.. Enum.GetValues<ConnectionEnd>().Where(end => end != ConnectionEnd.Own)];
        Assert.All(planned, end => Assert.True(proxy.Ends.GetValueOrDefault(end) > 0, $"{end} never happened"));
        Assert.True(planned.Sum(end => proxy.Ends[end]) > FaultyConnections / 2, faults);
    }
}

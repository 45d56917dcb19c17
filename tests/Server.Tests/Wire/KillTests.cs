using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>
/// Kills the real server in the midst of many streams, again and again. Clients do as the contract says: they keep what is not
/// acknowledged, reconnect, and send it again. In the end every event counts exactly once.
/// </summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 5;
    private const int Clients = 4;
    private const int BatchEvents = 40;

    private readonly string _folder = Directory.CreateTempSubdirectory("retention-kill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Every_acknowledged_event_counts_exactly_once(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var clients = Enumerable.Range(0, Clients).Select(number => new Sender($"client-{number}", number % 2 == 0)).ToArray();
        for (var kill = 0; kill < Kills; kill++)
        {
            using var server = await ServerProcess.StartAsync(_folder);
            var goal = clients.Sum(client => client.Acked) + random.Next(5, 120);
            using var over = new CancellationTokenSource(RunningServer.Patience);
            var sending = clients.Select(client => client.SendUntilBrokenAsync(server, over.Token)).ToArray();
            while (clients.Sum(client => client.Acked) < goal)
            {
                Assert.False(over.IsCancellationRequested, "The clients got nowhere.");
                await Task.Yield();
            }
            server.Kill();
            await Task.WhenAll(sending).WaitAsync(RunningServer.Patience);
            output.WriteLine($"kill {kill}: acked {string.Join(' ', clients.Select(client => client.Acked))}");
        }

        using var last = await ServerProcess.StartAsync(_folder);
        foreach (var client in clients)
            await client.FinishAsync(last).WaitAsync(RunningServer.Patience);
        var held = await last.Tenants.DescribeTenantAsync(new(), RunningServer.Call());
        var batches = clients.Sum(client => client.Acked);
        Assert.Equal(batches * BatchEvents, held.EventCount);
        Assert.Equal(batches * BatchEvents, held.CustomerCount);
        Assert.Equal(batches, held.ActivityNames.Single(name => name.Name == "first").Count);
        Assert.Equal(0, await last.StopAsync());
    }

    /// <summary>A client with a sequence of batches, each with customers of its own, which it sends again until they are acked.</summary>
    private sealed class Sender(string producer, bool isStreaming)
    {
        private const int Ahead = 6;
        private long _acked;
        private long _sent;

        public long Acked => Volatile.Read(ref _acked);

        public async Task SendUntilBrokenAsync(ServerProcess server, CancellationToken over)
        {
            try
            {
                while (true)
                {
                    over.ThrowIfCancellationRequested();
                    if (isStreaming)
                        await StreamAsync(server, long.MaxValue);
                    else
                        await IngestAsync(server, _acked + 1);
                }
            }
            catch (Exception failure) when (failure is RpcException or IOException or InvalidOperationException)
            {
                // The server was killed.
                return;
            }
        }

        /// <summary>Sends again what was sent and is not acknowledged, and one more.</summary>
        public async Task FinishAsync(ServerProcess server)
        {
            var through = _sent + 1;
            if (isStreaming)
                await StreamAsync(server, through);
            while (_acked < through)
                await IngestAsync(server, _acked + 1);
        }

        private async Task StreamAsync(ServerProcess server, long through)
        {
            using var call = server.Ingestion.StreamEvents(RunningServer.Call());
            var open = new Open { ProducerId = producer, AckedThrough = _acked };
            await call.RequestStream.WriteAsync(new StreamEventsRequest { Open = open });
            await call.ResponseStream.MoveNext();
            var last = call.ResponseStream.Current.Opened.StableThrough;
            Assert.InRange(last, _acked, _sent);
            Volatile.Write(ref _acked, last);
            for (var next = last + 1; _acked < through;)
            {
                for (; next <= Math.Min(through, _acked + Ahead); next++)
                {
                    _sent = Math.Max(_sent, next);
                    await call.RequestStream.WriteAsync(new StreamEventsRequest { Batch = BatchOf(next) });
                }
                Assert.True(await call.ResponseStream.MoveNext(), "The server ended the stream.");
                foreach (var result in call.ResponseStream.Current.Ack.Results)
                    Acknowledge(result);
            }
        }

        private async Task IngestAsync(ServerProcess server, long sequence)
        {
            _sent = Math.Max(_sent, sequence);
            var request = new IngestEventsRequest { ProducerId = producer, Sequence = sequence, Events = { BatchOf(sequence).Events } };
            Acknowledge((await server.Ingestion.IngestEventsAsync(request, RunningServer.Call())).Result);
        }

        private void Acknowledge(BatchResult result)
        {
            Assert.Equal(_acked + 1, result.Sequence);
            Assert.Equal(BatchEvents, result.AcceptedCount + result.DuplicateCount);
            Volatile.Write(ref _acked, result.Sequence);
        }

        private Batch BatchOf(long sequence) => new()
        {
            Sequence = sequence,
            Events =
            {
                Enumerable.Range(0, BatchEvents).Select(number => Sample.Activity(
                    $"{producer}-{sequence}-{number}", name: number == 0 ? "first" : "next")),
            },
        };
    }
}

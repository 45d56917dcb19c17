using System.Diagnostics;
using System.Globalization;
using RetentionGrpc.Client;
using RetentionGrpc.Server.Hosting;
using RetentionGrpc.V1;

namespace RetentionGrpc.LoadTest;

/// <summary>Sends events by one stream to a server in this process, as fast as they are acknowledged.</summary>
/// <param name="events">How many.</param>
/// <param name="batchEvents">Events a message.</param>
/// <param name="customers">Whose they are.</param>
/// <param name="options">Of the server; its data folder is one of this run.</param>
/// <param name="output">Takes the lines.</param>
internal sealed class Throughput(int events, int batchEvents, int customers, ServeOptions options, TextWriter output)
{
    private const int Handed = 1_000;

    private readonly AckTimes _acks = new();

    /// <summary>Runs it; whether every event was counted once.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("retention-throughput-").FullName;
        try
        {
            await using var server = await RetentionServer.StartAsync(options with { DataFolder = folder }, cancellation: cancellation);
            await using var client = new RetentionClient(new Uri($"http://127.0.0.1:{server.Port}"));
            var elapsed = await SendAsync(client, cancellation);
            var (median, p99) = _acks.Take();
            var rate = events / elapsed.TotalSeconds;
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{events} events, {batchEvents} a message: {rate:F0} events/s, ack ms p50 {median:F1}, p99 {p99:F1}"));
            var description = await client.Tenants.DescribeTenantAsync(
                new DescribeTenantRequest(), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1),
                cancellationToken: cancellation);
            return description.EventCount == events && _acks.Events == (events, 0);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<TimeSpan> SendAsync(RetentionClient client, CancellationToken cancellation)
    {
        var made = new SoakEvents(new SoakOptions(0, 0, customers, Seed: 1));
        var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var all = Enumerable.Range(0, events).Select(_ => made.Next(nowMs)).ToArray();
        await using var stream = await client.OpenEventStreamAsync(
            new EventStreamOptions
            {
                ProducerId = "throughput",
                BatchEvents = batchEvents,
                BatchAcknowledged = outcome => _acks.Acknowledged(outcome.AcceptedCount, outcome.DuplicateCount + outcome.RejectedCount),
            },
            cancellation);
        var start = Stopwatch.GetTimestamp();
        for (var from = 0; from < events; from += Handed)
        {
            var part = new ArraySegment<Event>(all, from, Math.Min(Handed, events - from));
            _acks.Sent(part.Count);
            await stream.AddRangeAsync(part, cancellation);
        }
        await stream.FlushAsync(cancellation);
        return Stopwatch.GetElapsedTime(start);
    }
}

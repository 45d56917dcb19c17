using System.Diagnostics;
using System.Globalization;
using RetentionGrpc.Client;
using RetentionGrpc.Server.Hosting;
using RetentionGrpc.V1;

namespace RetentionGrpc.LoadTest;

/// <summary>Streams events to a server in this process at an even rate and watches the live heap.</summary>
/// <param name="options">How many.</param>
/// <param name="output">Takes the lines.</param>
internal sealed class Soak(SoakOptions options, TextWriter output)
{
    private const double MostBytesAnEvent = 40;
    private static readonly TimeProvider Clock = TimeProvider.System;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Line = TimeSpan.FromMinutes(1);

    private readonly AckTimes _acks = new();
    private readonly LineFit _heap = new();
    private (double Events, double Bytes) _first;

    /// <summary>Runs it; whether the heap grew by 40 bytes an event at most and every event was counted once.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("retention-soak-").FullName;
        try
        {
            await using var server = await RetentionServer.StartAsync(
                new ServeOptions { DataFolder = folder, Port = 0 }, cancellation: cancellation);
            await using var client = new RetentionClient(new Uri($"http://127.0.0.1:{server.Port}"));
            await WriteAsync($"{options.Rate} events/s, {options.Customers} customers, {options.Minutes} minutes, seed {options.Seed}, "
                + $"heap limit {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1_048_576} MiB, "
                + $"{(System.Runtime.GCSettings.IsServerGC ? "server" : "workstation")} GC");
            await WriteAsync("minute     events     live heap  B/event since first  data MiB  ack ms p50    p99");
            var sent = await StreamAsync(client, folder, cancellation);
            return await JudgeAsync(client, sent, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<long> StreamAsync(RetentionClient client, string folder, CancellationToken cancellation)
    {
        var events = new SoakEvents(options);
        var stream = await client.OpenEventStreamAsync(
            new EventStreamOptions
            {
                ProducerId = "soak",
                BatchEvents = 1_000,
                Linger = TimeSpan.Zero,
                BatchAcknowledged = outcome => _acks.Acknowledged(outcome.AcceptedCount, outcome.DuplicateCount + outcome.RejectedCount),
            },
            cancellation);
        await using (stream)
        {
            var start = Stopwatch.GetTimestamp();
            using var timer = new PeriodicTimer(Tick);
            long sent = 0;
            for (var minute = 1; minute <= options.Minutes;)
            {
                await timer.WaitForNextTickAsync(cancellation);
                var elapsed = Stopwatch.GetElapsedTime(start);
                var due = (int)Math.Min((long)(elapsed.TotalSeconds * options.Rate) - sent, 1_000);
                if (due > 0)
                {
                    var nowMs = Clock.GetUtcNow().ToUnixTimeMilliseconds();
                    var batch = Enumerable.Range(0, due).Select(_ => events.Next(nowMs)).ToList();
                    _acks.Sent(due);
                    await stream.AddRangeAsync(batch, cancellation);
                    sent += due;
                }
                if (elapsed < minute * Line)
                    continue;
                await stream.FlushAsync(cancellation);
                await WriteLineAsync(minute++, sent, folder);
            }
            return sent;
        }
    }

    private async Task WriteLineAsync(int minute, long sent, string folder)
    {
        var (median, p99) = _acks.Take();
        var bytes = LiveBytes();
        if (_heap.Count == 0)
            _first = (sent, bytes);
        _heap.Add(sent, bytes);
        var growth = sent > _first.Events ? (bytes - _first.Bytes) / (sent - _first.Events) : 0;
        var data = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) / 1_048_576.0;
        await WriteAsync(string.Create(CultureInfo.InvariantCulture,
            $"{minute,6} {sent,10} {bytes,13} {growth,20:F1} {data,9:F1} {median,11:F1} {p99,6:F1}"));
    }

    private async Task<bool> JudgeAsync(RetentionClient client, long sent, CancellationToken cancellation)
    {
        var description = await client.Tenants.DescribeTenantAsync(
            new DescribeTenantRequest(), deadline: Clock.GetUtcNow().UtcDateTime.AddMinutes(1), cancellationToken: cancellation);
        var (a, b) = _heap.Fit();
        var isCounted = description.EventCount == sent && _acks.Events == (sent, 0);
        var isSmall = b <= MostBytesAnEvent;
        await WriteAsync($"sent {sent}, accepted {_acks.Events.Accepted}, refused or doubled {_acks.Events.Other}, "
            + $"counted {description.EventCount}: {(isCounted ? "every event once" : "WRONG")}");
        await WriteAsync(string.Create(CultureInfo.InvariantCulture,
            $"live heap = {a / 1_048_576:F1} MiB + {b:F1} B an event (at most {MostBytesAnEvent}): {(isSmall ? "PASS" : "FAIL")}"));
        return isCounted && isSmall;
    }

    /// <summary>The bytes of all objects that are still reachable, of server and client.</summary>
    private static long LiveBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private async Task WriteAsync(string line)
    {
        await output.WriteLineAsync(line);
        await output.FlushAsync();
    }
}

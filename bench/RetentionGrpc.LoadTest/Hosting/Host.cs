using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RetentionGrpc.Server.Hosting;
using RetentionGrpc.Storage;

namespace RetentionGrpc.LoadTest.Hosting;

/// <summary>Hosts one server and answers lines.</summary>
/// <param name="input">The lines.</param>
/// <param name="output">Takes the answers.</param>
/// <param name="log">Takes the server's log.</param>
internal sealed class Host(TextReader input, TextWriter output, SnapshotLog log)
{
    /// <summary>Serves until the lines end or say so.</summary>
    public async Task<int> RunAsync(HostOptions options, CancellationToken cancellation)
    {
        if (options.Kind != ServerKind.Real)
        {
            await using var web = options.Kind == ServerKind.Hand
                ? BuildParser<ParseByHand>(options)
                : BuildParser<ParseByProtobuf>(options);
            await web.StartAsync(cancellation);
            var addresses = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            await ObeyAsync(new Uri(addresses.Single()).Port, cancellation);
            return 0;
        }
        await using var server = await RetentionServer.StartAsync(
            new ServeOptions
            {
                DataFolder = options.DataFolder,
                Redis = options.Redis is null ? null : new RedisLogOptions { Configuration = options.Redis },
                Port = options.Port,
                SnapshotBytes = options.SnapshotBytes,
                StopTimeout = TimeSpan.FromSeconds(1),
                // What is measured is computing an answer; `cache` measures what keeping it saves.
                KeepsAnswers = false,
                DefaultQuery = TimeSpan.FromMinutes(5),
                LongestQuery = TimeSpan.FromMinutes(5),
            },
            logs: log, cancellation: cancellation);
        await ObeyAsync(server.Port, cancellation);
        return 0;
    }

    /// <summary>A server that only parses, with the product's settings of Kestrel.</summary>
    private static WebApplication BuildParser<TService>(HostOptions options)
        where TService : class
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => RetentionServer.ConfigureKestrel(kestrel, new ServeOptions { Port = options.Port }));
        builder.Services.AddGrpc();
        var web = builder.Build();
        web.MapGrpcService<TService>();
        return web;
    }

    private async Task ObeyAsync(int port, CancellationToken cancellation)
    {
        await SayAsync($"ready {port}");
        while (await input.ReadLineAsync(cancellation) is { } line && line != "stop")
        {
            await SayAsync(line switch
            {
                "memory" => Memory(),
                "cpu" => string.Create(CultureInfo.InvariantCulture, $"{Environment.CpuUsage.TotalTime.TotalNanoseconds:F0}"),
                "allocated" => string.Create(CultureInfo.InvariantCulture, $"{GC.GetTotalAllocatedBytes(precise: true)}"),
                "snapshots" => string.Join(' ', log.Taken.Select(Word)),
                _ => "what?",
            });
        }
    }

    private static string Memory()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        using var process = Process.GetCurrentProcess();
        return string.Create(CultureInfo.InvariantCulture, $"{process.WorkingSet64} {GC.GetTotalMemory(forceFullCollection: false)}");
    }

    private static string Word(SnapshotTaken taken) =>
        string.Create(CultureInfo.InvariantCulture, $"{taken.Bytes}:{taken.PauseMs:F3}:{taken.ElapsedMs:F3}");

    private async Task SayAsync(string line)
    {
        await output.WriteLineAsync(line);
        await output.FlushAsync(CancellationToken.None);
    }
}

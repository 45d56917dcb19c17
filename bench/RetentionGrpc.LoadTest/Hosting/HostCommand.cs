using System.CommandLine;

namespace RetentionGrpc.LoadTest.Hosting;

/// <summary><c>host</c>: a server in a process of its own that obeys lines on stdin.</summary>
internal static class HostCommand
{
    public static Command Create()
    {
        var kind = new Option<ServerKind>("--kind") { Description = "What it hosts.", DefaultValueFactory = _ => ServerKind.Real };
        var data = new Option<string>("--data") { Description = "Folder of the data of the real server.", Required = true };
        var port = new Option<int>("--port") { Description = "Port on 127.0.0.1; 0 takes a free one." };
        var snapshotBytes = new Option<long>("--snapshot-bytes")
        {
            Description = "A snapshot is due after so many bytes of log.",
            DefaultValueFactory = _ => 64L * 1024 * 1024,
        };
        var redis = new Option<string?>("--redis") { Description = "HOST:PORT of a Redis that has the data instead of the folder." };
        var command = new Command("host", """
            Hosts a server for the other commands until stdin ends. It prints "ready PORT" and then answers each line on stdin with one on
            stdout: "memory" (bytes resident and alive after a compacting collection), "cpu" (nanoseconds of the process), "allocated"
            (bytes since the start), "snapshots" (one word a snapshot: bytes, pause and time in milliseconds, with colons between), "stop".
            """);
        foreach (var option in new Option[] { kind, data, port, snapshotBytes, redis })
            command.Add(option);
        command.SetAction(async (arguments, cancellation) =>
        {
            using var log = new SnapshotLog();
            return await new Host(Console.In, Console.Out, log).RunAsync(
                new HostOptions(
                    arguments.GetValue(kind), arguments.GetValue(data)!, arguments.GetValue(port), arguments.GetValue(snapshotBytes),
                    arguments.GetValue(redis)),
                cancellation);
        });
        return command;
    }
}

/// <summary>What is hosted.</summary>
/// <param name="Kind">Which server.</param>
/// <param name="DataFolder">Of the real one.</param>
/// <param name="Port">The port, 0 for a free one.</param>
/// <param name="SnapshotBytes">A snapshot is due after so many bytes of log.</param>
/// <param name="Redis">Where the real one has its data; null for the folder.</param>
internal sealed record HostOptions(
    ServerKind Kind, string DataFolder, int Port = 0, long SnapshotBytes = 64L * 1024 * 1024, string? Redis = null);

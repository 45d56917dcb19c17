using System.Diagnostics;
using System.Globalization;

namespace RetentionGrpc.LoadTest.Hosting;

/// <summary>A server in a process of its own, which ends with this one.</summary>
internal sealed class ChildServer : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private ChildServer(Process process, int port, TimeSpan startTime) => (_process, Port, StartTime) = (process, port, startTime);

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>From the start of the process until it served.</summary>
    public TimeSpan StartTime { get; }

    /// <summary>Starts it and waits until it serves.</summary>
    public static async Task<ChildServer> StartAsync(HostOptions options, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        string[] arguments =
        [
            "host", "--kind", options.Kind.ToString(), "--data", options.DataFolder,
            "--port", options.Port.ToString(CultureInfo.InvariantCulture),
            "--snapshot-bytes", options.SnapshotBytes.ToString(CultureInfo.InvariantCulture),
            .. options.Redis is null ? (string[])[] : ["--redis", options.Redis],
        ];
        // The host of the framework runs a library; an executable of its own runs itself.
        var self = Environment.ProcessPath!;
        start.FileName = self;
        if (Path.GetFileNameWithoutExtension(self) == "dotnet")
            start.ArgumentList.Add(typeof(ChildServer).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var began = Stopwatch.GetTimestamp();
        var process = Process.Start(start) ?? throw new InvalidOperationException("The server did not start.");
        var line = await process.StandardOutput.ReadLineAsync(cancellation);
        var elapsed = Stopwatch.GetElapsedTime(began);
        if (line?.Split(' ') is not ["ready", var port])
            throw new InvalidOperationException($"The server did not start: {line ?? "it ended"}.");
        return new ChildServer(process, int.Parse(port, CultureInfo.InvariantCulture), elapsed);
    }

    /// <summary>Bytes resident and alive after a compacting collection.</summary>
    public async Task<(long Resident, long Alive)> MemoryAsync()
    {
        var words = (await AskAsync("memory")).Split(' ');
        return (long.Parse(words[0], CultureInfo.InvariantCulture), long.Parse(words[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Nanoseconds of processor time since the start.</summary>
    public async Task<double> CpuAsync() => double.Parse(await AskAsync("cpu"), CultureInfo.InvariantCulture);

    /// <summary>The snapshots that were taken so far.</summary>
    public async Task<IReadOnlyList<SnapshotTaken>> SnapshotsAsync() =>
    [
        .. (await AskAsync("snapshots")).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Split(':'))
            .Select(part => new SnapshotTaken(
                long.Parse(part[0], CultureInfo.InvariantCulture),
                double.Parse(part[1], CultureInfo.InvariantCulture),
                double.Parse(part[2], CultureInfo.InvariantCulture))),
    ];

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var timeout = new CancellationTokenSource(StopTimeout);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }
        _process.Dispose();
    }

    private async Task<string> AskAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        return await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server ended.");
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Grpc.Net.Client;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>The real executable as a process of its own, on a free port.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const string Listening = "listening on 127.0.0.1:";

    private readonly Process _process;
    private readonly GrpcChannel _channel;

    private ServerProcess(Process process, int port, ConcurrentQueue<string> log)
    {
        (_process, Log) = (process, log);
        Port = port;
        _channel = GrpcChannel.ForAddress(Address);
        Ingestion = new IngestionService.IngestionServiceClient(_channel);
        Tenants = new TenantService.TenantServiceClient(_channel);
        Metrics = new MetricsService.MetricsServiceClient(_channel);
        Customers = new CustomerService.CustomerServiceClient(_channel);
    }

    public int Port { get; }

    /// <summary>Lines of its standard error: all of them once it has ended.</summary>
    public IReadOnlyCollection<string> Log { get; }

    public string Address => $"http://127.0.0.1:{Port}";

    public IngestionService.IngestionServiceClient Ingestion { get; }

    public TenantService.TenantServiceClient Tenants { get; }

    public MetricsService.MetricsServiceClient Metrics { get; }

    public CustomerService.CustomerServiceClient Customers { get; }

    /// <summary>The bytes of memory that it has from the system.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<ServerProcess> StartAsync(string folder, int port = 0, params string[] more)
    {
        var log = new ConcurrentQueue<string>();
        var process = Start(folder, port, more, log);
        try
        {
            return new ServerProcess(process, await PortAsync(process).WaitAsync(RunningServer.Patience), log);
        }
        catch
        {
            Kill(process);
            throw;
        }
    }

    /// <summary>Starts it and kills it after some time, whatever it does by then.</summary>
    public static async Task StartAndKillAsync(string folder, int port, TimeSpan after, params string[] more)
    {
        using var process = Start(folder, port, more);
        process.BeginOutputReadLine();
        await Task.Delay(after);
        Kill(process);
    }

    /// <summary>Kills the process on the spot, as kill -9 does.</summary>
    public void Kill() => Kill(_process);

    /// <summary>Asks it to stop, as Ctrl-C does, and waits for its end.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        Kill(_process);
        _process.Dispose();
        _channel.Dispose();
    }

    /// <summary>The executable with its arguments, not started yet.</summary>
    public static ProcessStartInfo StartOf(string folder, int port, params string[] more)
    {
        // The test host has another list of frameworks than the server: the server's own output is what runs.
        var own = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        var configuration = Path.GetFileName(Path.GetDirectoryName(own))!;
        var executable = Path.Combine(
            Solution.Root, "src", "RetentionGrpc.Server", "bin", configuration, Path.GetFileName(own), "retention.dll");
        string[] arguments = ["exec", executable, "serve", "--port", $"{port}", "--data", folder, .. more];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_gcServer"] = "0";
        return start;
    }

    private static Process Start(string folder, int port, string[] more, ConcurrentQueue<string>? log = null)
    {
        var process = Process.Start(StartOf(folder, port, more))!;
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { Length: > 0 })
                log?.Enqueue(line.Data);
        };
        process.BeginErrorReadLine();
        return process;
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited)
            process.Kill();
        process.WaitForExit((int)RunningServer.Patience.TotalMilliseconds);
    }

    private static async Task<int> PortAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Listening, StringComparison.Ordinal))
                return int.Parse(line[Listening.Length..], CultureInfo.InvariantCulture);
        }
        throw new InvalidOperationException("The server ended before it listened.");
    }
}

using Microsoft.Extensions.Logging;
using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.Server.Application;
using RetentionGrpc.Server.Transport;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Simulation;

/// <summary>One server process, from its start to its end: the product's own code over this world's log, time and network.</summary>
internal sealed class SimServer
{
    // As the server's host has it.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);
    private static readonly MemoryGauge NoMemory = new(() => 0, () => 0, () => 0, () => { });
    private readonly Scenario _scenario;
    private readonly Queue<Action> _inbox = [];
    private readonly ServerLogs _logs;

    /// <summary>A process that has not opened its log yet.</summary>
    public SimServer(SimScheduler world, Scenario scenario, int number, FaultyLogSource source)
    {
        _scenario = scenario;
        Process = new SimProcess(world, $"server {number}");
        Time = new SimTime(Process);
        Log = source(Process);
        _logs = new ServerLogs(this);
        Statuses = new StatusInterceptor(Time, new Logger<StatusInterceptor>(_logs));
    }

    /// <summary>Opens a log for a process.</summary>
    public delegate FaultyLog FaultyLogSource(SimProcess process);

    /// <summary>Where everything of it runs.</summary>
    public SimProcess Process { get; }

    /// <summary>Its clock.</summary>
    public SimTime Time { get; }

    /// <summary>Its log.</summary>
    public FaultyLog Log { get; }

    /// <summary>Every process has its own, which a process that dies cannot give back: the world does.</summary>
    public IngestionMeter Meter { get; } = new();

    /// <summary>What stands on the log; null until it is open.</summary>
    public PartitionHost? Host { get; private set; }

    /// <summary>Whether it takes calls.</summary>
    public bool IsUp { get; private set; }

    /// <summary>Whether it found that something else writes its log.</summary>
    public bool IsFenced { get; set; }

    /// <summary>Whether it was asked to stop, or could not start.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>How often history had been taken back when it started.</summary>
    public int RestoreCount { get; init; }

    /// <summary>Calls that it serves.</summary>
    public List<object> OpenCalls { get; } = [];

    /// <summary>Connections that clients have to it.</summary>
    public List<SimConnection> Connections { get; } = [];

    /// <summary>Its rpcs.</summary>
    public IngestionRpcs Rpcs { get; private set; } = null!;

    /// <summary>The bytes under way over all calls.</summary>
    public ByteBudget Budget { get; private set; } = null!;

    /// <summary>Makes statuses of what calls throw.</summary>
    public StatusInterceptor Statuses { get; }

    /// <summary>Starts to open the log.</summary>
    public void Start() => Process.Post(() => _ = OpenAsync());

    /// <summary>Its end, at once.</summary>
    public void Kill()
    {
        Process.Kill();
        Log.Crash();
        IsUp = false;
        IsEnding = true;
        foreach (var connection in Connections.ToArray())
            connection.ServerDied();
        Connections.Clear();
    }

    /// <summary>Stops as planned; the process ends when all is done.</summary>
    public void Stop() => Process.Post(() => _ = StopAsync());

    /// <summary>Something arrives from the network: in the order of arrival, in the server's process.</summary>
    public void Inbox(SimConnection from, Action arrival)
    {
        if (!Process.IsAlive)
            return;
        _inbox.Enqueue(arrival);
        Process.Post(() => _inbox.Dequeue()());
    }

    // What is erased is to be gone when the world rests.
    private static readonly TimeSpan EraseWithin = TimeSpan.FromSeconds(30);

    // Less often than a server on Redis does, so that worlds stay short.
    private static readonly TimeSpan ConfirmEvery = TimeSpan.FromSeconds(10);

    // Everything is indexed, hardly a customer at a time: so events come in between.
    private HostLimits Limits => HostLimits.Default with
    {
        SnapshotBytes = _scenario.SnapshotBytes,
        Memory = NoMemory,
        Indexes = new IndexSettings(MinEvents: 1, Days: 200, AnswersAlways: true),
        IndexVisit = _scenario.IndexVisit,
        EraseWithin = EraseWithin,
        ConfirmEvery = _scenario.IsOfRedis ? ConfirmEvery : null,
    };

    private async Task OpenAsync()
    {
        try
        {
            var host = await PartitionHost.OpenAsync(
                Log, Scenario.TenantOf(0), Limits,
                Meter, Time, Process, _logs, CancellationToken.None, newTermId: Process.World.Random.NextBits);
            for (var tenant = 1; tenant < _scenario.TenantCount; tenant++)
            {
                if ((await host.Tenants.CreateAsync(Scenario.TenantOf(tenant))).IsRefused)
                    throw new StoreUnavailableException("A tenant could not be created.");
            }
            Host = host;
            Budget = new ByteBudget(_scenario.BytesUnderWay, _scenario.BytesUnderWay, Timeout.InfiniteTimeSpan, Time);
            var rules = new IngestionRules { StreamBatches = _scenario.StreamBatches };
            Rpcs = new IngestionRpcs(new IngestionServices(
                host.Pipeline, new TenantHeader(host.Tenants), Budget, rules, host.Durability, Time));
            IsUp = true;
            Process.World.Note("up", Process.Name);
        }
        catch (StoreUnavailableException)
        {
            Process.World.Note("did not start", Process.Name);
            IsEnding = true;
        }
        catch (Exception failure)
        {
            Process.World.Fail($"{Process.Name} could not start: {failure}");
        }
    }

    private async Task StopAsync()
    {
        IsEnding = true;
        if (Host is null)
            return;
        Host.Pipeline.Drain(DrainTime);
        await WhenNoCallsAsync(DrainTime);
        Host.Pipeline.Stop();
        await WhenNoCallsAsync(LastWords);
        IsUp = false;
        foreach (var call in OpenCalls.OfType<ServedStream>().ToArray())
            call.Break();
        await Host.DisposeAsync();
        IsStopped = true;
        Process.World.Note("stopped", Process.Name);
    }

    private async Task WhenNoCallsAsync(TimeSpan patience)
    {
        var end = Time.GetTimestamp() + patience.Ticks;
        while (OpenCalls.Count > 0 && Time.GetTimestamp() < end)
            await Task.Delay(TimeSpan.FromMilliseconds(200), Time);
    }

    /// <summary>Whether a planned stop came to its end.</summary>
    public bool IsStopped { get; private set; }
}

/// <summary>Reads what a server logs: errors that nothing explains fail the run.</summary>
internal sealed class ServerLogs(SimServer server) : ILoggerFactory, ILogger
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The simulation reads the log itself.");

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel < LogLevel.Warning)
            return;
        server.Process.World.Note("logs", server.Process.Name, (int)logLevel, formatter(state, exception));
        if (logLevel == LogLevel.Critical)
            server.IsFenced = true;
        else if (exception is not null and not StoreUnavailableException)
            server.Process.World.Fail($"{server.Process.Name} logged: {formatter(state, exception)} {exception}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Holds nothing.
        return;
    }
}

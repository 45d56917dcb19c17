using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using RetentionGrpc.Engine;
using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.Server.Application;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.Server.Transport;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Tests.Snapshots;

/// <summary>The server's state and logs without its wire, over a store that outlives it.</summary>
internal sealed class LogHost : IAsyncDisposable
{
    private readonly PartitionHost _host;
    private readonly Lines _lines;
    private readonly ILoggerFactory _loggers;
    private int _batches;

    private LogHost(PartitionHost host, Lines lines, ILoggerFactory loggers) => (_host, _lines, _loggers) = (host, lines, loggers);

    public PartitionSet Partitions => _host.Partitions;

    public SnapshotTaker Snapshots => _host.Snapshots;

    /// <summary>Takes batches, and finds points between them.</summary>
    public IngestionPipeline Pipeline => _host.Pipeline;

    /// <summary>What queries over it need.</summary>
    public QueryServices Queries =>
        new(new QueryRunner(Partitions, () => _host.IsStale), new TenantHeader(_host.Tenants), TimeProvider.System, QueryLimits.Default,
            new OpenWatches(1, TimeSpan.FromMinutes(1), default));

    public AnswerSeal Answers => _host.Answers;

    public HostedTenant Tenant => _host.Tenants.Find(TenantSettings.DefaultId)!;

    /// <summary>What was logged.</summary>
    public IEnumerable<string> Log => _lines.All;

    public static async Task<LogHost> OpenAsync(
        ILogStore store, long snapshotBytes, TimeProvider? clock = null, IndexSettings? indexes = null, int visit = 500,
        TenantSettings? tenant = null)
    {
        var lines = new Lines();
        var loggers = LoggerFactory.Create(logging => logging.AddProvider(lines));
        var limits = HostLimits.Default with { SnapshotBytes = snapshotBytes, Indexes = indexes, IndexVisit = visit };
        tenant ??= new TenantSettings { TenantId = TenantSettings.DefaultId, TimeZone = "UTC", Currency = "USD" };
        var host = await PartitionHost.OpenAsync(
            store, tenant, limits, new IngestionMeter(), clock ?? TimeProvider.System, TaskScheduler.Default, loggers,
            CancellationToken.None)
            .WaitAsync(RunningServer.Patience);
        return new LogHost(host, lines, loggers);
    }

    /// <summary>Sends a batch of some customers' activities; null once it is in the log, or why it is not.</summary>
    public async Task<Refusal?> IngestAsync(int events = 20)
    {
        var batch = _batches++;
        return (await IngestAsync(
            [.. Enumerable.Range(0, events).Select(number => Sample.Activity($"c{batch % 7}-{number}", minute: batch).ToByteArray())]))
            .Refusal;
    }

    /// <summary>Sends a batch of events.</summary>
    public async Task<Outcome<BatchReceipt>> IngestAsync(byte[][] messages)
    {
        var slices = new EventSlice[messages.Length];
        var offset = 0;
        for (var i = 0; i < messages.Length; i++)
        {
            slices[i] = new EventSlice(offset, messages[i].Length);
            offset += messages[i].Length;
        }
        return await _host.Pipeline.IngestAsync(Tenant, new EventBatch([.. messages.SelectMany(bytes => bytes)], slices))
            .WaitAsync(RunningServer.Patience);
    }

    /// <summary>Erases a customer.</summary>
    public Task<Outcome<ErasureReceipt>> EraseAsync(byte[] customer) =>
        _host.Erasures.EraseAsync(Tenant, customer).WaitAsync(RunningServer.Patience);

    /// <summary>Changes the tenant's settings.</summary>
    public Task<Outcome<HostedTenant>> ChangeAsync(Func<TenantSettings, Outcome<TenantSettings>> change) =>
        _host.Tenants.ChangeAsync(Tenant, change, takesMemory: false).WaitAsync(RunningServer.Patience);

    /// <summary>The bytes of a partition's state.</summary>
    public byte[] StateOf(int partition) => BytesOf(Partitions[partition].Cut().State.Chunks());

    /// <summary>The bytes of the state that some entries make.</summary>
    public byte[] Refold(IEnumerable<byte[]> history)
    {
        Partition fresh = Partitions.NewPartition();
        foreach (var entry in history)
            fresh.Apply(fresh.Sequence + 1, entry);
        return BytesOf(fresh.WriteSnapshot());
    }

    public static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _loggers.Dispose();
    }

    private static byte[] BytesOf(IEnumerable<ReadOnlyMemory<byte>> chunks) => [.. chunks.SelectMany(chunk => chunk.ToArray())];

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Enqueue($"{logLevel}: {formatter(state, exception)} {exception?.Message}");

        public void Dispose()
        {
        }
    }
}

using System.Security.Cryptography;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.Server.Application.Verifying;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Application;

/// <summary>A log that is open, with all that stands on it: partitions, their writers, tenants and the ingestion pipeline.</summary>
public sealed class PartitionHost : IAsyncDisposable
{
    private readonly ILogStore _store;
    private readonly PartitionWriter[] _writers;
    private readonly IndexBuilder _indexes;
    private readonly MemoryLimit _memory;
    private readonly Func<Purger> _startPurger;
    private Purger? _purger;
    private LogLookout? _lookout;
    private readonly TaskCompletionSource _damaged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _overtaken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PartitionHost(
        ILogStore store, PartitionSet partitions, RecoveredPartition[] recovered, HostLimits limits, IngestionMeter meter,
        Func<ulong> newTermId, TimeProvider clock, TaskScheduler scheduler, ILoggerFactory loggers)
    {
        (_store, Partitions, Meter) = (store, partitions, meter);
        Snapshots = new SnapshotTaker(
            store, partitions, recovered, limits.SnapshotBytes, clock, scheduler, loggers.CreateLogger<SnapshotTaker>());
        _indexes = new IndexBuilder(partitions, limits.IndexVisit, clock, scheduler, loggers.CreateLogger<IndexBuilder>());
        _memory = new MemoryLimit(limits.MemoryBytes, limits.Memory, clock, scheduler, loggers.CreateLogger<MemoryLimit>());
        var logger = loggers.CreateLogger<PartitionWriter>();
        _writers =
        [
            .. recovered.Select((log, i) => new PartitionWriter(
                i, partitions[i],
                new LogAppender(i, store, partitions[i], Snapshots, _indexes, () => _purger?.Ask(), Stop, logger),
                log.NewestMs, newTermId, clock, Meter, scheduler, logger)),
        ];
        Tenants = new TenantRegistry(partitions, _writers, _memory, clock, scheduler, loggers.CreateLogger<TenantRegistry>());
        Pipeline = new IngestionPipeline(partitions, _writers, _memory, Meter, store.StableThrough, clock);
        Verification = new Verification(
            store, partitions, _memory, () => IsStale, clock, loggers.CreateLogger<Verification>());
        Erasures = new CustomerErasures(partitions, _writers, Pipeline, clock);
        Exports = new ArchiveExport(store, partitions, Pipeline, Tenants, Erasures, clock);
        Restores = new ArchiveRestore(
            partitions, _writers, Pipeline, Tenants, Erasures, _memory, clock, loggers.CreateLogger<ArchiveRestore>());
        _startPurger = () => new Purger(
            store, partitions, Erasures, Tenants, Snapshots, Answers, limits.EraseWithin ?? HostLimits.UsualEraseWithin, clock, scheduler,
            loggers.CreateLogger<Purger>());
        _ = store.Superseded.ContinueWith(_ => Stop(isOvertaken: true), TaskScheduler.Default);
        Observe();
    }

    /// <summary>What an ack promises.</summary>
    public LogDurability Durability => _store.Durability;

    /// <summary>The partitions.</summary>
    public PartitionSet Partitions { get; }

    /// <summary>What ingestion tells of itself.</summary>
    public IngestionMeter Meter { get; }

    /// <summary>Takes snapshots.</summary>
    public SnapshotTaker Snapshots { get; }

    /// <summary>
    /// Ends when nothing more is written for some partition, because its log is damaged or somebody else writes it. Queries go on,
    /// and so does what falls into other partitions.
    /// </summary>
    public Task Damaged => _damaged.Task;

    /// <summary>
    /// Ends when the log was found to be another than the partitions have applied: another server writes it, or the store lost its tail.
    /// A host that is opened anew serves what it holds; this one never will.
    /// </summary>
    public Task Overtaken => _overtaken.Task;

    /// <summary>
    /// Whether what the partitions hold may be behind the log: it cannot be asked now, or is another one.
    /// </summary>
    public bool IsStale => !_store.IsReachable || Overtaken.IsCompleted;

    /// <summary>Whether the store has room for what need not be in it.</summary>
    public bool HasRoom => _store.HasRoom;

    /// <summary>Seals what is kept of answers; what was erased is forgotten with its key.</summary>
    public AnswerSeal Answers { get; } = new();

    /// <summary>The tenants.</summary>
    public TenantRegistry Tenants { get; }

    /// <summary>Takes events.</summary>
    public IngestionPipeline Pipeline { get; }

    /// <summary>Compares log, state, indexes and timelines.</summary>
    public Verification Verification { get; }

    /// <summary>Erases customers; what was erased leaves all files, in the background.</summary>
    public CustomerErasures Erasures { get; }

    /// <summary>Makes archives.</summary>
    public ArchiveExport Exports { get; }

    /// <summary>Restores archives.</summary>
    public ArchiveRestore Restores { get; }

    /// <summary>
    /// Rebuilds what a log holds, opens this server's term in it, and makes sure that the default tenant exists. A log that cannot be
    /// written now opens nevertheless: queries are served, and the term begins when first a write is possible.
    /// </summary>
    /// <param name="store">The log, which is closed with the host, or if this fails.</param>
    /// <param name="defaultTenant">Created if there is no tenant of its id.</param>
    /// <param name="limits">What it keeps to.</param>
    /// <param name="meter">Takes what ingestion tells of itself; closed as the log is.</param>
    /// <param name="clock">The server's clock.</param>
    /// <param name="scheduler">Where everything in the background runs.</param>
    /// <param name="loggers">Take progress and failures.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="newTermId">Makes ids of terms; null for random ones.</param>
    /// <exception cref="LogCorruptException">A log is damaged.</exception>
    /// <exception cref="StoreUnavailableException">The log cannot be read, or a tenant cannot be written.</exception>
    public static async Task<PartitionHost> OpenAsync(
        ILogStore store, TenantSettings defaultTenant, HostLimits limits, IngestionMeter meter, TimeProvider clock,
        TaskScheduler scheduler, ILoggerFactory loggers, CancellationToken cancellation, Func<ulong>? newTermId = null)
    {
        PartitionHost? host = null;
        try
        {
            var partitions = new PartitionSet(store.Identity, limits.TextBytes, limits.Indexes);
            var recovery = new Recovery(store, partitions, clock, scheduler, loggers.CreateLogger<Recovery>());
            var recovered = await recovery.RunAsync(cancellation);
            host = new PartitionHost(store, partitions, recovered, limits, meter, newTermId ?? RandomTermId, clock, scheduler, loggers);
            await host.OpenTermAsync(loggers.CreateLogger<PartitionHost>());
            if (await host.Restores.CompleteAsync(cancellation) is { } cutShort)
                throw new StoreUnavailableException($"A restore that was cut short cannot be completed. {cutShort.Message}");
            var opened = await host.Tenants.OpenAsync(defaultTenant);
            if (opened.IsRefused)
                throw new StoreUnavailableException($"The tenants cannot be brought into the log. {opened.Refusal.Message}");
            host._purger = host._startPurger();
            if (limits.ConfirmEvery is { } every)
                host._lookout = new LogLookout(
                    () => store.IsReachable ? host.Pipeline.ConfirmAsync() : Task.CompletedTask, every, clock, scheduler);
            return host;
        }
        catch
        {
            await (host?.DisposeAsync() ?? store.DisposeAsync());
            meter.Dispose();
            throw;
        }
    }

    /// <summary>Takes nothing more, ends what was taken, and closes the log.</summary>
    public async ValueTask DisposeAsync()
    {
        Pipeline.Stop();
        if (_lookout is not null)
            await _lookout.DisposeAsync();
        if (_purger is not null)
            await _purger.DisposeAsync();
        foreach (var writer in _writers)
            await writer.DisposeAsync();
        await Tenants.DisposeAsync();
        await _indexes.DisposeAsync();
        await Snapshots.DisposeAsync();
        await _memory.DisposeAsync();
        await _store.DisposeAsync();
        Restores.Dispose();
        Erasures.Dispose();
        Pipeline.Dispose();
        Meter.Dispose();
    }

    private void Stop(bool isOvertaken)
    {
        _damaged.TrySetResult();
        if (isOvertaken)
            _overtaken.TrySetResult();
    }

    private async Task OpenTermAsync(ILogger<PartitionHost> logger)
    {
        if (await Pipeline.ConfirmAsync() is not { } refusal)
            return;
        if (Damaged.IsCompleted)
            throw new StoreUnavailableException(refusal.Message);
        logger.LogWarning("The log cannot be written, so no events are taken yet; queries are served. {Reason}", refusal.Message);
    }

    private static ulong RandomTermId() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private void Observe()
    {
        Meter.Observe("retention.log.queue.depth", "{write}", "Writes that wait for their place in the log.", Partitions.Count,
            partition => _writers[partition].Waiting);
        Meter.Observe("retention.log.unstable", "{entry}", "Entries that the store may still lose.", Partitions.Count,
            partition => Math.Max(0, Partitions[partition].Head.Sequence - _store.StableThrough(partition)));
        Meter.Observe("retention.store.reachable", "1", "1 while the store answers, else 0.", () => _store.IsReachable ? 1 : 0);
        Meter.Observe("retention.snapshot.age", "s", "The log's time since the newest snapshot.", Partitions.Count,
            partition => Snapshots.AgeOf(partition)?.TotalSeconds);
        Meter.Observe("retention.snapshot.log_bytes", "By", "Bytes of log since the newest snapshot.", Partitions.Count,
            partition => Snapshots.LogBytesOf(partition));
    }
}

using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Application;

/// <summary>A log that is open, with all that stands on it: partitions, their writers, tenants and the ingestion pipeline.</summary>
public sealed class PartitionHost : IAsyncDisposable
{
    private readonly ILogStore _store;
    private readonly PartitionWriter[] _writers;

    private PartitionHost(
        ILogStore store, PartitionSet partitions, PartitionWriter[] writers, IngestionMeter meter, TimeProvider clock)
    {
        (_store, _writers, Partitions, Meter) = (store, writers, partitions, meter);
        Meter.Observe("retention.log.queue.depth", "{write}", "Writes that wait for their place in the log.", partitions.Count,
            partition => writers[partition].Waiting);
        Tenants = new TenantRegistry(partitions, writers, clock);
        Pipeline = new IngestionPipeline(partitions, writers, meter, clock);
    }

    /// <summary>What an ack promises.</summary>
    public LogDurability Durability => _store.Durability;

    /// <summary>The partitions.</summary>
    public PartitionSet Partitions { get; }

    /// <summary>What ingestion tells of itself.</summary>
    public IngestionMeter Meter { get; }

    /// <summary>The tenants.</summary>
    public TenantRegistry Tenants { get; }

    /// <summary>Takes events.</summary>
    public IngestionPipeline Pipeline { get; }

    /// <summary>Rebuilds what a log holds, and makes sure that the default tenant exists.</summary>
    /// <param name="store">The log, which is closed with the host, or if this fails.</param>
    /// <param name="defaultTenant">Created if there is no tenant of its id.</param>
    /// <param name="clock">The server's clock.</param>
    /// <param name="scheduler">Where everything in the background runs.</param>
    /// <param name="loggers">Take progress and failures.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="LogCorruptException">A log is damaged.</exception>
    /// <exception cref="StoreUnavailableException">The log cannot be read, or a tenant cannot be written.</exception>
    public static async Task<PartitionHost> OpenAsync(
        ILogStore store, TenantSettings defaultTenant, TimeProvider clock, TaskScheduler scheduler, ILoggerFactory loggers,
        CancellationToken cancellation)
    {
        PartitionHost? host = null;
        try
        {
            var partitions = new PartitionSet(store.Identity);
            var recovery = new Recovery(store, partitions, clock, scheduler, loggers.CreateLogger<Recovery>());
            var recovered = await recovery.RunAsync(cancellation);
            var logger = loggers.CreateLogger<PartitionWriter>();
            var meter = new IngestionMeter();
            var writers = recovered.Select((log, i) => new PartitionWriter(
                i, partitions[i], new LogAppender(i, store, partitions[i], log.Head, logger), log.NewestMs, clock, meter, scheduler,
                logger));
            host = new PartitionHost(store, partitions, [.. writers], meter, clock);
            var opened = await host.Tenants.OpenAsync(defaultTenant);
            return opened.IsRefused ? throw new StoreUnavailableException(opened.Refusal.Message) : host;
        }
        catch
        {
            await (host?.DisposeAsync() ?? store.DisposeAsync());
            throw;
        }
    }

    /// <summary>Takes nothing more, ends what was taken, and closes the log.</summary>
    public async ValueTask DisposeAsync()
    {
        Pipeline.Stop();
        foreach (var writer in _writers)
            await writer.DisposeAsync();
        await _store.DisposeAsync();
        Tenants.Dispose();
        Pipeline.Dispose();
        Meter.Dispose();
    }
}

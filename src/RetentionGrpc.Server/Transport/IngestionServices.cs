using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.Server.Application;
using RetentionGrpc.Storage;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

/// <summary>The limits of ingestion.</summary>
internal sealed record IngestionRules
{
    /// <summary>Events in one batch.</summary>
    public int BatchEvents { get; init; } = 1_000;

    /// <summary>Bytes of one message on the wire.</summary>
    public int MessageBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes of one message inflated.</summary>
    public int InflatedBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long a stream may wait with its Open.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a message may take from its first byte to its last.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a client may leave the server's messages unread.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Batches of one stream that may be under way.</summary>
    public int StreamBatches { get; init; } = 8;

    /// <summary>Bytes of batches of one stream that may be under way.</summary>
    public long StreamBytes { get; init; } = 4 * 1024 * 1024;
}

/// <summary>What ingestion needs.</summary>
/// <param name="Pipeline">Takes the batches.</param>
/// <param name="Tenants">Finds the tenant of a call.</param>
/// <param name="Budget">Bounds the bytes of batches under way, over all calls.</param>
/// <param name="Rules">The limits.</param>
/// <param name="Durability">What an ack promises.</param>
/// <param name="Time">The server's clock.</param>
internal sealed record IngestionServices(
    IngestionPipeline Pipeline, TenantHeader Tenants, ByteBudget Budget, IngestionRules Rules, LogDurability Durability, TimeProvider Time)
{
    /// <summary>What an ack promises, for the wire.</summary>
    public Durability WireDurability => Durability switch
    {
        LogDurability.Fsynced => V1.Durability.Synced,
        LogDurability.EverySecond => V1.Durability.EverySecond,
        _ => V1.Durability.Memory,
    };

    /// <summary>How long a stream goes on once the server is about to stop, for the wire.</summary>
    public Duration WireDrainTime => Duration.FromTimeSpan(Pipeline.DrainTime);

    /// <summary>
    /// Claims the bytes of a message that was read, which the caller gives back to the budget. A large one has its claim already, of what
    /// it might have been inflated; what it is not goes back.
    /// </summary>
    /// <returns>Whether there was room in time.</returns>
    public async ValueTask<bool> ClaimAsync(MeteredBody? body, string tenant, long bytes, CancellationToken cancellation)
    {
        var claimed = body?.TakeClaim() ?? 0;
        if (claimed == 0)
            return await Budget.ClaimAsync(tenant, bytes, cancellation);
        Budget.Move(body!.Tenant, tenant, claimed);
        Budget.Release(tenant, claimed - bytes);
        return true;
    }

    /// <summary>
    /// What a stream may have on its way from now on: all that the limits allow while at least half of the budget is free, then less, down
    /// to a single batch.
    /// </summary>
    public Credits Credits()
    {
        var share = Math.Min(1, 2 * Budget.FreeShare);
        return new()
        {
            BatchCount = Math.Max(1, (int)(Rules.StreamBatches * share)),
            ByteCount = Math.Max(1, (long)(Rules.StreamBytes * share)),
        };
    }
}

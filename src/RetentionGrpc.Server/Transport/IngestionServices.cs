using RetentionGrpc.Server.Application;
using RetentionGrpc.Storage;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

/// <summary>The limits of ingestion.</summary>
/// <param name="BatchEvents">Events in one batch.</param>
/// <param name="MessageBytes">Bytes of one message on the wire.</param>
/// <param name="InflatedBytes">Bytes of one message inflated.</param>
/// <param name="OpenTimeout">How long a stream may wait with its Open.</param>
/// <param name="StreamBatches">Batches of one stream that may be under way.</param>
internal sealed record IngestionRules(int BatchEvents, int MessageBytes, int InflatedBytes, TimeSpan OpenTimeout, int StreamBatches);

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
    public Durability WireDurability => Durability == LogDurability.Fsynced ? V1.Durability.Synced : V1.Durability.Memory;
}

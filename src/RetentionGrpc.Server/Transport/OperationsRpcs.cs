using RetentionGrpc.Server.Application;
using RetentionGrpc.Server.Application.Verifying;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

/// <summary>What the rpcs of operations need.</summary>
/// <param name="Verification">Verifies.</param>
/// <param name="Exports">Makes archives.</param>
/// <param name="Restores">Restores archives.</param>
/// <param name="Events">Reads events.</param>
/// <param name="Tenants">The tenants.</param>
/// <param name="Header">Finds the tenant of a call.</param>
/// <param name="PartitionCount">How many partitions there are.</param>
/// <param name="ReadTimeout">How long a client may leave the server's messages unread.</param>
/// <param name="Time">The server's clock.</param>
/// <param name="Draining">The server is about to stop.</param>
internal sealed record OperationsServices(
    Verification Verification, ArchiveExport Exports, ArchiveRestore Restores, EventExport Events, TenantRegistry Tenants,
    TenantHeader Header, int PartitionCount, TimeSpan ReadTimeout, TimeProvider Time, CancellationToken Draining);

/// <summary>Answers the rpcs of <c>OperationsService</c>; one file each.</summary>
internal sealed partial class OperationsRpcs(OperationsServices services) : OperationsService.OperationsServiceBase;

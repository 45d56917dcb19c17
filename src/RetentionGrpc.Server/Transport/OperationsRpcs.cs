using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

/// <summary>What the rpcs of operators need.</summary>
/// <param name="Exports">Makes archives.</param>
/// <param name="Restores">Restores archives.</param>
/// <param name="Events">Reads events.</param>
/// <param name="Header">Finds the tenant of a call.</param>
/// <param name="ReadTimeout">How long a client may leave the server's messages unread.</param>
/// <param name="Time">The server's clock.</param>
/// <param name="Stopping">Says that the server stops.</param>
internal sealed record OperationsServices(
    ArchiveExport Exports, ArchiveRestore Restores, EventExport Events, TenantHeader Header, TimeSpan ReadTimeout, TimeProvider Time,
    CancellationToken Stopping);

/// <summary>Answers the rpcs of <c>OperationsService</c>; one file each.</summary>
internal sealed partial class OperationsRpcs(OperationsServices services) : OperationsService.OperationsServiceBase;

using RetentionGrpc.Server.Application;
using RetentionGrpc.Server.Application.Verifying;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

/// <summary>What the rpcs of operations need.</summary>
/// <param name="Verification">Verifies.</param>
/// <param name="Tenants">The tenants.</param>
/// <param name="PartitionCount">How many partitions there are.</param>
/// <param name="ReadTimeout">How long a message may stay unread.</param>
/// <param name="Time">The server's clock.</param>
/// <param name="Draining">The server is about to stop.</param>
internal sealed record OperationsServices(
    Verification Verification, TenantRegistry Tenants, int PartitionCount, TimeSpan ReadTimeout, TimeProvider Time,
    CancellationToken Draining);

/// <summary>Answers the rpcs of <c>OperationsService</c>; one file each.</summary>
internal sealed partial class OperationsRpcs(OperationsServices services) : OperationsService.OperationsServiceBase;

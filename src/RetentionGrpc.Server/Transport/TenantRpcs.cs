using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

/// <summary>What the rpcs of tenants need.</summary>
/// <param name="Tenants">The tenants.</param>
/// <param name="Header">Finds the tenant of a call.</param>
/// <param name="Partitions">What tenants hold.</param>
internal sealed record TenantServices(TenantRegistry Tenants, TenantHeader Header, PartitionSet Partitions);

/// <summary>Answers the rpcs of <c>TenantService</c>; one file each.</summary>
internal sealed partial class TenantRpcs(TenantServices services) : TenantService.TenantServiceBase;

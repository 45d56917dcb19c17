using Grpc.Core;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.Server.Application;

namespace RetentionGrpc.Server.Transport;

/// <summary>Finds the tenant of a call: the header <c>retention-tenant</c>, or <c>default</c> where it is absent.</summary>
/// <param name="partitions">The partitions; the first one knows every tenant.</param>
internal sealed class TenantHeader(PartitionSet partitions)
{
    /// <summary>The name of the header.</summary>
    public const string Name = "retention-tenant";

    /// <summary>The tenant that the call names, whether it exists or not.</summary>
    public static string IdOf(ServerCallContext context) => context.RequestHeaders.GetValue(Name) ?? TenantSettings.DefaultId;

    /// <summary>The tenant of the call.</summary>
    /// <exception cref="RpcException">TENANT_NOT_FOUND.</exception>
    public TenantSettings Resolve(ServerCallContext context)
    {
        var tenantId = IdOf(context);
        return partitions[0].Enter(tenantId, static (partition, id) => partition.Find(id)?.Settings)
            ?? throw Refusal.TenantNotFound(tenantId).ToException();
    }
}

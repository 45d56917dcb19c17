using Grpc.Core;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.Server.Application;

namespace RetentionGrpc.Server.Transport;

/// <summary>Finds the tenant of a call: the one that the header <c>retention-tenant</c> names, "default" without it.</summary>
/// <param name="tenants">The tenants.</param>
internal sealed class TenantHeader(TenantRegistry tenants)
{
    /// <summary>The header's name.</summary>
    public const string Name = "retention-tenant";

    /// <summary>The tenant of a call over HTTP: the header alone is read, where gRPC's own metadata copies all of them.</summary>
    /// <exception cref="RpcException">TENANT_NOT_FOUND, or RESTORING.</exception>
    public HostedTenant Find(HttpContext context)
    {
        var tenantId = context.Request.Headers.TryGetValue(Name, out var named) ? named.ToString() : TenantSettings.DefaultId;
        return Find(tenantId);
    }

    /// <summary>The id of the tenant that a call names; empty if there is none.</summary>
    public string KeyOf(string tenantId) => tenants.Find(tenantId)?.Id ?? "";

    /// <summary>The call's tenant.</summary>
    /// <param name="context">The call.</param>
    /// <param name="tenantId">What the request names instead of the header; empty if it names none.</param>
    /// <exception cref="RpcException">TENANT_NOT_FOUND, or RESTORING.</exception>
    public HostedTenant Find(ServerCallContext context, string tenantId = "")
    {
        // Not by RequestHeaders, which refuse names and values that proxies add.
        return tenantId.Length == 0 ? Find(context.GetHttpContext()) : Find(tenantId);
    }

    private HostedTenant Find(string tenantId) => tenants.Interruption is { } interruption
        ? throw interruption.ToException()
        : tenants.Find(tenantId) ?? throw Refusal.TenantNotFound(tenantId).ToException();
}

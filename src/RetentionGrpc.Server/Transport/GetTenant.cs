using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class TenantRpcs
{
    /// <summary>One tenant.</summary>
    public override Task<GetTenantResponse> GetTenant(GetTenantRequest request, ServerCallContext context)
    {
        var tenant = services.Header.Find(context, request.TenantId);
        return Task.FromResult(new GetTenantResponse { Tenant = TenantMapping.ToWire(tenant.Settings) });
    }
}

using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class TenantRpcs
{
    /// <summary>Deletes a tenant with all that it holds.</summary>
    public override async Task<DeleteTenantResponse> DeleteTenant(DeleteTenantRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        violations.Require(request.TenantId.Length > 0, "tenant_id", "Name the tenant.");
        violations.ThrowIfAny();
        var deleted = (await services.Tenants.DeleteAsync(request.TenantId)).ValueOrThrow();
        return new DeleteTenantResponse { Tenant = TenantMapping.ToWire(deleted) };
    }
}

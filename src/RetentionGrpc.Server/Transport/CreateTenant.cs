using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class TenantRpcs
{
    /// <summary>Creates a tenant.</summary>
    public override async Task<CreateTenantResponse> CreateTenant(CreateTenantRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        var settings = TenantMapping.ToSettings(request.Tenant ?? new Tenant(), violations);
        violations.ThrowIfAny();
        var tenant = (await services.Tenants.CreateAsync(settings)).ValueOrThrow();
        return new() { Tenant = TenantMapping.ToWire(tenant.Settings) };
    }
}

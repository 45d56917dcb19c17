using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class TenantRpcs
{
    /// <summary>Adds event properties that are kept and can be filtered by.</summary>
    public override async Task<DeclareEventPropertiesResponse> DeclareEventProperties(
        DeclareEventPropertiesRequest request, ServerCallContext context)
    {
        var tenant = services.Header.Find(context, request.TenantId);
        var violations = new Violations();
        violations.Require(request.EventProperties.Count > 0, "event_properties", "Name at least one.");
        violations.ThrowIfAny();
        var changed = (await services.Tenants.DeclareAsync(tenant, request.EventProperties)).ValueOrThrow();
        return new() { Tenant = TenantMapping.ToWire(changed.Settings) };
    }
}

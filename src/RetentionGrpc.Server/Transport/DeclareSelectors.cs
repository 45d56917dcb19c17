using Grpc.Core;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class TenantRpcs
{
    /// <summary>Adds selectors that are indexed, and takes others back.</summary>
    public override async Task<DeclareSelectorsResponse> DeclareSelectors(DeclareSelectorsRequest request, ServerCallContext context)
    {
        var tenant = services.Header.Find(context, request.TenantId);
        var violations = new Violations();
        violations.Require(request.Selectors.Count + request.RemoveNames.Count > 0, "selectors", "Declare or take back at least one.");
        var mapping = new DeclarationMapping(tenant.Settings, violations);
        var added = request.Selectors.Select((each, i) => mapping.Selector(each, $"selectors[{i}]")).ToArray();
        violations.ThrowIfAny();
        var removed = request.RemoveNames.ToHashSet(StringComparer.Ordinal);
        var changed = await services.Tenants.ChangeAsync(
            tenant, current => Declarations.ChangeSelectors(current, added, removed), takesMemory: added.Length > 0);
        return new() { Tenant = TenantMapping.ToWire(changed.ValueOrThrow().Settings) };
    }
}

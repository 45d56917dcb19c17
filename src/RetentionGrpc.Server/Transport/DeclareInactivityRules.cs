using Grpc.Core;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class TenantRpcs
{
    /// <summary>Adds inactivity rules that are indexed, and takes others back.</summary>
    public override async Task<DeclareInactivityRulesResponse> DeclareInactivityRules(
        DeclareInactivityRulesRequest request, ServerCallContext context)
    {
        var tenant = services.Header.Find(context, request.TenantId);
        var violations = new Violations();
        violations.Require(
            request.InactivityRules.Count + request.RemoveInactivityRules.Count > 0,
            "inactivity_rules",
            "Declare or take back at least one.");
        var mapping = new DeclarationMapping(tenant.Settings, violations);
        var added = request.InactivityRules.Select((each, i) => mapping.Rule(each, $"inactivity_rules[{i}]")).ToArray();
        var removed = request.RemoveInactivityRules.Select((each, i) => mapping.Rule(each, $"remove_inactivity_rules[{i}]")).ToHashSet();
        violations.ThrowIfAny();
        var changed = await services.Tenants.ChangeAsync(
            tenant, current => Declarations.ChangeInactivityRules(current, added, removed), takesMemory: added.Length > 0);
        return new() { Tenant = TenantMapping.ToWire(changed.ValueOrThrow().Settings) };
    }
}

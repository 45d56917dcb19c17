using Grpc.Core;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class TenantRpcs
{
    /// <summary>Adds segments that have indexes of their own, and takes others back.</summary>
    public override async Task<DeclareSegmentsResponse> DeclareSegments(DeclareSegmentsRequest request, ServerCallContext context)
    {
        var tenant = services.Header.Find(context, request.TenantId);
        var violations = new Violations();
        violations.Require(request.Segments.Count + request.RemoveAttributes.Count > 0, "segments", "Declare or take back at least one.");
        var mapping = new DeclarationMapping(tenant.Settings, violations);
        var added = request.Segments.Select((each, i) => mapping.Segment(each, $"segments[{i}]")).ToArray();
        violations.ThrowIfAny();
        var removed = request.RemoveAttributes.ToHashSet(StringComparer.Ordinal);
        var changed = await services.Tenants.ChangeAsync(
            tenant, current => Declarations.ChangeSegments(current, added, removed), takesMemory: added.Length > 0);
        return new() { Tenant = TenantMapping.ToWire(changed.ValueOrThrow().Settings) };
    }
}

using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class TenantRpcs
{
    private const int DefaultPage = 100;
    private const int LargestPage = 1_000;

    /// <summary>A page of tenants. The token is the id of the last one before: ids sort as they page.</summary>
    public override Task<ListTenantsResponse> ListTenants(ListTenantsRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        var size = violations.InRange(request.PageSize, 1, LargestPage, DefaultPage, "page_size");
        violations.ThrowIfAny();
        var page = services.Tenants.All.Select(tenant => tenant.Settings)
            .Where(tenant => string.CompareOrdinal(tenant.TenantId, request.PageToken) > 0).Take(size + 1).ToList();
        var response = new ListTenantsResponse { Tenants = { page.Take(size).Select(TenantMapping.ToWire) } };
        if (page.Count > size)
            response.NextPageToken = page[size - 1].TenantId;
        return Task.FromResult(response);
    }
}

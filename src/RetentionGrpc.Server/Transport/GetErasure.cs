using Grpc.Core;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class CustomerRpcs
{
    /// <summary>The receipt of a customer that was forgotten.</summary>
    public override Task<GetErasureResponse> GetErasure(GetErasureRequest request, ServerCallContext context)
    {
        var tenant = services.Queries.Tenants.Find(context);
        var violations = new Violations();
        violations.Require(
            Guid.TryParseExact(request.ErasureId, "D", out var id), "erasure_id", "Give the UUID that EraseCustomer gave.");
        violations.ThrowIfAny();
        var receipt = services.Erasures.Find(tenant, id) ?? throw Refusal.ErasureNotFound().ToException();
        return Task.FromResult(new GetErasureResponse { Erasure = ToWire(receipt) });
    }
}

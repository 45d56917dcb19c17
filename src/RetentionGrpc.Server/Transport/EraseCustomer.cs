using Grpc.Core;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class CustomerRpcs
{
    /// <summary>Forgets a customer.</summary>
    public override async Task<EraseCustomerResponse> EraseCustomer(EraseCustomerRequest request, ServerCallContext context)
    {
        var tenant = services.Queries.Tenants.Find(context);
        var violations = new Violations();
        var customerId = CustomerId(violations, request.CustomerId);
        violations.ThrowIfAny();
        var receipt = (await services.Erasures.EraseAsync(tenant, customerId)).ValueOrThrow();
        return new EraseCustomerResponse { Erasure = ToWire(receipt) };
    }

    private static Erasure ToWire(ErasureReceipt receipt) => new()
    {
        ErasureId = receipt.Id.ToString(),
        ErasedTime = WireTime.ToWire(receipt.ErasedMs),
        PurgedTime = receipt.PurgedMs is { } ms ? WireTime.ToWire(ms) : null,
    };
}

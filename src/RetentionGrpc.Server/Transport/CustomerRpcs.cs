using System.Text;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

/// <summary>What the rpcs of customers need.</summary>
/// <param name="Queries">What their questions need.</param>
/// <param name="Erasures">Erases customers.</param>
internal sealed record CustomerServices(QueryServices Queries, CustomerErasures Erasures);

/// <summary>Answers the rpcs of <c>CustomerService</c>; one file each.</summary>
internal sealed partial class CustomerRpcs(CustomerServices services) : CustomerService.CustomerServiceBase
{
    /// <summary>The id of a customer in UTF-8.</summary>
    private static byte[] CustomerId(Violations violations, string customerId)
    {
        var id = Encoding.UTF8.GetBytes(customerId);
        violations.Require(id.Length is > 0 and <= EventLimits.IdBytes, "customer_id", "Give 1 to 128 bytes.");
        return id;
    }
}

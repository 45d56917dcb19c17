using Grpc.Core;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class TenantRpcs
{
    /// <summary>What a tenant holds.</summary>
    public override Task<DescribeTenantResponse> DescribeTenant(DescribeTenantRequest request, ServerCallContext context)
    {
        var tenant = services.Header.Find(context, request.TenantId);
        var held = TenantDescription.Of(services.Partitions, tenant.Id);
        return Task.FromResult(new DescribeTenantResponse
        {
            Tenant = TenantMapping.ToWire(tenant.Settings),
            CustomerCount = held.CustomerCount,
            EventCount = held.EventCount,
            FirstEventTime = held.FirstEventMs is { } first ? WireTime.ToWire(first) : null,
            LastEventTime = held.LastEventMs is { } last ? WireTime.ToWire(last) : null,
            Kinds =
            {
                Enum.GetValues<EventKind>()
                    .Select(kind => new KindCount { Kind = kind, EventCount = held.OfKind((Engine.Events.EventKind)(int)kind) })
                    .Where(count => count.EventCount > 0),
            },
            ActivityNames = { held.ActivityNames.Select(ToWire) },
            EventProperties = { held.EventProperties.Select(ToWire) },
            Attributes = { held.Attributes.Select(ToWire) },
            Rejections =
            {
                Enum.GetValues<RejectionReason>().Select(reason => ToWire(reason, held)).Where(count => count.EventCount > 0),
            },
        });
    }

    private static ReasonCount ToWire(RejectionReason reason, TenantDescription held) =>
        new() { Reason = reason, EventCount = held.OfReason((Engine.Events.RejectionReason)(int)reason) };

    private static NameCount ToWire(KeyValuePair<string, long> count) => new() { Name = count.Key, Count = count.Value };
}

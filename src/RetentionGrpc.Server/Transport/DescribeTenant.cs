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
        var settings = tenant.Settings;
        var held = TenantDescription.Of(services.Partitions, tenant.Id);
        return Task.FromResult(new DescribeTenantResponse
        {
            Tenant = TenantMapping.ToWire(settings),
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
            Indexes =
            {
                settings.Selectors.Select(each => new DeclaredIndex { SelectorName = each.Name, State = StateOf(each, held) }),
                settings.InactivityRules.Select(each => new DeclaredIndex
                {
                    InactivityRule = DeclarationMapping.ToWire(each),
                    State = StateOf(each, held),
                }),
                settings.Segments.Select(each => new DeclaredIndex { SegmentAttribute = each.Attribute, State = StateOf(each, held) }),
            },
        });
    }

    private static IndexState StateOf(object declared, TenantDescription held) => (IndexState)(int)held.IndexOf(declared);

    private static ReasonCount ToWire(RejectionReason reason, TenantDescription held) =>
        new() { Reason = reason, EventCount = held.OfReason((Engine.Events.RejectionReason)(int)reason) };

    private static NameCount ToWire(KeyValuePair<string, long> count) => new() { Name = count.Key, Count = count.Value };
}

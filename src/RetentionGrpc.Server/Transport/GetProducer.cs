using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class IngestionRpcs
{
    /// <summary>How far the batches of a producer are known.</summary>
    public override async Task<GetProducerResponse> GetProducer(GetProducerRequest request, ServerCallContext context)
    {
        var tenant = services.Tenants.Find(context);
        if (IngestionMapping.CheckProducerId(request.ProducerId, "producer_id") is { } fault)
            throw fault.ToException();
        var producer = (await services.Pipeline.FindAsync(tenant, request.ProducerId)).ValueOrThrow();
        return new()
        {
            LastSequence = producer.LastSequence,
            StableThrough = services.Pipeline.StableOf(producer.CompleteThrough),
            LastReceiveTime = Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(producer.SeenMs)),
        };
    }
}

using Grpc.Core;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class IngestionRpcs
{
    /// <summary>Takes one batch, by the rules of StreamEvents.</summary>
    public override async Task<IngestEventsResponse> IngestEvents(IngestionFrame request, ServerCallContext context)
    {
        var tenant = services.Tenants.Find(context);
        var pipeline = services.Pipeline;
        if (pipeline.Draining.IsCancellationRequested)
            throw Refusal.ShuttingDown().ToException();
        if (MessageSize.Check(request, context.GetHttpContext(), services.Rules) is { } tooLarge)
            throw tooLarge.ToException();
        if (IngestionMapping.CheckSingleBatch(request, services.Rules) is { } fault)
            throw fault.ToException();
        var body = context.GetHttpContext().Features.Get<MeteredBody>();
        if (!await services.ClaimAsync(body, tenant.Id, request.Events.ByteCount, context.CancellationToken))
            throw Refusal.Overloaded().ToException();
        try
        {
            var outcome = request.ProducerId.Length == 0
                ? await pipeline.IngestAsync(tenant, request.Events)
                : await pipeline.IngestAsync(tenant, request.ProducerId, request.Sequence, request.Events);
            var receipt = outcome.ValueOrThrow();
            return new()
            {
                Result = IngestionMapping.ToWire(receipt),
                Durability = services.WireDurability,
                ReadToken = pipeline.TokenOf(receipt.Position).Format(),
            };
        }
        finally
        {
            services.Budget.Release(tenant.Id, request.Events.ByteCount);
        }
    }
}

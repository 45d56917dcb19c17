using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class IngestionRpcs
{
    /// <summary>Streams batches of events.</summary>
    public override async Task StreamEvents(
        IAsyncStreamReader<IngestionFrame> requestStream, IServerStreamWriter<StreamEventsResponse> responseStream,
        ServerCallContext context)
    {
        var tenant = services.Tenants.Find(context);
        var call = new StreamCall(requestStream, responseStream, context.GetHttpContext(), context.CancellationToken);
        if (await new EventStream(services, call).RunAsync(tenant) is { } refusal)
            throw refusal.ToException();
    }
}

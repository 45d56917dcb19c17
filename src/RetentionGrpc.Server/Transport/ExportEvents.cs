using System.Text;
using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class OperationsRpcs
{
    private const int MessageEvents = 500;

    /// <summary>The live events of a tenant.</summary>
    public override async Task ExportEvents(
        ExportEventsRequest request, IServerStreamWriter<ExportEventsResponse> responses, ServerCallContext context)
    {
        var tenant = services.Header.Find(context);
        foreach (var some in services.Events.Of(tenant.Id).Chunk(MessageEvents))
        {
            var message = new ExportEventsResponse
            {
                Events =
                {
                    some.Select(one => EventMapping.ToWire(
                        one.Event, Encoding.UTF8.GetString(one.CustomerId), tenant.Settings.Currency)),
                },
            };
            await SendAsync(responses, message, context);
        }
    }
}

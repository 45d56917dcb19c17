using Google.Protobuf;
using Grpc.Core;
using RetentionGrpc.Server.Application;

namespace RetentionGrpc.Server.Transport;

/// <summary>
/// Single calls whose request the framework refuses before anything of ours runs: it is too large, or no message of the rpc. Their status
/// is the framework's and has no details; here they get ours.
/// </summary>
internal static class UnreadRequests
{
    private const string StatusHeader = "grpc-status";
    private const string MessageHeader = "grpc-message";
    private static readonly object IsRead = new();

    /// <summary>Says that the request of a call was read: whatever ends it from now on is not the request's form.</summary>
    public static void MarkRead(ServerCallContext context) => context.GetHttpContext().Items[IsRead] = IsRead;

    /// <summary>Sees to the end of such calls.</summary>
    public static Func<HttpContext, RequestDelegate, Task> EndCalls(IngestionRules rules, TimeProvider clock) =>
        (context, next) => EndCallAsync(context, next, rules, clock);

    private static async Task EndCallAsync(HttpContext context, RequestDelegate next, IngestionRules rules, TimeProvider clock)
    {
        await next(context);
        // A response without a message is headers alone, which then hold what otherwise the trailers do.
        var headers = context.Response.Headers;
        if (context.Response.HasStarted || context.Items.ContainsKey(IsRead) || headers.ContainsKey(StatusMapping.DetailsTrailer))
            return;
        if (headers[StatusHeader] == StatusCode.Unknown.ToString("D"))
        {
            Refuse(headers, StatusCode.InvalidArgument, IngestionMapping.BadFraming);
        }
        else if (headers[StatusHeader] == StatusCode.ResourceExhausted.ToString("D"))
        {
            Refuse(headers, StatusCode.ResourceExhausted, MessageSize.OnTheWireExceeded(rules));
            await MessageSize.SkipMessageAsync(context, rules, clock);
        }
    }

    private static void Refuse(IHeaderDictionary headers, StatusCode code, Refusal refusal)
    {
        headers[StatusHeader] = code.ToString("D");
        headers[MessageHeader] = Uri.EscapeDataString(refusal.Message);
        headers[StatusMapping.DetailsTrailer] = Convert.ToBase64String(StatusMapping.DetailsOf([refusal]).ToByteArray());
    }
}

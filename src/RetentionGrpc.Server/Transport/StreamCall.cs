using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

/// <summary>A call of StreamEvents, as far as it is told from others.</summary>
/// <param name="Requests">What the client sends.</param>
/// <param name="Responses">What it is sent.</param>
/// <param name="Http">What the call is over HTTP; null where messages do not come by it.</param>
/// <param name="Ended">Says that the client is gone.</param>
internal sealed record StreamCall(
    IAsyncStreamReader<IngestionFrame> Requests, IServerStreamWriter<StreamEventsResponse> Responses, HttpContext? Http,
    CancellationToken Ended);

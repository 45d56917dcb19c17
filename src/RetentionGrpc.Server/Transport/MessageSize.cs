using Google.Protobuf;
using Grpc.Core;
using RetentionGrpc.Server.Application;

namespace RetentionGrpc.Server.Transport;

/// <summary>
/// MESSAGE_TOO_LARGE. The framework bounds a message on the wire by itself: its status has the right code but no details, which are
/// added here; of a single call after the call, since the framework reads its message before anything of ours runs.
/// </summary>
internal static class MessageSize
{
    private const string StatusTrailer = "grpc-status";

    /// <summary>Whether the framework refused a message for its size.</summary>
    public static bool IsExceeded(RpcException failure) => failure.StatusCode == StatusCode.ResourceExhausted;

    /// <summary>The refusal of a message.</summary>
    public static Refusal Exceeded(IngestionRules rules) => Exceeded(rules.MessageBytes, "on the wire");

    /// <summary>The refusal of a message that is too large after inflation.</summary>
    public static Refusal InflatedExceeded(int limitBytes) => Exceeded(limitBytes, "inflated");

    /// <summary>Adds the details to the end of a call that the framework refused.</summary>
    public static Func<HttpContext, RequestDelegate, Task> AddDetails(IngestionRules rules) => async (context, next) =>
    {
        await next(context);
        var trailers = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseTrailersFeature>()?.Trailers;
        if (trailers is null or { IsReadOnly: true } || trailers.ContainsKey(StatusMapping.DetailsTrailer))
            return;
        if (trailers[StatusTrailer] == StatusCode.ResourceExhausted.ToString("D"))
            trailers[StatusMapping.DetailsTrailer] = Convert.ToBase64String(StatusMapping.DetailsOf([Exceeded(rules)]).ToByteArray());
    };

    private static Refusal Exceeded(int limitBytes, string where) =>
        new Refusal(RefusalReason.MessageTooLarge, $"A message may have at most {limitBytes} bytes {where}: send smaller batches.")
            .With("limit_bytes", limitBytes);
}

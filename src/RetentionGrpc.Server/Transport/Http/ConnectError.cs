using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using RetentionGrpc.Server.Application;
using RpcStatus = Google.Rpc.Status;

namespace RetentionGrpc.Server.Transport.Http;

/// <summary>
/// How a call by the Connect protocol ends that has no answer: a code, and the status that gRPC tells in a trailer, as JSON.
/// </summary>
/// <param name="HttpCode">The status of HTTP.</param>
/// <param name="Code">The status code of gRPC.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="Details">The details of the google.rpc.Status.</param>
internal sealed record ConnectError(int HttpCode, StatusCode Code, string Message, IReadOnlyList<Any> Details)
{
    private static readonly JsonFormatter Readable = new(JsonFormatter.Settings.Default);
    private static readonly JsonWriterOptions PlainText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>From a refusal of ours.</summary>
    public static ConnectError From(Refusal refusal)
    {
        var status = StatusMapping.DetailsOf([refusal]);
        return From((StatusCode)status.Code, status.Message, status);
    }

    /// <summary>From how a call of gRPC ended.</summary>
    public static ConnectError From(StatusCode code, string message, RpcStatus? status) =>
        new(HttpCodeOf(code), code, message, status is null ? [] : [.. status.Details]);

    /// <summary>Who asks may not.</summary>
    public static ConnectError PermissionDenied(string message) => From(StatusCode.PermissionDenied, message, null);

    /// <summary>There is no such rpc here.</summary>
    public static ConnectError NoSuchRpc(string path) => new(
        StatusCodes.Status404NotFound, StatusCode.Unimplemented,
        $"There is no rpc {Refusal.Shown(path)}: POST to /retention.v1.MetricsService/ComputeChurn and the like.", []);

    /// <summary>The rpc is a stream, which this protocol has over HTTP/2 alone.</summary>
    public static ConnectError IsStream(string path) => new(
        StatusCodes.Status501NotImplemented, StatusCode.Unimplemented, $"{path} is a stream: call it by gRPC, at the other port.", []);

    /// <summary>No time is left.</summary>
    public static ConnectError NoTime() => From(StatusCode.DeadlineExceeded, "The call's deadline has passed.", null);

    /// <summary>Something of HTTP is wrong.</summary>
    public static ConnectError OfHttp(int httpCode, string message) => new(httpCode, StatusCode.InvalidArgument, message, []);

    /// <summary>Sends it.</summary>
    public Task WriteAsync(HttpContext context)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, PlainText))
            Write(json);
        context.Response.StatusCode = HttpCode;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = text.Length;
        return context.Response.Body.WriteAsync(text.GetBuffer(), 0, (int)text.Length, context.RequestAborted);
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("code", NameOf(Code));
        json.WriteString("message", Message);
        if (Details.Count > 0)
            json.WriteStartArray("details");
        foreach (var detail in Details)
        {
            json.WriteStartObject();
            json.WriteString("type", Any.GetTypeName(detail.TypeUrl));
            json.WriteString("value", Convert.ToBase64String(detail.Value.Span).TrimEnd('='));
            // For who reads it: the same in words.
            WriteReadable(json, detail);
            json.WriteEndObject();
        }
        if (Details.Count > 0)
            json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteReadable(Utf8JsonWriter json, Any detail)
    {
        if (detail.TryUnpack<ErrorInfo>(out var info))
        {
            json.WriteStartObject("debug");
            json.WriteString("reason", info.Type);
            json.WriteStartObject("metadata");
            foreach (var (name, value) in info.Metadata)
                json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        else if (detail.TryUnpack<BadRequest>(out var bad))
        {
            json.WritePropertyName("debug");
            json.WriteRawValue(Readable.Format(bad));
        }
        else if (detail.TryUnpack<RetryInfo>(out var retry))
        {
            json.WritePropertyName("debug");
            json.WriteRawValue(Readable.Format(retry));
        }
    }

    private static string NameOf(StatusCode code) => code switch
    {
        StatusCode.Cancelled => "canceled",
        StatusCode.InvalidArgument => "invalid_argument",
        StatusCode.DeadlineExceeded => "deadline_exceeded",
        StatusCode.NotFound => "not_found",
        StatusCode.AlreadyExists => "already_exists",
        StatusCode.PermissionDenied => "permission_denied",
        StatusCode.ResourceExhausted => "resource_exhausted",
        StatusCode.FailedPrecondition => "failed_precondition",
        StatusCode.Aborted => "aborted",
        StatusCode.OutOfRange => "out_of_range",
        StatusCode.Unimplemented => "unimplemented",
        StatusCode.Internal => "internal",
        StatusCode.Unavailable => "unavailable",
        StatusCode.DataLoss => "data_loss",
        StatusCode.Unauthenticated => "unauthenticated",
        _ => "unknown",
    };

    private static int HttpCodeOf(StatusCode code) => code switch
    {
        StatusCode.Cancelled => StatusCodes.Status499ClientClosedRequest,
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => StatusCodes.Status400BadRequest,
        StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
        StatusCode.PermissionDenied => StatusCodes.Status403Forbidden,
        StatusCode.NotFound => StatusCodes.Status404NotFound,
        StatusCode.AlreadyExists or StatusCode.Aborted => StatusCodes.Status409Conflict,
        StatusCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
        StatusCode.Unimplemented => StatusCodes.Status501NotImplemented,
        StatusCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
        StatusCode.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status500InternalServerError,
    };
}

using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.Client;

/// <summary>Why a call failed, as the server said it: the rich status of the trailer <c>grpc-status-details-bin</c>.</summary>
public sealed record RetentionError
{
    private const string DetailsTrailer = "grpc-status-details-bin";
    private const string Domain = "retention.v1";
    private const string ReasonPrefix = "ERROR_REASON_";

    private static readonly EnumDescriptor Reasons = ErrorReasonReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(ErrorReason));

    /// <summary>The status code of the call.</summary>
    public required StatusCode StatusCode { get; init; }

    /// <summary>Why, or <see cref="ErrorReason.Unspecified"/> where it did not come from the server, or from a newer one.</summary>
    public ErrorReason Reason { get; init; }

    /// <summary>The reason by its name, e.g. "INVALID_FIELD"; empty where none came.</summary>
    public string ReasonName { get; init; } = "";

    /// <summary>What happened, in English.</summary>
    public required string Message { get; init; }

    /// <summary>Facts about it, e.g. "expected_sequence" of a SEQUENCE_GAP.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The fields at fault.</summary>
    public IReadOnlyList<FieldViolation> FieldViolations { get; init; } = [];

    /// <summary>How long to wait before the same call is worth repeating, or null where the server names no time.</summary>
    public TimeSpan? RetryDelay { get; init; }

    /// <summary>Reads it from the exception of a failed call.</summary>
    public static RetentionError From(RpcException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var error = new RetentionError { StatusCode = exception.StatusCode, Message = exception.Status.Detail };
        var details = exception.Trailers.GetValueBytes(DetailsTrailer);
        if (details is null)
            return error;
        try
        {
            return RichStatus.Details(details).Aggregate(error, Add);
        }
        catch (InvalidProtocolBufferException)
        {
            // A proxy's own idea of the trailer: code and message still stand.
            return error;
        }
    }

    /// <summary>Reads it from the answer to a batch that was not taken.</summary>
    internal static RetentionError From(Failure failure) => new()
    {
        StatusCode = (StatusCode)failure.Code,
        Reason = failure.Reason,
        ReasonName = Reasons.FindValueByNumber((int)failure.Reason)?.Name[ReasonPrefix.Length..] ?? failure.Reason.ToString(),
        Message = failure.Message,
        Metadata = failure.Metadata.ToDictionary(),
        FieldViolations = failure.FieldViolations,
        RetryDelay = failure.RetryDelay?.ToTimeSpan(),
    };

    /// <summary>One line: message, reason, and the fields at fault.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Message);
        text.Append(" [").Append(ReasonName.Length > 0 ? ReasonName : StatusCode.ToString()).Append(']');
        foreach (var violation in FieldViolations)
            text.Append(' ').Append(violation.Field).Append(": ").Append(violation.Description);
        return text.ToString();
    }

    private static RetentionError Add(RetentionError error, Any detail) => Any.GetTypeName(detail.TypeUrl) switch
    {
        "google.rpc.ErrorInfo" when RichStatus.ErrorInfo(detail.Value) is var (reason, domain, metadata) && domain == Domain => error with
        {
            Reason = (ErrorReason)(Reasons.FindValueByName(ReasonPrefix + reason)?.Number ?? 0),
            ReasonName = reason,
            Metadata = metadata,
        },
        "google.rpc.BadRequest" => error with { FieldViolations = RichStatus.FieldViolations(detail.Value) },
        "google.rpc.RetryInfo" => error with { RetryDelay = RichStatus.RetryDelay(detail.Value) },
        _ => error,
    };
}

using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using RetentionGrpc.Server.Application;
using Enum = System.Enum;
using FieldViolation = Google.Rpc.BadRequest.Types.FieldViolation;
using RpcStatus = Google.Rpc.Status;
using Status = Grpc.Core.Status;

namespace RetentionGrpc.Server.Transport;

/// <summary>
/// The only maker of <see cref="RpcException"/>: every one carries a google.rpc.Status with an ErrorInfo, and with a BadRequest or a
/// RetryInfo where the reason has one.
/// </summary>
internal static class StatusMapping
{
    /// <summary>The domain of every ErrorInfo.</summary>
    public const string Domain = "retention.v1";

    /// <summary>The trailer that carries the google.rpc.Status.</summary>
    public const string DetailsTrailer = "grpc-status-details-bin";

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryDelayWhenFull = TimeSpan.FromSeconds(30);

    /// <summary>What was asked for, or the exception that ends the call.</summary>
    /// <exception cref="RpcException">It was refused.</exception>
    public static T ValueOrThrow<T>(this Outcome<T> outcome)
        where T : class
        => outcome.IsRefused ? throw ToException(outcome.Refusal) : outcome.Value;

    /// <summary>The exception that ends the call.</summary>
    public static RpcException ToException(this Refusal refusal) => ToException([refusal]);

    /// <summary>The exception that ends a call of which several things are wrong: the first gives the reason, all are named.</summary>
    public static RpcException ToException(IReadOnlyList<Refusal> refusals)
    {
        var refusal = refusals[0];
        var details = DetailsOf(refusals);
        return new RpcException(
            new Status((StatusCode)details.Code, refusal.Message), new Metadata { { DetailsTrailer, details.ToByteArray() } });
    }

    /// <summary>What an exception of this kind says, as a message; null where it says nothing of ours.</summary>
    public static V1.Failure? ToFailure(RpcException exception)
    {
        if (exception.Trailers.GetValueBytes(DetailsTrailer) is not { } bytes)
            return null;
        var status = RpcStatus.Parser.ParseFrom(bytes);
        var failure = new V1.Failure { Code = status.Code, Message = status.Message };
        foreach (var detail in status.Details)
        {
            if (detail.TryUnpack<ErrorInfo>(out var info))
            {
                failure.Reason = Enum.GetValues<V1.ErrorReason>().First(reason => NameOf((RefusalReason)(int)reason) == info.Type);
                failure.Metadata.Add(info.Metadata);
            }
            else if (detail.TryUnpack<BadRequest>(out var bad))
            {
                failure.FieldViolations.Add(bad.FieldViolations.Select(violation =>
                    new V1.FieldViolation { Field = violation.Field, Description = violation.Description }));
            }
            else if (detail.TryUnpack<RetryInfo>(out var retry))
            {
                failure.RetryDelay = retry.RetryDelay;
            }
        }
        return failure;
    }

    /// <summary>The end of a call whose client went away, or whose deadline passed.</summary>
    public static RpcException Ended(ServerCallContext context, TimeProvider clock) =>
        context.Deadline <= clock.GetUtcNow().UtcDateTime
            ? new RpcException(new Status(StatusCode.DeadlineExceeded, "The call's deadline has passed."))
            : new RpcException(Status.DefaultCancelled);

    /// <summary>The google.rpc.Status of refusals: the first gives the reason, all are named.</summary>
    public static RpcStatus DetailsOf(IReadOnlyList<Refusal> refusals)
    {
        var refusal = refusals[0];
        // Field 1 is `reason` today; this package still calls it by its first name.
        var info = new ErrorInfo { Type = NameOf(refusal.Reason), Domain = Domain };
        foreach (var (name, value) in refusal.Metadata)
            info.Metadata.Add(name, value);
        var status = new RpcStatus { Code = (int)CodeOf(refusal.Reason), Message = refusal.Message, Details = { Any.Pack(info) } };
        var badRequest = new BadRequest();
        foreach (var violation in refusals.Where(each => each.Field.Length > 0))
            badRequest.FieldViolations.Add(new FieldViolation { Field = violation.Field, Description = violation.Message });
        if (badRequest.FieldViolations.Count > 0)
            status.Details.Add(Any.Pack(badRequest));
        if (RetryDelayOf(refusal.Reason) is { } delay)
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        return status;
    }

    /// <summary>The reason as ErrorInfo names it: that of <c>ErrorReason</c> without its prefix.</summary>
    public static string NameOf(RefusalReason reason)
    {
        var name = new StringBuilder();
        foreach (var letter in reason.ToString())
        {
            if (char.IsUpper(letter) && name.Length > 0)
                name.Append('_');
            name.Append(char.ToUpperInvariant(letter));
        }
        return name.ToString();
    }

    /// <summary>After how long the same may be tried again; null where that would not help.</summary>
    public static TimeSpan? RetryDelayOf(RefusalReason reason) => reason switch
    {
        RefusalReason.StoreFull or RefusalReason.MemoryFull => RetryDelayWhenFull,
        _ => CodeOf(reason) == StatusCode.Unavailable ? RetryDelay : null,
    };

    /// <summary>The code of a call that fails for the reason.</summary>
    public static StatusCode CodeOf(RefusalReason reason) => reason switch
    {
        RefusalReason.InvalidField or RefusalReason.StreamNotOpened or RefusalReason.BadFraming or RefusalReason.ReadTokenForeign
            or RefusalReason.TooManyRows or RefusalReason.UndeclaredProperty => StatusCode.InvalidArgument,
        RefusalReason.TenantNotFound or RefusalReason.ProducerNotFound or RefusalReason.CustomerNotFound or RefusalReason.ErasureNotFound
            => StatusCode.NotFound,
        RefusalReason.TenantExists or RefusalReason.DeclarationExists => StatusCode.AlreadyExists,
        RefusalReason.OpenTimeout or RefusalReason.QueryDeadline or RefusalReason.MessageTimeout or RefusalReason.SlowReader
            => StatusCode.DeadlineExceeded,
        RefusalReason.SequenceGap => StatusCode.OutOfRange,
        RefusalReason.DataCorrupt or RefusalReason.ReadTokenLost => StatusCode.DataLoss,
        RefusalReason.MessageTooLarge or RefusalReason.BatchTooLarge or RefusalReason.PropertyLimit or RefusalReason.StoreFull
            or RefusalReason.MemoryFull or RefusalReason.DeclarationLimit => StatusCode.ResourceExhausted,
        RefusalReason.ProducerSuperseded or RefusalReason.VerificationRunning => StatusCode.Aborted,
        RefusalReason.ReadTokenAhead or RefusalReason.StoreUnavailable or RefusalReason.ShuttingDown or RefusalReason.Overloaded
            => StatusCode.Unavailable,
        _ => StatusCode.Internal,
    };
}

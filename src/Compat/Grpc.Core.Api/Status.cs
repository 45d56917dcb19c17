namespace Grpc.Core;

/// <summary>The outcome of a call: a code, a text for people and, on the side where it happened, the exception behind it.</summary>
public readonly struct Status
{
    /// <summary>Success without a text.</summary>
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");

    /// <summary>Cancellation without a text.</summary>
    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, "");

    /// <summary>A status without an exception behind it.</summary>
    /// <param name="statusCode">The code.</param>
    /// <param name="detail">A text for people; it travels to the peer.</param>
    public Status(StatusCode statusCode, string detail)
        : this(statusCode, detail, null)
    {
    }

    /// <summary>A status with the exception that caused it.</summary>
    /// <param name="statusCode">The code.</param>
    /// <param name="detail">A text for people; it travels to the peer.</param>
    /// <param name="debugException">The local cause, for diagnosis only; it never travels. Null where there is none.</param>
    public Status(StatusCode statusCode, string detail, Exception? debugException)
    {
        StatusCode = statusCode;
        Detail = detail;
        DebugException = debugException;
    }

    /// <summary>The code.</summary>
    public StatusCode StatusCode { get; }

    /// <summary>A text for people.</summary>
    public string Detail { get; }

    /// <summary>The local cause, for diagnosis only; null on the peer's side and where there is none.</summary>
    public Exception? DebugException { get; }

    /// <summary>Code, text and, where there is one, the type and message of the cause.</summary>
    public override string ToString() => DebugException is null
        ? $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")"
        : $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\", "
            + $"DebugException=\"{DebugException.GetType()}: {DebugException.Message}\")";
}

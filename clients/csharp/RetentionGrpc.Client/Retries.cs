using RetentionGrpc.V1;
using StatusCode = Grpc.Core.StatusCode;

namespace RetentionGrpc.Client;

/// <summary>What is worth trying again, and when: exponential backoff with full jitter, after the time that the server asks for.</summary>
/// <param name="options">Clock and jitter.</param>
/// <param name="retryFor">How long to try without progress; infinite: for ever.</param>
internal sealed class Retries(RetentionClientOptions options, TimeSpan retryFor)
{
    /// <summary>The longest wait that is not asked for by the server.</summary>
    public static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(100);

    private int _failures;
    private long _failingSince;

    /// <summary>Failures since the last progress.</summary>
    public int Count => _failures;

    /// <summary>Those of them that were gaps: the server asked for a batch that comes before the next to be sent.</summary>
    public int Gaps { get; private set; }

    /// <summary>Whether it has gone on for too long without progress.</summary>
    public bool IsOver =>
        retryFor != Timeout.InfiniteTimeSpan && options.TimeProvider.GetElapsedTime(_failingSince) >= retryFor;

    /// <summary>Something went well.</summary>
    public void Progress() => (_failures, Gaps) = (0, 0);

    /// <summary>Something failed, or ended as it should and has to be begun again.</summary>
    public void Fail(RetentionError? error)
    {
        Gaps += error?.Reason == ErrorReason.SequenceGap ? 1 : 0;
        if (_failures++ == 0)
            _failingSince = options.TimeProvider.GetTimestamp();
    }

    /// <summary>Whether the same again may do better.</summary>
    public bool IsWorthIt(RetentionError error) => error.Reason switch
    {
        // The server does not know what this client has no more: one try from where it says, for the loss to be told.
        ErrorReason.SequenceGap => Gaps == 1,
        ErrorReason.StoreUnavailable or ErrorReason.ShuttingDown or ErrorReason.OpenTimeout => true,
        ErrorReason.MessageTimeout or ErrorReason.SlowReader or ErrorReason.Overloaded => true,
        // A fault of the server, which its operator has to look at.
        ErrorReason.InternalError => false,
        _ when error.RetryDelay is not null => true,
        // A connection that the server ends in self-defence has this code, without a reason.
        _ when error.StatusCode == StatusCode.ResourceExhausted => error.ReasonName.Length == 0,
        _ => error.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.DeadlineExceeded
            or StatusCode.Internal or StatusCode.Unknown,
    };

    /// <summary>How long to wait: longer with each failure, and by chance, so that not all clients of a server come at once.</summary>
    public TimeSpan Delay(TimeSpan? asked)
    {
        var whole = FirstBackoff * Math.Pow(2, Math.Clamp(_failures - 1, 0, 10));
        return (asked ?? TimeSpan.Zero) + ((whole < LongestBackoff ? whole : LongestBackoff) * options.Jitter());
    }
}

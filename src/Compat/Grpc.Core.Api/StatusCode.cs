namespace Grpc.Core;

/// <summary>The outcome of a call, as numbered by the gRPC protocol.</summary>
public enum StatusCode
{
    /// <summary>The call succeeded.</summary>
    OK = 0,

    /// <summary>The call was cancelled, typically by the caller.</summary>
    Cancelled = 1,

    /// <summary>The cause is not known, for example because the handler threw an exception of its own.</summary>
    Unknown = 2,

    /// <summary>The request is wrong whatever the state of the system.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed before the call completed; its effects may still have happened.</summary>
    DeadlineExceeded = 4,

    /// <summary>What was asked for does not exist.</summary>
    NotFound = 5,

    /// <summary>What was to be created exists already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known but may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A quota or a resource of the server is used up.</summary>
    ResourceExhausted = 8,

    /// <summary>The system is not in the state that the call needs; repeating it does not help until the state is changed.</summary>
    FailedPrecondition = 9,

    /// <summary>The call lost against a concurrent one; repeat it at a higher level.</summary>
    Aborted = 10,

    /// <summary>The request reaches past the valid range of the present state.</summary>
    OutOfRange = 11,

    /// <summary>The server does not have or does not offer this method.</summary>
    Unimplemented = 12,

    /// <summary>An invariant of the server is broken.</summary>
    Internal = 13,

    /// <summary>The server cannot be reached or cannot serve now; repeat after a pause.</summary>
    Unavailable = 14,

    /// <summary>Data was lost or corrupted for good.</summary>
    DataLoss = 15,

    /// <summary>The caller is not known: credentials are missing or wrong.</summary>
    Unauthenticated = 16,
}

using Grpc.Core;

namespace RetentionGrpc.Client;

/// <summary>An event stream ended for good: repeating will not help, or was given up.</summary>
public sealed class RetentionException : Exception
{
    /// <summary>From the call that failed.</summary>
    public RetentionException(RetentionError error, RpcException cause)
        : base(error?.ToString(), cause)
    {
        ArgumentNullException.ThrowIfNull(error);
        Error = error;
    }

    /// <summary>What the server said.</summary>
    public RetentionError Error { get; }
}

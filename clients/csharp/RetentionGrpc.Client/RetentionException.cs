using Grpc.Core;

namespace RetentionGrpc.Client;

/// <summary>A call failed, or an event stream ended for good: repeating will not help, or was given up.</summary>
public sealed class RetentionException : Exception
{
    /// <summary>From the call that failed.</summary>
    public RetentionException(RetentionError error, RpcException cause)
        : base(error?.ToString(), cause)
    {
        ArgumentNullException.ThrowIfNull(error);
        Error = error;
    }

    /// <summary>From what a stream was told.</summary>
    internal RetentionException(RetentionError error, long? sequence, Exception? cause = null)
        : base(sequence is { } batch ? $"batch {batch}: {error}" : error.ToString(), cause) => (Error, Sequence) = (error, sequence);

    /// <summary>What the server said.</summary>
    public RetentionError Error { get; }

    /// <summary>The batch at fault, where it is one: the first that was refused, or that was lost.</summary>
    public long? Sequence { get; }

    /// <summary>The same for another caller: one object thrown by several threads would lose its stack.</summary>
    internal RetentionException Again() => new(Error, Sequence, InnerException);
}

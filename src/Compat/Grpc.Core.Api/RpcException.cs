using Grpc.Core.Utils;

namespace Grpc.Core;

/// <summary>
/// A call that did not succeed. A client call throws it; a server handler throws it to answer with a status and trailers of its choice.
/// </summary>
public class RpcException : Exception
{
    /// <summary>A failure with no trailers; the message is the status as text.</summary>
    /// <param name="status">The outcome of the call.</param>
    public RpcException(Status status)
        : this(status, Metadata.Empty)
    {
    }

    /// <summary>A failure with no trailers and a message of its own.</summary>
    /// <param name="status">The outcome of the call.</param>
    /// <param name="message">The exception's message; it does not travel, the status's detail does.</param>
    public RpcException(Status status, string message)
        : this(status, Metadata.Empty, message)
    {
    }

    /// <summary>A failure with trailers; the message is the status as text.</summary>
    /// <param name="status">The outcome of the call.</param>
    /// <param name="trailers">The trailers that came or shall go with the status.</param>
    /// <exception cref="ArgumentNullException"><paramref name="trailers"/> is null.</exception>
    public RpcException(Status status, Metadata trailers)
        : this(status, trailers, status.ToString())
    {
    }

    /// <summary>A failure with trailers and a message of its own.</summary>
    /// <param name="status">The outcome of the call.</param>
    /// <param name="trailers">The trailers that came or shall go with the status.</param>
    /// <param name="message">The exception's message; it does not travel, the status's detail does.</param>
    /// <exception cref="ArgumentNullException"><paramref name="trailers"/> is null.</exception>
    public RpcException(Status status, Metadata trailers, string message)
        : base(message, status.DebugException)
    {
        Status = status;
        Trailers = GrpcPreconditions.CheckNotNull(trailers, nameof(trailers));
    }

    /// <summary>The outcome of the call.</summary>
    public Status Status { get; }

    /// <summary>The code of <see cref="Status"/>.</summary>
    public StatusCode StatusCode => Status.StatusCode;

    /// <summary>The trailers that came with the status; empty and read-only where there were none.</summary>
    public Metadata Trailers { get; }
}

namespace Grpc.Core;

/// <summary>The incoming messages of a stream, one at a time.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message that the last <see cref="MoveNext"/> found. Undefined before it and after it returned false.</summary>
    T Current { get; }

    /// <summary>Waits for the next message. Only one such call may be pending.</summary>
    /// <param name="cancellationToken">Stops the waiting, which cancels the whole call.</param>
    /// <returns>Whether there is a next message; false once the stream has ended well.</returns>
    /// <exception cref="RpcException">On the client: the call failed or was cancelled.</exception>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}

/// <summary>The outgoing messages of a stream, one at a time.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>How later messages are written; null for the call's own options.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Writes a message; completes once flow control has taken it. Only one such call may be pending.</summary>
    /// <param name="message">The message.</param>
    Task WriteAsync(T message);

    /// <summary>Writes a message; completes once flow control has taken it. Only one such call may be pending.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Stops the waiting, which cancels the whole call.</param>
    /// <exception cref="NotSupportedException">The implementation cannot cancel a write and the token can be cancelled.</exception>
    Task WriteAsync(T message, CancellationToken cancellationToken) => cancellationToken.CanBeCanceled
        ? throw new NotSupportedException("Cancellation of stream writes is not supported by this gRPC implementation.")
        : WriteAsync(message);
}

/// <summary>The requests of a client's stream.</summary>
/// <typeparam name="T">The request.</typeparam>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Ends the requests, so that the server's reader returns false. No write may be pending.</summary>
    Task CompleteAsync();
}

/// <summary>The responses of a server's stream. It ends when the handler returns.</summary>
/// <typeparam name="T">The response.</typeparam>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>
{
}

using System.IO.Pipelines;
using System.Net.Sockets;

namespace Pipelines.Sockets.Unofficial;

/// <summary>A connected socket as a pipe in both directions. One thread receives and one sends.</summary>
public sealed partial class SocketConnection : IMeasuredDuplexPipe, IDisposable
{
    private readonly DuplexPump _pump;

    private SocketConnection(Socket socket, DuplexPump pump) => (Socket, _pump) = (socket, pump);

    /// <summary>The socket, which the disposal closes.</summary>
    public Socket Socket { get; }

    /// <summary>What was received.</summary>
    public PipeReader Input => _pump.Input;

    /// <summary>Takes what is to be sent; completed, it ends this side of the connection when all has been sent.</summary>
    public PipeWriter Output => _pump.Output;

    /// <summary>Why the connection ended, by the first reason; None while it has not.</summary>
    public PipeShutdownKind ShutdownKind => _pump.ShutdownKind;

    /// <summary>The socket's error where that is why the connection ended; else Success.</summary>
    public SocketError SocketError => _pump.SocketError;

    /// <summary>Bytes received so far.</summary>
    public long BytesRead => _pump.BytesReceived;

    /// <summary>Bytes sent so far.</summary>
    public long BytesSent => _pump.BytesSent;

    /// <summary>Bytes of the last receive, 0 at the end of the stream; −1 before the first.</summary>
    public int LastReceived => _pump.LastReceived;

    long IMeasuredDuplexPipe.TotalBytesSent => BytesSent;

    long IMeasuredDuplexPipe.TotalBytesReceived => BytesRead;

    /// <summary>Serves a connected socket; no one else may send or receive on it from now on.</summary>
    /// <param name="socket">The socket; it is set to the mode that does not block.</param>
    /// <param name="sendPipeOptions">Thresholds of what is to be sent, and where its writer goes on; null for the defaults.</param>
    /// <param name="receivePipeOptions">Thresholds of what was received, and where its reader goes on; null for the defaults.</param>
    /// <param name="connectionOptions">None.</param>
    /// <param name="name">Name of the threads; null for the socket's endpoint.</param>
    public static SocketConnection Create(
        Socket socket,
        PipeOptions? sendPipeOptions = null,
        PipeOptions? receivePipeOptions = null,
        SocketConnectionOptions connectionOptions = SocketConnectionOptions.None,
        string? name = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentOutOfRangeException.ThrowIfNotEqual((int)connectionOptions, 0, nameof(connectionOptions));
        var wire = new Wire.OfSocket(socket);
        return new SocketConnection(
            socket, new DuplexPump(wire, sendPipeOptions, receivePipeOptions, name ?? socket.RemoteEndPoint?.ToString()));
    }

    /// <summary>Has small messages leave at once, which is what a protocol of questions and answers wants.</summary>
    /// <param name="socket">A socket that is not connected yet.</param>
    public static void SetRecommendedClientOptions(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (socket.ProtocolType == ProtocolType.Tcp)
            socket.NoDelay = true;
    }

    /// <summary>Does nothing: all that this assembly is built on comes with the runtime, and so is there.</summary>
    public static void AssertDependencies()
    {
    }

    /// <summary>Notes that the protocol itself said goodbye, so that the end of the stream that follows is no failure.</summary>
    /// <param name="kind">A protocol's exit; no other reason is taken.</param>
    /// <returns>Whether it was taken: false where an earlier reason stands.</returns>
    public bool TrySetProtocolShutdown(PipeShutdownKind kind) =>
        kind is PipeShutdownKind.ProtocolExitClient or PipeShutdownKind.ProtocolExitServer && _pump.TrySetShutdown(kind);

    /// <summary>Closes the socket and ends both pipes; what was not sent by now may be lost.</summary>
    public void Dispose() => _pump.Dispose();
}

using System.Net.Sockets;

namespace Pipelines.Sockets.Unofficial;

/// <summary>What bytes go through. One thread receives and one sends, both waiting in the call.</summary>
internal abstract class Wire
{
    /// <summary>Waits for bytes and tells how many came; 0 where the other side ended.</summary>
    public abstract int Receive(Span<byte> buffer);

    /// <summary>Waits until the system has taken all bytes.</summary>
    public abstract void Send(ReadOnlySpan<byte> bytes);

    /// <summary>Tells the other side that nothing more will come.</summary>
    public abstract void EndSend();

    /// <summary>Ends both directions; calls that wait fail.</summary>
    public abstract void Close();

    /// <summary>
    /// A socket itself. Its threads wait in poll: a blocking call on a socket that was connected asynchronously waits for the runtime's
    /// own loop of events, which at times hands them on to the process's pool.
    /// </summary>
    internal sealed class OfSocket : Wire
    {
        private readonly Socket _socket;

        public OfSocket(Socket socket)
        {
            _socket = socket;
            _socket.Blocking = false;
        }

        public override int Receive(Span<byte> buffer)
        {
            while (true)
            {
                var length = _socket.Receive(buffer, SocketFlags.None, out var error);
                if (error == SocketError.Success)
                    return length;
                WaitFor(SelectMode.SelectRead, error);
            }
        }

        public override void Send(ReadOnlySpan<byte> bytes)
        {
            while (bytes.Length > 0)
            {
                bytes = bytes[_socket.Send(bytes, SocketFlags.None, out var error)..];
                if (error != SocketError.Success)
                    WaitFor(SelectMode.SelectWrite, error);
            }
        }

        public override void EndSend() => _socket.Shutdown(SocketShutdown.Send);

        public override void Close()
        {
            try
            {
                // Without it the system would reset the connection, and what the other side has not read yet would be lost.
                _socket.Shutdown(SocketShutdown.Both);
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                // There is no connection any more that could end in order.
            }
            _socket.Dispose();
        }

        private void WaitFor(SelectMode readiness, SocketError error)
        {
            if (error != SocketError.WouldBlock)
                throw new SocketException((int)error);
            _socket.Poll(Timeout.InfiniteTimeSpan, readiness);
        }
    }

    /// <summary>A stream over a socket, such as one that encrypts.</summary>
    internal sealed class OfStream(Stream stream) : Wire
    {
        public override int Receive(Span<byte> buffer) => stream.Read(buffer);

        public override void Send(ReadOnlySpan<byte> bytes)
        {
            stream.Write(bytes);
            stream.Flush();
        }

        public override void EndSend() => stream.Flush();

        public override void Close() => stream.Dispose();
    }
}

using System.IO.Pipelines;
using System.Net.Sockets;

namespace Pipelines.Sockets.Unofficial;

/// <summary>
/// Moves bytes between a wire and two pipes on two threads of its own, which wait for it. Continuations of asynchronous calls would need
/// threads of the process's pool: those may all be waiting, in synchronous calls, for the very bytes to come.
/// </summary>
internal sealed class DuplexPump : IDisposable
{
    /// <summary>Room for the next receive after one that filled its room: large answers come in fewer pieces.</summary>
    private const int LargeReceive = 64 * 1024;

    private readonly Wire _wire;
    private readonly Pipe _received;
    private readonly Pipe _toSend;
    private Exception? _failure;
    private int _shutdownKind;
    private int _socketError;
    private long _bytesReceived;
    private long _bytesSent;
    private int _lastReceived = -1;

    /// <summary>Starts the two threads.</summary>
    /// <param name="wire">Closed by the disposal, and when sending fails.</param>
    /// <param name="send">Thresholds of what is to be sent, and where its writer goes on; null for the defaults.</param>
    /// <param name="receive">Thresholds of what was received, and where its reader goes on; null for the defaults.</param>
    /// <param name="name">Name of the threads.</param>
    public DuplexPump(Wire wire, PipeOptions? send, PipeOptions? receive, string? name)
    {
        (send, receive) = (send ?? PipeOptions.Default, receive ?? PipeOptions.Default);
        _wire = wire;
        _toSend = new Pipe(With(send, PipeScheduler.Inline, send.WriterScheduler));
        _received = new Pipe(With(receive, receive.ReaderScheduler, PipeScheduler.Inline));
        Start(ReceiveAll, name + ":receive");
        Start(SendAll, name + ":send");
    }

    public PipeReader Input => _received.Reader;

    public PipeWriter Output => _toSend.Writer;

    public PipeShutdownKind ShutdownKind => (PipeShutdownKind)Volatile.Read(ref _shutdownKind);

    public SocketError SocketError => (SocketError)Volatile.Read(ref _socketError);

    public long BytesReceived => Volatile.Read(ref _bytesReceived);

    public long BytesSent => Volatile.Read(ref _bytesSent);

    /// <summary>Bytes of the last receive; −1 before the first.</summary>
    public int LastReceived => Volatile.Read(ref _lastReceived);

    /// <summary>Notes why the pipe ends.</summary>
    /// <returns>False where an earlier reason stands.</returns>
    public bool TrySetShutdown(PipeShutdownKind kind) => Interlocked.CompareExchange(ref _shutdownKind, (int)kind, 0) == 0;

    /// <summary>Closes the wire, which ends the threads. Waits for nothing: the caller may run on a thread that they wait for.</summary>
    public void Dispose()
    {
        TrySetShutdown(PipeShutdownKind.PipeDisposed);
        Output.Complete();
        _wire.Close();
    }

    private static PipeOptions With(PipeOptions options, PipeScheduler reader, PipeScheduler writer) => new(
        options.Pool, reader, writer, options.PauseWriterThreshold, options.ResumeWriterThreshold, options.MinimumSegmentSize,
        useSynchronizationContext: false);

    private static void Start(ThreadStart loop, string name) => new Thread(loop) { Name = name, IsBackground = true }.UnsafeStart();

    private void ReceiveAll()
    {
        try
        {
            ReceiveUntilEnd(_received.Writer, new ThreadWait());
        }
        catch (Exception failure)
        {
            Fail(failure, PipeShutdownKind.ReadSocketError, PipeShutdownKind.ReadException);
        }
        _received.Writer.Complete(ShutdownKind == PipeShutdownKind.PipeDisposed ? null : _failure);
    }

    private void ReceiveUntilEnd(PipeWriter writer, ThreadWait wait)
    {
        for (var room = 0; ;)
        {
            var buffer = writer.GetSpan(room);
            var length = _wire.Receive(buffer);
            Volatile.Write(ref _lastReceived, length);
            if (length == 0)
            {
                TrySetShutdown(PipeShutdownKind.ReadEndOfStream);
                return;
            }
            Interlocked.Add(ref _bytesReceived, length);
            room = length == buffer.Length ? LargeReceive : 0;
            writer.Advance(length);
            if (wait.For(writer.FlushAsync()).IsCompleted)
            {
                TrySetShutdown(PipeShutdownKind.InputReaderCompleted);
                return;
            }
        }
    }

    private void SendAll()
    {
        Exception? failed = null;
        try
        {
            SendUntilEnd(_toSend.Reader, new ThreadWait());
        }
        catch (Exception failure)
        {
            Fail(failure, PipeShutdownKind.WriteSocketError, PipeShutdownKind.WriteException);
            failed = failure;
            // Who reads learns of it too: nothing more will be answered.
            _wire.Close();
        }
        _toSend.Reader.Complete(failed);
    }

    private void SendUntilEnd(PipeReader reader, ThreadWait wait)
    {
        while (true)
        {
            var pending = wait.For(reader.ReadAsync());
            foreach (var segment in pending.Buffer)
            {
                _wire.Send(segment.Span);
                Interlocked.Add(ref _bytesSent, segment.Length);
            }
            reader.AdvanceTo(pending.Buffer.End);
            if (pending.IsCompleted)
            {
                TrySetShutdown(PipeShutdownKind.OutputWriterCompleted);
                _wire.EndSend();
                return;
            }
        }
    }

    private void Fail(Exception failure, PipeShutdownKind onSocket, PipeShutdownKind otherwise)
    {
        var socket = failure as SocketException ?? failure.InnerException as SocketException;
        if (TrySetShutdown(socket is null ? otherwise : onSocket) && socket is not null)
            Volatile.Write(ref _socketError, (int)socket.SocketErrorCode);
        Interlocked.CompareExchange(
            ref _failure,
            socket?.SocketErrorCode == SocketError.ConnectionReset ? new ConnectionResetException(socket.Message, socket) : failure,
            null);
    }
}

using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Pipelines.Sockets.Unofficial;

/// <summary>
/// One operation of a socket that can be awaited. Where the socket says that it finished at once, the caller calls <see cref="Complete"/>.
/// After the await it may serve the next operation.
/// </summary>
public class SocketAwaitableEventArgs : SocketAsyncEventArgs, ICriticalNotifyCompletion
{
    /// <summary>Stands for a continuation where the operation is over.</summary>
    private static readonly Action Over = () => { };

    private readonly PipeScheduler? _scheduler;
    private Action? _continuation;
    private SocketError _abortedBy;

    /// <summary>Makes one for the next operation.</summary>
    /// <param name="ioScheduler">Where the continuation runs; null for the thread that completes the operation.</param>
    public SocketAwaitableEventArgs(PipeScheduler? ioScheduler = null)
        : base(true) => _scheduler = ioScheduler;

    /// <summary>Whether the operation is over.</summary>
    public bool IsCompleted => ReferenceEquals(Volatile.Read(ref _continuation), Over);

    /// <summary>For await.</summary>
    public SocketAwaitableEventArgs GetAwaiter() => this;

    /// <summary>Bytes that the operation moved.</summary>
    /// <exception cref="SocketException">It failed, or was aborted.</exception>
    public int GetResult()
    {
        var error = _abortedBy == SocketError.Success ? SocketError : _abortedBy;
        _abortedBy = SocketError.Success;
        Volatile.Write(ref _continuation, null);
        return error == SocketError.Success ? BytesTransferred : throw new SocketException((int)error);
    }

    /// <summary>Runs a continuation when the operation is over.</summary>
    /// <param name="continuation">Runs once.</param>
    public void OnCompleted(Action continuation)
    {
        if (Interlocked.CompareExchange(ref _continuation, continuation, null) is not null)
            Run(continuation);
    }

    /// <summary>Runs a continuation when the operation is over.</summary>
    /// <param name="continuation">Runs once.</param>
    public void UnsafeOnCompleted(Action continuation) => OnCompleted(continuation);

    /// <summary>Ends the await: the operation is over.</summary>
    public void Complete()
    {
        var waiting = Interlocked.Exchange(ref _continuation, Over);
        if (waiting is not null && !ReferenceEquals(waiting, Over))
            Run(waiting);
    }

    /// <summary>Ends the await with an error, whatever the operation itself may still come to.</summary>
    /// <param name="error">What the await fails with.</param>
    public void Abort(SocketError error = SocketError.OperationAborted)
    {
        _abortedBy = error;
        Complete();
    }

    /// <summary>The socket's own word that the operation is over.</summary>
    /// <param name="e">This object.</param>
    protected override void OnCompleted(SocketAsyncEventArgs e) => Complete();

    private void Run(Action continuation)
    {
        if (_scheduler is null)
            continuation();
        else
            _scheduler.Schedule(static action => ((Action)action!)(), continuation);
    }
}

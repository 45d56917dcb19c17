namespace Pipelines.Sockets.Unofficial;

/// <summary>Lets a thread that exists for one loop wait for pipes: it needs no thread of the process's pool to go on.</summary>
internal sealed class ThreadWait
{
    private readonly object _gate = new();
    private readonly Action _end;
    private bool _isOver;

    public ThreadWait() => _end = End;

    /// <summary>The result, as soon as it is there.</summary>
    public T For<T>(ValueTask<T> pending)
    {
        var awaiter = pending.ConfigureAwait(false).GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            _isOver = false;
            awaiter.UnsafeOnCompleted(_end);
            lock (_gate)
            {
                while (!_isOver)
                    Monitor.Wait(_gate);
            }
        }
        return awaiter.GetResult();
    }

    private void End()
    {
        lock (_gate)
        {
            _isOver = true;
            Monitor.Pulse(_gate);
        }
    }
}

namespace RetentionGrpc.Server.Application;

/// <summary>Bounds the bytes that are under way: who would go over waits, in the order of arrival. Safe from any thread.</summary>
/// <param name="limit">The most bytes at once; a single larger claim counts as so many and waits to be alone.</param>
public sealed class ByteBudget(long limit)
{
    private readonly Lock _lock = new();
    private readonly Queue<(long Bytes, TaskCompletionSource Granted)> _waiting = [];
    private readonly long _limit = limit;
    private long _free = limit;

    /// <summary>How much of the limit is free, 0 to 1.</summary>
    public double FreeShare => (double)Volatile.Read(ref _free) / _limit;

    /// <summary>Claims bytes, which <see cref="Release"/> must give back, and waits until they are free.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is claimed.</exception>
    public async ValueTask ClaimAsync(long bytes, CancellationToken cancellation)
    {
        bytes = Math.Min(bytes, _limit);
        TaskCompletionSource granted;
        lock (_lock)
        {
            if (_waiting.Count == 0 && bytes <= _free)
            {
                _free -= bytes;
                return;
            }
            granted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((bytes, granted));
        }
        await using (cancellation.Register(() => granted.TrySetCanceled(cancellation)))
            await granted.Task;
    }

    /// <summary>Gives back what was claimed.</summary>
    public void Release(long bytes)
    {
        lock (_lock)
        {
            _free += Math.Min(bytes, _limit);
            while (_waiting.TryPeek(out var next) && (next.Granted.Task.IsCanceled || next.Bytes <= _free))
            {
                _waiting.Dequeue();
                if (next.Granted.TrySetResult())
                    _free -= next.Bytes;
            }
        }
    }
}

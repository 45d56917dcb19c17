using System.IO.Pipelines;

namespace Pipelines.Sockets.Unofficial;

/// <summary>
/// Runs the continuations of pipes on a few threads of its own, so that answers are read even while all threads of the process's pool
/// wait for them. Where too many are queued, the pool helps.
/// </summary>
public sealed class DedicatedThreadPoolPipeScheduler : PipeScheduler, IDisposable
{
    private readonly Queue<(Action<object?> Action, object? State)> _queue = new();
    private readonly int _longestQueue;
    private int _available;
    private bool _isDisposed;
    private long _servicedByQueue;
    private long _servicedByPool;

    /// <summary>Starts the threads.</summary>
    /// <param name="name">Name of the threads.</param>
    /// <param name="workerCount">Threads, at least one.</param>
    /// <param name="useThreadPoolQueueLength">Whatever comes while so many are queued goes to the process's pool.</param>
    /// <param name="priority">Of the threads.</param>
    public DedicatedThreadPoolPipeScheduler(
        string? name = null, int workerCount = 5, int useThreadPoolQueueLength = 10, ThreadPriority priority = ThreadPriority.Normal)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workerCount);
        _longestQueue = useThreadPoolQueueLength;
        WorkerCount = workerCount;
        for (var i = 0; i < workerCount; i++)
        {
            var worker = new Thread(Work) { Name = name ?? nameof(DedicatedThreadPoolPipeScheduler), Priority = priority };
            worker.IsBackground = true;
            worker.UnsafeStart();
        }
    }

    /// <summary>Threads.</summary>
    public int WorkerCount { get; }

    /// <summary>Threads that wait for work at this moment.</summary>
    public int AvailableCount => Volatile.Read(ref _available);

    /// <summary>Continuations that ran on its own threads.</summary>
    public long TotalServicedByQueue => Volatile.Read(ref _servicedByQueue);

    /// <summary>Continuations that went to the process's pool.</summary>
    public long TotalServicedByPool => Volatile.Read(ref _servicedByPool);

    /// <summary>Runs an action soon, on a thread of its own or of the pool. Never fails, not even after the disposal.</summary>
    /// <param name="action">What to run.</param>
    /// <param name="state">What it is given.</param>
    public override void Schedule(Action<object?> action, object? state)
    {
        lock (_queue)
        {
            if (!_isDisposed && _queue.Count < _longestQueue)
            {
                _queue.Enqueue((action, state));
                Monitor.Pulse(_queue);
                return;
            }
        }
        Interlocked.Increment(ref _servicedByPool);
        System.Threading.ThreadPool.UnsafeQueueUserWorkItem(action, state, preferLocal: false);
    }

    /// <summary>Lets the threads end when they have run what is queued.</summary>
    public void Dispose()
    {
        lock (_queue)
        {
            _isDisposed = true;
            Monitor.PulseAll(_queue);
        }
    }

    private void Work()
    {
        while (TryTake(out var work))
        {
            work.Action(work.State);
            Interlocked.Increment(ref _servicedByQueue);
        }
    }

    private bool TryTake(out (Action<object?> Action, object? State) work)
    {
        lock (_queue)
        {
            while (!_queue.TryDequeue(out work))
            {
                if (_isDisposed)
                    return false;
                _available++;
                Monitor.Wait(_queue);
                _available--;
            }
        }
        return true;
    }
}

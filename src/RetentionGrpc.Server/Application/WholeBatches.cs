namespace RetentionGrpc.Server.Application;

/// <summary>
/// Finds a point between batches over all partitions, without holding any up: every batch hands all its parts to the writers before it or
/// after it. What is placed there, one thing in each writer's queue, therefore finds whole batches and nothing else in its partition. Only
/// calls that hand over their last part later than the others are waited for, and wait. Safe from any thread.
/// </summary>
public sealed class WholeBatches : IDisposable
{
    private readonly ReaderWriterLockSlim _handing = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource? _placing;
    private TaskCompletionSource? _noSteps;
    private int _inSteps;

    /// <summary>Between this and its disposal the parts of a batch are handed over, on one thread.</summary>
    public Handing Hand()
    {
        _handing.EnterReadLock();
        return new(_handing);
    }

    /// <summary>A batch is about to be handed over in several steps, until <see cref="EndSteps"/>.</summary>
    public async ValueTask BeginStepsAsync()
    {
        while (true)
        {
            Task placed;
            lock (_lock)
            {
                if (_placing is null)
                {
                    _inSteps++;
                    return;
                }
                placed = _placing.Task;
            }
            await placed;
        }
    }

    /// <summary>It was.</summary>
    public void EndSteps()
    {
        lock (_lock)
        {
            if (--_inSteps == 0)
                _noSteps?.TrySetResult();
        }
    }

    /// <summary>Places something between batches.</summary>
    /// <param name="place">Hands it to the writers before it returns.</param>
    public async Task<T> PlaceAsync<T>(Func<T> place)
    {
        var placing = await BeginPlacingAsync();
        try
        {
            _handing.EnterWriteLock();
            try
            {
                return place();
            }
            finally
            {
                _handing.ExitWriteLock();
            }
        }
        finally
        {
            lock (_lock)
                (_placing, _noSteps) = (null, null);
            placing.SetResult();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handing.Dispose();

    private async Task<TaskCompletionSource> BeginPlacingAsync()
    {
        var own = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (true)
        {
            Task before;
            lock (_lock)
            {
                if (_placing is null)
                {
                    _placing = own;
                    _noSteps = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    if (_inSteps == 0)
                        _noSteps.SetResult();
                    before = _noSteps.Task;
                }
                else
                {
                    before = _placing.Task;
                }
            }
            await before;
            if (_placing == own)
                return own;
        }
    }

    /// <summary>The time in which a batch is handed over.</summary>
    public readonly struct Handing(ReaderWriterLockSlim handing) : IDisposable
    {
        /// <summary>It is over.</summary>
        public void Dispose() => handing.ExitReadLock();
    }
}

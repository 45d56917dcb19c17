using RetentionGrpc.V1;

namespace RetentionGrpc.Client;

/// <summary>
/// The events of a stream from AddAsync to the day the server lets go of them: a batch that gathers, and the queue of sealed ones. Every
/// member may be called by any thread.
/// </summary>
internal sealed class BatchBuffer : IDisposable
{
    private readonly Lock _lock = new();
    private readonly EventStreamOptions _options;
    private readonly ITimer _lingering;
    private readonly ITimer _pausing;
    private readonly SendQueue _queue;
    private PendingBatch _open = new();
    private bool _isDue;
    private int _batchEvents;
    private bool _isClosed;
    private Exception? _failure;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public BatchBuffer(EventStreamOptions options, TimeProvider time)
    {
        _options = options;
        _queue = new SendQueue(options.FirstSequence);
        _batchEvents = options.BatchEvents;
        _lingering = time.CreateTimer(_ => MakeDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _pausing = time.CreateTimer(_ => Change(queue => queue.IsPaused = false), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether no event comes any more and nothing is left to be acknowledged.</summary>
    public bool IsFinished => Read(queue => _isClosed && _open.Count == 0 && queue.IsEmpty);

    /// <summary>Whether the stream failed and a caller was told so.</summary>
    public bool IsFailureTold { get; private set; }

    /// <summary>The events that no ack covers, in order.</summary>
    public IReadOnlyList<Event> Unacknowledged => Read<Event[]>(queue => [.. queue.Unacknowledged.Append(_open).SelectMany(x => x.Events)]);

    /// <summary>Asks the queue.</summary>
    public T Read<T>(Func<SendQueue, T> question)
    {
        lock (_lock)
            return question(_queue);
    }

    /// <summary>Changes the queue, and lets those go on who wait for it.</summary>
    public T Change<T>(Func<SendQueue, T> change)
    {
        lock (_lock)
        {
            var result = change(_queue);
            TrySeal();
            WakeAll();
            return result;
        }
    }

    /// <inheritdoc cref="Change{T}"/>
    public void Change(Action<SendQueue> change) => Change(queue =>
    {
        change(queue);
        return true;
    });

    /// <summary>Adds an event if there is room, else returns what to wait for before the next try.</summary>
    /// <param name="added">The event; its bytes are taken at once.</param>
    /// <param name="isAwaited">Whether the caller waits for the batch's outcome.</param>
    /// <param name="place">The batch that it is in, and its index there.</param>
    public Task? TryAdd(Event added, bool isAwaited, out (PendingBatch Batch, int Index) place)
    {
        var size = added.CalculateSize();
        var bytes = size + PendingBatch.EventFramingBytes;
        if (bytes + PendingBatch.FramingBytes > _options.BatchBytes)
            throw new ArgumentException($"The event has {bytes} bytes; a batch has at most {_options.BatchBytes}.", nameof(added));
        lock (_lock)
        {
            place = default;
            ThrowIfOver();
            if (_open.Count >= _batchEvents || (_open.Count > 0 && _open.CutBytes + bytes > _options.BatchBytes))
            {
                _isDue = true;
                if (!TrySeal())
                    return _changed.Task;
            }
            _open.Add(added, size);
            _open.IsAwaited |= isAwaited;
            place = (_open, _open.Count - 1);
            if (_open.Count >= _batchEvents)
            {
                _isDue = true;
                TrySeal();
            }
            else if (_open.Count == 1 && _options.Linger > TimeSpan.Zero)
            {
                _lingering.Change(_options.Linger, Timeout.InfiniteTimeSpan);
            }
            return null;
        }
    }

    /// <summary>Sends the open batch as soon as there is room, full or not.</summary>
    public void MakeDue()
    {
        lock (_lock)
        {
            _isDue = _open.Count > 0;
            TrySeal();
        }
    }

    /// <summary>Puts a barrier behind every event added so far.</summary>
    public PendingFlush BeginFlush()
    {
        lock (_lock)
        {
            ThrowIfOver();
            var flush = _queue.BeginFlush(_open.Count > 0);
            MakeDue();
            WakeAll();
            return flush;
        }
    }

    /// <summary>Waits until a condition holds, which is asked for under the buffer's lock whenever something has changed.</summary>
    public async Task WaitAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (condition())
                    return;
                ThrowIfOver();
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes up a new connection.</summary>
    /// <inheritdoc cref="SendQueue.Resume"/>
    public bool Resume(Opened opened, out DataLoss? gone)
    {
        (var isOurs, gone) = Change(queue =>
        {
            // Batches that are numbered by their content are cut by it alone, whatever the server of the day allows.
            if (_options.FirstSequence is null && opened.Limits is { BatchEventCount: > 0 } limits)
                _batchEvents = Math.Min(_options.BatchEvents, limits.BatchEventCount);
            return (queue.Resume(opened, out var lost), lost);
        });
        return isOurs;
    }

    /// <summary>What to do next on this connection.</summary>
    public SendStep NextStep()
    {
        lock (_lock)
            return _queue.Next(_changed.Task, _isClosed);
    }

    /// <summary>Sends no batch for a while.</summary>
    public void Pause(TimeSpan delay) => Change(queue =>
    {
        queue.IsPaused = true;
        _pausing.Change(delay, Timeout.InfiniteTimeSpan);
    });

    /// <summary>Ends the stream for good; the first reason stands.</summary>
    public void Fail(Exception failure)
    {
        lock (_lock)
        {
            _failure ??= failure;
            WakeAll();
        }
    }

    /// <summary>No event comes any more.</summary>
    public void Close() => Change(_ =>
    {
        // What an interrupted call has added is sent, too.
        _isDue = _open.Count > 0;
        _isClosed = true;
    });

    public void Dispose()
    {
        _lingering.Dispose();
        _pausing.Dispose();
    }

    private bool TrySeal()
    {
        if (!_isDue || _open.Count == 0)
            return true;
        if (!_queue.HasBegun || _queue.Unacked >= _options.MaxInFlight)
            return false;
        // What is acknowledged and not stable yet is kept for a resend, but never at the price of a stall.
        if (_queue.KeptBytes + _open.CutBytes > _options.BufferBytes && _queue.Unacked > 0)
            return false;
        _queue.MakeRoom(_open.CutBytes, _options.BufferBytes);
        _queue.Seal(_open);
        _open = new PendingBatch();
        _isDue = false;
        _lingering.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        WakeAll();
        return true;
    }

    private void WakeAll()
    {
        var changed = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }

    private void ThrowIfOver()
    {
        if (_failure is not null)
        {
            IsFailureTold = true;
            throw _failure is RetentionException known
                ? known.Again()
                : new InvalidOperationException("The event stream failed.", _failure);
        }
        ObjectDisposedException.ThrowIf(_isClosed, typeof(EventStream));
    }
}

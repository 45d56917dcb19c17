using RetentionGrpc.V1;

namespace RetentionGrpc.Client;

/// <summary>
/// The events of a stream from AddAsync to the last ack: an open batch that gathers, then sealed ones, kept in order of sequence until the
/// server lets go of them. Every member may be called by any thread.
/// </summary>
internal sealed class BatchBuffer : IDisposable
{
    // A batch's framing around its events: the sequence, the oneof, and a tag and a length for each event.
    private const int FramingBytes = 64;
    private const int EventFramingBytes = 5;

    private readonly Lock _lock = new();
    private readonly EventStreamOptions _options;
    private readonly ITimer _timer;
    private readonly List<PendingBatch> _kept = [];
    private List<Event> _open = [];
    private int _openBytes = FramingBytes;
    private bool _isDue;
    private int _batchEvents;
    private long _nextSequence;
    private long _sentThrough;
    private long _ackedThrough;
    private long _seenThrough;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;
    private bool _isClosed;

    public BatchBuffer(EventStreamOptions options, TimeProvider time)
    {
        _options = options;
        _batchEvents = options.BatchEvents;
        _timer = time.CreateTimer(_ => MakeDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Every batch of this stream up to this one was acknowledged; what lies before its first is none of its own.</summary>
    public long AckedThrough
    {
        get
        {
            lock (_lock)
                return _ackedThrough;
        }
    }

    /// <summary>The last sequence of which an ack was seen here: all that may be claimed when the stream is opened again.</summary>
    public long SeenThrough
    {
        get
        {
            lock (_lock)
                return _seenThrough;
        }
    }

    /// <summary>Whether nothing is left to be acknowledged.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _open.Count == 0 && _nextSequence - 1 <= _ackedThrough;
        }
    }

    /// <summary>Whether the stream failed and a caller was told so.</summary>
    public bool IsFailureTold { get; private set; }

    /// <summary>Takes up a new connection: what the server does not have is sent again.</summary>
    public void Resume(Opened opened)
    {
        lock (_lock)
        {
            if (opened.Limits is { BatchEventCount: > 0 } limits)
                _batchEvents = Math.Min(_options.BatchEvents, limits.BatchEventCount);
            if (_nextSequence == 0)
                BeginAt(_options.FirstSequence ?? opened.LastSequence + 1);
            else if (_nextSequence - 1 == _ackedThrough && _options.FirstSequence is null)
                BeginAt(Math.Max(_nextSequence, opened.LastSequence + 1));
            _sentThrough = _ackedThrough;
            Change();
        }
    }

    /// <summary>Adds an event if there is room, else returns what to wait for before the next try.</summary>
    public Task? TryAdd(Event added)
    {
        var bytes = added.CalculateSize() + EventFramingBytes;
        if (bytes + FramingBytes > _options.BatchBytes)
            throw new ArgumentException($"The event has {bytes} bytes; a batch has at most {_options.BatchBytes}.", nameof(added));
        lock (_lock)
        {
            ThrowIfOver();
            if (_open.Count >= _batchEvents || _openBytes + bytes > _options.BatchBytes)
            {
                _isDue = true;
                if (!TrySeal())
                    return _changed.Task;
            }
            _open.Add(added);
            _openBytes += bytes;
            if (_open.Count >= _batchEvents)
            {
                _isDue = true;
                TrySeal();
            }
            else if (_open.Count == 1 && _options.Linger > TimeSpan.Zero)
            {
                _timer.Change(_options.Linger, Timeout.InfiniteTimeSpan);
            }
            return null;
        }
    }

    /// <summary>Sends the open batch as soon as there is room, full or not.</summary>
    /// <returns>The sequence whose ack covers every event added so far.</returns>
    public long MakeDue()
    {
        lock (_lock)
        {
            if (_open.Count == 0)
                return _nextSequence - 1;
            var sequence = _nextSequence;
            _isDue = true;
            TrySeal();
            return sequence;
        }
    }

    /// <summary>The next batch to send on this connection; or null, and what to wait for. Both null: closed, and nothing is left.</summary>
    public (PendingBatch? Batch, Task? Wait) NextToSend()
    {
        lock (_lock)
        {
            var next = _kept.Find(x => x.Sequence > _sentThrough);
            if (next is null)
                return (null, _isClosed ? null : _changed.Task);
            _sentThrough = next.Sequence;
            next.SendCount++;
            return (next, null);
        }
    }

    /// <summary>The batch of a result that no ack has covered before, or null.</summary>
    public PendingBatch? Find(BatchResult result)
    {
        lock (_lock)
            return _kept.Find(x => x.Sequence == result.Sequence && x.Sequence > _ackedThrough);
    }

    /// <summary>Notes an ack once its results were told, and lets those go on who wait for it.</summary>
    public void Acknowledge(Ack ack)
    {
        lock (_lock)
        {
            if (ack.Results.Count > 0)
                _seenThrough = _ackedThrough = Math.Max(_ackedThrough, ack.Results[^1].Sequence);
            _kept.RemoveAll(x => x.Sequence <= _ackedThrough && x.Sequence <= ack.StableThrough);
            TrySeal();
            Change();
        }
    }

    /// <summary>Waits until a sequence is acknowledged.</summary>
    public async Task WaitForAckAsync(long sequence, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_ackedThrough >= sequence)
                    return;
                ThrowIfOver();
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the stream for good; the first reason stands.</summary>
    public void Fail(Exception failure)
    {
        lock (_lock)
        {
            _failure ??= failure;
            Change();
        }
    }

    /// <summary>No event comes any more.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            Change();
        }
    }

    public void Dispose() => _timer.Dispose();

    // Nothing below waits for an ack, so a later sequence takes nothing away.
    private void BeginAt(long sequence)
    {
        _nextSequence = sequence;
        _ackedThrough = sequence - 1;
    }

    private bool TrySeal()
    {
        if (!_isDue || _open.Count == 0)
            return true;
        if (_nextSequence == 0 || _nextSequence - 1 - _ackedThrough >= _options.MaxInFlight)
            return false;
        _kept.Add(new PendingBatch(_nextSequence++, _open));
        _open = [];
        _openBytes = FramingBytes;
        _isDue = false;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Change();
        return true;
    }

    private void Change()
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
            throw Rethrown(_failure);
        }
        ObjectDisposedException.ThrowIf(_isClosed, typeof(EventStream));
    }

    // Each caller gets an exception of its own: one object thrown by several threads would lose its stack.
    private static Exception Rethrown(Exception failure) =>
        failure is RetentionException { InnerException: Grpc.Core.RpcException cause } known
            ? new RetentionException(known.Error, cause)
            : new InvalidOperationException("The event stream failed.", failure);
}

using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.Client;

/// <summary>
/// Streams events to the server in batches, each kept until the server has it in its log and sent again when a connection breaks before
/// that: every event counts once. Safe for use by many threads; events of one caller are sent in the order of its calls.
/// </summary>
/// <remarks>Dispose it to send what is left. An event's bytes are taken when it is added: a later change is not sent.</remarks>
public sealed class EventStream : IAsyncDisposable
{
    private readonly RetentionClient _client;
    private readonly EventStreamOptions _options;
    private readonly BatchBuffer _buffer;
    private readonly Retries _retries;
    private readonly StreamPosition _position = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private int _isOver;

    internal EventStream(RetentionClient client, EventStreamOptions options)
    {
        _client = client;
        _options = options;
        _buffer = new BatchBuffer(options, client.Time);
        _retries = new Retries(client.Options, options.RetryFor);
    }

    /// <summary>Who sends.</summary>
    public string ProducerId => _options.ProducerId;

    /// <summary>
    /// Every batch of this stream up to this sequence is in the server's log. It falls back where the server lost data, until that is sent
    /// again.
    /// </summary>
    public long AckedThrough => _buffer.Read(queue => queue.AckedThrough);

    /// <summary>The newest: pass it as QueryOptions.read_token to read what was acknowledged. Null before the first connection.</summary>
    public string? LastReadToken => _position.ReadToken;

    /// <summary>What an ack promises.</summary>
    public Durability Durability => _position.Durability;

    /// <summary>
    /// The events that no ack covers, in order: what is left to do something else with where the stream has failed. They may be in the
    /// log all the same.
    /// </summary>
    public IReadOnlyList<Event> Unacknowledged => _buffer.Unacknowledged;

    /// <summary>
    /// Adds an event. Waits while <see cref="EventStreamOptions.MaxInFlight"/> batches are without an ack, or
    /// <see cref="EventStreamOptions.BufferBytes"/> are kept.
    /// </summary>
    /// <param name="added">The event.</param>
    /// <param name="cancellationToken">Gives up waiting; the event is then not added.</param>
    /// <exception cref="ArgumentException">The event is larger than a batch may be.</exception>
    /// <exception cref="RetentionException">The stream failed for good.</exception>
    public async ValueTask AddAsync(Event added, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(added);
        await AddOneAsync(added, isAwaited: false, cancellationToken).ConfigureAwait(false);
        if (_options.Linger == TimeSpan.Zero)
            _buffer.MakeDue();
    }

    /// <summary>Adds events, as <see cref="AddAsync"/> does one.</summary>
    public async ValueTask AddRangeAsync(IEnumerable<Event> added, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(added);
        try
        {
            foreach (var one in added)
                await AddOneAsync(one, isAwaited: false, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (_options.Linger == TimeSpan.Zero)
                _buffer.MakeDue();
        }
    }

    /// <summary>Sends events and waits until the server has acknowledged them. They share batches with those of other callers.</summary>
    /// <param name="events">The events.</param>
    /// <param name="cancellationToken">Gives up waiting; what was added by then is sent all the same.</param>
    /// <returns>Those that were not accepted; none: all of them count.</returns>
    /// <exception cref="ArgumentException">An event is larger than a batch may be; those before it are sent.</exception>
    /// <exception cref="RetentionException">The stream failed for good.</exception>
    public async Task<IReadOnlyList<EventRejection>> SendAsync(IEnumerable<Event> events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        var places = new Dictionary<(PendingBatch Batch, int Index), (Event Event, int Index)>();
        try
        {
            foreach (var one in events)
            {
                var place = await AddOneAsync(one, isAwaited: true, cancellationToken).ConfigureAwait(false);
                places.Add(place, (one, places.Count));
            }
        }
        finally
        {
            _buffer.MakeDue();
        }
        var rejections = new List<EventRejection>();
        foreach (var batch in places.Keys.Select(x => x.Batch).Distinct())
        {
            await _buffer.WaitAsync(() => batch.Outcome is not null, cancellationToken).ConfigureAwait(false);
            foreach (var rejection in batch.Outcome!.Rejections)
            {
                if (places.TryGetValue((batch, rejection.Index), out var own))
                    rejections.Add(rejection with { Event = own.Event, Index = own.Index });
            }
        }
        return rejections;
    }

    /// <summary>Sends what was added and waits until the server confirms that all of it is in its log.</summary>
    /// <exception cref="RetentionException">The stream failed for good.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        var flush = _buffer.BeginFlush();
        try
        {
            await _buffer.WaitAsync(() => flush.IsDone, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _buffer.Change(queue => queue.EndFlush(flush));
        }
    }

    /// <summary>Flushes and ends the stream. Cancelled, it ends the stream at once: events without an ack may be lost.</summary>
    /// <exception cref="RetentionException">The stream failed for good.</exception>
    public async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        if (_isOver != 0)
            return;
        try
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            _buffer.Close();
            await _running.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await AbortAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Flushes and ends the stream, for as long as <see cref="EventStreamOptions.RetryFor"/> allows.</summary>
    /// <exception cref="RetentionException">The stream failed for good, and no other call has said so.</exception>
    public async ValueTask DisposeAsync()
    {
        if (_buffer.IsFailureTold)
            await AbortAsync().ConfigureAwait(false);
        else
            await CloseAsync().ConfigureAwait(false);
    }

    internal async Task OpenAsync(CancellationToken cancellationToken)
    {
        _running = RunAsync();
        await _opened.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    internal async Task AbortAsync()
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0)
            return;
        _buffer.Close();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _buffer.Dispose();
        _stop.Dispose();
    }

    private async ValueTask<(PendingBatch Batch, int Index)> AddOneAsync(Event added, bool isAwaited, CancellationToken cancellationToken)
    {
        (PendingBatch, int) place;
        while (_buffer.TryAdd(added, isAwaited, out place) is { } full)
            await full.WaitAsync(cancellationToken).ConfigureAwait(false);
        return place;
    }

    // Keeps a connection until the stream is closed or fails for good. Never throws.
    private async Task RunAsync()
    {
        try
        {
            while (await ConnectAsync().ConfigureAwait(false) is { } end)
            {
                _stop.Token.ThrowIfCancellationRequested();
                _retries.Fail(end.Broken);
                Check(end);
                await Task.Delay(_retries.Delay(end.Broken?.RetryDelay), _client.Time, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            _opened.TrySetCanceled(_stop.Token);
        }
        catch (Exception failure)
        {
            _buffer.Fail(failure);
            _opened.TrySetException(failure);
        }
    }

    private Task<StreamEnd?> ConnectAsync() =>
        new StreamConnection(_client, _options, _buffer, _retries, _position, opened: () => _opened.TrySetResult()).RunAsync(_stop.Token);

    private void Check(StreamEnd end)
    {
        if (end.Broken is { } error)
        {
            if (!_retries.IsWorthIt(error) || _retries.IsOver)
                throw new RetentionException(error, sequence: null, end.Cause);
            _options.Retrying?.Invoke(error);
        }
        else if (_retries.Count > 1 && _retries.IsOver)
        {
            var away = new RetentionError { StatusCode = StatusCode.Unavailable, Message = "The server goes away again and again." };
            throw new RetentionException(away, sequence: null);
        }
    }
}

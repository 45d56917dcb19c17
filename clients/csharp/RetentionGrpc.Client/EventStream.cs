using System.Security.Cryptography;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.Client;

/// <summary>
/// Streams events to the server in batches, each kept until the server has it in its log and sent again when a connection breaks before
/// that: every event counts once. Safe for use by many threads; events of one caller are sent in the order of its calls.
/// </summary>
/// <remarks>Dispose it to send what is left. An event must not be changed after it was added.</remarks>
public sealed class EventStream : IAsyncDisposable
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(10);
    private static readonly string Sdk = $"csharp/{typeof(EventStream).Assembly.GetName().Version?.ToString(3)}";

    private readonly RetentionClient _client;
    private readonly EventStreamOptions _options;
    private readonly BatchBuffer _buffer;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private int _failures;
    private long _failingSince;
    private RetentionError? _refusal;
    private bool _isClosing;
    private bool _isOver;

    internal EventStream(RetentionClient client, EventStreamOptions options)
    {
        _client = client;
        _options = options;
        _buffer = new BatchBuffer(options, client.Time);
    }

    /// <summary>Who sends.</summary>
    public string ProducerId => _options.ProducerId;

    /// <summary>Every batch of this stream up to this sequence is in the server's log.</summary>
    public long AckedThrough => _buffer.AckedThrough;

    /// <summary>From the newest ack: pass it as QueryOptions.read_token to read what was acknowledged. Null before the first.</summary>
    public string? LastReadToken { get; private set; }

    /// <summary>What an ack promises.</summary>
    public Durability Durability { get; private set; }

    /// <summary>Adds an event. Waits while <see cref="EventStreamOptions.MaxInFlight"/> batches are without an ack.</summary>
    /// <param name="added">The event.</param>
    /// <param name="cancellationToken">Gives up waiting; the event is then not added.</param>
    /// <exception cref="ArgumentException">The event is larger than a batch may be.</exception>
    /// <exception cref="RetentionException">The stream failed for good.</exception>
    public async ValueTask AddAsync(Event added, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(added);
        await AddOneAsync(added, cancellationToken).ConfigureAwait(false);
        if (_options.Linger == TimeSpan.Zero)
            _buffer.MakeDue();
    }

    /// <summary>Adds events, as <see cref="AddAsync"/> does one.</summary>
    public async ValueTask AddRangeAsync(IEnumerable<Event> added, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(added);
        foreach (var one in added)
            await AddOneAsync(one, cancellationToken).ConfigureAwait(false);
        if (_options.Linger == TimeSpan.Zero)
            _buffer.MakeDue();
    }

    /// <summary>Sends what was added and waits until the server has acknowledged all of it.</summary>
    /// <exception cref="RetentionException">The stream failed for good.</exception>
    public Task FlushAsync(CancellationToken cancellationToken = default) =>
        _buffer.WaitForAckAsync(_buffer.MakeDue(), cancellationToken);

    /// <summary>Flushes and ends the stream. Cancelled, it ends the stream at once: events without an ack may be lost.</summary>
    /// <exception cref="RetentionException">The stream failed for good.</exception>
    public async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        if (_isOver)
            return;
        try
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            _isClosing = true;
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
        if (_isOver)
            return;
        _isOver = true;
        _buffer.Close();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _buffer.Dispose();
        _stop.Dispose();
    }

    private async ValueTask AddOneAsync(Event added, CancellationToken cancellationToken)
    {
        while (_buffer.TryAdd(added) is { } full)
            await full.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    // Keeps a connection until the stream is closed or fails for good. Never throws.
    private async Task RunAsync()
    {
        try
        {
            while (await ConnectAsync().ConfigureAwait(false) is { } broken)
            {
                if (_stop.IsCancellationRequested)
                    return;
                if (_failures++ == 0)
                    _failingSince = _client.Time.GetTimestamp();
                var error = _refusal ?? RetentionError.From(broken);
                _refusal = null;
                if (!IsWorthRetrying(error) || HasRetriedEnough())
                    throw new RetentionException(error, broken);
                _options.Reconnecting?.Invoke(error);
                await Task.Delay(Backoff(error), _client.Time, _stop.Token).ConfigureAwait(false);
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

    // One connection, from Open to its end: null when the stream is closed and everything was acknowledged, else what broke it.
    private async Task<RpcException?> ConnectAsync()
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using var call = _client.Ingestion.StreamEvents(cancellationToken: over.Token);
        var writing = SendOpenAsync(call.RequestStream, over.Token);
        try
        {
            // A broken connection fails writing and reading alike; the reader has the status that says why.
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (await ReadOpenedAsync(call.ResponseStream, over.Token).ConfigureAwait(false))
            {
                var goAway = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                writing = SendBatchesAsync(call.RequestStream, goAway.Task, over.Token);
                while (await call.ResponseStream.MoveNext(over.Token).ConfigureAwait(false))
                {
                    if (call.ResponseStream.Current.GoAway is not null)
                        goAway.TrySetResult();
                    Receive(call.ResponseStream.Current);
                }
            }
            return _buffer.IsEmpty && _isClosing
                ? null
                : new RpcException(new Status(StatusCode.Unavailable, "The server ended the stream."));
        }
        catch (RpcException exception)
        {
            return exception;
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task SendOpenAsync(IClientStreamWriter<StreamEventsRequest> requests, CancellationToken cancellationToken)
    {
        var open = new Open
        {
            ProducerId = _options.ProducerId,
            AckedThrough = _buffer.SeenThrough,
            Sdk = Sdk,
            ClientTime = Timestamp.FromDateTimeOffset(_client.Time.GetUtcNow()),
        };
        return requests.WriteAsync(new StreamEventsRequest { Open = open }, cancellationToken);
    }

    private async Task<bool> ReadOpenedAsync(IAsyncStreamReader<StreamEventsResponse> responses, CancellationToken cancellationToken)
    {
        if (!await responses.MoveNext(cancellationToken).ConfigureAwait(false) || responses.Current.Opened is not { } opened)
            return false;
        Durability = opened.Durability;
        _buffer.Resume(opened);
        if (_buffer.IsEmpty)
            _failures = 0;
        _opened.TrySetResult();
        return true;
    }

    private async Task SendBatchesAsync(
        IClientStreamWriter<StreamEventsRequest> requests, Task goAway, CancellationToken cancellationToken)
    {
        while (!goAway.IsCompleted)
        {
            var (batch, wait) = _buffer.NextToSend();
            if (batch is not null)
                await requests.WriteAsync(batch.Request, cancellationToken).ConfigureAwait(false);
            else if (wait is not null)
                await Task.WhenAny(wait, goAway).WaitAsync(cancellationToken).ConfigureAwait(false);
            else
                break;
        }
        await requests.CompleteAsync().ConfigureAwait(false);
    }

    private void Receive(StreamEventsResponse response)
    {
        if (response.Nack is { Failure: { } failure })
            throw Refused((StatusCode)failure.Code, RetentionError.From(failure));
        if (response.DataLoss is { } loss)
        {
            var message = $"Batches {loss.FirstSequence} to {loss.LastSequence} were acknowledged, and the server has lost them.";
            throw Refused(StatusCode.DataLoss, new()
            {
                StatusCode = StatusCode.DataLoss,
                Reason = ErrorReason.DataCorrupt,
                ReasonName = "DATA_CORRUPT",
                Message = message,
            });
        }
        if (response.Ack is not { } ack)
            return;
        foreach (var result in ack.Results)
        {
            if (_options.BatchAcknowledged is { } told && _buffer.Find(result) is { } batch)
                told(OutcomeOf(batch, result));
        }
        _failures = 0;
        LastReadToken = ack.ReadToken;
        Durability = ack.Durability;
        _buffer.Acknowledge(ack);
    }

    private RpcException Refused(StatusCode code, RetentionError error)
    {
        _refusal = error;
        return new RpcException(new Status(code, error.Message));
    }

    private static BatchOutcome OutcomeOf(PendingBatch batch, BatchResult result) => new(
        result.Sequence,
        result.AcceptedCount,
        result.DuplicateCount,
        result.RejectedCount,
        [.. result.Rejections.Select(x => new EventRejection(batch.Request.Batch.Events[x.Index], x.Index, x.Reason, x.Field, x.Message))],
        batch.SendCount > 1);

    private bool IsWorthRetrying(RetentionError error) => error.Reason switch
    {
        // The server lost what it had: one try from where it says; if that is gone here too, nothing can help.
        ErrorReason.SequenceGap => _failures == 1,
        ErrorReason.StoreUnavailable or ErrorReason.ShuttingDown or ErrorReason.OpenTimeout => true,
        _ when error.RetryDelay is not null => true,
        _ when error.ReasonName.Length > 0 => false,
        _ => error.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.DeadlineExceeded
            or StatusCode.Internal or StatusCode.Unknown,
    };

    private bool HasRetriedEnough() =>
        _options.RetryFor != Timeout.InfiniteTimeSpan && _client.Time.GetElapsedTime(_failingSince) >= _options.RetryFor;

    // Doubled each time, cut at the longest, and jittered so that the clients of a restarted server do not come all at once.
    private TimeSpan Backoff(RetentionError error)
    {
        var whole = FirstBackoff * Math.Pow(2, Math.Min(_failures - 1, 10));
        var cut = whole < LongestBackoff ? whole : LongestBackoff;
        var jittered = cut * (0.5 + RandomNumberGenerator.GetInt32(500) / 1_000.0);
        return error.RetryDelay is { } asked && asked > jittered ? asked : jittered;
    }
}

using System.Threading.Channels;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

/// <summary>
/// What a stream is answered with, in the order of its requests. At most as many answers wait as the stream has credits for batches: who
/// adds one more waits too. One adds, one runs.
/// </summary>
internal sealed class EventStreamAnswers(
    IngestionServices services, StreamCall call, ProducerSession stream, long ackedThrough, long stableThrough)
{
    private static readonly TimeSpan LookForStableEvery = TimeSpan.FromMilliseconds(500);

    private readonly Channel<Answer> _queue = Channel.CreateBounded<Answer>(
        new BoundedChannelOptions(services.Rules.StreamBatches) { SingleReader = true, SingleWriter = true });

    private readonly StableBatches _stable = new(services.Pipeline.IsStable, stableThrough);

    private long _ackedThrough = ackedThrough;
    private long _toldStable = stableThrough;
    private long[] _position = stream.Position;
    private Task? _pause;
    private int _refusedRound = -1;

    /// <summary>Adds what becomes of a batch.</summary>
    /// <returns>Whether anybody answers any more.</returns>
    public Task<bool> AddBatchAsync(Task<BatchAnswer> batch, CancellationToken ending) => AddAsync(new Answer { Batch = batch }, ending);

    /// <summary>Adds the answer to a Flush.</summary>
    /// <returns>Whether anybody answers any more.</returns>
    public Task<bool> AddFlushAsync(long flushId, CancellationToken ending) => AddAsync(new Answer { FlushId = flushId }, ending);

    /// <summary>The last answer goes behind the others; where nobody answers any more, it is not needed.</summary>
    public async Task EndAsync(Refusal? reason)
    {
        if (reason is not null)
            await AddAsync(new Answer { End = reason }, call.Ended);
    }

    /// <summary>Nothing more is added.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Answers until there is nothing more, or something ends the stream.</summary>
    /// <param name="ending">Cancelled at the end, so that nobody reads on.</param>
    /// <returns>Why the server ended it, or null if the client did.</returns>
    public async Task<Refusal?> RunAsync(CancellationTokenSource ending)
    {
        try
        {
            var goAway = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var draining = services.Pipeline.Draining.Register(goAway.SetResult);
            var told = EndOnSchedulerAsync(goAway.Task);
            var isTold = false;
            Refusal? end = null;
            _stable.Add(_ackedThrough, _position);
            var more = WaitAsync();
            while (end is null)
            {
                await SomethingAsync(more, isTold ? null : told);
                if (_stable.Through > _toldStable)
                {
                    end = await WriteAsync(new() { Ack = Complete(new()) });
                    continue;
                }
                if (!isTold && told.IsCompleted)
                {
                    isTold = true;
                    end = await WriteAsync(new() { GoAway = new() { DrainTime = services.WireDrainTime } });
                    continue;
                }
                if (!more.IsCompleted)
                    continue;
                if (!await more)
                    break;
                while (end is null && _queue.Reader.TryRead(out var answer))
                    end = await TellAsync(answer);
                more = WaitAsync();
            }
            return end;
        }
        finally
        {
            Complete();
            ending.Cancel();
        }
    }

    /// <summary>Sends a message.</summary>
    /// <returns>SLOW_READER if the client took too long to read those before it.</returns>
    public Task<Refusal?> WriteAsync(StreamEventsResponse message) =>
        UnreadMessages.SendAsync(call.Responses, message, call.Http, services.Rules.ReadTimeout, services.Time, call.Ended);

    private async Task<bool> AddAsync(Answer answer, CancellationToken ending)
    {
        try
        {
            await _queue.Writer.WriteAsync(answer, ending);
            return true;
        }
        catch (ChannelClosedException)
        {
            // The answers ended with a refusal: what came after is neither taken nor answered.
            return false;
        }
    }

    /// <summary>Ends once there is an answer, the server is about to stop, or it is time to look for what is stable.</summary>
    private async Task SomethingAsync(Task more, Task? told)
    {
        if (_stable.IsBehind)
            _pause ??= EndOnSchedulerAsync(Task.Delay(LookForStableEvery, services.Time));
        await Task.WhenAny([more, .. new[] { told, _pause }.OfType<Task>()]);
        if (_pause is { IsCompleted: true })
            _pause = null;
    }

    // Awaited here, on the stream's scheduler: as a task it would end on the thread pool.
    private async Task<bool> WaitAsync() => await _queue.Reader.WaitToReadAsync(call.Ended);

    // Such a task, asked by WhenAny itself, would answer on the thread pool.
    private static async Task EndOnSchedulerAsync(Task asynchronous) => await asynchronous;

    private async Task<Refusal?> TellAsync(Answer answer)
    {
        if (answer.End is not null)
            return answer.End;
        if (answer.Batch is not null)
            return await AckAsync(answer.Batch);
        // A barrier: what is said to be in the log must be there now, whoever else may have written meanwhile.
        if (await services.Pipeline.ConfirmAsync() is { } refusal)
            return refusal;
        return await WriteAsync(new() { Flushed = new() { FlushId = answer.FlushId, AckedThrough = _ackedThrough } });
    }

    /// <summary>Acknowledges a batch, and with it those behind it that have ended too, up to the first that was refused.</summary>
    private async Task<Refusal?> AckAsync(Task<BatchAnswer> batch)
    {
        var ack = new Ack();
        var refused = BatchAnswer.None;
        for (var next = batch; next is not null && refused.Refusal is null; next = refused.Refusal is null ? NextEnded() : null)
        {
            var answer = await next;
            if (answer.Round == _refusedRound)
                continue;
            if (answer.Receipt is not { } receipt)
            {
                refused = answer;
                continue;
            }
            ack.Results.Add(IngestionMapping.ToWire(receipt));
            _ackedThrough = Math.Max(_ackedThrough, receipt.Sequence);
            _position = Later(_position, receipt.Position);
        }
        if (ack.Results.Count > 0 && await AckAsync(ack) is { } slow)
            return slow;
        return refused.Refusal is { } refusal ? await RefuseAsync(refused, refusal) : null;
    }

    private Task<Refusal?> AckAsync(Ack ack)
    {
        _stable.Add(_ackedThrough, _position);
        return WriteAsync(new() { Ack = Complete(ack) });
    }

    private Ack Complete(Ack ack)
    {
        ack.AckedThrough = _ackedThrough;
        ack.StableThrough = _toldStable = _stable.Through;
        ack.Durability = services.WireDurability;
        // What is only stable now covers less than a client has that was told a loss: its token would prove what was lost.
        ack.ReadToken = ack.Results.Count > 0 ? services.Pipeline.TokenOf(_position).Format() : "";
        ack.Credits = services.Credits();
        return ack;
    }

    /// <summary>Tells of a batch that was not taken; some reasons end the stream.</summary>
    private async Task<Refusal?> RefuseAsync(BatchAnswer refused, Refusal refusal)
    {
        if (refusal.Reason is RefusalReason.ProducerSuperseded or RefusalReason.ShuttingDown or RefusalReason.DataCorrupt
            || stream.WhenEnded.IsCancellationRequested)
            return refusal;
        _refusedRound = refused.Round;
        return await WriteAsync(new() { Nack = new() { Sequence = refused.NotTakenFrom, Failure = IngestionMapping.ToFailure(refusal) } });
    }

    private static long[] Later(long[] one, long[] other) => one.Length == 0 ? other : [.. one.Zip(other, Math.Max)];

    private Task<BatchAnswer>? NextEnded()
    {
        if (!_queue.Reader.TryPeek(out var next) || next.Batch is not { IsCompletedSuccessfully: true })
            return null;
        _queue.Reader.TryRead(out _);
        return next.Batch;
    }

    /// <summary>What a request is answered with: one of the three.</summary>
    private sealed class Answer
    {
        public Task<BatchAnswer>? Batch { get; init; }

        public long FlushId { get; init; }

        public Refusal? End { get; init; }
    }
}

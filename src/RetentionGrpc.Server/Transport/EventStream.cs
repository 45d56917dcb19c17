using System.Globalization;
using System.Threading.Channels;
using Grpc.Core;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

/// <summary>
/// One call of StreamEvents. It reads ahead while batches are under way, and answers in the order of the requests; whatever ends the
/// stream waits its turn, so that everything before it is acknowledged first.
/// </summary>
internal sealed class EventStream(
    IngestionServices services, IAsyncStreamReader<IngestionFrame> requests, IServerStreamWriter<StreamEventsResponse> responses,
    ServerCallContext context)
{
    private readonly Channel<Answer> _answers = Channel.CreateBounded<Answer>(
        new BoundedChannelOptions(services.Rules.StreamBatches) { SingleReader = true, SingleWriter = true });

    private readonly ByteBudget _budget = new(services.Rules.InflatedBytes);
    private long _ackedThrough;

    /// <summary>Serves the stream to its end.</summary>
    /// <returns>Why the server ended it, or null if the client did.</returns>
    public async Task<Refusal?> RunAsync(HostedTenant tenant)
    {
        var (open, refusal) = await ReadOpenAsync();
        if (open is null)
            return refusal;
        var opened = services.Pipeline.Producers.Of(tenant, open.ProducerId).Open(open.AckedThrough);
        if (opened.IsRefused)
            return opened.Refusal;
        using var stream = opened.Value;
        _ackedThrough = stream.CompleteThrough;
        await responses.WriteAsync(new() { Opened = Describe(stream) }, context.CancellationToken);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, stream.WhenSuperseded, services.Pipeline.Stopping);
        var answering = AnswerAsync(ending);
        await Task.WhenAll(ReadAsync(stream, ending.Token), answering);
        return await answering;
    }

    private async Task<(IngestionFrame? Open, Refusal? Refusal)> ReadOpenAsync()
    {
        using var timeout = new CancellationTokenSource(services.Rules.OpenTimeout, services.Time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, timeout.Token, services.Pipeline.Stopping);
        try
        {
            if (!await requests.MoveNext(ending.Token))
                return (null, null);
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            return (null, services.Pipeline.Stopping.IsCancellationRequested ? Refusal.ShuttingDown() : OpenTimeout());
        }
        catch (RpcException failure) when (MessageSize.IsExceeded(failure))
        {
            return (null, await MessageSize.RefuseAsync(failure, context.GetHttpContext(), services.Rules, services.Time));
        }
        var frame = requests.Current;
        if (frame.IsMalformed)
            return (null, IngestionMapping.BadFraming);
        if (frame.Kind != IngestionFrameKind.Open)
            return (null, NotOpened("The first message must be an Open."));
        return IngestionMapping.CheckOpen(frame) is { } fault ? (null, fault) : (frame, null);
    }

    /// <summary>Reads until the client half-closes or something ends the stream, which is the last answer then.</summary>
    private async Task ReadAsync(ProducerSession stream, CancellationToken ending)
    {
        try
        {
            Answer? answer = null;
            while (answer?.Refusal is null && await requests.MoveNext(ending))
            {
                answer = await TakeAsync(stream, requests.Current, ending);
                await _answers.Writer.WriteAsync(answer, ending);
            }
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            var reason = stream.WhenSuperseded.IsCancellationRequested ? ProducerSession.Superseded
                : services.Pipeline.Stopping.IsCancellationRequested ? Refusal.ShuttingDown() : null;
            await EndAsync(reason);
        }
        catch (RpcException failure) when (MessageSize.IsExceeded(failure))
        {
            await EndAsync(await MessageSize.RefuseAsync(failure, context.GetHttpContext(), services.Rules, services.Time));
        }
        catch (ChannelClosedException)
        {
            // The answers ended with a refusal: what came after is neither taken nor answered.
            return;
        }
        finally
        {
            _answers.Writer.TryComplete();
        }
    }

    /// <summary>The last answer goes behind the others; where nobody answers any more, it is not needed.</summary>
    private async Task EndAsync(Refusal? reason)
    {
        if (reason is not null && await _answers.Writer.WaitToWriteAsync(context.CancellationToken))
            _answers.Writer.TryWrite(new Answer { Refusal = reason });
    }

    private async Task<Answer> TakeAsync(ProducerSession stream, IngestionFrame frame, CancellationToken ending)
    {
        if (frame.IsMalformed)
            return new() { Refusal = IngestionMapping.BadFraming };
        if (MessageSize.Check(frame, context.GetHttpContext(), services.Rules) is { } tooLarge)
            return new() { Refusal = tooLarge };
        switch (frame.Kind)
        {
            case IngestionFrameKind.Batch when IngestionMapping.CheckBatch(frame, services.Rules) is { } fault:
                return new() { Refusal = fault };
            case IngestionFrameKind.Batch:
                await ClaimAsync(frame.Events.ByteCount, ending);
                return new() { Receipt = IngestAsync(stream, frame) };
            case IngestionFrameKind.Flush:
                return new() { FlushId = frame.FlushId };
            case IngestionFrameKind.Open:
                return new() { Refusal = NotOpened("The stream is open already: send Open once.") };
            default:
                return new() { Refusal = Refusal.InvalidField("message", "Set open, batch or flush.") };
        }
    }

    private async Task ClaimAsync(int bytes, CancellationToken ending)
    {
        await _budget.ClaimAsync(bytes, ending);
        try
        {
            await services.Budget.ClaimAsync(bytes, ending);
        }
        catch
        {
            _budget.Release(bytes);
            throw;
        }
    }

    private async Task<Outcome<BatchReceipt>> IngestAsync(ProducerSession stream, IngestionFrame frame)
    {
        try
        {
            return await services.Pipeline.IngestAsync(stream, frame.Sequence, frame.Events);
        }
        finally
        {
            services.Budget.Release(frame.Events.ByteCount);
            _budget.Release(frame.Events.ByteCount);
        }
    }

    /// <summary>Answers in order until there is nothing more, or something ends the stream.</summary>
    private async Task<Refusal?> AnswerAsync(CancellationTokenSource ending)
    {
        try
        {
            Refusal? refusal = null;
            while (refusal is null && await _answers.Reader.WaitToReadAsync(context.CancellationToken))
            {
                while (refusal is null && _answers.Reader.TryRead(out var answer))
                    refusal = await WriteAsync(answer);
            }
            return refusal;
        }
        finally
        {
            _answers.Writer.TryComplete();
            await ending.CancelAsync();
        }
    }

    private async Task<Refusal?> WriteAsync(Answer answer)
    {
        if (answer.Refusal is not null)
            return answer.Refusal;
        if (answer.Receipt is not null)
            return await AckAsync(answer.Receipt);
        var flushed = new Flushed { FlushId = answer.FlushId, AckedThrough = _ackedThrough };
        await responses.WriteAsync(new() { Flushed = flushed }, context.CancellationToken);
        return null;
    }

    /// <summary>Acknowledges a batch, and with it those behind it that have ended too.</summary>
    private async Task<Refusal?> AckAsync(Task<Outcome<BatchReceipt>> receipt)
    {
        var ack = new Ack { Durability = services.WireDurability };
        Refusal? refusal = null;
        long[] position = [];
        for (var next = receipt; next is not null && refusal is null; next = refusal is null ? NextEnded() : null)
        {
            var outcome = await next;
            refusal = outcome.Refusal;
            if (outcome.IsRefused)
                continue;
            ack.Results.Add(IngestionMapping.ToWire(outcome.Value));
            _ackedThrough = Math.Max(_ackedThrough, outcome.Value.Sequence);
            position = Later(position, outcome.Value.Position);
        }
        if (ack.Results.Count == 0)
            return refusal;
        ack.AckedThrough = ack.StableThrough = _ackedThrough;
        ack.ReadToken = new ReadToken(services.Pipeline.LogId, position).Format();
        await responses.WriteAsync(new() { Ack = ack }, context.CancellationToken);
        return refusal;
    }

    private static long[] Later(long[] one, long[] other) =>
        one.Length == 0 ? other : [.. one.Zip(other, Math.Max)];

    private Task<Outcome<BatchReceipt>>? NextEnded()
    {
        if (!_answers.Reader.TryPeek(out var next) || next.Receipt is not { IsCompletedSuccessfully: true })
            return null;
        _answers.Reader.TryRead(out _);
        return next.Receipt;
    }

    private Opened Describe(ProducerSession stream) => new()
    {
        LastSequence = stream.LastSequence,
        StableThrough = stream.CompleteThrough,
        Durability = services.WireDurability,
        LogId = services.Pipeline.LogId.ToString("x32", CultureInfo.InvariantCulture),
        Limits = new()
        {
            BatchEventCount = services.Rules.BatchEvents,
            MessageBytes = services.Rules.MessageBytes,
            EventBytes = EventLimits.EventBytes,
        },
    };

    private static Refusal NotOpened(string message) => new(RefusalReason.StreamNotOpened, message);

    private static Refusal OpenTimeout() =>
        new(RefusalReason.OpenTimeout, "No Open arrived in time: call again and send Open at once.");

    /// <summary>What a request is answered with: one of the three.</summary>
    private sealed class Answer
    {
        public Task<Outcome<BatchReceipt>>? Receipt { get; init; }

        public long FlushId { get; init; }

        public Refusal? Refusal { get; init; }
    }
}

using Grpc.Core;
using RetentionGrpc.Server.Application;

namespace RetentionGrpc.Server.Transport;

/// <summary>
/// Reads the messages of a stream that is open and hands each to whoever does what it asks for, in their order; what becomes of it waits
/// in the answers. It reads no further than the stream's credits allow.
/// </summary>
internal sealed class EventStreamIntake(IngestionServices services, StreamCall call, ProducerSession stream, EventStreamAnswers answers)
{
    private readonly ByteBudget _budget = new(
        services.Rules.StreamBytes, services.Rules.StreamBytes, Timeout.InfiniteTimeSpan, services.Time);

    private readonly string _tenant = stream.Producer.Tenant.Id;
    private readonly MeteredBody? _body = call.Http?.Features.Get<MeteredBody>();

    /// <summary>Something else than an Open came first, or a second one came.</summary>
    public static Refusal NotOpened(string message) => new(RefusalReason.StreamNotOpened, message);

    /// <summary>Reads until the client half-closes or something ends the stream, which is the last answer then.</summary>
    public async Task RunAsync(CancellationToken ending)
    {
        if (_body is not null)
        {
            _body.Skipped = (sequence, refusal) =>
                AddAsync(Task.FromResult(stream.Producer.Refuse(stream, sequence, refusal)), ending);
        }
        try
        {
            var goesOn = true;
            while (goesOn && await call.Requests.MoveNext(ending))
                goesOn = await TakeAsync(call.Requests.Current, ending);
        }
        catch (OperationCanceledException) when (!call.Ended.IsCancellationRequested)
        {
            var reason = stream.WhenEnded.IsCancellationRequested ? stream.EndReason
                : services.Pipeline.Stopping.IsCancellationRequested ? Refusal.ShuttingDown() : null;
            await answers.EndAsync(reason);
        }
        catch (RpcException) when (_body?.Refusal is not null)
        {
            await answers.EndAsync(_body.Refusal);
        }
        catch (RpcException failure) when (MessageSize.IsExceeded(failure))
        {
            await answers.EndAsync(await MessageSize.RefuseAsync(failure, call.Http, services.Rules, services.Time));
        }
        finally
        {
            answers.Complete();
        }
    }

    /// <summary>Takes a message.</summary>
    /// <returns>Whether the stream goes on.</returns>
    private async Task<bool> TakeAsync(IngestionFrame frame, CancellationToken ending)
    {
        if (!frame.IsMalformed && frame.Kind == IngestionFrameKind.Open)
        {
            await answers.EndAsync(NotOpened("The stream is open already: send Open once."));
            return false;
        }
        if (!frame.IsMalformed && frame.Kind == IngestionFrameKind.Flush)
        {
            _body?.ReleaseClaim();
            return await answers.AddFlushAsync(frame.FlushId, ending);
        }
        if (FaultOf(frame) is { } fault)
            return await RefuseAsync(frame, fault, ending);
        return await ClaimAsync(frame.Events.ByteCount, ending)
            ? await AddAsync(IngestAsync(frame), ending)
            : await RefuseAsync(frame, Refusal.Overloaded(), ending);
    }

    private Task<bool> RefuseAsync(IngestionFrame frame, Refusal refusal, CancellationToken ending)
    {
        _body?.ReleaseClaim();
        return AddAsync(Task.FromResult(stream.Producer.Refuse(stream, Math.Max(0, frame.Sequence), refusal)), ending);
    }

    /// <summary>Why a message cannot be taken whatever its events are, or null.</summary>
    private Refusal? FaultOf(IngestionFrame frame)
    {
        if (frame.IsMalformed)
            return IngestionMapping.BadFraming;
        if (MessageSize.Check(frame, call.Http, services.Rules) is { } tooLarge)
            return tooLarge;
        return frame.Kind == IngestionFrameKind.Batch
            ? IngestionMapping.CheckBatch(frame, services.Rules)
            : Refusal.InvalidField("message", "Set open, batch or flush.");
    }

    /// <summary>Adds an answer, unless nothing is to be said.</summary>
    private async Task<bool> AddAsync(Task<BatchAnswer> answer, CancellationToken ending) =>
        (answer.IsCompletedSuccessfully && await answer == BatchAnswer.None) || await answers.AddBatchAsync(answer, ending);

    /// <summary>Claims a batch's bytes, those of the whole server first: a large message has them before it is read.</summary>
    /// <returns>Whether there was room in time.</returns>
    private async Task<bool> ClaimAsync(int bytes, CancellationToken ending)
    {
        if (!await services.ClaimAsync(_body, _tenant, bytes, ending))
            return false;
        try
        {
            return await _budget.ClaimAsync("", bytes, ending);
        }
        catch
        {
            services.Budget.Release(_tenant, bytes);
            throw;
        }
    }

    private async Task<BatchAnswer> IngestAsync(IngestionFrame frame)
    {
        try
        {
            return await services.Pipeline.IngestAsync(stream, frame.Sequence, frame.Events);
        }
        finally
        {
            services.Budget.Release(_tenant, frame.Events.ByteCount);
            _budget.Release("", frame.Events.ByteCount);
        }
    }
}

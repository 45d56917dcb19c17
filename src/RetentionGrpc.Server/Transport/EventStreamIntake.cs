using Grpc.Core;
using RetentionGrpc.Server.Application;

namespace RetentionGrpc.Server.Transport;

/// <summary>
/// Reads the messages of a stream that is open and hands each to whoever does what it asks for, in their order; what becomes of it waits
/// in the answers. It reads no further than the stream's credits allow.
/// </summary>
internal sealed class EventStreamIntake(IngestionServices services, StreamCall call, ProducerSession stream, EventStreamAnswers answers)
{
    private readonly ByteBudget _budget = new(services.Rules.StreamBytes);

    /// <summary>Something else than an Open came first, or a second one came.</summary>
    public static Refusal NotOpened(string message) => new(RefusalReason.StreamNotOpened, message);

    /// <summary>Reads until the client half-closes or something ends the stream, which is the last answer then.</summary>
    public async Task RunAsync(CancellationToken ending)
    {
        try
        {
            var goesOn = true;
            while (goesOn && await call.Requests.MoveNext(ending))
                goesOn = await TakeAsync(call.Requests.Current, ending);
        }
        catch (OperationCanceledException) when (!call.Ended.IsCancellationRequested)
        {
            var reason = stream.WhenSuperseded.IsCancellationRequested ? ProducerSession.Superseded
                : services.Pipeline.Stopping.IsCancellationRequested ? Refusal.ShuttingDown() : null;
            await answers.EndAsync(reason);
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
            return await answers.AddFlushAsync(frame.FlushId, ending);
        if (FaultOf(frame) is { } fault)
            return await AddAsync(Task.FromResult(stream.Producer.Refuse(stream, Math.Max(0, frame.Sequence), fault)), ending);
        await ClaimAsync(frame.Events.ByteCount, ending);
        return await AddAsync(IngestAsync(frame), ending);
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

    private async Task<BatchAnswer> IngestAsync(IngestionFrame frame)
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
}

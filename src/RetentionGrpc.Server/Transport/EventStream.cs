using System.Globalization;
using Grpc.Core;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

/// <summary>
/// One call of StreamEvents. It reads ahead while batches are under way (<see cref="EventStreamIntake"/>), and answers in the order of the
/// requests (<see cref="EventStreamAnswers"/>); whatever ends the stream waits its turn, so that everything before it is acknowledged
/// first.
/// </summary>
internal sealed class EventStream(IngestionServices services, StreamCall call)
{
    /// <summary>Serves the stream to its end.</summary>
    /// <returns>Why the server ended it, or null if the client did.</returns>
    public async Task<Refusal?> RunAsync(HostedTenant tenant)
    {
        if (services.Pipeline.Draining.IsCancellationRequested)
            return Refusal.ShuttingDown();
        var (open, refusal) = await ReadOpenAsync();
        if (open is null)
            return refusal;
        var token = ReadToken.TryParse(open.ReadToken, out var parsed) ? parsed : null;
        var opened = await services.Pipeline.OpenAsync(tenant, open.ProducerId, open.AckedThrough, token);
        if (opened.IsRefused)
            return opened.Refusal;
        using var stream = opened.Value;
        services.Pipeline.Meter.Stream(1);
        try
        {
            return await ServeAsync(stream, open.AckedThrough);
        }
        finally
        {
            services.Pipeline.Meter.Stream(-1);
        }
    }

    private async Task<Refusal?> ServeAsync(ProducerSession stream, long claimed)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            call.Ended, stream.WhenEnded, services.Pipeline.Stopping);
        var stableThrough = services.Pipeline.IsStable(stream.Position) ? stream.CompleteThrough : 0;
        // A batch that the client has not seen acknowledged it sends again, and is told then: until then no ack goes beyond it.
        var ackedThrough = Math.Max(stableThrough, Math.Min(stream.CompleteThrough, claimed));
        var answers = new EventStreamAnswers(services, call, stream, ackedThrough, stableThrough);
        if (await answers.WriteAsync(new() { Opened = Describe(stream, stableThrough) }) is { } slow)
            return slow;
        var answering = answers.RunAsync(ending);
        await Task.WhenAll(new EventStreamIntake(services, call, stream, answers).RunAsync(ending.Token), answering);
        return await answering;
    }

    private async Task<(IngestionFrame? Open, Refusal? Refusal)> ReadOpenAsync()
    {
        using var timeout = new CancellationTokenSource(services.Rules.OpenTimeout, services.Time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(call.Ended, timeout.Token, services.Pipeline.Draining);
        try
        {
            if (!await call.Requests.MoveNext(ending.Token))
                return (null, null);
        }
        catch (OperationCanceledException) when (!call.Ended.IsCancellationRequested)
        {
            return (null, services.Pipeline.Draining.IsCancellationRequested ? Refusal.ShuttingDown() : OpenTimeout());
        }
        catch (RpcException) when (call.Http?.Features.Get<MeteredBody>()?.Refusal is { })
        {
            return (null, call.Http.Features.Get<MeteredBody>()!.Refusal);
        }
        catch (RpcException failure) when (MessageSize.IsExceeded(failure))
        {
            return (null, await MessageSize.RefuseAsync(failure, call.Http, services.Rules, services.Time));
        }
        var frame = call.Requests.Current;
        if (frame.IsMalformed)
            return (null, IngestionMapping.BadFraming);
        if (frame.Kind != IngestionFrameKind.Open)
            return (null, EventStreamIntake.NotOpened("The first message must be an Open."));
        return IngestionMapping.CheckOpen(frame) is { } fault ? (null, fault) : (frame, null);
    }

    private Opened Describe(ProducerSession stream, long stableThrough) => new()
    {
        LastSequence = stream.LastSequence,
        StableThrough = stableThrough,
        Durability = services.WireDurability,
        LogId = TextOf(services.Pipeline.LogId),
        AncestorLogIds = { services.Pipeline.AncestorLogIds().Select(TextOf) },
        Limits = new()
        {
            BatchEventCount = services.Rules.BatchEvents,
            MessageBytes = services.Rules.MessageBytes,
            EventBytes = EventLimits.EventBytes,
        },
        Credits = services.Credits(),
        DataLoss = stream.Lost is { } lost ? new() { FirstSequence = lost.First, LastSequence = lost.Last } : null,
        ReadToken = stream.Lost is null ? services.Pipeline.TokenOf(stream.Position).Format() : "",
    };

    private static string TextOf(UInt128 logId) => logId.ToString("x32", CultureInfo.InvariantCulture);

    private static Refusal OpenTimeout() =>
        new(RefusalReason.OpenTimeout, "No Open arrived in time: call again and send Open at once.");
}

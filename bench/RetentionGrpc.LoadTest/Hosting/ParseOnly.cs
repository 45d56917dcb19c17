using Grpc.Core;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Server.Transport;
using RetentionGrpc.V1;

namespace RetentionGrpc.LoadTest.Hosting;

/// <summary>What both servers that only parse say, word for word what the product says.</summary>
internal static class ParseOnlyAnswers
{
    private static readonly Credits Credits = new() { BatchCount = 8, ByteCount = 4 * 1024 * 1024 };

    /// <summary>The answer to an Open.</summary>
    public static StreamEventsResponse Opened() => new()
    {
        Opened = new Opened { Credits = Credits, LogId = "none", Limits = new IngestionLimits { BatchEventCount = 1_000 } },
    };

    /// <summary>The answer to a batch.</summary>
    public static StreamEventsResponse Ack(long sequence, long accepted)
    {
        var ack = new Ack { AckedThrough = sequence, StableThrough = sequence, Credits = Credits };
        ack.Results.Add(new BatchResult { Sequence = sequence, AcceptedCount = accepted });
        return new StreamEventsResponse { Ack = ack };
    }
}

/// <summary>Reads streams of events by Google.Protobuf's generated classes and forgets them.</summary>
internal sealed class ParseByProtobuf : IngestionService.IngestionServiceBase
{
    public override async Task StreamEvents(
        IAsyncStreamReader<StreamEventsRequest> requestStream, IServerStreamWriter<StreamEventsResponse> responseStream,
        ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var message = requestStream.Current;
            if (message.Open is not null)
                await responseStream.WriteAsync(ParseOnlyAnswers.Opened());
            else
                await responseStream.WriteAsync(ParseOnlyAnswers.Ack(message.Batch.Sequence, message.Batch.Events.Count(HasKind)));
        }
    }

    private static bool HasKind(Event read) => read.KindCase != Event.KindOneofCase.None;
}

/// <summary>Reads streams of events by the product's marshaller and decoder and forgets them.</summary>
internal sealed class ParseByHand : IngestionRpcsBase
{
    public override async Task StreamEvents(
        IAsyncStreamReader<IngestionFrame> requestStream, IServerStreamWriter<StreamEventsResponse> responseStream,
        ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var frame = requestStream.Current;
            if (frame.Kind == IngestionFrameKind.Open)
                await responseStream.WriteAsync(ParseOnlyAnswers.Opened());
            else
                await responseStream.WriteAsync(ParseOnlyAnswers.Ack(frame.Sequence, Accepted(frame)));
        }
    }

    public override Task<IngestEventsResponse> IngestEvents(IngestionFrame request, ServerCallContext context) => throw Unimplemented();

    public override Task<GetProducerResponse> GetProducer(GetProducerRequest request, ServerCallContext context) => throw Unimplemented();

    public override Task<ListRejectedEventsResponse> ListRejectedEvents(ListRejectedEventsRequest request, ServerCallContext context) =>
        throw Unimplemented();

    public override Task<ReingestEventsResponse> ReingestEvents(ReingestEventsRequest request, ServerCallContext context) =>
        throw Unimplemented();

    private static int Accepted(IngestionFrame frame)
    {
        var accepted = 0;
        for (var i = 0; i < frame.Events.Count; i++)
            accepted += EventReader.Read(frame.Events[i], out _).IsAccepted ? 1 : 0;
        return accepted;
    }

    private static RpcException Unimplemented() => new(new Status(StatusCode.Unimplemented, "This server only parses streams."));
}

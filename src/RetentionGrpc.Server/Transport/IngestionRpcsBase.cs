using Google.Protobuf;
using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

/// <summary>
/// <c>IngestionService</c> as the generated base would bind it, but for the requests: they come as <see cref="IngestionFrame"/>, with the
/// events as they are on the wire, because they go into the log as they are.
/// </summary>
[BindServiceMethod(typeof(IngestionRpcsBase), nameof(BindService))]
internal abstract class IngestionRpcsBase
{
    private static readonly string ServiceName = IngestionService.Descriptor.FullName;

    private static readonly Method<IngestionFrame, StreamEventsResponse> StreamEventsMethod = new(
        MethodType.DuplexStreaming, ServiceName, nameof(StreamEvents),
        new Marshaller<IngestionFrame>(NeverWritten, IngestionFrameReader.ReadStreamMessage), MessageOf(StreamEventsResponse.Parser));

    private static readonly Method<IngestionFrame, IngestEventsResponse> IngestEventsMethod = new(
        MethodType.Unary, ServiceName, nameof(IngestEvents),
        new Marshaller<IngestionFrame>(NeverWritten, IngestionFrameReader.ReadSingleBatch), MessageOf(IngestEventsResponse.Parser));

    private static readonly Method<GetProducerRequest, GetProducerResponse> GetProducerMethod =
        Plain(nameof(GetProducer), GetProducerRequest.Parser, GetProducerResponse.Parser);

    private static readonly Method<ListRejectedEventsRequest, ListRejectedEventsResponse> ListRejectedEventsMethod =
        Plain(nameof(ListRejectedEvents), ListRejectedEventsRequest.Parser, ListRejectedEventsResponse.Parser);

    private static readonly Method<ReingestEventsRequest, ReingestEventsResponse> ReingestEventsMethod =
        Plain(nameof(ReingestEvents), ReingestEventsRequest.Parser, ReingestEventsResponse.Parser);

    /// <summary>Names the methods to the framework, which calls them on an instance by their names.</summary>
    public static void BindService(ServiceBinderBase binder, IngestionRpcsBase? service)
    {
        binder.AddMethod(StreamEventsMethod, service is null ? null : service.StreamEvents);
        binder.AddMethod(IngestEventsMethod, service is null ? null : service.IngestEvents);
        binder.AddMethod(GetProducerMethod, service is null ? null : service.GetProducer);
        binder.AddMethod(ListRejectedEventsMethod, service is null ? null : service.ListRejectedEvents);
        binder.AddMethod(ReingestEventsMethod, service is null ? null : service.ReingestEvents);
    }

    /// <summary>Streams batches of events.</summary>
    public abstract Task StreamEvents(
        IAsyncStreamReader<IngestionFrame> requestStream, IServerStreamWriter<StreamEventsResponse> responseStream,
        ServerCallContext context);

    /// <summary>Takes one batch.</summary>
    public abstract Task<IngestEventsResponse> IngestEvents(IngestionFrame request, ServerCallContext context);

    /// <summary>How far the batches of a producer are known.</summary>
    public abstract Task<GetProducerResponse> GetProducer(GetProducerRequest request, ServerCallContext context);

    /// <summary>A page of the dead letter.</summary>
    public abstract Task<ListRejectedEventsResponse> ListRejectedEvents(ListRejectedEventsRequest request, ServerCallContext context);

    /// <summary>Judges events of the dead letter again.</summary>
    public abstract Task<ReingestEventsResponse> ReingestEvents(ReingestEventsRequest request, ServerCallContext context);

    /// <summary>A single call whose request is read whole.</summary>
    private static Method<TRequest, TResponse> Plain<TRequest, TResponse>(
        string name, MessageParser<TRequest> request, MessageParser<TResponse> response)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>
        => new(MethodType.Unary, ServiceName, name, MessageOf(request), MessageOf(response));

    private static Marshaller<T> MessageOf<T>(MessageParser<T> parser)
        where T : IMessage<T>
        => new(
            (message, context) =>
            {
                context.SetPayloadLength(message.CalculateSize());
                message.WriteTo(context.GetBufferWriter());
                context.Complete();
            },
            context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));

    private static void NeverWritten(IngestionFrame frame, SerializationContext context) =>
        throw new NotSupportedException("The server only reads requests.");
}

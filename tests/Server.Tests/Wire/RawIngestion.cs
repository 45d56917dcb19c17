using Google.Protobuf;
using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>Sends bytes that no generated client would.</summary>
internal static class RawIngestion
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(static message => message, static bytes => bytes);

    private static readonly Marshaller<IngestEventsResponse> SingleResponse =
        Marshallers.Create(static message => message.ToByteArray(), IngestEventsResponse.Parser.ParseFrom);

    private static readonly Marshaller<StreamEventsResponse> StreamResponse =
        Marshallers.Create(static message => message.ToByteArray(), StreamEventsResponse.Parser.ParseFrom);

    private static readonly Method<byte[], IngestEventsResponse> IngestEvents =
        new(MethodType.Unary, IngestionService.Descriptor.FullName, "IngestEvents", Bytes, SingleResponse);

    private static readonly Method<byte[], StreamEventsResponse> StreamEvents =
        new(MethodType.DuplexStreaming, IngestionService.Descriptor.FullName, "StreamEvents", Bytes, StreamResponse);

    /// <summary>Sends a message as IngestEventsRequest.</summary>
    public static Task<IngestEventsResponse> SendAsync(RunningServer server, byte[] message) =>
        server.Channel.CreateCallInvoker().AsyncUnaryCall(IngestEvents, null, RunningServer.Call(), message).ResponseAsync;

    /// <summary>Begins a stream of such messages.</summary>
    public static AsyncDuplexStreamingCall<byte[], StreamEventsResponse> Stream(RunningServer server) =>
        server.Channel.CreateCallInvoker().AsyncDuplexStreamingCall(StreamEvents, null, RunningServer.Call());

    /// <summary>An IngestEventsRequest around events as they are given.</summary>
    public static byte[] RequestOf(params IEnumerable<byte[]> events)
    {
        using var buffer = new MemoryStream();
        using (var output = new CodedOutputStream(buffer, leaveOpen: true))
        {
            foreach (var payload in events)
            {
                output.WriteTag(IngestEventsRequest.EventsFieldNumber, WireFormat.WireType.LengthDelimited);
                output.WriteBytes(ByteString.CopyFrom(payload));
            }
        }
        return buffer.ToArray();
    }
}

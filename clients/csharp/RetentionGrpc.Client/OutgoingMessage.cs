using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.Client;

/// <summary>
/// A StreamEventsRequest in the bytes of the wire. Events become bytes when they are added, so what is sent again is what was sent first,
/// whatever the caller does to its objects, and nothing can fail to be written.
/// </summary>
internal sealed class OutgoingMessage(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body)
{
    public OutgoingMessage(StreamEventsRequest request)
        : this(request.ToByteArray(), default)
    {
    }

    /// <summary>The rpc StreamEvents, of messages such as this.</summary>
    public static Method<OutgoingMessage, StreamEventsResponse> StreamEvents { get; } = new(
        MethodType.DuplexStreaming,
        IngestionService.Descriptor.FullName,
        nameof(IngestionService.IngestionServiceClient.StreamEvents),
        Marshallers.Create<OutgoingMessage>(
            (message, context) => message.Write(context),
            _ => throw new NotSupportedException("The server sends no requests.")),
        Marshallers.Create<StreamEventsResponse>(
            (_, _) => throw new NotSupportedException("The client sends no responses."),
            context => StreamEventsResponse.Parser.ParseFrom(context.PayloadAsReadOnlySequence())));

    /// <summary>Bytes of the message.</summary>
    public int Size => head.Length + body.Length;

    private void Write(SerializationContext context)
    {
        context.SetPayloadLength(Size);
        var output = context.GetBufferWriter();
        output.Write(head.Span);
        output.Write(body.Span);
        context.Complete();
    }
}

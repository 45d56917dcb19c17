using System.Buffers;
using Grpc.Core.Utils;

namespace Grpc.Core;

/// <summary>Collects one message into an array, for callers who want a plain function from message to bytes.</summary>
internal sealed class ArraySerializationContext : SerializationContext
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private byte[]? _payload;

    public override void Complete(byte[] payload)
    {
        CheckOpen();
        _payload = GrpcPreconditions.CheckNotNull(payload, nameof(payload));
    }

    public override IBufferWriter<byte> GetBufferWriter()
    {
        CheckOpen();
        return _buffer;
    }

    public override void SetPayloadLength(int payloadLength) => CheckOpen();

    public override void Complete()
    {
        CheckOpen();
        _payload = _buffer.WrittenSpan.ToArray();
    }

    public byte[] Payload()
    {
        GrpcPreconditions.CheckState(_payload is not null, "The serializer did not complete the message.");
        return _payload;
    }

    private void CheckOpen() => GrpcPreconditions.CheckState(_payload is null, "The message is complete already.");
}

/// <summary>Offers one message out of an array.</summary>
internal sealed class ArrayDeserializationContext(byte[] payload) : DeserializationContext
{
    public override int PayloadLength => payload.Length;

    public override byte[] PayloadAsNewBuffer() => (byte[])payload.Clone();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(payload);
}

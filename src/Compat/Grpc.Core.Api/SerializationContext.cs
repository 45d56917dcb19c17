using System.Buffers;

namespace Grpc.Core;

/// <summary>
/// Where a serializer puts one message: either all at once by <see cref="Complete(byte[])"/>,
/// or piece by piece through <see cref="GetBufferWriter"/> and then <see cref="Complete()"/>.
/// </summary>
public abstract class SerializationContext
{
    /// <summary>Hands over the whole message. Nothing else may be called afterwards.</summary>
    /// <param name="payload">The message; the context owns the array from here on.</param>
    /// <exception cref="NotSupportedException">The context does not take whole arrays.</exception>
    public virtual void Complete(byte[] payload) => throw NotOffered(nameof(Complete));

    /// <summary>The buffer for the message.</summary>
    /// <exception cref="NotSupportedException">The context does not offer a buffer.</exception>
    public virtual IBufferWriter<byte> GetBufferWriter() => throw NotOffered(nameof(GetBufferWriter));

    /// <summary>Announces the size of the message before the first byte is written, which may spare copies.</summary>
    /// <param name="payloadLength">The exact size in bytes.</param>
    /// <exception cref="NotSupportedException">The context does not offer a buffer.</exception>
    public virtual void SetPayloadLength(int payloadLength) => throw NotOffered(nameof(SetPayloadLength));

    /// <summary>Ends the message that was written to the buffer. Nothing else may be called afterwards.</summary>
    /// <exception cref="NotSupportedException">The context does not offer a buffer.</exception>
    public virtual void Complete() => throw NotOffered(nameof(Complete));

    private NotSupportedException NotOffered(string member) => new($"{GetType()} does not offer {member}.");
}

using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a deserializer gets one message from.</summary>
public abstract class DeserializationContext
{
    /// <summary>The size of the message in bytes.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>The message in an array of its own, which the caller may keep.</summary>
    /// <exception cref="NotSupportedException">The context does not offer arrays.</exception>
    public virtual byte[] PayloadAsNewBuffer() => throw new NotSupportedException($"{GetType()} does not offer arrays.");

    /// <summary>The message in place; valid only until the deserializer returns.</summary>
    public virtual ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(PayloadAsNewBuffer());
}

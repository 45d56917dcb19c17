namespace RetentionGrpc.Server.Application;

/// <summary>Where an event's bytes stand in its message.</summary>
public readonly record struct EventSlice(int Offset, int Length);

/// <summary>The events of a batch, as they came: slices of the message's bytes, which are next copied into the log's entry.</summary>
/// <param name="bytes">The message. Not changed any more.</param>
/// <param name="slices">The events in it, in order.</param>
public sealed class EventBatch(byte[] bytes, EventSlice[] slices)
{
    /// <summary>No events.</summary>
    public static EventBatch Empty { get; } = new([], []);

    /// <summary>How many events there are.</summary>
    public int Count => slices.Length;

    /// <summary>Bytes of the whole message, which stay in memory as long as the batch.</summary>
    public int ByteCount => bytes.Length;

    /// <summary>The bytes of an event.</summary>
    public ReadOnlySpan<byte> this[int index] => bytes.AsSpan(slices[index].Offset, slices[index].Length);
}

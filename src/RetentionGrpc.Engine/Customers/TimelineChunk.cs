using System.Buffers.Binary;

namespace RetentionGrpc.Engine.Customers;

/// <summary>
/// A run of packed events in an array of its own: bytes in use (2 bytes little-endian), the first event's time (8 bytes), the events.
/// </summary>
internal static class TimelineChunk
{
    private const int HeadBytes = sizeof(ushort) + sizeof(long);
    private const int MaxBytes = HeadBytes + PackedRun.MaxBytes;

    /// <summary>When its first event happened.</summary>
    public static long FirstMs(byte[] chunk) => BinaryPrimitives.ReadInt64LittleEndian(chunk.AsSpan(sizeof(ushort)));

    /// <summary>Its packed events.</summary>
    public static ReadOnlySpan<byte> Events(byte[] chunk) => chunk.AsSpan(HeadBytes, Used(chunk) - HeadBytes);

    /// <summary>A chunk without room for more.</summary>
    public static byte[] Of(long firstMs, ReadOnlySpan<byte> events)
    {
        var chunk = new byte[HeadBytes + events.Length];
        BinaryPrimitives.WriteInt64LittleEndian(chunk.AsSpan(sizeof(ushort)), firstMs);
        events.CopyTo(chunk.AsSpan(HeadBytes));
        SetUsed(chunk, chunk.Length);
        return chunk;
    }

    /// <summary>Adds a packed event at the end; the array is another one if the room is too small.</summary>
    public static void Append(ref byte[] chunk, ReadOnlySpan<byte> added)
    {
        var used = Used(chunk);
        if (used + added.Length > chunk.Length)
        {
            var larger = Math.Min(MaxBytes, (chunk.Length * 3 / 2 + 7) & ~7);
            Array.Resize(ref chunk, Math.Max(larger, used + added.Length));
        }
        added.CopyTo(chunk.AsSpan(used));
        SetUsed(chunk, used + added.Length);
    }

    private static int Used(byte[] chunk) => BinaryPrimitives.ReadUInt16LittleEndian(chunk);

    private static void SetUsed(byte[] chunk, int used) => BinaryPrimitives.WriteUInt16LittleEndian(chunk, (ushort)used);
}

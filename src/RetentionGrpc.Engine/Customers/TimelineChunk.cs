using System.Buffers.Binary;

namespace RetentionGrpc.Engine.Customers;

/// <summary>
/// A run of packed events in an array of its own: bytes in use (2 bytes little-endian), the first event's time (8 bytes), the events.
/// </summary>
internal static class TimelineChunk
{
    /// <summary>A chunk that takes more bytes is divided, or another one begun; one of two huge events may be larger.</summary>
    public const int MaxBytes = 512;

    private const int HeadBytes = sizeof(ushort) + sizeof(long);
    private const int FirstCapacity = 40;

    /// <summary>When its first event happened.</summary>
    public static long FirstMs(byte[] chunk) => BinaryPrimitives.ReadInt64LittleEndian(chunk.AsSpan(sizeof(ushort)));

    /// <summary>Its packed events.</summary>
    public static ReadOnlySpan<byte> Events(byte[] chunk) => chunk.AsSpan(HeadBytes, Used(chunk) - HeadBytes);

    /// <summary>Whether a chunk of so many bytes of events is as small as it should be.</summary>
    public static bool Fits(int eventBytes) => HeadBytes + eventBytes <= MaxBytes;

    /// <summary>Replaces what it holds; the array is another one if the room is too small.</summary>
    public static void Set(ref byte[] chunk, long firstMs, ReadOnlySpan<byte> events)
    {
        MakeRoom(ref chunk, HeadBytes + events.Length, keep: 0);
        BinaryPrimitives.WriteInt64LittleEndian(chunk.AsSpan(sizeof(ushort)), firstMs);
        events.CopyTo(chunk.AsSpan(HeadBytes));
        SetUsed(chunk, HeadBytes + events.Length);
    }

    /// <summary>Adds a packed event at the end.</summary>
    public static void Append(ref byte[] chunk, ReadOnlySpan<byte> added)
    {
        var used = Used(chunk);
        MakeRoom(ref chunk, used + added.Length, keep: used);
        added.CopyTo(chunk.AsSpan(used));
        SetUsed(chunk, used + added.Length);
    }

    private static int Used(byte[] chunk) => BinaryPrimitives.ReadUInt16LittleEndian(chunk);

    private static void SetUsed(byte[] chunk, int used) => BinaryPrimitives.WriteUInt16LittleEndian(chunk, (ushort)used);

    // By half and a multiple of 8, up to the largest chunk: arrays take multiples of 8 bytes anyway.
    private static void MakeRoom(ref byte[] chunk, int bytes, int keep)
    {
        if (bytes <= chunk.Length)
            return;
        var capacity = Math.Max(chunk.Length, FirstCapacity);
        while (capacity < bytes && capacity < MaxBytes)
            capacity = Math.Min(MaxBytes, (capacity * 3 / 2 + 7) & ~7);
        var larger = new byte[Math.Max(capacity, bytes)];
        chunk.AsSpan(0, keep).CopyTo(larger);
        chunk = larger;
    }
}

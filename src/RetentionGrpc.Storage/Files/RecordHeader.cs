using System.Buffers.Binary;

namespace RetentionGrpc.Storage;

/// <summary>
/// What stands before an entry in a segment: 64 bytes, numbers little-endian, a checksum over itself first. Records begin at multiples
/// of 8 bytes.
/// </summary>
/// <param name="Segment">Low bits of the segment's number: a record is of no other.</param>
/// <param name="Length">Bytes of the entry.</param>
/// <param name="PayloadChecksum">CRC-32C over the entry.</param>
/// <param name="Partition">Whose entry it is.</param>
/// <param name="IsLast">Whether it ends its group.</param>
/// <param name="Group">Number of the group that was written and forced to the disk at once; they count on from segment to segment.</param>
/// <param name="Head">The head of the log after the entry.</param>
internal readonly record struct RecordHeader(
    uint Segment, int Length, uint PayloadChecksum, int Partition, bool IsLast, long Group, LogHead Head)
{
    public const int Size = 64;
    public const int Alignment = 8;

    /// <summary>Bytes of the record.</summary>
    public int RecordBytes => RecordBytesOf(Length);

    public static int RecordBytesOf(int entryBytes) => Size + Aligned(entryBytes);

    public static int Aligned(int bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    public void WriteTo(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to[4..], Segment);
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], Length);
        BinaryPrimitives.WriteUInt32LittleEndian(to[12..], PayloadChecksum);
        BinaryPrimitives.WriteInt32LittleEndian(to[16..], Partition);
        BinaryPrimitives.WriteInt32LittleEndian(to[20..], IsLast ? 1 : 0);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], Group);
        Head.WriteTo(to[32..]);
        BinaryPrimitives.WriteUInt32LittleEndian(to, Checksum.Crc32C(to[4..Size]));
    }

    /// <summary>Whether the bytes are a header as it was written into this segment.</summary>
    public static bool TryRead(ReadOnlySpan<byte> from, long segment, out RecordHeader header)
    {
        header = default;
        if (from.Length < Size || BinaryPrimitives.ReadUInt32LittleEndian(from[4..]) != unchecked((uint)segment)
            || BinaryPrimitives.ReadUInt32LittleEndian(from) != Checksum.Crc32C(from[4..Size]))
            return false;
        header = new RecordHeader(
            unchecked((uint)segment), BinaryPrimitives.ReadInt32LittleEndian(from[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(from[12..]), BinaryPrimitives.ReadInt32LittleEndian(from[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[20..]) != 0, BinaryPrimitives.ReadInt64LittleEndian(from[24..]),
            LogHead.ReadFrom(from[32..]));
        return header.Length is >= 0 and <= LogLimits.MaxEntryBytes && header.Partition >= 0;
    }
}

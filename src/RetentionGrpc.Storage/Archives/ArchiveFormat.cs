using System.Buffers.Binary;

namespace RetentionGrpc.Storage.Archives;

/// <summary>What a record of an archive holds. The numbers are stored.</summary>
public enum ArchiveRecordKind : byte
{
    /// <summary>The <see cref="ArchiveHeader"/>; first and once.</summary>
    Header = 1,

    /// <summary>The next chunk of a partition's snapshot; partitions follow one another from 0 on.</summary>
    Chunk = 2,

    /// <summary>The partition is whole.</summary>
    PartitionEnd = 3,

    /// <summary>The SHA-256 of all that is before this record; last and once.</summary>
    Trailer = 4,
}

/// <summary>A record of an archive.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Payload">Its content.</param>
public readonly record struct ArchiveRecord(ArchiveRecordKind Kind, ReadOnlyMemory<byte> Payload);

/// <summary>
/// The format of archives. The 8 letters "RGARCHIV" and the format's number, then records: a byte of kind, the payload's length, the
/// payload, and CRC-32C of all that; numbers are 4 bytes, little-endian. Nothing of it depends on how the bytes are cut on their way.
/// </summary>
internal static class ArchiveFormat
{
    /// <summary>The format that is written, and the newest that is read.</summary>
    public const int Version = 1;

    public const int OpeningBytes = 12;

    public const int HeadBytes = 1 + sizeof(int);

    public const int SumBytes = sizeof(uint);

    public static ReadOnlySpan<byte> Magic => "RGARCHIV"u8;

    public static byte[] Opening()
    {
        var opening = new byte[OpeningBytes];
        Magic.CopyTo(opening);
        BinaryPrimitives.WriteInt32LittleEndian(opening.AsSpan(Magic.Length), Version);
        return opening;
    }

    public static byte[] Record(ArchiveRecordKind kind, ReadOnlySpan<byte> payload)
    {
        var record = new byte[HeadBytes + payload.Length + SumBytes];
        record[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(1), payload.Length);
        payload.CopyTo(record.AsSpan(HeadBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(HeadBytes + payload.Length), Checksum.Crc32C(record.AsSpan(..^SumBytes)));
        return record;
    }
}

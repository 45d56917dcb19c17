using System.Buffers.Binary;

namespace RetentionGrpc.Storage;

/// <summary>
/// How the file of a snapshot begins: 72 bytes. Chunks follow, each with its length and its CRC-32C (4 bytes each, little-endian) before
/// it, and an end that has the length -1, the number of chunks, the digest of all and a CRC-32C over itself.
/// </summary>
internal readonly record struct SnapshotHeader(UInt128 Store, int Partition, LogHead Head)
{
    public const int Size = 72;
    public const int ChunkHeaderBytes = 8;
    public const int EndBytes = 28;
    public const int EndMark = -1;
    private const ulong Magic = 0x504E535F47525F5F; // "__RG_SNP"

    public void WriteTo(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(to, Magic);
        BinaryPrimitives.WriteUInt128BigEndian(to[8..], Store);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], Partition);
        Head.WriteTo(to[32..]);
        BinaryPrimitives.WriteUInt64LittleEndian(to[64..], Checksum.Crc32C(to[..64]));
    }

    /// <summary>Null where the bytes are no such header as it was written.</summary>
    public static SnapshotHeader? Read(ReadOnlySpan<byte> from) =>
        BinaryPrimitives.ReadUInt64LittleEndian(from) == Magic
        && BinaryPrimitives.ReadUInt64LittleEndian(from[64..]) == Checksum.Crc32C(from[..64])
            ? new SnapshotHeader(
                BinaryPrimitives.ReadUInt128BigEndian(from[8..]), (int)BinaryPrimitives.ReadInt64LittleEndian(from[24..]),
                LogHead.ReadFrom(from[32..]))
            : null;
}

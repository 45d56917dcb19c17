using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace RetentionGrpc.Storage;

/// <summary>
/// How a segment begins: whose it is, which one, and the head of every log before its first record, which is what was acknowledged by
/// then. So a segment that is missing is missed, and what the end of the one before holds beyond was never acknowledged.
/// </summary>
internal sealed record SegmentHeader(UInt128 Store, long Number, long FirstGroup, LogHead[] Heads)
{
    private const ulong Magic = 0x4C4E524A5F47525F; // "_RG_JRNL"
    private const int FixedBytes = 40;

    /// <summary>Bytes of the header.</summary>
    public int Size => SizeOf(Heads.Length);

    /// <summary>Makes a segment of a header and records that are written already, and opens it.</summary>
    public Segment Create(string folder, int generation, ReadOnlySpan<byte> records)
    {
        var path = FileNames.SegmentIn(folder, Number, generation);
        var bytes = new byte[Size + records.Length];
        WriteTo(bytes);
        records.CopyTo(bytes.AsSpan(Size));
        DurableFile.Write(path, bytes);
        return new Segment(this, path, generation, Open(path)) { Length = bytes.Length, End = bytes.Length };
    }

    /// <exception cref="LogCorruptException">The header is not as it was written.</exception>
    public static SegmentHeader Read(ReadOnlySpan<byte> from, string path, long number, LogIdentity identity)
    {
        var size = SizeOf(identity.PartitionCount);
        if (from.Length < size || BinaryPrimitives.ReadUInt64LittleEndian(from) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(from[(size - 4)..]) != Checksum.Crc32C(from[..(size - 4)]))
            throw new LogCorruptException(path, "it does not begin as it was written");
        if (BinaryPrimitives.ReadUInt128BigEndian(from[8..]) != identity.Id)
            throw new LogCorruptException(path, "it is of other data");
        if (BinaryPrimitives.ReadInt64LittleEndian(from[24..]) != number)
            throw new LogCorruptException(path, "it was written under another name");
        var heads = new LogHead[identity.PartitionCount];
        for (var partition = 0; partition < heads.Length; partition++)
            heads[partition] = LogHead.ReadFrom(from[(FixedBytes + partition * LogHead.Size)..]);
        return new SegmentHeader(identity.Id, number, BinaryPrimitives.ReadInt64LittleEndian(from[32..]), heads);
    }

    public static SafeFileHandle Open(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    private void WriteTo(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(to, Magic);
        BinaryPrimitives.WriteUInt128BigEndian(to[8..], Store);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], Number);
        BinaryPrimitives.WriteInt64LittleEndian(to[32..], FirstGroup);
        for (var partition = 0; partition < Heads.Length; partition++)
            Heads[partition].WriteTo(to[(FixedBytes + partition * LogHead.Size)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(to[(Size - 4)..], Checksum.Crc32C(to[..(Size - 4)]));
    }

    private static int SizeOf(int partitionCount) => FixedBytes + partitionCount * LogHead.Size + 8;
}

using System.Buffers.Binary;

namespace RetentionGrpc.Engine.Snapshots;

/// <summary>What a snapshot holds. The numbers are stored.</summary>
public enum SnapshotKind : byte
{
    /// <summary>The whole state of a <see cref="Partition"/>.</summary>
    Partition = 1,
}

/// <summary>
/// The frame of snapshots. A byte of version and a byte of <see cref="SnapshotKind"/>, then the body; all of it cut into blocks of
/// <see cref="BlockBytes"/>, the last one shorter, each of which ends with XXH64 of what is before it in the block, seeded with the sum of
/// the block before (little-endian). A block is checked before anything in it is read.
/// </summary>
public static class SnapshotFormat
{
    /// <summary>The version that is written, and the only one that is read.</summary>
    public const byte Version = 4;

    /// <summary>Bytes of a whole block, its sum included.</summary>
    public const int BlockBytes = 256 * 1024;

    /// <summary>Bytes of a block's sum.</summary>
    public const int SumBytes = sizeof(ulong);

    /// <summary>Bytes of version and kind.</summary>
    public const int HeaderBytes = 2;

    /// <summary>Writes the sum of a block behind its content.</summary>
    /// <param name="block">The block; its last <see cref="SumBytes"/> are free.</param>
    /// <param name="before">The sum of the block before, 0 for the first.</param>
    /// <returns>The sum.</returns>
    public static ulong Seal(Span<byte> block, ulong before)
    {
        var sum = SumOf(block, before);
        BinaryPrimitives.WriteUInt64LittleEndian(block[^SumBytes..], sum);
        return sum;
    }

    /// <summary>The sum that a block was sealed with.</summary>
    public static ulong SumOf(ReadOnlySpan<byte> sealedBlock) => BinaryPrimitives.ReadUInt64LittleEndian(sealedBlock[^SumBytes..]);

    /// <summary>Whether a block is as it was sealed; if so, <paramref name="sum"/> becomes its sum.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> block, ref ulong sum)
    {
        if (block.Length < SumBytes || SumOf(block, sum) != BinaryPrimitives.ReadUInt64LittleEndian(block[^SumBytes..]))
            return false;
        sum = BinaryPrimitives.ReadUInt64LittleEndian(block[^SumBytes..]);
        return true;
    }

    private static ulong SumOf(ReadOnlySpan<byte> block, ulong before) => Xxh64.Hash(block[..^SumBytes], before);
}

using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>Sets the bits of a chunk in <see cref="PackedForm"/> in a bitmap, by each path.</summary>
internal static class Unfolding
{
    private const byte Nothing = 0xFF;

    // For each mask of 8 bytes, from where in the stream each of them comes, or Nothing.
    private static readonly byte[] Sources = MakeSources();

    /// <summary>Sets the members' bits.</summary>
    /// <param name="stored">The chunk.</param>
    /// <param name="words"><see cref="CustomerSet.ChunkWords"/> words.</param>
    /// <param name="path">The path.</param>
    public static void OrInto(byte[] stored, Span<ulong> words, BitPath path)
    {
        words = words[..CustomerSet.ChunkWords];
        switch (path)
        {
            case BitPath.Vector512:
                OrInto512(stored, MemoryMarshal.AsBytes(words));
                break;
            case BitPath.Vector256:
                OrInto128(stored, words);
                break;
            default:
                OrIntoScalar(stored, MemoryMarshal.AsBytes(words));
                break;
        }
    }

    private static void OrInto512(byte[] stored, Span<byte> bytes)
    {
        ref var read = ref MemoryMarshal.GetArrayDataReference(stored);
        ref var write = ref MemoryMarshal.GetReference(bytes);
        var spread = Spread512;
        var bits = Vector512.Create(0x8040201008040201UL).AsByte();
        unchecked
        {
            nuint at = PackedForm.MaskBytes;
            for (nuint group = 0; group < PackedForm.Groups; group++)
            {
                var mask = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref read, group * sizeof(ulong)));
                var isStored = Vector512.Equals(Avx512BW.Shuffle(Vector512.Create(mask).AsByte(), spread) & bits, bits);
                var unfolded = Avx512Vbmi2.Expand(Vector512<byte>.Zero, isStored, Vector512.LoadUnsafe(ref read, at));
                (Vector512.LoadUnsafe(ref write, group * 64) | unfolded).StoreUnsafe(ref write, group * 64);
                at += (nuint)BitOperations.PopCount(mask);
            }
        }
    }

    // Eight bytes of the stream at a time go to their places by a table.
    private static void OrInto128(byte[] stored, Span<ulong> words)
    {
        ref var read = ref MemoryMarshal.GetArrayDataReference(stored);
        ref var sources = ref MemoryMarshal.GetArrayDataReference(Sources);
        unchecked
        {
            nuint at = PackedForm.MaskBytes;
            for (var word = 0; word < words.Length; word++)
            {
                nuint mask = Unsafe.Add(ref read, word);
                var next = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref read, at))).AsByte();
                var source = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref sources, mask * 8))).AsByte();
                words[word] |= Ssse3.Shuffle(next, source).AsUInt64().ToScalar();
                at += (nuint)BitOperations.PopCount((uint)mask);
            }
        }
    }

    private static void OrIntoScalar(ReadOnlySpan<byte> stored, Span<byte> bytes)
    {
        var stream = PackedForm.Stream(stored);
        var at = 0;
        for (var group = 0; group < PackedForm.Groups; group++)
        {
            var mask = BinaryPrimitives.ReadUInt64LittleEndian(stored[(group * sizeof(ulong))..]);
            for (; mask != 0; mask &= mask - 1)
                bytes[group * 64 + BitOperations.TrailingZeroCount(mask)] |= stream[at++];
        }
    }

    // Byte n of the mask stands for the bytes 8 n to 8 n + 7; a shuffle stays within 16 bytes, which hold the mask twice.
    private static Vector512<byte> Spread512 => Vector512.Create(
        0UL, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303,
        0x0404040404040404, 0x0505050505050505, 0x0606060606060606, 0x0707070707070707).AsByte();

    private static byte[] MakeSources()
    {
        var sources = new byte[256 * 8];
        sources.AsSpan().Fill(Nothing);
        for (var mask = 0; mask < 256; mask++)
        {
            for (var (place, source) = (0, 0); place < 8; place++)
            {
                if ((mask >> place & 1) != 0)
                    sources[mask * 8 + place] = (byte)source++;
            }
        }
        return sources;
    }
}

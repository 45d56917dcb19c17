using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// Which of stored numbers stand for one of some values (each is stored as the number above it): a bit for each number, 64 to a word.
/// </summary>
internal static class ValueMatches
{
    // Up to here comparing with each value is quicker than looking every number up.
    private const int MostCompared = 48;

    /// <summary>Of numbers of 8 bits: by a table of 256 bits, whatever the number of values.</summary>
    public static void OfBytes(ReadOnlySpan<byte> numbers, ReadOnlySpan<int> values, Span<ulong> words, BitPath path)
    {
        Span<byte> table = stackalloc byte[32];
        table.Clear();
        foreach (var value in values)
        {
            if (value < byte.MaxValue)
                AddTo(table, (byte)(value + 1));
        }
        OfTable(numbers, table, words, path);
    }

    /// <summary>
    /// Adds a number to a table: byte n of each half of it has a bit for each high half byte, of the numbers with the low half byte n.
    /// </summary>
    public static void AddTo(Span<byte> table, byte number) =>
        table[(number & 15) + (number >> 7) * 16] |= (byte)(1 << ((number >> 4) & 7));

    /// <summary>Of numbers of 8 bits, those in a table of 32 bytes.</summary>
    public static void OfTable(ReadOnlySpan<byte> numbers, ReadOnlySpan<byte> table, Span<ulong> words, BitPath path)
    {
        switch (path)
        {
            case BitPath.Vector512:
                LookUp512(numbers, table, words);
                break;
            case BitPath.Vector256:
                LookUp256(numbers, table, words);
                break;
            default:
                LookUpScalar(numbers, table, words);
                break;
        }
    }

    /// <summary>Of numbers of 16 bits.</summary>
    public static void OfShorts(ReadOnlySpan<ushort> numbers, ReadOnlySpan<int> values, Span<ulong> words, BitPath path)
    {
        if (values.Length <= MostCompared && path != BitPath.Scalar)
        {
            Span<ushort> stored = stackalloc ushort[MostCompared];
            var count = 0;
            foreach (var value in values)
            {
                if (value < ushort.MaxValue)
                    stored[count++] = (ushort)(value + 1);
            }
            Compare(numbers, stored[..count], words, path);
            return;
        }
        Span<ulong> table = stackalloc ulong[1 << 10];
        table.Clear();
        foreach (var value in values)
        {
            if (value < ushort.MaxValue)
                table[(value + 1) >> 6] |= 1UL << (value + 1);
        }
        for (var i = 0; i < words.Length; i++)
        {
            var word = 0UL;
            foreach (var number in numbers.Slice(64 * i, 64))
                word = word >> 1 | table[number >> 6] >> number << 63;
            words[i] = word;
        }
    }

    /// <summary>Of numbers of 32 bits: every number is compared with every value.</summary>
    public static void OfInts(ReadOnlySpan<uint> numbers, ReadOnlySpan<int> values, Span<ulong> words, BitPath path)
    {
        Span<uint> stored = stackalloc uint[MostCompared];
        for (var start = 0; start < values.Length; start += MostCompared)
        {
            var count = Math.Min(MostCompared, values.Length - start);
            for (var i = 0; i < count; i++)
                stored[i] = (uint)(values[start + i] + 1L);
            Compare(numbers, stored[..count], words, path);
        }
    }

    private static void LookUp512(ReadOnlySpan<byte> numbers, ReadOnlySpan<byte> table, Span<ulong> words)
    {
        ref var first = ref MemoryMarshal.GetReference(numbers[..(64 * words.Length)]);
        var (lower, upper) = (Four(Vector128.Create(table[..16])), Four(Vector128.Create(table[16..])));
        var bits = Four(HighBits);
        // A shuffle gives 0 where the highest bit is set: only one half of the table speaks of a number.
        var (keys, top, halves) = (Vector512.Create((byte)0x8F), Vector512.Create((byte)0x80), Vector512.Create((byte)15));
        unchecked
        {
            for (nuint i = 0; i < (nuint)words.Length; i++)
            {
                var number = Vector512.LoadUnsafe(ref first, 64 * i);
                var row = Avx512BW.Shuffle(lower, number & keys) | Avx512BW.Shuffle(upper, (number ^ top) & keys);
                var bit = Avx512BW.Shuffle(bits, (number.AsUInt64() >>> 4).AsByte() & halves);
                words[(int)i] = Vector512.Equals(row & bit, bit).ExtractMostSignificantBits();
            }
        }
    }

    private static void LookUp256(ReadOnlySpan<byte> numbers, ReadOnlySpan<byte> table, Span<ulong> words)
    {
        ref var first = ref MemoryMarshal.GetReference(numbers[..(64 * words.Length)]);
        var (lower, upper) = (Two(Vector128.Create(table[..16])), Two(Vector128.Create(table[16..])));
        var bits = Two(HighBits);
        var (keys, top, halves) = (Vector256.Create((byte)0x8F), Vector256.Create((byte)0x80), Vector256.Create((byte)15));
        var found = MemoryMarshal.Cast<ulong, uint>(words);
        unchecked
        {
            for (nuint i = 0; i < (nuint)found.Length; i++)
            {
                var number = Vector256.LoadUnsafe(ref first, 32 * i);
                var row = Avx2.Shuffle(lower, number & keys) | Avx2.Shuffle(upper, (number ^ top) & keys);
                var bit = Avx2.Shuffle(bits, (number.AsUInt64() >>> 4).AsByte() & halves);
                found[(int)i] = Vector256.Equals(row & bit, bit).ExtractMostSignificantBits();
            }
        }
    }

    private static void LookUpScalar(ReadOnlySpan<byte> numbers, ReadOnlySpan<byte> table, Span<ulong> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            var word = 0UL;
            foreach (var number in numbers.Slice(64 * i, 64))
                word = word >> 1 | (ulong)table[(number & 15) + (number >> 7) * 16] >> (number >> 4 & 7) << 63;
            words[i] = word;
        }
    }

    /// <summary>Sets the bits of the numbers that are equal to one of the given ones.</summary>
    private static void Compare<T>(ReadOnlySpan<T> numbers, ReadOnlySpan<T> wanted, Span<ulong> words, BitPath path)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (path == BitPath.Scalar)
        {
            for (var i = 0; i < 64 * words.Length; i++)
                words[i >> 6] |= wanted.Contains(numbers[i]) ? 1UL << i : 0;
            return;
        }
        ref var first = ref MemoryMarshal.GetReference(numbers[..(64 * words.Length)]);
        var width = path == BitPath.Vector512 ? Vector512<T>.Count : Vector256<T>.Count;
        unchecked
        {
            for (var i = 0; i < 64 * words.Length; i += width)
            {
                var found = path == BitPath.Vector512
                    ? Found(Vector512.LoadUnsafe(ref first, (nuint)i), wanted)
                    : Found(Vector256.LoadUnsafe(ref first, (nuint)i), wanted);
                words[i >> 6] |= found << i;
            }
        }
    }

    private static ulong Found<T>(Vector512<T> numbers, ReadOnlySpan<T> wanted)
        where T : unmanaged
    {
        var found = Vector512<T>.Zero;
        foreach (var number in wanted)
            found |= Vector512.Equals(numbers, Vector512.Create(number));
        return found.ExtractMostSignificantBits();
    }

    private static ulong Found<T>(Vector256<T> numbers, ReadOnlySpan<T> wanted)
        where T : unmanaged
    {
        var found = Vector256<T>.Zero;
        foreach (var number in wanted)
            found |= Vector256.Equals(numbers, Vector256.Create(number));
        return found.ExtractMostSignificantBits();
    }

    // For each high half byte its bit in the table, which holds eight of them in each half.
    private static Vector128<byte> HighBits => Vector128.Create(0x8040201008040201UL).AsByte();

    private static Vector256<byte> Two(Vector128<byte> part) => Vector256.Create(part, part);

    private static Vector512<byte> Four(Vector128<byte> part) => Vector512.Create(Two(part), Two(part));
}

using System.Numerics;
using System.Runtime.InteropServices;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>Numbers of 16 bits in ascending order.</summary>
internal static class SparseForm
{
    private const int LeastRoom = 4;

    /// <summary>False if it was there.</summary>
    public static bool Add(ref byte[] stored, int count, ushort member)
    {
        var rank = RankOf(stored, count, member);
        if (IsAt(stored, count, rank, member))
            return false;
        if (sizeof(ushort) * count == stored.Length)
            Array.Resize(ref stored, sizeof(ushort) * Room(count + 1));
        var numbers = Numbers(stored);
        numbers[rank..count].CopyTo(numbers[(rank + 1)..]);
        numbers[rank] = member;
        return true;
    }

    /// <summary>False if it was not there.</summary>
    public static bool Remove(byte[] stored, int count, ushort member)
    {
        var rank = RankOf(stored, count, member);
        if (!IsAt(stored, count, rank, member))
            return false;
        var numbers = Numbers(stored);
        numbers[(rank + 1)..count].CopyTo(numbers[rank..]);
        return true;
    }

    /// <summary>Whether it is there.</summary>
    public static bool Contains(byte[] stored, int count, ushort member) => IsAt(stored, count, RankOf(stored, count, member), member);

    /// <summary>How many are lower.</summary>
    public static int RankOf(byte[] stored, int count, ushort member)
    {
        var numbers = Numbers(stored)[..count];
        var start = 0;
        unchecked
        {
            // Halves without a branch on the comparison, which nobody could foresee.
            while (count > 1)
            {
                var half = count >> 1;
                start += numbers[start + half - 1] < member ? half : 0;
                count -= half;
            }
            return start + (count == 1 && numbers[start] < member ? 1 : 0);
        }
    }

    /// <summary>Sets the members' bits.</summary>
    public static void OrInto(byte[] stored, int count, Span<ulong> words)
    {
        unchecked
        {
            foreach (var member in Numbers(stored)[..count])
                words[member >> 6] |= 1UL << member;
        }
    }

    /// <summary>The bits that are set, as numbers.</summary>
    public static byte[] List(ReadOnlySpan<ulong> words, int count)
    {
        var stored = new byte[sizeof(ushort) * Room(count)];
        var numbers = Numbers(stored);
        var found = 0;
        for (var word = 0; word < words.Length; word++)
        {
            for (var bits = words[word]; bits != 0; bits &= bits - 1)
                numbers[found++] = (ushort)(64 * word + BitOperations.TrailingZeroCount(bits));
        }
        return stored;
    }

    private static Span<ushort> Numbers(byte[] stored) => MemoryMarshal.Cast<byte, ushort>(stored.AsSpan());

    private static bool IsAt(byte[] stored, int count, int rank, ushort member) => rank < count && Numbers(stored)[rank] == member;

    // By an eighth and in whole 8 bytes.
    private static int Room(int count) => (count + Math.Max(LeastRoom - 1, count / 8)) & ~(LeastRoom - 1);
}

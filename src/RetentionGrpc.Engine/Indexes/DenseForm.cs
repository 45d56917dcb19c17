namespace RetentionGrpc.Engine.Indexes;

/// <summary>A bitmap of <see cref="CustomerSet.ChunkWords"/> words.</summary>
internal static class DenseForm
{
    /// <summary>False if it was there.</summary>
    public static bool Add(Span<ulong> words, ushort member)
    {
        var isThere = Contains(words, member);
        words[member >> 6] |= 1UL << member;
        return !isThere;
    }

    /// <summary>False if it was not there.</summary>
    public static bool Remove(Span<ulong> words, ushort member)
    {
        var isThere = Contains(words, member);
        words[member >> 6] &= ~(1UL << member);
        return isThere;
    }

    /// <summary>Whether it is there.</summary>
    public static bool Contains(ReadOnlySpan<ulong> words, ushort member) => (words[member >> 6] >> member & 1) != 0;

    /// <summary>How many are lower.</summary>
    public static int RankOf(ReadOnlySpan<ulong> words, ushort member)
    {
        var below = words[member >> 6] & ((1UL << member) - 1);
        return Bits.Count(words[..(member >> 6)]) + System.Numerics.BitOperations.PopCount(below);
    }
}

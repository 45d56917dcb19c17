using RetentionGrpc.Engine.Indexes;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Indexes;

/// <summary>The paths that this processor has: a test that takes them all compares them with plain counting.</summary>
internal static class BitPaths
{
    public static TheoryData<BitPath> All =>
        [.. new[] { BitPath.Scalar, BitPath.Vector256, BitPath.Vector512 }.Where(Bits.Supports)];

    public static ulong[] RandomWords(Random random, int length, int density)
    {
        var words = new ulong[length];
        for (var i = 0; i < length * 64; i++)
        {
            if (random.Next(100) < density)
                words[i >> 6] |= 1UL << i;
        }
        return words;
    }

    public static IEnumerable<int> SetBits(ulong[] words) =>
        Enumerable.Range(0, words.Length * 64).Where(i => (words[i >> 6] >> i & 1) != 0);
}

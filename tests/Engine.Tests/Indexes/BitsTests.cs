using System.Numerics;
using RetentionGrpc.Engine.Indexes;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Indexes;

public sealed class BitsTests
{
    public static TheoryData<BitPath> Paths => BitPaths.All;

    [Fact]
    public void Best_IsAPathOfThisProcessor()
    {
        Assert.True(Bits.Supports(Bits.Best));
        Assert.DoesNotContain(Enum.GetValues<BitPath>(), path => path > Bits.Best && Bits.Supports(path));
    }

    /// <summary>Every length from none over all that fill no vector to a chunk's.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public void EveryOperation_AnyLength_EqualsWordByWord(BitPath path)
    {
        var random = new Random(11);
        foreach (var length in Enumerable.Range(0, 41).Append(1_023).Append(CustomerSet.ChunkWords))
        {
            foreach (var density in new[] { 0, 3, 50, 100 })
            {
                var a = BitPaths.RandomWords(random, length, density);
                var b = BitPaths.RandomWords(random, length + random.Next(3), 50);
                var filter = BitPaths.RandomWords(random, length + random.Next(3), 30);
                CheckCombined(path, a, b);
                CheckCounts(path, a, b);
                CheckReplaced(path, a, b, filter);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Operands_ShorterThanTheFirst_AreRefused(BitPath path)
    {
        var (longer, shorter) = (new ulong[9], new ulong[8]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Bits.Or(longer, shorter, path));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bits.CountAnd(longer, shorter, path));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bits.Replace(longer, longer, shorter, longer, path));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bits.Replace(longer, longer, longer, shorter, path));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bits.CountBoth(longer, shorter, path));
    }

    private static void CheckCombined(BitPath path, ulong[] a, ulong[] b)
    {
        Assert.Equal(Zip(a, b, (x, y) => x | y), Changed(a, words => Bits.Or(words, b, path)));
        Assert.Equal(Zip(a, b, (x, y) => x & y), Changed(a, words => Bits.And(words, b, path)));
        Assert.Equal(Zip(a, b, (x, y) => x & ~y), Changed(a, words => Bits.AndNot(words, b, path)));
        Assert.Equal(Zip(a, b, (x, _) => ~x), Changed(a, words => Bits.Invert(words, path)));
    }

    private static void CheckReplaced(BitPath path, ulong[] a, ulong[] b, ulong[] filter)
    {
        var before = a.Reverse().ToArray();
        var expected = Zip(Zip(a, b, (x, y) => x | y), filter, (x, y) => x & y);
        var counts = default((int Count, int Lost));
        Assert.Equal(expected, Changed(before, words => counts = Bits.Replace(words, a, b, filter, path)));
        Assert.Equal((Count(expected), Count(Zip(before, expected, (x, y) => x & ~y))), counts);
    }

    private static void CheckCounts(BitPath path, ulong[] a, ulong[] b)
    {
        Assert.Equal(Count(a), Bits.Count(a, path));
        Assert.Equal(Count(Zip(a, b, (x, y) => x & y)), Bits.CountAnd(a, b, path));
        Assert.Equal(Count(Zip(a, b, (x, y) => x | y)), Bits.CountOr(a, b, path));
        Assert.Equal(Count(Zip(a, b, (x, y) => x & ~y)), Bits.CountAndNot(a, b, path));
        var both = Bits.CountBoth(a, b, path);
        Assert.Equal(new WindowCounts(Count(a), Count(b.AsSpan(0, a.Length).ToArray()), Bits.CountAnd(a, b, BitPath.Scalar)), both);
        Assert.Equal(
            (Bits.CountOr(a, b, path), Bits.CountAndNot(a, b, path), Bits.CountAndNot(b.AsSpan(0, a.Length), a, path)),
            (both.Either, both.OnlyFirst, both.OnlySecond));
    }

    private static ulong[] Changed(ulong[] words, Action<ulong[]> change)
    {
        ulong[] copy = [.. words];
        change(copy);
        return copy;
    }

    private static ulong[] Zip(ulong[] a, ulong[] b, Func<ulong, ulong, ulong> formula) => [.. a.Zip(b, formula)];

    private static int Count(ulong[] words) => words.Sum(BitOperations.PopCount);
}

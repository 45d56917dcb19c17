using RetentionGrpc.Engine.Events;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Events;

public sealed class FingerprintSetTests
{
    [Theory]
    [InlineData("spread", 200_000)]
    [InlineData("ascending", 5_000)]
    [InlineData("descending", 5_000)]
    [InlineData("largest", 5_000)]
    public void Add_AnyFingerprints_HoldsThoseOfAHashSet(string pattern, int count)
    {
        var (set, plain, random) = (new FingerprintSet(), new HashSet<ulong>(), new Random(7));
        for (var i = 0UL; i < (ulong)count; i++)
        {
            var fingerprint = pattern switch
            {
                "ascending" => i + 4,
                "descending" => 10_000 - i,
                "largest" => ulong.MaxValue - (i * i),
                _ => ((ulong)random.NextInt64() << 1) | (i & 1),
            };
            foreach (var again in new[] { fingerprint, fingerprint, fingerprint / 2 })
            {
                Assert.Equal(plain.Contains(again), set.Contains(again));
                Assert.Equal(plain.Add(again), set.Add(again));
            }
        }
        Assert.Equal(plain.Count, set.Count);
        Assert.All(plain, fingerprint => Assert.True(set.Contains(fingerprint)));
    }
}

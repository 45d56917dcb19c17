using RetentionGrpc.SampleShop;
using Xunit;

namespace RetentionGrpc.Server.Tests.SampleShop;

public sealed class ShopRandomTests
{
    private const int Draws = 200_000;

    [Fact]
    public void LogAndExp_AgreeWithThePlatform()
    {
        for (double x = 1e-12; x < 1e12; x *= 1.37)
        {
            Assert.Equal(Math.Log(x), PortableMath.Log(x), 1e-13 * Math.Max(1, Math.Abs(Math.Log(x))));
        }

        for (double x = -300; x < 300; x += 0.713)
        {
            Assert.Equal(1, PortableMath.Exp(x) / Math.Exp(x), 1e-12);
        }
    }

    [Fact]
    public void Distributions_HaveTheirMeansAndVariances()
    {
        ShopRandom random = new(1, 2);
        AssertMoments(random.Uniform, 0.5, 1.0 / 12);
        AssertMoments(random.Normal, 0, 1);
        AssertMoments(() => random.Exponential(3), 3, 9);
        AssertMoments(() => random.Gamma(0.6), 0.6, 0.6);
        AssertMoments(() => random.Gamma(4), 4, 4);
        AssertMoments(() => random.Beta(0.8, 2.6), 0.8 / 3.4, 0.8 * 2.6 / (3.4 * 3.4 * 4.4));
        AssertMoments(() => random.Pick([1, 0, 3]), 1.5, 0.75);
        AssertMoments(() => random.Between(2, 6), 3.5, 1.25);
    }

    [Fact]
    public void Streams_OfNeighbours_Differ()
    {
        HashSet<ulong> seen = [];
        for (ulong seed = 0; seed < 100; seed++)
        {
            for (ulong stream = 0; stream < 100; stream++)
            {
                Assert.True(seen.Add(new ShopRandom(seed, stream).NextBits()), $"{seed} {stream}");
            }
        }
    }

    private static void AssertMoments(Func<double> draw, double mean, double variance)
    {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < Draws; i++)
        {
            double value = draw();
            sum += value;
            squares += (value - mean) * (value - mean);
        }

        double error = 5 * Math.Sqrt(variance / Draws);
        Assert.InRange(sum / Draws, mean - error, mean + error);
        Assert.InRange(squares / Draws, variance * 0.95, variance * 1.05);
    }
}

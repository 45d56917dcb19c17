using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Metrics;

/// <summary>Maxima are found wherever one starts, of values so large that the last steps' gains are below their rounding.</summary>
public sealed class NewtonAscentTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1e6)]
    [InlineData(1e10)]
    public void Climb_OfALargeValue_EndsAtTheTopFromEveryStart(double size)
    {
        for (var start = 0.2; start < 12; start += 0.01)
        {
            var found = NewtonAscent.Climb((at, slope, bend) => Hill(size, at, slope, bend), [start, 5], CancellationToken.None);
            Assert.True(found is not null, $"Nothing is found from {start}.");
            Assert.Equal(2, found.Value.At[0], 1e-4);
            Assert.Equal(3, found.Value.At[1], 1e-4);
        }
    }

    /// <summary>size × (log x − x/2 + log y − y/3) on top of a value a thousand times as large: its top is at 2 and 3.</summary>
    private static double Hill(double size, double[] at, double[] slope, double[,] bend)
    {
        var (x, y) = (at[0], at[1]);
        (slope[0], slope[1]) = (size * (1 / x - 0.5), size * (1 / y - 1.0 / 3));
        (bend[0, 0], bend[1, 1]) = (-size / (x * x), -size / (y * y));
        return -1_000 * size + size * (Math.Log(x) - x / 2 + Math.Log(y) - y / 3);
    }
}

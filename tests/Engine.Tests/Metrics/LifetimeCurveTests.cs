using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Metrics;

/// <summary>The Kaplan–Meier curve on the textbook's example: remission under 6-MP (Freireich and others, 1963), weeks as days.</summary>
public sealed class LifetimeCurveTests
{
    private const long DayMs = 86_400_000;
    private static readonly int[] Left = [6, 6, 6, 7, 10, 13, 16, 22, 23];
    private static readonly int[] Censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];

    [Theory]
    [InlineData(6, 21, 3, 1, 0.857, 0.076)]
    [InlineData(7, 17, 1, 0, 0.807, 0.087)]
    [InlineData(10, 15, 1, 1, 0.753, 0.096)]
    [InlineData(13, 12, 1, 0, 0.690, 0.107)]
    [InlineData(16, 11, 1, 0, 0.627, 0.114)]
    [InlineData(22, 7, 1, 0, 0.538, 0.128)]
    [InlineData(23, 6, 1, 0, 0.448, 0.135)]
    public void Days_HaveTheTextbooksShares_AndGreenwoodsErrors(
        int day, long atRisk, long left, long censored, double survival, double error)
    {
        var point = Curve().Days().Single(one => one.Day == day);
        Assert.Equal((atRisk, left, censored), (point.AtRisk, point.Left, point.Censored));
        Assert.Equal(survival, point.Survival, 0.0005);
        Assert.Equal(survival - 1.96 * error, point.Interval!.Value.Lower, 0.002);
        Assert.Equal(Math.Min(1, survival + 1.96 * error), point.Interval.Value.Upper, 0.002);
    }

    [Fact]
    public void Median_IsWhereTheCurveFallsToOneHalf() => Assert.Equal(23, Curve().MedianDays);

    [Fact]
    public void RestrictedMean_IsTheAreaUpToTheHorizon_WhileTheCurveIsKnown()
    {
        Assert.Equal(6 + 18.0 / 21, Curve().RestrictedMeanDays(7 * DayMs)!.Value, 1e-12);
        Assert.NotNull(Curve().RestrictedMeanDays(35 * DayMs));
        Assert.Null(Curve().RestrictedMeanDays(35 * DayMs + 1));
    }

    [Fact]
    public void WithoutCensoring_TheMeanIsThePlainOne_AndTheCurveEndsAtExactly0()
    {
        var curve = new LifetimeCurve([1 * DayMs, 2 * DayMs, 6 * DayMs], []);
        Assert.Equal((3.0, 2.0), (curve.RestrictedMeanDays(100 * DayMs), curve.MedianDays));
        Assert.Equal((0, null), (curve.Days()[^1].Survival, curve.Days()[^1].Interval));
    }

    [Fact]
    public void OneHalfOfMany_IsMetExactly()
    {
        var curve = new LifetimeCurve([.. Enumerable.Range(1, 5).Select(day => day * DayMs)], [.. Enumerable.Repeat(9 * DayMs, 5)]);
        Assert.Equal(5, curve.MedianDays);
    }

    [Fact]
    public void Nobody_HasNoCurve()
    {
        var curve = new LifetimeCurve([], []);
        Assert.Equal((null, null, 0), (curve.MedianDays, curve.RestrictedMeanDays(DayMs), curve.Days().Count));
    }

    private static LifetimeCurve Curve() => new([.. Left.Select(day => day * DayMs)], [.. Censored.Select(day => day * DayMs)]);
}

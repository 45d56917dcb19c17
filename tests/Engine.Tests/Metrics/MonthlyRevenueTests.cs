using System.Numerics;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Metrics;

/// <summary>Recurring revenue against fractions of numbers of any size.</summary>
public sealed class MonthlyRevenueTests
{
    private static readonly BigInteger Parts = Enumerable.Range(1, 120).Aggregate(BigInteger.One,
        (all, months) => all / BigInteger.GreatestCommonDivisor(all, months) * months);

    [Fact]
    public void SumsAndDifferences_ByChance_AreThoseOfFractions()
    {
        var random = new Random(1);
        for (var round = 0; round < 2_000; round++)
        {
            var (sum, parts) = (default(MonthlyRevenue), BigInteger.Zero);
            for (var i = random.Next(1, 30); i > 0; i--)
            {
                var (amount, months) = (AmountOf(random), random.Next(1, 121));
                var (one, more) = (MonthlyRevenue.Of(amount, months), amount * (Parts / months));
                Assert.Equal(more.CompareTo(parts), one.CompareTo(sum));
                var isAdded = random.Next(3) > 0;
                (sum, parts) = isAdded ? (sum + one, parts + more) : (sum - one, parts - more);
                Assert.Equal(RoundedOf(parts), (BigInteger)sum.Rounded);
                Assert.Equal(parts.IsZero, sum.IsZero);
            }
        }
    }

    [Theory]
    [InlineData(1, 2, 0)]
    [InlineData(3, 2, 2)]
    [InlineData(5, 2, 2)]
    [InlineData(7, 3, 2)]
    [InlineData(8, 3, 3)]
    [InlineData(1_000_000_000_000_000, 120, 8_333_333_333_333)]
    public void Halves_GoToTheEven(long amount, int months, long rounded) =>
        Assert.Equal(rounded, (long)MonthlyRevenue.Of(amount, months).Rounded);

    [Fact]
    public void OneOverEachNumberOfMonths_SoOften_IsOne()
    {
        for (var months = 1; months <= 120; months++)
        {
            var sum = default(MonthlyRevenue);
            for (var i = 0; i < months; i++)
                sum += MonthlyRevenue.Of(1, months);
            Assert.Equal(MonthlyRevenue.Of(1, 1), sum);
        }
    }

    private static long AmountOf(Random random) => random.Next(3) switch
    {
        0 => random.Next(3),
        1 => random.Next(100_000),
        _ => random.NextInt64(1_000_000_000_000_001),
    };

    private static BigInteger RoundedOf(BigInteger parts)
    {
        var whole = BigInteger.Divide(parts - (((parts % Parts) + Parts) % Parts), Parts);
        var order = (2 * (parts - whole * Parts)).CompareTo(Parts);
        return order > 0 || (order == 0 && !whole.IsEven) ? whole + 1 : whole;
    }
}

using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Metrics;

public sealed class MonthlyRevenueTests
{
    [Theory]
    [InlineData(1, 2, 0)]
    [InlineData(3, 2, 2)]
    [InlineData(5, 2, 2)]
    [InlineData(5, 3, 2)]
    [InlineData(4, 3, 1)]
    public void Rounded_IsHalfToEven(long amount, int months, int expected)
    {
        var revenue = new MonthlyRevenue();
        revenue.Add(amount, months);
        Assert.Equal(expected, revenue.Rounded());
    }

    [Fact]
    public void Rounded_RoundsTheTotalOnce()
    {
        // 100 contracts of $100 a month and 50 of $600 a year are $12,500; three thirds of a cent are one cent.
        var (large, small) = (new MonthlyRevenue(), new MonthlyRevenue());
        for (var i = 0; i < 100; i++)
            large.Add(100_00, 1);
        for (var i = 0; i < 50; i++)
            large.Add(600_00, 12);
        for (var i = 0; i < 3; i++)
            small.Add(1, 3);
        small.Add(long.MaxValue, 1);
        Assert.Equal(12_500_00, large.Rounded());
        Assert.Equal((Int128)long.MaxValue + 1, small.Rounded());
    }
}

using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Metrics;

/// <summary>What BG/NBD and Gamma–Gamma say of one customer, once the parameters are known.</summary>
public sealed class PurchaseModelTests
{
    // Fader, Hardie and Lee (2005), table 2: the sample of the record shop.
    private static readonly BgNbd RecordShop = new(0.243, 4.414, 0.793, 2.426);

    [Fact]
    public void ExpectedPurchases_OfThePapersCustomer_Are1Point226() =>
        Assert.Equal(1.226, RecordShop.ExpectedPurchases(39, 2, 30.43, 38.86), 0.0005);

    [Theory]
    [InlineData(0.243, 4.414, 0.793, 2.426)]
    [InlineData(2.5, 1.3, 1, 3)] // a = 1, where the published formula divides by 0.
    [InlineData(0.7, 9, 0.2, 0.3)] // a + b < 1, where it does so with no repeat.
    [InlineData(0.4, 2, 0.6, 0.4)] // a + b = 1.
    [InlineData(0.9, 20, 3.5, 40)]
    public void ExpectedPurchases_AreTheMeanOverRatesAndLeavingProbabilities(double r, double alpha, double a, double b)
    {
        var model = new BgNbd(r, alpha, a, b);
        (int, double, double)[] customers = [(0, 0, 52), (0, 30, 1), (1, 20, 39), (3, 38.86, 39), (12, 100, 400), (60, 70, 5)];
        foreach (var (frequency, age, horizon) in customers)
        {
            var expected = MeanOverLeaving(frequency, age, horizon, model);
            Assert.Equal(expected, model.ExpectedPurchases(horizon, frequency, age, age) / model.ProbabilityAlive(frequency, age, age),
                1e-6 * expected);
        }
    }

    [Fact]
    public void ProbabilityAlive_FallsWithSilence_AndIsOneWithoutARepeat()
    {
        Assert.Equal(1, RecordShop.ProbabilityAlive(0, 0, 38));
        double[] silences = [0, 1, 5, 20, 1e6];
        var falling = silences.Select(weeks => RecordShop.ProbabilityAlive(4, 20, 20 + weeks)).ToList();
        Assert.Equal(falling.OrderDescending(), falling);
        Assert.Equal((4 - 1 + 2.426) / (4 - 1 + 2.426 + 0.793), falling[0], 1e-12);
        Assert.InRange(falling[^1], 0, 1e-9);
    }

    [Fact]
    public void ExpectedDayTotal_LiesBetweenTheMeanAndTheCustomersOwn()
    {
        var model = new GammaGamma(6.25, 3.74, 1544);
        Assert.Equal(6.25 * 1544 / 2.74, model.ExpectedDayTotal(0, 0), 1e-9);
        Assert.InRange(model.ExpectedDayTotal(2, 2 * 9000), 3522, 9000);
        Assert.Equal(9000, model.ExpectedDayTotal(1_000_000, 9000e6), 0.1);
    }

    /// <summary>
    /// A customer who is alive leaves with a probability that is Beta(a, b + x) and buys at a rate that is Gamma(r + x, alpha + T):
    /// E[(1 − exp(−rate p t)) / p], by the trapezoidal rule over the logarithm of the odds of p.
    /// </summary>
    private static double MeanOverLeaving(int frequency, double age, double horizon, BgNbd model)
    {
        var (sum, weights) = (0.0, 0.0);
        for (var odds = -400.0; odds <= 400; odds += 0.05)
        {
            var (logP, logRest) = (-double.LogP1(Math.Exp(-odds)), -double.LogP1(Math.Exp(odds)));
            var weight = Math.Exp(model.A * logP + (model.B + frequency) * logRest);
            var p = Math.Exp(logP);
            var bought = 1 - Math.Exp(-(model.R + frequency) * double.LogP1(p * horizon / (model.Alpha + age)));
            var mean = p < 1e-12 ? (model.R + frequency) * horizon / (model.Alpha + age) : bought / p;
            (sum, weights) = (sum + weight * mean, weights + weight);
        }
        return sum / weights;
    }
}

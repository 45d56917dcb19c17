using RetentionGrpc.Engine.Metrics;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Engine.Tests.Metrics;

/// <summary>Fitting the models of purchases: known data, known parameters, and what must not change an answer.</summary>
public sealed class PurchasePredictionTests(ITestOutputHelper output)
{
    private const double WeekMs = 7.0 * 86_400_000;

    [Fact]
    public void RecordShop_HasThePapersParameters()
    {
        if (Cdnow.Calibration() is not { } rows)
            return;
        Assert.Equal((2357, 1411), (rows.Length, rows.Count(row => row.Frequency == 0)));
        var fitted = PurchasePrediction.Of(rows, 39, default);
        output.WriteLine($"{fitted}");
        Assert.Equal((FitOutcome.Fitted, FitOutcome.Fitted), (fitted.PurchaseOutcome, fitted.ValueOutcome));
        Assert.Equal(0.2426, fitted.Purchases!.R, 0.0001);
        Assert.Equal(4.414, fitted.Purchases.Alpha, 0.001);
        Assert.Equal(0.793, fitted.Purchases.A, 0.001);
        Assert.Equal(2.426, fitted.Purchases.B, 0.001);
        Assert.Equal(-9582.4, fitted.PurchaseLogLikelihood, 0.05);
        Assert.Equal(6.25, fitted.Value!.P, 0.005);
        Assert.Equal(3.74, fitted.Value.Q, 0.005);
        Assert.Equal(1544, fitted.Value.V, 1.0);
    }

    [Fact]
    public void SimulatedCustomers_GiveTheirParametersBack()
    {
        var (truth, spending) = (new BgNbd(0.8, 6, 0.9, 3), new GammaGamma(5, 4, 3000));
        var fitted = PurchasePrediction.Of(Simulated(40_000, truth, spending), 52, default);
        output.WriteLine($"{fitted}");
        AssertNear((truth.R, fitted.Purchases!.R), (truth.Alpha, fitted.Purchases.Alpha), (truth.A, fitted.Purchases.A),
            (truth.B, fitted.Purchases.B), (spending.P, fitted.Value!.P), (spending.Q, fitted.Value.Q), (spending.V, fitted.Value.V));
    }

    [Fact]
    public void OrderOfCustomers_ChangesNoBit()
    {
        var rows = Simulated(30_000, new(0.8, 6, 0.9, 3), new(5, 4, 3000));
        var expected = PurchasePrediction.Of([.. rows], 52, default);
        var shuffled = rows.ToArray();
        new Random(5).Shuffle(shuffled);
        Assert.Equal(expected, PurchasePrediction.Of(shuffled, 52, default));
    }

    [Fact]
    public void UnitsOfMoney_ScaleTheValueAndNothingElse()
    {
        var rows = Simulated(3_000, new(0.8, 6, 0.9, 3), new(5, 4, 3000));
        var cents = PurchasePrediction.Of([.. rows], 52, default);
        var dollars = PurchasePrediction.Of([.. rows.Select(row => row with { RepeatTotal = row.RepeatTotal / 100 })], 52, default);
        Assert.Equal(cents.ExpectedPurchases, dollars.ExpectedPurchases);
        AssertClose((cents.Value!.P, dollars.Value!.P), (cents.Value.Q, dollars.Value.Q), (cents.Value.V, 100 * dollars.Value.V),
            (cents.ExpectedRevenue!.Value, 100 * dollars.ExpectedRevenue!.Value),
            (cents.ValueLogLikelihood + rows.Count(row => row.Frequency > 0) * Math.Log(100), dollars.ValueLogLikelihood));
    }

    [Fact]
    public void EveryCustomerTwice_DoublesSums_AndLeavesParameters()
    {
        var rows = Simulated(3_000, new(0.8, 6, 0.9, 3), new(5, 4, 3000));
        var (once, twice) = (PurchasePrediction.Of([.. rows], 52, default), PurchasePrediction.Of([.. rows, .. rows], 52, default));
        AssertClose((once.Purchases!.R, twice.Purchases!.R), (once.Purchases.B, twice.Purchases.B), (once.Value!.Q, twice.Value!.Q),
            (2 * once.PurchaseLogLikelihood, twice.PurchaseLogLikelihood), (2 * once.ValueLogLikelihood, twice.ValueLogLikelihood),
            (2 * once.ExpectedPurchases!.Value, twice.ExpectedPurchases!.Value),
            (2 * once.ExpectedRevenue!.Value, twice.ExpectedRevenue!.Value));
    }

    [Fact]
    public void Derivatives_AreThoseOfTheValue()
    {
        var fit = new BgNbdFit(Simulated(200, new(0.8, 6, 0.9, 3), new(5, 4, 3000)), 1);
        double[] at = [0.7, 5, 1.1, 2.5];
        var bend = new double[4, 4];
        var slope = new double[4];
        fit.Evaluate(at, slope, bend);
        for (var i = 0; i < 4; i++)
        {
            var (up, down) = (SlopeAt(fit, at, i, 1e-5), SlopeAt(fit, at, i, -1e-5));
            Assert.Equal((up.Value - down.Value) / 2e-5, slope[i], 1e-4 * (1 + Math.Abs(slope[i])));
            for (var j = 0; j < 4; j++)
                Assert.Equal((up.Slope[j] - down.Slope[j]) / 2e-5, bend[i, j], 1e-4 * (1 + Math.Abs(bend[i, j])));
        }
    }

    [Fact]
    public void TooFewWhoBoughtAgain_AreNotFitted()
    {
        var rows = Simulated(5_000, new(0.8, 6, 0.9, 3), new(5, 4, 3000)).Where(row => row.Frequency == 0 || row.Frequency == 7).ToList();
        PurchaseRow[] few = [.. rows.Where(row => row.Frequency == 0), .. rows.Where(row => row.Frequency == 7).Take(9)];
        var fitted = PurchasePrediction.Of(few, 52, default);
        Assert.Equal((FitOutcome.TooFewCustomers, FitOutcome.TooFewCustomers), (fitted.PurchaseOutcome, fitted.ValueOutcome));
        Assert.Equal((null, null, null), (fitted.Purchases, fitted.ExpectedPurchases, fitted.ExpectedRevenue));
        Assert.Equal(FitOutcome.TooFewCustomers, PurchasePrediction.Of([], 52, default).PurchaseOutcome);
    }

    [Fact]
    public void CustomersLikeClockwork_HaveNoMaximum()
    {
        var same = Enumerable.Range(0, 500).Select(_ => new PurchaseRow(10, 10 * (long)WeekMs, 10 * (long)WeekMs, 10_000));
        var fitted = PurchasePrediction.Of([.. same], 52, default);
        Assert.Equal((FitOutcome.NoMaximum, FitOutcome.NoMaximum), (fitted.PurchaseOutcome, fitted.ValueOutcome));
        Assert.Equal((null, null), (fitted.ExpectedPurchases, fitted.ExpectedRevenue));
    }

    [Fact]
    public void FreeRepeats_AreNoneOfTheValuesCustomers()
    {
        var rows = Simulated(3_000, new(0.8, 6, 0.9, 3), new(5, 4, 3000));
        var free = Enumerable.Range(0, 5).Select(_ => new PurchaseRow(1, (long)WeekMs, 2 * (long)WeekMs, 0));
        Assert.Equal(PurchasePrediction.Of([.. rows], 52, default).Value, PurchasePrediction.Of([.. rows, .. free], 52, default).Value);
    }

    [Fact]
    public void PassedDeadline_EndsTheFit() => Assert.Throws<OperationCanceledException>(() =>
        PurchasePrediction.Of(Simulated(1_000, new(0.8, 6, 0.9, 3), new(5, 4, 3000)), 52, new CancellationToken(true)));

    private static (double Value, double[] Slope) SlopeAt(BgNbdFit fit, double[] at, int moved, double by)
    {
        var (near, slope) = (at.ToArray(), new double[4]);
        near[moved] += by;
        return (fit.Evaluate(near, slope, new double[4, 4]), slope);
    }

    private static void AssertNear(params (double Truth, double Fitted)[] pairs) =>
        Assert.All(pairs, pair => Assert.Equal(pair.Truth, pair.Fitted, 0.1 * pair.Truth));

    private static void AssertClose(params (double Expected, double Actual)[] pairs) =>
        Assert.All(pairs, pair => Assert.Equal(pair.Expected, pair.Actual, 1e-6 * Math.Abs(pair.Expected)));

    /// <summary>Customers who do as the models say, each seen for 20 to 80 weeks.</summary>
    private static PurchaseRow[] Simulated(int count, BgNbd model, GammaGamma spending)
    {
        var random = new Random(20_261_126);
        var rows = new PurchaseRow[count];
        for (var i = 0; i < count; i++)
        {
            var rate = Gamma(random, model.R) / model.Alpha;
            var (stays, leaves) = (Gamma(random, model.B), Gamma(random, model.A));
            var p = leaves / (leaves + stays);
            var (age, time, last, frequency) = (20 + 60 * random.NextDouble(), 0.0, 0.0, 0);
            for (var isAlive = true; isAlive;)
            {
                time += -Math.Log(1 - random.NextDouble()) / rate;
                isAlive = time <= age;
                if (!isAlive)
                    break;
                (last, frequency) = (time, frequency + 1);
                isAlive = random.NextDouble() >= p;
            }
            var dayRate = Gamma(random, spending.Q) / spending.V;
            var total = Enumerable.Range(0, frequency).Sum(_ => Gamma(random, spending.P) / dayRate);
            rows[i] = new(frequency, (long)(last * WeekMs), (long)(age * WeekMs), Math.Round(total));
        }
        return rows;
    }

    /// <summary>Marsaglia and Tsang (2000).</summary>
    private static double Gamma(Random random, double shape)
    {
        if (shape < 1)
            return Gamma(random, shape + 1) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        var d = shape - 1.0 / 3;
        while (true)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var v = Math.Pow(1 + normal / Math.Sqrt(9 * d), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < normal * normal / 2 + d - d * v + d * Math.Log(v))
                return d * v;
        }
    }
}

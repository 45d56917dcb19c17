namespace RetentionGrpc.Engine.Metrics;

/// <summary>What became of fitting a model. The numbers are those of the wire.</summary>
public enum FitOutcome : byte
{
    /// <summary>The parameters are those of the greatest likelihood.</summary>
    Fitted = 1,

    /// <summary>Fewer customers bought again than the fit needs.</summary>
    TooFewCustomers = 2,

    /// <summary>The likelihood grows on and on as parameters grow or vanish: these customers do not behave as the model says.</summary>
    NoMaximum = 3,
}

/// <summary>What customers who bought are expected to buy.</summary>
/// <param name="PurchaseOutcome">What became of fitting BG/NBD.</param>
/// <param name="Purchases">BG/NBD, where it was fitted.</param>
/// <param name="PurchaseLogLikelihood">Its log-likelihood.</param>
/// <param name="ValueOutcome">What became of fitting Gamma–Gamma.</param>
/// <param name="Value">Gamma–Gamma, where it was fitted.</param>
/// <param name="ValueLogLikelihood">Its log-likelihood.</param>
/// <param name="ExpectedPurchases">The sum over customers of the purchases expected in the horizon; null without BG/NBD.</param>
/// <param name="ExpectedRevenue">The sum over customers of what they are expected to spend on them, minor units; null without both
/// models, or where the second has no mean.</param>
public sealed record PurchasePrediction(
    FitOutcome PurchaseOutcome, BgNbd? Purchases, double PurchaseLogLikelihood,
    FitOutcome ValueOutcome, GammaGamma? Value, double ValueLogLikelihood, double? ExpectedPurchases, double? ExpectedRevenue)
{
    /// <summary>So many customers must have bought again.</summary>
    public const int LeastRepeaters = 10;

    private const int SampleSize = 10_000;

    /// <summary>Fits both models by maximum likelihood and adds up what is expected.</summary>
    /// <param name="rows">The customers with a purchase, in any order: they are sorted, so that sums do not depend on it.</param>
    /// <param name="horizonWeeks">The weeks to come.</param>
    /// <param name="deadline">Ends it.</param>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public static PurchasePrediction Of(PurchaseRow[] rows, double horizonWeeks, CancellationToken deadline)
    {
        Array.Sort(rows);
        deadline.ThrowIfCancellationRequested();
        var repeaters = rows.Count(row => row.Frequency > 0);
        var purchases = repeaters < LeastRepeaters ? null : FitPurchases(rows, deadline);
        var valueFit = new GammaGammaFit(rows);
        var value = valueFit.Count < LeastRepeaters ? null : valueFit.Fit(deadline);
        var bgNbd = purchases is { At: var x } ? new BgNbd(x[0], x[1], x[2], x[3]) : null;
        var gammaGamma = value is { At: var y } ? new GammaGamma(y[0], y[1], y[2]) : null;
        var (expectedPurchases, expectedRevenue) = Expect(rows, horizonWeeks, bgNbd, gammaGamma, deadline);
        return new(
            OutcomeOf(repeaters, purchases), bgNbd, purchases?.Value ?? 0,
            OutcomeOf(valueFit.Count, value), gammaGamma, value?.Value ?? 0, expectedPurchases, expectedRevenue);
    }

    /// <summary>Many customers: first a sample of them, which leaves little to do for all.</summary>
    private static (double[] At, double Value)? FitPurchases(PurchaseRow[] rows, CancellationToken deadline)
    {
        var stride = rows.Length / SampleSize;
        var start = stride > 1 ? new BgNbdFit(rows, stride).Fit(null, deadline)?.At : null;
        return new BgNbdFit(rows, 1).Fit(start, deadline);
    }

    private static (double? Purchases, double? Revenue) Expect(
        PurchaseRow[] rows, double horizonWeeks, BgNbd? bgNbd, GammaGamma? gammaGamma, CancellationToken deadline)
    {
        if (bgNbd is null)
            return (null, null);
        var hasRevenue = gammaGamma is { HasMean: true };
        var (purchases, revenue, expected) = (0.0, 0.0, 0.0);
        for (var i = 0; i < rows.Length; i++)
        {
            if (i % 1024 == 0)
                deadline.ThrowIfCancellationRequested();
            var row = rows[i];
            var isAsBefore = i > 0 && rows[i - 1] with { RepeatTotal = row.RepeatTotal } == row;
            if (!isAsBefore)
                expected = bgNbd.ExpectedPurchases(horizonWeeks, row.Frequency, row.Recency, row.Age);
            purchases += expected;
            if (hasRevenue)
                revenue += expected * gammaGamma!.ExpectedDayTotal(row.Frequency, row.RepeatTotal);
        }
        return (purchases, hasRevenue ? revenue : null);
    }

    private static FitOutcome OutcomeOf(int customers, (double[], double)? top) =>
        top is not null ? FitOutcome.Fitted : customers < LeastRepeaters ? FitOutcome.TooFewCustomers : FitOutcome.NoMaximum;
}

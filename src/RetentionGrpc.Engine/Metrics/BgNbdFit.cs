namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// The log-likelihood of BG/NBD over customers, with its exact derivatives. The Gamma functions of each customer are sums of logarithms of
/// r + i, b + i and a + b + i for i below x, and over all customers those with equal i come together: they cost nothing, however many
/// customers there are, and lose no digits. What remains is one or two logarithms a customer.
/// </summary>
/// <param name="rows">The customers, in an order that does not depend on how they were found.</param>
/// <param name="stride">Only every so manieth.</param>
internal sealed class BgNbdFit(PurchaseRow[] rows, int stride)
{
    private const int R = 0;
    private const int Alpha = 1;
    private const int A = 2;
    private const int B = 3;
    private readonly long[] _moreThan = CountMoreThan(rows, stride);
    private readonly long _count = (rows.Length + stride - 1) / stride;

    /// <summary>The parameters of the greatest likelihood; null if there are none.</summary>
    /// <param name="start">r, alpha, a, b to begin with; null means by the mean rate.</param>
    /// <param name="deadline">Ends it.</param>
    public (double[] At, double Value)? Fit(double[]? start, CancellationToken deadline) =>
        NewtonAscent.Climb(Evaluate, start ?? Start(), deadline);

    /// <summary>The log-likelihood at r, alpha, a, b; fills its derivatives.</summary>
    public double Evaluate(double[] at, double[] slope, double[,] bend)
    {
        // What is climbed must not drown in the rounding of a million terms.
        var value = default(CompensatedSum);
        value.Add(AddGammas(at, slope, bend));
        for (var i = 0; i < rows.Length; i += stride)
            value.Add(rows[i].Frequency == 0 ? AddOneTimer(rows[i].Age, at, slope, bend) : AddRepeater(rows[i], at, slope, bend));
        for (var i = 0; i < at.Length; i++)
        {
            for (var j = 0; j < i; j++)
                bend[j, i] = bend[i, j];
        }
        return value.Value;
    }

    private double[] Start()
    {
        var (purchases, weeks) = (0.0, 0.0);
        for (var i = 0; i < rows.Length; i += stride)
            (purchases, weeks) = (purchases + rows[i].Frequency, weeks + rows[i].Age);
        return [0.5, 0.5 * Math.Max(weeks, 1) / Math.Max(purchases, 1), 1, 2];
    }

    /// <summary>log Γ(r+x) − log Γ(r) + r log α + log B(a, b+x) − log B(a, b), over all customers.</summary>
    private double AddGammas(double[] at, double[] slope, double[,] bend)
    {
        var (r, alpha, a, b) = (at[R], at[Alpha], at[A], at[B]);
        var value = _count * r * Math.Log(alpha);
        slope[R] += _count * Math.Log(alpha);
        slope[Alpha] += _count * r / alpha;
        bend[Alpha, Alpha] -= _count * r / (alpha * alpha);
        bend[Alpha, R] += _count / alpha;
        for (var i = 0; i < _moreThan.Length; i++)
        {
            var n = _moreThan[i];
            var both = a + b + i;
            value += n * (Math.Log(r + i) + Math.Log((b + i) / both));
            slope[R] += n / (r + i);
            slope[A] -= n / both;
            slope[B] += n * (a / ((b + i) * both));
            bend[R, R] -= n / ((r + i) * (r + i));
            bend[A, A] += n / (both * both);
            bend[B, A] += n / (both * both);
            bend[B, B] += n / (both * both) - n / ((b + i) * (b + i));
        }
        return value;
    }

    private static double AddOneTimer(double age, double[] at, double[] slope, double[,] bend)
    {
        var (r, whole) = (at[R], at[Alpha] + age);
        var log = Math.Log(whole);
        slope[R] -= log;
        slope[Alpha] -= r / whole;
        bend[Alpha, R] -= 1 / whole;
        bend[Alpha, Alpha] += r / (whole * whole);
        return -r * log;
    }

    /// <summary>log((α+T)^−(r+x) + a/(b+x−1) (α+t_x)^−(r+x)): of being alive, and of having left after the last purchase.</summary>
    private static double AddRepeater(in PurchaseRow row, double[] at, double[] slope, double[,] bend)
    {
        var (whole, until) = (at[Alpha] + row.Age, at[Alpha] + row.Recency);
        var (shape, others) = (at[R] + row.Frequency, at[B] + (row.Frequency - 1));
        var (logWhole, logUntil) = (Math.Log(whole), Math.Log(until));
        var odds = Math.Log(at[A] / others) + shape * (logWhole - logUntil);
        var (gone, logOneAndOdds) = odds > 0
            ? (1 / (1 + Math.Exp(-odds)), odds + double.LogP1(Math.Exp(-odds)))
            : (Math.Exp(odds) / (1 + Math.Exp(odds)), double.LogP1(Math.Exp(odds)));
        var alive = 1 - gone;

        // The derivatives of the odds' logarithm; the value is −shape × log(whole) + log(1 + odds).
        var (byR, byAlpha, byA, byB) = (logWhole - logUntil, shape * (1 / whole - 1 / until), 1 / at[A], -1 / others);
        slope[R] += gone * byR - logWhole;
        slope[Alpha] += gone * byAlpha - shape / whole;
        slope[A] += gone * byA;
        slope[B] += gone * byB;
        var both = gone * alive;
        bend[R, R] += both * byR * byR;
        bend[Alpha, R] += both * byAlpha * byR + gone * (1 / whole - 1 / until) - 1 / whole;
        bend[Alpha, Alpha] += both * byAlpha * byAlpha + shape * (gone / (until * until) + alive / (whole * whole));
        bend[A, R] += both * byA * byR;
        bend[A, Alpha] += both * byA * byAlpha;
        bend[A, A] += both * byA * byA - gone * byA * byA;
        bend[B, R] += both * byB * byR;
        bend[B, Alpha] += both * byB * byAlpha;
        bend[B, A] += both * byB * byA;
        bend[B, B] += both * byB * byB + gone * byB * byB;
        return logOneAndOdds - shape * logWhole;
    }

    /// <summary>How many customers have more than i repeat purchases, for each i that any has.</summary>
    private static long[] CountMoreThan(PurchaseRow[] rows, int stride)
    {
        var most = 0;
        for (var i = 0; i < rows.Length; i += stride)
            most = Math.Max(most, rows[i].Frequency);
        var moreThan = new long[most];
        for (var i = 0; i < rows.Length; i += stride)
        {
            if (rows[i].Frequency > 0)
                moreThan[rows[i].Frequency - 1]++;
        }
        for (var x = most - 2; x >= 0; x--)
            moreThan[x] += moreThan[x + 1];
        return moreThan;
    }
}

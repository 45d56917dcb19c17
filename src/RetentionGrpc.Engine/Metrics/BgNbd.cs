namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// BG/NBD: while alive a customer buys at a rate that is Gamma distributed over customers (shape r, rate alpha in weeks), and after each
/// repeat purchase leaves for good with a probability that is Beta distributed over customers (a, b). Fader, Hardie and Lee, "Counting Your
/// Customers" the Easy Way (2005). Times are in weeks of 7 × 24 h.
/// </summary>
/// <param name="R">The shape of the rates; over 0.</param>
/// <param name="Alpha">Their rate, in weeks; over 0.</param>
/// <param name="A">The first shape of the leaving probabilities; over 0.</param>
/// <param name="B">The second; over 0.</param>
public sealed record BgNbd(double R, double Alpha, double A, double B)
{
    private const int MostTerms = 100_000;

    /// <summary>The probability that a customer has not left yet; 1 of one without a repeat, who never had the occasion.</summary>
    /// <param name="frequency">x: repeat purchases, 0 or more.</param>
    /// <param name="recency">t_x: weeks from the first purchase to the last; 0 to <paramref name="age"/>.</param>
    /// <param name="age">T: weeks from the first purchase to now.</param>
    public double ProbabilityAlive(int frequency, double recency, double age)
    {
        if (frequency == 0)
            return 1;
        var odds = Math.Log(A) - Math.Log(B + (frequency - 1)) + (R + frequency) * double.LogP1((age - recency) / (Alpha + recency));
        return 1 / (1 + Math.Exp(odds));
    }

    /// <summary>How many purchases a customer is expected to make in the weeks to come.</summary>
    /// <param name="horizon">The weeks to come, 0 or more.</param>
    /// <param name="frequency">x: repeat purchases, 0 or more.</param>
    /// <param name="recency">t_x: weeks from the first purchase to the last; 0 to <paramref name="age"/>.</param>
    /// <param name="age">T: weeks from the first purchase to now.</param>
    public double ExpectedPurchases(double horizon, int frequency, double recency, double age) =>
        ExpectedWhileAlive(horizon, frequency, age) * ProbabilityAlive(frequency, recency, age);

    // c / (a - 1) × (1 - w^(a-1) × 2F1(d, a - 1; c; z)) with w = 1 - z, c = a + b + x - 1, d = a + b - r - 1: the paper's (10) after
    // Euler's transformation. The first term is taken out of the series, and a - 1 and c are divided out, so that a = 1 and c <= 0 are
    // no special cases.
    private double ExpectedWhileAlive(double horizon, int frequency, double age)
    {
        var z = horizon / (Alpha + age + horizon);
        var (c, d) = (A + B + frequency - 1, A + B - R - 1);
        var log = double.LogP1(-z);
        var exponent = (A - 1) * log;
        var power = Math.Exp(exponent);
        var slope = Math.Abs(exponent) < 1e-8 ? log * (1 + exponent / 2) : log * (power - 1) / exponent;
        var term = d * z;
        var sum = term;
        for (var n = 1; n < MostTerms && Math.Abs(term) > 1e-16 * Math.Abs(sum); n++)
        {
            term *= (d + n) / (c + n) * ((A + n - 1) / (n + 1)) * z;
            sum += term;
        }
        return Math.Max(0, -(c * slope + power * sum));
    }
}

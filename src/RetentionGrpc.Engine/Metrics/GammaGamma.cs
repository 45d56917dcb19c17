namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// Gamma–Gamma: what a customer spends on a day of purchases is Gamma distributed (shape p) about a mean of its own, and the rates of
/// those are Gamma distributed over customers (shape q, scale v). Fader and Hardie, "The Gamma-Gamma Model of Monetary Value" (2013).
/// </summary>
/// <param name="P">The shape of one customer's days; over 0.</param>
/// <param name="Q">The shape over customers; over 0.</param>
/// <param name="V">The scale, gamma in the paper, minor units; over 0.</param>
public sealed record GammaGamma(double P, double Q, double V)
{
    /// <summary>Whether the mean over customers is finite: q over 1.</summary>
    public bool HasMean => Q > 1;

    /// <summary>What a customer is expected to spend on a day of purchases, minor units. Needs <see cref="HasMean"/>.</summary>
    /// <param name="frequency">x: days of repeat purchases, 0 or more; 0 gives the mean over customers.</param>
    /// <param name="repeatTotal">What was spent on them, minor units.</param>
    public double ExpectedDayTotal(int frequency, double repeatTotal) => P * (V + repeatTotal) / (P * frequency + Q - 1);
}

using MathNet.Numerics;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>The log-likelihood of Gamma–Gamma over customers, with its exact derivatives.</summary>
internal sealed class GammaGammaFit
{
    private const int P = 0;
    private const int Q = 1;
    private const int V = 2;
    private readonly (int Frequency, long Customers)[] _frequencies;
    private readonly (int Frequency, double Total)[] _rows;
    private readonly double _scale;
    private readonly double _frequencyLogTotals;
    private readonly double _logMeans;

    /// <param name="rows">The customers by rising frequency, in an order that does not depend on how they were found. Those who never
    /// spent anything again are left out.</param>
    public GammaGammaFit(PurchaseRow[] rows)
    {
        var counted = rows.Where(row => row is { Frequency: > 0, RepeatTotal: > 0 }).ToArray();
        Count = counted.Length;
        if (Count == 0)
            (_frequencies, _rows) = ([], []);
        else
            _scale = counted.Sum(row => row.RepeatTotal) / counted.Sum(row => (double)row.Frequency);
        _rows = Array.ConvertAll(counted, row => (row.Frequency, row.RepeatTotal / _scale));
        _frequencies = [.. _rows.CountBy(row => row.Frequency).Select(pair => (pair.Key, (long)pair.Value))];
        foreach (var (frequency, total) in _rows)
        {
            _frequencyLogTotals += frequency * Math.Log(total);
            _logMeans += Math.Log(total / frequency);
        }
    }

    /// <summary>How many customers it is over.</summary>
    public int Count { get; }

    /// <summary>p, q and v, minor units, of the greatest likelihood; null if there are none.</summary>
    public (double[] At, double Value)? Fit(CancellationToken deadline)
    {
        // Amounts are told in units of their mean, so that the parameters are near 1; the density changes by the unit of each mean.
        if (NewtonAscent.Climb(Evaluate, [3, 3, 1], deadline) is not { } top)
            return null;
        return ([top.At[P], top.At[Q], top.At[V] * _scale], top.Value - Count * Math.Log(_scale));
    }

    private double Evaluate(double[] at, double[] slope, double[,] bend)
    {
        var (p, q, v) = (at[P], at[Q], at[V]);
        var value = default(CompensatedSum);
        value.Add(AddGammas(p, q, slope, bend) + p * _frequencyLogTotals - _logMeans);
        slope[P] += _frequencyLogTotals;
        foreach (var (frequency, total) in _rows)
        {
            var (whole, shape, share) = (v + total, p * frequency + q, double.LogP1(total / v));
            var logWhole = Math.Log(v) + share;
            value.Add(-(q * share + p * frequency * logWhole));
            slope[P] -= frequency * logWhole;
            slope[Q] -= share;
            slope[V] += q / v - shape / whole;
            bend[P, V] -= frequency / whole;
            bend[Q, V] += total / (v * whole);
            bend[V, V] += shape / (whole * whole) - q / (v * v);
        }
        (bend[V, P], bend[V, Q], bend[Q, P]) = (bend[P, V], bend[Q, V], bend[P, Q]);
        return value.Value;
    }

    /// <summary>log Γ(px+q) − log Γ(px) − log Γ(q), over all customers.</summary>
    private double AddGammas(double p, double q, double[] slope, double[,] bend)
    {
        var value = -Count * SpecialFunctions.GammaLn(q);
        slope[Q] -= Count * SpecialFunctions.DiGamma(q);
        bend[Q, Q] -= Count * TriGamma(q);
        foreach (var (frequency, customers) in _frequencies)
        {
            var (own, all) = (p * frequency, p * frequency + q);
            var triGamma = TriGamma(all);
            value += customers * (SpecialFunctions.GammaLn(all) - SpecialFunctions.GammaLn(own));
            slope[P] += customers * frequency * (SpecialFunctions.DiGamma(all) - SpecialFunctions.DiGamma(own));
            slope[Q] += customers * SpecialFunctions.DiGamma(all);
            bend[P, P] += customers * (double)frequency * frequency * (triGamma - TriGamma(own));
            bend[P, Q] += customers * (frequency * triGamma);
            bend[Q, Q] += customers * triGamma;
        }
        return value;
    }

    /// <summary>ψ'(x) by its recurrence and, from 10 on, its asymptotic series (Abramowitz and Stegun 6.4.12); x over 0.</summary>
    private static double TriGamma(double x)
    {
        var sum = 0.0;
        for (; x < 10; x++)
            sum += 1 / (x * x);
        var square = 1 / (x * x);
        return sum + 1 / x + square / 2 + square / x * (1 / 6.0 - square * (1 / 30.0 - square * (1 / 42.0 - square / 30)));
    }
}

namespace RetentionGrpc.Engine.Metrics;

/// <summary>The value of a function of a few positive parameters, its gradient, and its matrix of second derivatives.</summary>
/// <param name="at">The parameters.</param>
/// <param name="slope">The gradient, to be filled.</param>
/// <param name="bend">The second derivatives, to be filled, both halves.</param>
internal delegate double Likelihood(double[] at, double[] slope, double[,] bend);

/// <summary>
/// Finds the parameters of the greatest log-likelihood by Newton's method on their logarithms; where the function is not concave, or a step
/// does not climb, the step is turned to the gradient and cut (Levenberg). The same function and start give the same answer.
/// </summary>
internal static class NewtonAscent
{
    /// <summary>Parameters beyond this, or under its inverse, have run away: the likelihood has no maximum.</summary>
    private const double Farthest = 1e6;

    private const double LongestStep = 2;
    private const double Enough = 1e-9;

    /// <summary>Gains below this share of the value are lost in its rounding: nothing would be seen to climb any more.</summary>
    private const double Noise = 1e-13;

    private const int MostSteps = 200;

    /// <summary>The parameters at the maximum and the value there; null if it has none, or is not reached.</summary>
    public static (double[] At, double Value)? Climb(Likelihood likelihood, double[] start, CancellationToken deadline)
    {
        var here = new Place(likelihood, start);
        var damping = 0.0;
        for (var step = 0; step < MostSteps && !here.HasRunAway; step++)
        {
            deadline.ThrowIfCancellationRequested();
            if (here.Step(damping) is not { } move)
            {
                damping = Grow(damping);
                continue;
            }
            var isLast = damping == 0 && here.GainOf(move) < Math.Max(Enough, Noise * Math.Abs(here.Value));
            var next = new Place(likelihood, here.Moved(move));
            if (isLast)
                return next.Value > here.Value ? (next.At, next.Value) : (here.At, here.Value);
            var climbs = next.Value > here.Value;
            damping = climbs ? damping < 1e-3 ? 0 : damping / 10 : Grow(damping);
            here = climbs ? next : here;
        }
        return null;
    }

    private static double Grow(double damping) => damping == 0 ? 1e-3 : damping * 10;

    /// <summary>The function at some parameters, by their logarithms.</summary>
    private sealed class Place
    {
        private readonly double[] _slope;
        private readonly double[,] _bend;

        public Place(Likelihood likelihood, double[] at)
        {
            var count = at.Length;
            (At, _slope, _bend) = (at, new double[count], new double[count, count]);
            Value = likelihood(at, _slope, _bend);
            for (var i = 0; i < count; i++)
            {
                _slope[i] *= at[i];
                for (var j = 0; j < count; j++)
                    _bend[i, j] *= at[i] * at[j];
                _bend[i, i] += _slope[i];
            }
        }

        public double[] At { get; }

        public double Value { get; }

        public bool HasRunAway => double.IsNaN(Value) || At.Any(x => x is > Farthest or < 1 / Farthest);

        /// <summary>What a step gains by the parabola about here.</summary>
        public double GainOf(double[] move) => move.Select((x, i) => x * _slope[i]).Sum() / 2;

        public double[] Moved(double[] move) => [.. At.Select((x, i) => x * Math.Exp(Math.Clamp(move[i], -LongestStep, LongestStep)))];

        /// <summary>The step to the top of the damped parabola; null where that has no top.</summary>
        public double[]? Step(double damping)
        {
            var count = At.Length;
            var root = new double[count, count];
            for (var i = 0; i < count; i++)
            {
                for (var j = 0; j <= i; j++)
                {
                    var rest = -_bend[i, j] + (i == j ? damping * (1 + Math.Abs(_bend[i, i])) : 0);
                    for (var k = 0; k < j; k++)
                        rest -= root[i, k] * root[j, k];
                    if (i == j && !(rest > 0))
                        return null;
                    root[i, j] = i == j ? Math.Sqrt(rest) : rest / root[j, j];
                }
            }
            return Solve(root);
        }

        private double[] Solve(double[,] root)
        {
            var move = (double[])_slope.Clone();
            for (var i = 0; i < move.Length; i++)
            {
                for (var j = 0; j < i; j++)
                    move[i] -= root[i, j] * move[j];
                move[i] /= root[i, i];
            }
            for (var i = move.Length - 1; i >= 0; i--)
            {
                for (var j = i + 1; j < move.Length; j++)
                    move[i] -= root[j, i] * move[j];
                move[i] /= root[i, i];
            }
            return move;
        }
    }
}

namespace RetentionGrpc.Engine.Metrics;

/// <summary>The Kaplan–Meier curve at the end of a day in which somebody left or was last seen.</summary>
/// <param name="Day">So many days of 24 h after the first start: what ended after more than Day − 1 and at most Day days is in
/// it.</param>
/// <param name="AtRisk">Customers who were still watched and there when it began.</param>
/// <param name="Left">Those of them who left in it.</param>
/// <param name="Censored">Those of them who were last seen in it, still there.</param>
/// <param name="Survival">The share that stays longer than Day days.</param>
/// <param name="Interval">Its 95 % interval by Greenwood's formula, cut to 0 and 1; null once the curve has reached 0.</param>
public readonly record struct LifetimeDay(
    long Day, long AtRisk, long Left, long Censored, double Survival, (double Lower, double Upper)? Interval);

/// <summary>
/// How long customers stay, those who are still there counted as far as they were seen: Kaplan and Meier, "Nonparametric Estimation from
/// Incomplete Observations" (1958).
/// </summary>
public sealed class LifetimeCurve
{
    /// <summary>A day of 24 h.</summary>
    public const double DayMs = 24.0 * 3600 * 1000;

    private const double TwoSided95 = 1.959963984540054;
    private readonly List<long> _leftMs;
    private readonly List<long> _censoredMs;

    /// <param name="leftMs">How long those stayed who left; is sorted, and not to be changed any more.</param>
    /// <param name="censoredMs">How long those were seen who are still there; likewise.</param>
    internal LifetimeCurve(List<long> leftMs, List<long> censoredMs)
    {
        (_leftMs, _censoredMs) = (leftMs, censoredMs);
        leftMs.Sort();
        censoredMs.Sort();
    }

    /// <summary>KAPLAN_MEIER_MEDIAN: after so many days at most half of the customers are left; null if the curve does not come so
    /// far.</summary>
    public double? MedianDays
    {
        get
        {
            // A curve that meets one half exactly may miss it by a rounding once customers were lost from sight.
            const double Half = 0.5 * (1 + 1e-12);
            foreach (var step in Steps())
            {
                if (step.Survival <= Half)
                    return step.Ms / DayMs;
            }
            return null;
        }
    }

    /// <summary>RESTRICTED_MEAN: the mean of the smaller of lifetime and horizon, in days, which is the area under the curve up to it; null
    /// without customers, and where nobody who is still there was seen so long.</summary>
    public double? RestrictedMeanDays(long horizonMs)
    {
        var (area, ms, survival) = (0.0, 0L, 1.0);
        foreach (var step in Steps())
        {
            area += survival * (Math.Min(step.Ms, horizonMs) - ms);
            if (step.Ms >= horizonMs)
                return area / DayMs;
            (ms, survival) = (step.Ms, step.Survival);
        }
        return survival == 0 ? area / DayMs : null;
    }

    /// <summary>The curve day by day; days in which nothing happened are left out.</summary>
    public IReadOnlyList<LifetimeDay> Days()
    {
        var days = new List<LifetimeDay>();
        foreach (var step in Steps())
        {
            var day = new LifetimeDay(DayOf(step.Ms), step.AtRisk, step.Left, step.Censored, step.Survival, step.Interval());
            if (days.Count > 0 && days[^1] is var before && before.Day == day.Day)
                days[^1] = day with { AtRisk = before.AtRisk, Left = before.Left + day.Left, Censored = before.Censored + day.Censored };
            else
                days.Add(day);
        }
        return days;
    }

    /// <summary>The curve at each time at which somebody left or was last seen.</summary>
    private IEnumerable<Step> Steps()
    {
        var (left, censored) = (0, 0);
        var atRisk = (long)_leftMs.Count + _censoredMs.Count;
        // Between two losses from sight the factors (n - d)/n cancel out to one fraction: so the curve is exact without any, and
        // exactly 0 once nobody is left.
        var (survival, unbroken, sum, from) = (1.0, 1.0, 0.0, atRisk);
        while (atRisk > 0)
        {
            var ms = Math.Min(At(_leftMs, left), At(_censoredMs, censored));
            var (leaving, hidden) = (Take(_leftMs, ref left, ms), Take(_censoredMs, ref censored, ms));
            var staying = atRisk - leaving;
            if (leaving > 0)
                survival = unbroken * staying / from;
            if (leaving > 0 && staying > 0)
                sum += (double)leaving / ((double)atRisk * staying);
            yield return new(ms, atRisk, leaving, hidden, survival, sum);
            atRisk = staying - hidden;
            if (hidden > 0)
                (unbroken, from) = (survival, atRisk);
        }
    }

    private static long DayOf(long ms) => (ms + (long)DayMs - 1) / (long)DayMs;

    private static long At(List<long> sorted, int place) => place < sorted.Count ? sorted[place] : long.MaxValue;

    private static long Take(List<long> sorted, ref int place, long ms)
    {
        var from = place;
        while (place < sorted.Count && sorted[place] == ms)
            place++;
        return place - from;
    }

    /// <summary>What happened so long after the first start.</summary>
    private readonly record struct Step(long Ms, long AtRisk, long Left, long Censored, double Survival, double GreenwoodSum)
    {
        public (double Lower, double Upper)? Interval()
        {
            if (Survival == 0)
                return null;
            var reach = TwoSided95 * Survival * Math.Sqrt(GreenwoodSum);
            return (Math.Max(0, Survival - reach), Math.Min(1, Survival + reach));
        }
    }
}

using System.Globalization;
using System.Numerics;

namespace PlainRecount;

/// <summary>ComputeLifetime, word by word.</summary>
internal sealed record LifetimeRecount(PlainHistory History, PlainPopulation Population, long AsOfMs)
{
    private const long DayMs = 86_400_000;

    /// <summary>One customer who first started in the window: how long, and when it ended; still there without an end.</summary>
    public sealed record Life(string Customer, long FirstMs, long? EndMs)
    {
        public long Ms(long asOfMs) => (EndMs ?? asOfMs) - FirstMs;
    }

    public List<Life> In(Span window)
    {
        var churn = new ChurnRecount(History, Population);
        List<Life> lives = [];
        foreach (var (id, events) in History.Passing(Population.Filter))
        {
            if (churn.FirstEver(id) is not { } first || first >= AsOfMs || !window.Has(first))
                continue;
            var lastEnd = churn.LastLoss(id, new(long.MinValue, AsOfMs)) ?? first;
            lives.Add(new(id, first, churn.IsCustomer(events, AsOfMs) ? null : Math.Max(first, lastEnd)));
        }
        return lives;
    }

    /// <summary>Everything that is told of some lifetimes.</summary>
    public string Line(IReadOnlyList<Life> lives, PlainChurn churn, Span window, long horizonMs)
    {
        var left = lives.Where(life => life.EndMs is not null).Select(life => life.Ms(AsOfMs)).Order().ToList();
        var censored = lives.Where(life => life.EndMs is null).Select(life => life.Ms(AsOfMs)).Order().ToList();
        double? mean = left.Count == 0 ? null : left.Average(ms => (double)ms) / DayMs;
        double? inverse = churn.LostFromStart.Count == 0
            ? null
            : (double)(window.EndMs - window.StartMs) / DayMs * churn.Start.Count / churn.LostFromStart.Count;
        return $"{left.Count} left, {censored.Count} there, {churn.LostFromStart.Count}/{churn.Start.Count}, mean {Text(mean)}, "
            + $"inverse {Text(inverse)}, median {Text(Median(left, censored))}, "
            + $"restricted {Text(RestrictedMean(left, censored, horizonMs))}";
    }

    /// <summary>The curve: one line for each day in which somebody left or was last seen.</summary>
    public List<string> Curve(IReadOnlyList<Life> lives)
    {
        var left = lives.Where(life => life.EndMs is not null).Select(life => life.Ms(AsOfMs)).ToList();
        var censored = lives.Where(life => life.EndMs is null).Select(life => life.Ms(AsOfMs)).ToList();
        return
        [
            .. left.Concat(censored).Select(DayOf).Distinct().Order().Select(day =>
            {
                var from = left.Concat(censored).Where(ms => DayOf(ms) == day).Min();
                var (survival, sum) = Survival(left, censored, day * DayMs);
                var reach = 1.959963984540054 * survival * Math.Sqrt(sum);
                var interval = survival == 0 ? "-" : $"{Text(Math.Max(0, survival - reach))} {Text(Math.Min(1, survival + reach))}";
                return $"day {day}: {left.Concat(censored).Count(ms => ms >= from)} at risk, {left.Count(ms => DayOf(ms) == day)} left, "
                    + $"{censored.Count(ms => DayOf(ms) == day)} there, {Text(survival)} in {interval}";
            }),
        ];
    }

    /// <summary>To six digits; moved a little, so that fractions with few digits do not lie where rounding turns.</summary>
    public static string Text(double? number) =>
        number is { } value ? (value + 1.234567e-8).ToString("F6", CultureInfo.InvariantCulture) : "-";

    private static long DayOf(long ms) => ms / DayMs + (ms % DayMs == 0 ? 0 : 1);

    /// <summary>The product of (n − d)/n up to a time, exact until it is divided, and the sum of d/(n (n − d)).</summary>
    private static (double Survival, double Sum) Survival(List<long> left, List<long> censored, long ms)
    {
        var (numerator, denominator) = Product(left, censored, ms);
        var sum = 0.0;
        foreach (var time in left.Where(time => time <= ms).Distinct())
        {
            var (n, d) = (left.Concat(censored).Count(one => one >= time), left.Count(one => one == time));
            sum += n == d ? 0 : (double)d / n / (n - d);
        }
        return ((double)numerator / (double)denominator, sum);
    }

    private static (BigInteger Numerator, BigInteger Denominator) Product(List<long> left, List<long> censored, long ms)
    {
        var (numerator, denominator) = (BigInteger.One, BigInteger.One);
        foreach (var time in left.Where(time => time <= ms).Distinct())
        {
            var (n, d) = (left.Concat(censored).Count(one => one >= time), left.Count(one => one == time));
            (numerator, denominator) = (numerator * (n - d), denominator * n);
        }
        return (numerator, denominator);
    }

    private static double? Median(List<long> left, List<long> censored)
    {
        foreach (var ms in left.Distinct().Order())
        {
            var (numerator, denominator) = Product(left, censored, ms);
            if (2 * numerator <= denominator)
                return (double)ms / DayMs;
        }
        return null;
    }

    private static double? RestrictedMean(List<long> left, List<long> censored, long horizonMs)
    {
        if (left.Count + censored.Count == 0)
            return null;
        var longest = left.Concat(censored).Max();
        if (longest < horizonMs && Survival(left, censored, longest).Survival > 0)
            return null;
        List<long> times = [0, .. left.Where(ms => ms > 0 && ms < horizonMs).Distinct().Order(), horizonMs];
        return times.Zip(times.Skip(1), (from, to) => Survival(left, censored, from).Survival * (to - from)).Sum() / DayMs;
    }
}

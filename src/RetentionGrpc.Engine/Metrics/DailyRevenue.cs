namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// Recurring revenue at the start of each of a window's days, and what each day lost by churn and contraction, kept as what changes from
/// day to day: a customer costs as much as it has steps.
/// </summary>
/// <param name="days">How many days.</param>
public sealed class DailyRevenue(int days)
{
    private readonly MonthlyRevenue[] _startChanges = new MonthlyRevenue[days + 1];
    private readonly MonthlyRevenue[] _lost = new MonthlyRevenue[days];

    /// <summary>The sum of each day's gross MRR churn, oldest first; a day that starts with nothing adds 0.</summary>
    public double SumOfGrossChurn()
    {
        var (sum, start) = (0.0, default(MonthlyRevenue));
        for (var day = 0; day < _lost.Length; day++)
        {
            start += _startChanges[day];
            var rounded = start.Rounded;
            if (rounded != 0)
                sum += (double)(rounded - (start - _lost[day]).Rounded) / (double)rounded;
        }
        return sum;
    }

    /// <summary>The revenue changes within a day; of the day before the first: it is so much where the first begins.</summary>
    internal void Change(int day, MonthlyRevenue before, MonthlyRevenue after)
    {
        _startChanges[day + 1] += after - before;
        if (day >= 0 && after < before)
            _lost[day] += before - after;
    }

    /// <summary>A day of its own, whatever it is to the days beside it.</summary>
    internal void Set(int day, MonthlyRevenue start, MonthlyRevenue lost)
    {
        _startChanges[day] += start;
        _startChanges[day + 1] -= start;
        _lost[day] += lost;
    }

    internal void Add(DailyRevenue other)
    {
        for (var day = 0; day < _lost.Length; day++)
        {
            _startChanges[day] += other._startChanges[day];
            _lost[day] += other._lost[day];
        }
    }
}

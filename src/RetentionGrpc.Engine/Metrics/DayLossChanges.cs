namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// Losses day by day, kept as what changes from day to day: somebody who stays for a year is noted twice, not on each of its days.
/// </summary>
/// <param name="dayCount">How many days.</param>
public sealed class DayLossChanges(int dayCount)
{
    private readonly long[] _startChanges = new long[dayCount + 1];
    private readonly long[] _lost = new long[dayCount];

    /// <summary>Day by day.</summary>
    public DayLosses[] Days()
    {
        var days = new DayLosses[_lost.Length];
        var start = 0L;
        for (var day = 0; day < days.Length; day++)
            days[day] = new(start += _startChanges[day], _lost[day]);
        return days;
    }

    internal void Add(DayLossChanges other)
    {
        for (var day = 0; day < _lost.Length; day++)
        {
            _startChanges[day] += other._startChanges[day];
            _lost[day] += other._lost[day];
        }
    }

    /// <summary>Somebody is a customer when these days begin.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="end">Behind the last of them.</param>
    internal void Start(int first, int end)
    {
        _startChanges[first]++;
        _startChanges[end]--;
    }

    /// <summary>One of those with whom a day begins is no customer when it ends.</summary>
    internal void Lose(int day) => _lost[day]++;
}

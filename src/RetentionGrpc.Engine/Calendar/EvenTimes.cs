namespace RetentionGrpc.Engine.Calendar;

/// <summary>
/// Rising instants that lie about evenly, as the days, weeks and months of a calendar do: where one belongs is reckoned, and at most a step
/// or two away. Others are found as well, only later.
/// </summary>
internal readonly struct EvenTimes
{
    private readonly long[] _times;
    private readonly double _placesPerMs;

    /// <param name="times">The instants, rising; kept.</param>
    public EvenTimes(long[] times)
    {
        _times = times;
        _placesPerMs = times.Length < 2 || times[^1] == times[0] ? 0 : (times.Length - 1) / (double)(times[^1] - times[0]);
    }

    /// <summary>How many of them lie at or before an instant.</summary>
    public int CountThrough(long ms)
    {
        var times = _times;
        if (times.Length == 0 || ms < times[0])
            return 0;
        if (ms >= times[^1])
            return times.Length;
        var place = Math.Min((int)((ms - times[0]) * _placesPerMs), times.Length - 2);
        while (times[place] > ms)
            place--;
        while (times[place + 1] <= ms)
            place++;
        return place + 1;
    }
}

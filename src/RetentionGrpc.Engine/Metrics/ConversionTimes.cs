namespace RetentionGrpc.Engine.Metrics;

/// <summary>How long customers took from the first step of a funnel to the last: one time for each who got there.</summary>
public sealed class ConversionTimes
{
    private readonly List<long> _times = [];
    private bool _isSorted = true;

    /// <summary>How many there are.</summary>
    public long Count => _times.Count;

    /// <summary>The mean in seconds; null without any.</summary>
    public double? MeanSeconds()
    {
        Int128 sum = 0;
        foreach (var ms in _times)
            sum += ms;
        return Count == 0 ? null : (double)sum / Count / 1000;
    }

    /// <summary>The median in seconds, of an even number the mean of the two in the middle; null without any.</summary>
    public double? MedianSeconds()
    {
        Sort();
        return Count == 0 ? null : (_times[(_times.Count - 1) / 2] + _times[_times.Count / 2]) / 2_000.0;
    }

    /// <summary>How many are at most so long.</summary>
    /// <param name="ms">Milliseconds.</param>
    public long AtMost(long ms)
    {
        Sort();
        var (low, high) = (0, _times.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _times[middle] <= ms ? (middle + 1, high) : (low, middle);
        }
        return low;
    }

    internal void Add(long ms)
    {
        _times.Add(ms);
        _isSorted = false;
    }

    internal void Add(ConversionTimes other)
    {
        _times.AddRange(other._times);
        _isSorted = false;
    }

    private void Sort()
    {
        if (!_isSorted)
            _times.Sort();
        _isSorted = true;
    }
}

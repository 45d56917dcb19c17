namespace RetentionGrpc.Engine.Metrics;

/// <summary>Times between two things, kept one by one, so that their median is exact: 8 bytes each.</summary>
public sealed class Durations
{
    private readonly List<long> _ms = [];

    /// <summary>How many.</summary>
    public long Count => _ms.Count;

    /// <summary>Their mean in seconds; null without any.</summary>
    public double? MeanSeconds()
    {
        Int128 sum = 0;
        foreach (var ms in _ms)
            sum += ms;
        return _ms.Count == 0 ? null : (double)sum / _ms.Count / 1000;
    }

    /// <summary>The median in seconds, of an even number the mean of the two in the middle, exact to the half millisecond; null without
    /// any.</summary>
    public double? MedianSeconds()
    {
        if (_ms.Count == 0)
            return null;
        _ms.Sort();
        var middle = _ms.Count / 2;
        return _ms.Count % 2 == 1 ? _ms[middle] / 1000.0 : ((double)_ms[middle - 1] + _ms[middle]) / 2000;
    }

    internal void Add(long ms) => _ms.Add(ms);

    internal void Add(Durations other) => _ms.AddRange(other._ms);
}

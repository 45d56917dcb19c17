using System.Diagnostics;

namespace RetentionGrpc.LoadTest.Report;

/// <summary>Measurements of one thing.</summary>
internal sealed class Samples
{
    private readonly List<double> _values = [];
    private bool _isSorted;

    /// <summary>How many there are.</summary>
    public int Count => _values.Count;

    /// <summary>The middle one; not a number without any.</summary>
    public double Median => Quantile(0.5);

    /// <summary>Adds a measurement.</summary>
    public void Add(double value)
    {
        _values.Add(value);
        _isSorted = false;
    }

    /// <summary>Adds the time since a timestamp, in microseconds.</summary>
    public void AddSince(long timestamp) => Add(Stopwatch.GetElapsedTime(timestamp).TotalMicroseconds);

    /// <summary>The smallest that a share of all does not exceed; not a number without any.</summary>
    public double Quantile(double share)
    {
        if (_values.Count == 0)
            return double.NaN;
        if (!_isSorted)
            _values.Sort();
        _isSorted = true;
        return _values[Math.Min((int)(share * _values.Count), _values.Count - 1)];
    }
}

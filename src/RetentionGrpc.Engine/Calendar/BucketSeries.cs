namespace RetentionGrpc.Engine.Calendar;

/// <summary>Consecutive buckets without gaps: bucket i is [Starts[i], Starts[i + 1]). Immutable.</summary>
public sealed class BucketSeries
{
    private readonly long[] _starts;
    private readonly EvenTimes _times;

    internal BucketSeries(long[] starts, BucketUnit unit, int multiple) =>
        (_starts, _times, Unit, Multiple) = (starts, new(starts), unit, multiple);

    /// <summary>The unit of the calendar.</summary>
    public BucketUnit Unit { get; }

    /// <summary>Units in a bucket.</summary>
    public int Multiple { get; }

    /// <summary>Number of buckets; 0 for an empty window.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>The <see cref="Count"/> + 1 boundaries, strictly rising, UTC milliseconds; the last is the end of the last
    /// bucket.</summary>
    public ReadOnlySpan<long> Starts => _starts;

    /// <summary>From the start of the first bucket to the end of the last: the window that was used.</summary>
    public Interval Window => new(_starts[0], _starts[^1]);

    /// <summary>Bucket <paramref name="index"/>, 0 ≤ index &lt; <see cref="Count"/>.</summary>
    public Interval this[int index] => new(_starts[index], _starts[index + 1]);

    /// <summary>Index of the bucket that holds <paramref name="ms"/>; -1 before the first and from the end of the last on.</summary>
    public int IndexOf(long ms)
    {
        int through = _times.CountThrough(ms);
        return through == _starts.Length ? -1 : through - 1;
    }
}

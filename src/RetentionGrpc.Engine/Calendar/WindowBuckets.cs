namespace RetentionGrpc.Engine.Calendar;

/// <summary>Finds the bucket of an instant among the windows of a question, of which the first is the whole.</summary>
/// <param name="windows">The whole, then its buckets in order and apart from each other.</param>
internal sealed class WindowBuckets(IReadOnlyList<Interval> windows)
{
    private readonly long[] _starts = [.. windows.Skip(1).Select(bucket => bucket.StartMs)];
    private int _last;

    /// <summary>The window, from 1, that holds an instant and is not the whole; -1 if there is none.</summary>
    public int Of(long ms)
    {
        // Instants come in order, mostly into the bucket of the one before.
        if (_last > 0 && windows[_last].Contains(ms))
            return _last;
        var bucket = FirstAfter(ms) - 1;
        if (bucket < 1 || !windows[bucket].Contains(ms))
            return -1;
        return _last = bucket;
    }

    /// <summary>The first bucket that begins after an instant, as a window from 1; how many windows there are if none does.</summary>
    public int FirstAfter(long ms)
    {
        if (_starts.Length == 0 || ms < _starts[0])
            return 1;
        var (low, high) = (1, _starts.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _starts[middle] <= ms ? (middle + 1, high) : (low, middle);
        }
        return low + 1;
    }
}

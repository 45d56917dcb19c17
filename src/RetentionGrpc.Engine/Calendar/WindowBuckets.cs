namespace RetentionGrpc.Engine.Calendar;

/// <summary>Finds the bucket of an instant among the windows of a question, of which the first is the whole.</summary>
/// <param name="windows">The whole, then its buckets in order and apart from each other.</param>
internal sealed class WindowBuckets(IReadOnlyList<Interval> windows)
{
    private readonly EvenTimes _starts = new([.. windows.Skip(1).Select(bucket => bucket.StartMs)]);
    private readonly Interval[] _windows = [.. windows];
    private int _last;

    /// <summary>Whether the windows after the first are in order and apart from each other.</summary>
    public static bool Are(IReadOnlyList<Interval> windows)
    {
        for (var i = 2; i < windows.Count; i++)
        {
            if (windows[i].StartMs < windows[i - 1].EndMs || windows[i].StartMs == windows[i - 1].StartMs)
                return false;
        }
        return windows.Count > 0;
    }

    /// <summary>The window, from 1, that holds an instant and is not the whole; -1 if there is none.</summary>
    public int Of(long ms)
    {
        // Instants come in order, mostly into the bucket of the one before.
        if (_last > 0 && _windows[_last].Contains(ms))
            return _last;
        var bucket = FirstAfter(ms) - 1;
        if (bucket < 1 || !_windows[bucket].Contains(ms))
            return -1;
        return _last = bucket;
    }

    /// <summary>The first bucket that begins after an instant, as a window from 1; how many windows there are if none does.</summary>
    public int FirstAfter(long ms) => _starts.CountThrough(ms) + 1;

    /// <summary>The first bucket that ends after an instant, as a window from 1; how many windows there are if none does.</summary>
    public int FirstEndingAfter(long ms)
    {
        var next = FirstAfter(ms);
        return next > 1 && _windows[next - 1].EndMs > ms ? next - 1 : next;
    }
}

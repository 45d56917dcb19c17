namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// Churn of the windows of a question, of which the first is the whole. Those who are customers all through a bucket are kept as what
/// changes from bucket to bucket: somebody who stays for a year is noted twice, not in each of its buckets.
/// </summary>
/// <param name="windowCount">How many windows.</param>
public sealed class ChurnSeries(int windowCount)
{
    private readonly ChurnCounts[] _counts = new ChurnCounts[windowCount];
    private readonly long[] _stayingChanges = new long[windowCount + 1];

    /// <summary>The counts of a window.</summary>
    /// <param name="window">Which; the first is that of the request.</param>
    public ChurnCounts this[int window]
    {
        get
        {
            var staying = 0L;
            for (var i = 0; i <= window; i++)
                staying += _stayingChanges[i];
            return _counts[window] + new ChurnCounts(staying, staying, staying, 0, 0, 0, 0);
        }
    }

    internal void Add(ChurnSeries other)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
            _stayingChanges[i] += other._stayingChanges[i];
        }
    }

    internal void Count(int window, in ChurnCounts counts) => _counts[window] += counts;

    /// <summary>Somebody is a customer all through some buckets.</summary>
    /// <param name="first">The first of them, as a window.</param>
    /// <param name="end">Behind the last of them.</param>
    internal void Stay(int first, int end)
    {
        _stayingChanges[first]++;
        _stayingChanges[end]--;
    }
}

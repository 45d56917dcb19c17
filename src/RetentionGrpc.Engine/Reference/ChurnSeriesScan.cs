using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Reference;

/// <summary>
/// Counts customers in the whole window and in its buckets. A bucket all through which somebody is a customer needs no look, and one that
/// touches no time of being a customer has nothing to count: what is looked at is where those times begin and end.
/// </summary>
/// <param name="windows">The whole, then its buckets in order and apart from each other.</param>
internal sealed class ChurnSeriesScan(IReadOnlyList<Interval> windows)
{
    private readonly WindowBuckets _buckets = new(windows);
    private readonly Interval[] _windows = [.. windows];
    private int _lastLookedAt;

    /// <summary>Adds one customer's part.</summary>
    /// <returns>Its part of the whole.</returns>
    public ChurnCounts Count(CustomerSpans spans, ChurnSeries into)
    {
        var whole = ChurnReference.Count(spans, _windows[0]);
        into.Count(0, whole);
        if (_windows.Length == 1)
            return whole;
        _lastLookedAt = 0;
        foreach (ref readonly var span in spans.All)
        {
            // Those that begin inside the span, each of which ends by the time at which the next begins.
            var (first, end) = (_buckets.FirstAfter(span.FromMs), _buckets.FirstAfter(span.ToMs));
            if (first > 1 && _windows[first - 1].EndMs > span.FromMs)
                LookAt(first - 1, spans, into);
            if (first == end)
                continue;
            var staysForLast = _windows[end - 1].EndMs <= span.ToMs;
            into.Stay(first, staysForLast ? end : end - 1);
            if (!staysForLast)
                LookAt(end - 1, spans, into);
        }
        LookAtFirstStart(spans, into);
        return whole;
    }

    /// <summary>Counts in a bucket unless it was the last one: they come in order.</summary>
    private void LookAt(int bucket, CustomerSpans spans, ChurnSeries into)
    {
        if (bucket == _lastLookedAt)
            return;
        _lastLookedAt = bucket;
        into.Count(bucket, ChurnReference.Count(spans, _windows[bucket]));
    }

    /// <summary>A contract that ended as it began makes a customer new without a span.</summary>
    private void LookAtFirstStart(CustomerSpans spans, ChurnSeries into)
    {
        if (spans.FirstStartMs is not { } first || _buckets.Of(first) is not (> 0 and var bucket))
            return;
        foreach (ref readonly var span in spans.All)
        {
            if (_windows[bucket].EndMs > span.FromMs && _windows[bucket].StartMs <= span.ToMs)
                return;
        }
        into.Count(bucket, ChurnReference.Count(spans, _windows[bucket]));
    }
}

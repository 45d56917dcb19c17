using System.Runtime.InteropServices;
using RetentionGrpc.Engine.Calendar;

namespace RetentionGrpc.Engine.Reference;

/// <summary>
/// When one customer was a customer: at every instant t with From &lt; t &lt;= To of some span, because "at t" means just before t.
/// Spans are in order; they may touch but do not overlap.
/// </summary>
public sealed class CustomerSpans
{
    private readonly List<Span> _spans = [];

    /// <summary>A time of being a customer.</summary>
    /// <param name="FromMs">The instant of the event that began it.</param>
    /// <param name="ToMs">The last instant of it.</param>
    public readonly record struct Span(long FromMs, long ToMs);

    /// <summary>When the customer first ever started; null if never.</summary>
    public long? FirstStartMs { get; internal set; }

    /// <summary>The spans, in order.</summary>
    public IReadOnlyList<Span> Spans => _spans;

    /// <summary>The spans, in order, for those who go through very many of them.</summary>
    internal ReadOnlySpan<Span> All => CollectionsMarshal.AsSpan(_spans);

    /// <summary>The last end before an instant just before which it is no customer; null without any.</summary>
    public long? LastEndBefore(long ms)
    {
        long? last = null;
        foreach (ref readonly var span in All)
        {
            if (span.ToMs < ms)
                last = span.ToMs;
        }
        return last;
    }

    /// <summary>Whether it was a customer just before an instant.</summary>
    public bool IsCustomerAt(long ms)
    {
        var begun = CountBefore(ms);
        return begun > 0 && ms <= _spans[begun - 1].ToMs;
    }

    /// <summary>Whether it was a customer at some instant strictly inside the window.</summary>
    public bool IsCustomerInside(Interval window)
    {
        var spans = All;
        for (var i = Math.Max(0, CountBefore(window.StartMs) - 1); i < spans.Length && spans[i].FromMs < window.EndMs; i++)
        {
            if (Math.Max(spans[i].FromMs, window.StartMs) + 1 <= Math.Min(spans[i].ToMs, window.EndMs - 1))
                return true;
        }
        return false;
    }

    /// <summary>How many spans begin before an instant.</summary>
    private int CountBefore(long ms)
    {
        var (low, high) = (0, _spans.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _spans[middle].FromMs < ms ? (middle + 1, high) : (low, middle);
        }
        return low;
    }

    /// <summary>Makes it a customer who never was one.</summary>
    internal void Clear()
    {
        _spans.Clear();
        FirstStartMs = null;
    }

    /// <summary>Adds a span that begins no earlier than the ones before; overlapping spans become one, touching ones stay two.</summary>
    internal void Add(long fromMs, long toMs)
    {
        if (toMs <= fromMs)
            return;
        if (_spans.Count > 0 && fromMs < _spans[^1].ToMs)
            _spans[^1] = _spans[^1] with { ToMs = Math.Max(_spans[^1].ToMs, toMs) };
        else
            _spans.Add(new(fromMs, toMs));
    }
}

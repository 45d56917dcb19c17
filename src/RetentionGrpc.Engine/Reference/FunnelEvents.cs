using System.Numerics;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>
/// The events of one customer that matter to a funnel, by time, and where the next one is that serves a step. One is used for customer
/// after customer.
/// </summary>
/// <param name="tenant">Whose customers.</param>
/// <param name="query">The funnel.</param>
internal sealed class FunnelEvents(TenantState tenant, FunnelQuery query)
{
    private const uint ActivationBit = 1u << 1;
    private const uint RetentionBit = 1u << 2;

    private readonly BoundSelector[] _steps = [.. query.Steps.Selectors.Select(selector => selector.Bind(tenant))];
    private FunnelEvent[] _events = new FunnelEvent[16];
    private int[] _next = [];
    private bool _hasNext;

    /// <summary>An event that matters.</summary>
    /// <param name="Ms">When it happened.</param>
    /// <param name="Steps">The steps that pick it, as bits; in a strict funnel there may be none.</param>
    /// <param name="Place">Its place in the timeline.</param>
    /// <param name="First">The first of the events of the same instant.</param>
    private readonly record struct FunnelEvent(long Ms, uint Steps, int Place, int First);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>When an event happened.</summary>
    public long MsOf(int i) => _events[i].Ms;

    /// <summary>The steps that pick an event, as bits.</summary>
    public uint StepsOf(int i) => _events[i].Steps;

    /// <summary>The place of an event in the timeline.</summary>
    public int PlaceOf(int i) => _events[i].Place;

    /// <summary>The first event of the same instant as an event.</summary>
    public int FirstOf(int i) => _events[i].First;

    /// <summary>Behind the last event of the same instant as an event.</summary>
    public int EndOf(int i)
    {
        var end = i + 1;
        while (end < Count && _events[end].First == _events[i].First)
            end++;
        return end;
    }

    /// <summary>The first event from a place on that a step picks; <see cref="Count"/> if there is none.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="from">The place, at most <see cref="Count"/>.</param>
    public int Next(int step, int from)
    {
        if (!_hasNext)
            FindNext();
        return _next[step * (Count + 1) + from];
    }

    /// <summary>Takes the next customer's events from one instant to another, both included.</summary>
    /// <returns>Whether an attempt may begin with any of them.</returns>
    public bool Read(ReadOnlySpan<TimelineEvent> live, long firstMs, long lastMs)
    {
        (Count, _hasNext) = (0, false);
        var activation = query.Steps.IsRetentionFunnel ? FirstActivation(live) : -1;
        var all = 0u;
        for (var i = 0; i < live.Length && live[i].OccurredMs <= lastMs; i++)
        {
            if (live[i].OccurredMs < firstMs)
                continue;
            var steps = StepsOf(live[i]);
            if (activation >= 0)
                steps &= i == activation ? ~RetentionBit : ~ActivationBit;
            all |= steps;
            if (steps != 0 || (query.Mode == FunnelMode.Strict && live[i].IsActivity))
                Add(live[i].OccurredMs, steps, i);
        }
        return query.Mode == FunnelMode.Unordered ? all != 0 : (all & 1) != 0;
    }

    private void Add(long ms, uint steps, int place)
    {
        if (Count == _events.Length)
            Array.Resize(ref _events, 2 * Count);
        var first = Count > 0 && _events[Count - 1].Ms == ms ? _events[Count - 1].First : Count;
        _events[Count++] = new(ms, steps, place, first);
    }

    private uint StepsOf(in TimelineEvent act)
    {
        var steps = 0u;
        for (var step = 0; step < _steps.Length; step++)
            steps |= _steps[step].Picks(act) ? 1u << step : 0;
        return steps;
    }

    private int FirstActivation(ReadOnlySpan<TimelineEvent> live)
    {
        for (var i = 0; i < live.Length; i++)
        {
            if (_steps[BitOperations.Log2(ActivationBit)].Picks(live[i]))
                return i;
        }
        return -1;
    }

    private void FindNext()
    {
        var row = Count + 1;
        if (_next.Length < _steps.Length * row)
            _next = new int[2 * _steps.Length * row];
        for (var step = 0; step < _steps.Length; step++)
        {
            _next[step * row + Count] = Count;
            for (var i = Count - 1; i >= 0; i--)
                _next[step * row + i] = (_events[i].Steps >> step & 1) != 0 ? i : _next[step * row + i + 1];
        }
        _hasNext = true;
    }
}

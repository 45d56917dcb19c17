using System.Runtime.InteropServices;

namespace RetentionGrpc.Engine.Customers;

/// <summary>
/// One customer's accepted events in the order of <see cref="TimelineOrder"/>, and the retractions that take some of them back. The live
/// events are those of the set without the retracted ones, whichever came first.
/// </summary>
public sealed class Timeline
{
    private readonly List<TimelineEvent> _events = [];
    private readonly List<TimelineEvent> _retractions = [];
    private TimelineEvent[]? _live;

    /// <summary>Accepted events, the retracted ones included.</summary>
    public int AcceptedCount => _events.Count;

    /// <summary>Adds an accepted event.</summary>
    public void Add(in TimelineEvent added, TimelineOrder order) => Insert(_events, added, order);

    /// <summary>Takes back the first live event of the same time, kind, action and name, now or when it comes.</summary>
    public void Retract(in TimelineEvent identity, TimelineOrder order) => Insert(_retractions, identity, order);

    /// <summary>The events that count, in order. Valid until the next change.</summary>
    public ReadOnlySpan<TimelineEvent> Live(TimelineOrder order)
    {
        if (_retractions.Count == 0)
            return CollectionsMarshal.AsSpan(_events);
        return _live ??= WithoutRetracted(order);
    }

    private void Insert(List<TimelineEvent> list, in TimelineEvent added, TimelineOrder order)
    {
        _live = null;
        if (list.Count == 0 || order.Compare(list[^1], added) <= 0)
        {
            list.Add(added);
            return;
        }
        var place = list.BinarySearch(added, order);
        list.Insert(place < 0 ? ~place : place, added);
    }

    private TimelineEvent[] WithoutRetracted(TimelineOrder order)
    {
        var live = new List<TimelineEvent>(_events.Count);
        var next = 0;
        foreach (var candidate in _events)
        {
            while (next < _retractions.Count && order.CompareIdentity(_retractions[next], candidate) < 0)
                next++;
            if (next < _retractions.Count && order.CompareIdentity(_retractions[next], candidate) == 0)
                next++;
            else
                live.Add(candidate);
        }
        return [.. live];
    }
}

using RetentionGrpc.Engine.Customers;

namespace RetentionGrpc.Engine.Tests.Customers;

/// <summary>What a timeline means, as two sorted lists.</summary>
internal sealed class PlainTimeline(TimelineOrder order)
{
    private readonly List<TimelineEvent> _events = [];
    private readonly List<TimelineEvent> _retractions = [];

    public int Count => _events.Count;

    public bool IsNewest(TimelineEvent added) => _retractions.Count == 0 && _events.All(known => known.OccurredMs < added.OccurredMs);

    public void Add(TimelineEvent added) => _events.Add(added);

    public void Retract(TimelineEvent identity) => _retractions.Add(identity);

    public List<TimelineEvent> Live()
    {
        var live = _events.Order(order).ToList();
        foreach (var retraction in _retractions)
        {
            var first = live.FindIndex(candidate => order.CompareIdentity(retraction, candidate) == 0);
            if (first >= 0)
                live.RemoveAt(first);
        }
        return live;
    }
}

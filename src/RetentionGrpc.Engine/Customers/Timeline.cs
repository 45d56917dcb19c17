using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Customers;

/// <summary>
/// One customer's accepted events in the order of <see cref="TimelineOrder"/>, and the retractions that take some of them back, packed:
/// 6 bytes for a plain activity with its share of the rest, about 100 for a customer. The live events are those of the set without the
/// retracted ones, whichever came first.
/// </summary>
public sealed class Timeline
{
    private PackedEvents _events;
    private Retractions? _retractions;

    /// <summary>Accepted events, the retracted ones included.</summary>
    public int AcceptedCount => _events.Count;

    /// <summary>When the first accepted event happened, retracted or not; there must be one.</summary>
    public long FirstAcceptedMs => _events.FirstMs;

    /// <summary>When the last accepted event happened, retracted or not; there must be one.</summary>
    public long LastAcceptedMs => _events.LastMs;

    private (int Accepted, int Retracted) Version => (_events.Count, _retractions?.Events.Count ?? 0);

    /// <summary>
    /// Whether an event at an instant would come after all others, and no retraction can concern it: what it changes is then seen from it
    /// alone.
    /// </summary>
    public bool IsNewest(long occurredMs) => _retractions is null && (_events.Count == 0 || occurredMs > _events.LastMs);

    /// <summary>Adds an accepted event.</summary>
    /// <param name="added">The event; nothing of it is kept.</param>
    /// <param name="order">The tenant's order.</param>
    /// <param name="scratch">Room to work in.</param>
    public void Add(in TimelineEvent added, TimelineOrder order, TimelineScratch scratch) => _events.Add(added, order, scratch);

    /// <summary>Takes back the first live event of the same time, kind, action and name, now or when it comes.</summary>
    public void Retract(in TimelineEvent identity, TimelineOrder order, TimelineScratch scratch) =>
        (_retractions ??= new()).Events.Add(identity, order, scratch);

    /// <summary>The events that count, in order. Valid until the scratch is used again.</summary>
    public ReadOnlySpan<TimelineEvent> Live(TimelineOrder order, TimelineScratch scratch)
    {
        if (scratch.TryGet(this, Version, out var live))
            return live;
        var (accepted, retracted) = Version;
        var room = scratch.Clear(accepted + retracted);
        _events.Unpack(room[..accepted], scratch);
        _retractions?.Events.Unpack(room[accepted..], scratch);
        return scratch.Keep(this, Version, WithoutRetracted(room[..accepted], room[accepted..], order));
    }

    /// <summary>When the first event that counts happened, or null without any.</summary>
    public long? FirstLiveMs(TimelineOrder order, TimelineScratch scratch)
    {
        if (_retractions is null)
            return _events.Count == 0 ? null : _events.FirstMs;
        var live = Live(order, scratch);
        return live.IsEmpty ? null : live[0].OccurredMs;
    }

    /// <summary>Writes the packed events, then the packed retractions.</summary>
    public void WriteTo(SnapshotWriter writer)
    {
        _events.WriteTo(writer);
        (_retractions ?? new()).Events.WriteTo(writer);
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <param name="reader">The snapshot.</param>
    /// <param name="order">The tenant's order, with all the texts that events may refer to.</param>
    /// <param name="scratch">Room to look through the events.</param>
    /// <exception cref="InvalidDataException">They are no events, or not in order.</exception>
    public static Timeline ReadFrom(SnapshotReader reader, TimelineOrder order, TimelineScratch scratch)
    {
        var timeline = new Timeline { _events = PackedEvents.ReadFrom(reader, order, scratch) };
        var retractions = PackedEvents.ReadFrom(reader, order, scratch);
        if (retractions.Count > 0)
            timeline._retractions = new() { Events = retractions };
        return timeline;
    }

    /// <summary>Moves the events that are not retracted to the front; gives how many they are.</summary>
    private static int WithoutRetracted(Span<TimelineEvent> accepted, ReadOnlySpan<TimelineEvent> retractions, TimelineOrder order)
    {
        if (retractions.IsEmpty)
            return accepted.Length;
        var (next, live) = (0, 0);
        foreach (ref readonly var candidate in accepted)
        {
            while (next < retractions.Length && order.CompareIdentity(retractions[next], candidate) < 0)
                next++;
            if (next < retractions.Length && order.CompareIdentity(retractions[next], candidate) == 0)
                next++;
            else
                accepted[live++] = candidate;
        }
        return live;
    }

    /// <summary>Apart, because few customers have any.</summary>
    private sealed class Retractions
    {
        public PackedEvents Events;
    }
}

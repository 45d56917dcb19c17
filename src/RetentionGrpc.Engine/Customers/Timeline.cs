using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Customers;

/// <summary>
/// Accepted events in the order of <see cref="TimelineOrder"/>, and the retractions that take some of them back, packed: for the few who
/// have many events or a retraction (the others are in the blocks of <see cref="Timelines"/>). The live events are those of the set
/// without the retracted ones, whichever came first.
/// </summary>
public sealed class Timeline
{
    private PackedEvents _events;
    private PackedEvents _retractions;

    /// <summary>A timeline without events.</summary>
    public Timeline()
    {
    }

    internal Timeline(PackedEvents events) => _events = events;

    /// <summary>Accepted events, the retracted ones included.</summary>
    public int AcceptedCount => _events.Count;

    /// <summary>When the first and last accepted events happened, retracted or not; null without any.</summary>
    internal (long FirstMs, long LastMs)? Extent => _events.Count == 0 ? null : (_events.FirstMs, _events.LastMs);

    /// <summary>Since which cut of the whole state nobody else refers to it.</summary>
    internal int OwnedSince { get; init; }

    /// <summary>Counts only grow, so equal counts are equal events.</summary>
    private (object Owner, int Customer, long Version) Key => (this, _retractions.Count, _events.Count);

    /// <summary>Whether an event at an instant would come after all others, and no retraction is known.</summary>
    public bool IsNewest(long occurredMs) => _retractions.Count == 0 && (_events.Count == 0 || occurredMs > _events.LastMs);

    /// <summary>Brings it near; its events are elsewhere.</summary>
    internal void Bring() => Near.Bring(ref _events);

    /// <summary>Brings near where its events end.</summary>
    internal void BringEnd() => _events.BringEnd();

    /// <summary>Adds an accepted event.</summary>
    /// <param name="added">The event; nothing of it is kept.</param>
    /// <param name="order">The tenant's order.</param>
    /// <returns>Whether it is later than all others, and no retraction is known.</returns>
    public bool Add(in TimelineEvent added, TimelineOrder order) => _events.Add(added, order) && _retractions.Count == 0;

    /// <summary>Takes back the first live event of the same time, kind, action and name, now or when it comes.</summary>
    public void Retract(in TimelineEvent identity, TimelineOrder order) => _retractions.Add(identity, order);

    /// <summary>The events that count, in order. Valid until the scratch is used again.</summary>
    public ReadOnlySpan<TimelineEvent> Live(TimelineOrder order)
    {
        var scratch = order.Scratch;
        if (scratch.TryGet(Key, out var live))
            return live;
        var (accepted, retracted) = (_events.Count, _retractions.Count);
        var room = scratch.Clear(accepted + retracted);
        _events.Unpack(room[..accepted], order);
        _retractions.Unpack(room[accepted..], order);
        return scratch.Keep(Key, WithoutRetracted(room[..accepted], room[accepted..], order));
    }

    /// <summary>Those of one kind among <see cref="Live"/>; see <see cref="Timelines.LiveOf"/>.</summary>
    internal ReadOnlySpan<TimelineEvent> LiveOf(EventKind kind, TimelineOrder order)
    {
        var room = order.Scratch.Clear(_events.Count + _retractions.Count);
        var accepted = _events.UnpackOnly(kind, room, order);
        var retracted = _retractions.UnpackOnly(kind, room[accepted..], order);
        return room[..WithoutRetracted(room[..accepted], room.Slice(accepted, retracted), order)];
    }

    /// <summary>The accepted events, retracted or not, then the retractions. Valid until the scratch is used again.</summary>
    internal ReadOnlySpan<TimelineEvent> Everything(TimelineOrder order, out int accepted)
    {
        accepted = _events.Count;
        var room = order.Scratch.Clear(accepted + _retractions.Count);
        _events.Unpack(room[..accepted], order);
        _retractions.Unpack(room[accepted..], order);
        return room;
    }

    /// <summary>When the first event that counts happened, or null without any.</summary>
    public long? FirstLiveMs(TimelineOrder order)
    {
        if (_retractions.Count == 0)
            return _events.Count == 0 ? null : _events.FirstMs;
        var live = Live(order);
        return live.IsEmpty ? null : live[0].OccurredMs;
    }

    /// <summary>The same timeline, which can be changed apart.</summary>
    /// <param name="cut">The cut of the whole state that keeps this one.</param>
    internal Timeline Copy(int cut) => new(_events.Copy()) { _retractions = _retractions.Copy(), OwnedSince = cut };

    /// <summary>Writes the packed events, then the packed retractions.</summary>
    internal void WriteTo(SnapshotWriter writer)
    {
        _events.WriteTo(writer);
        _retractions.WriteTo(writer);
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <param name="reader">The snapshot.</param>
    /// <param name="order">The tenant's order, with all that events may refer to.</param>
    /// <exception cref="InvalidDataException">They are no events, or not in order.</exception>
    internal static Timeline ReadFrom(SnapshotReader reader, TimelineOrder order) =>
        new(PackedEvents.ReadFrom(reader, order)) { _retractions = PackedEvents.ReadFrom(reader, order) };

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
}

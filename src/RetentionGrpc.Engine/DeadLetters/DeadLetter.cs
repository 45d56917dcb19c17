using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.DeadLetters;

/// <summary>
/// The rejected events of one tenant in one partition: the newest, as many as the limits allow. What is there follows from the log alone.
/// </summary>
/// <param name="settings">Divides the number of events by the partitions.</param>
public sealed class DeadLetter(PartitionSettings settings)
{
    /// <summary>Events of a tenant over all partitions.</summary>
    public const int EventCount = 10_000;

    /// <summary>Bytes of events of a tenant in one partition.</summary>
    public const int ByteLimit = 4 * 1024 * 1024;

    /// <summary>How long an event stays, in milliseconds of the log's time: 7 days.</summary>
    public const long LifetimeMs = 7L * 24 * 3600 * 1000;

    private readonly int _limit = Math.Max(1, EventCount / settings.PartitionCount);
    private readonly SortedDictionary<RejectedEventKey, RejectedEvent> _events = new(RejectedEventKey.ByArrival);

    /// <summary>The events, oldest first.</summary>
    public IReadOnlyCollection<RejectedEvent> Events => _events.Values;

    /// <summary>Bytes of the events.</summary>
    public int ByteCount { get; private set; }

    /// <summary>The event of a key, or null if it is not here (any more).</summary>
    public RejectedEvent? Find(RejectedEventKey key) => _events.GetValueOrDefault(key);

    /// <summary>Keeps an event that was just rejected; the oldest go where there is no room.</summary>
    public void Add(RejectedEvent rejected)
    {
        _events.Add(rejected.Key, rejected);
        ByteCount += rejected.Payload.Length;
        while (_events.Count > _limit || ByteCount > ByteLimit)
            Remove(_events.First().Key);
    }

    /// <summary>Lets an event go; false if it is not here.</summary>
    internal bool Remove(RejectedEventKey key)
    {
        if (!_events.Remove(key, out var removed))
            return false;
        ByteCount -= removed.Payload.Length;
        return true;
    }

    /// <summary>
    /// Lets go every event that names a customer, in any field: its bytes hold the id as a text has it on the wire, behind its length.
    /// Events whose bytes cannot be read are found that way, too.
    /// </summary>
    internal void Forget(ReadOnlySpan<byte> customerId)
    {
        var text = OnTheWire(customerId);
        foreach (var rejected in _events.Values.Where(rejected => rejected.Payload.Span.IndexOf(text) >= 0).ToArray())
            Remove(rejected.Key);
    }

    /// <summary>Whether some event names a customer, in any field.</summary>
    internal bool Names(ReadOnlySpan<byte> customerId)
    {
        var text = OnTheWire(customerId);
        return _events.Values.Any(rejected => rejected.Payload.Span.IndexOf(text) >= 0);
    }

    private static byte[] OnTheWire(ReadOnlySpan<byte> text)
    {
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        return [.. length[..PackedEvent.WriteNumber(length, 0, (ulong)text.Length)], .. text];
    }

    /// <summary>Lets go what is too old.</summary>
    /// <param name="nowMs">The log's time.</param>
    internal void Expire(long nowMs)
    {
        while (_events.Count > 0 && _events.First() is var (key, oldest) && nowMs - oldest.ReceivedMs >= LifetimeMs)
            Remove(key);
    }

    internal void WriteTo(SnapshotWriter writer)
    {
        writer.WriteNumber(_events.Count);
        foreach (var rejected in _events.Values)
        {
            writer.WriteNumber(rejected.Key.Sequence);
            writer.WriteNumber(rejected.Key.SubBatch);
            writer.WriteNumber(rejected.Key.Event);
            writer.WriteNumber(rejected.ReceivedMs);
            writer.WriteText(rejected.ProducerId);
            writer.WriteNumber(rejected.BatchSequence);
            writer.WriteNumber(rejected.Index);
            writer.WriteNumber((long)rejected.Reason);
            writer.WriteNumber(rejected.IsCut ? 1 : 0);
            writer.WriteBytes(rejected.Payload.Span);
        }
    }

    internal static DeadLetter ReadFrom(SnapshotReader reader, PartitionSettings settings)
    {
        var letter = new DeadLetter(settings);
        var last = default(RejectedEventKey);
        for (var count = reader.ReadCount(letter._limit); count > 0; count--)
        {
            var key = new RejectedEventKey(reader.ReadNumber(), reader.ReadCount(), reader.ReadCount());
            if (RejectedEventKey.ByArrival.Compare(key, last) <= 0)
                throw reader.Fault("a rejected event out of order");
            last = key;
            letter.Add(new(
                key, reader.ReadNumber(), reader.ReadText(EventLimits.IdBytes), reader.ReadNumber(), reader.ReadCount(),
                (RejectionReason)reader.ReadCount(byte.MaxValue), IsCut: reader.ReadCount(1) == 1,
                Payload: reader.ReadBytes(EventLimits.EventBytes).ToArray()));
        }
        return letter;
    }
}

using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Customers;

/// <summary>
/// The timelines of one tenant's customers in one partition, by customer number. A plain activity takes about 6 bytes with its share of
/// the rest: most customers have one run of packed events in a block that has at most 7 bytes too many, and a record of 12 bytes; those
/// who have more than <see cref="PackedRun.MaxBytes"/>, or a retraction, have a <see cref="Timeline"/>.
/// </summary>
public sealed class Timelines
{
    private readonly BlockPool _blocks = new();
    private TimelineRecord[] _records = [];
    private Timeline[] _large = [];
    private int _largeCount;
    private int _cut;
    private long _changes;

    /// <summary>How many customers there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a customer without events, with the next number.</summary>
    public void AddCustomer()
    {
        Growth.MakeRoom(ref _records, Count);
        _records[Count++] = default;
    }

    /// <summary>Adds an accepted event.</summary>
    /// <param name="customer">Whose it is.</param>
    /// <param name="added">The event; nothing of it is kept.</param>
    /// <param name="order">The tenant's order.</param>
    /// <returns>Whether it is later than all others of the customer, and no retraction is known.</returns>
    public bool Add(int customer, in TimelineEvent added, TimelineOrder order)
    {
        ref var record = ref RecordOf(customer);
        _changes++;
        if (record.IsLarge)
            return Large(record.Place).Add(added, order);
        var (used, lastMs) = (record.Used, record.LastMs);
        if (used > 0 && added.OccurredMs <= lastMs)
            return Insert(customer, added, order);
        var room = order.Scratch.Bytes;
        var length = PackedEvent.Write(room, added, used == 0 ? 0 : added.OccurredMs - lastMs, order);
        if (used + length > PackedRun.MaxBytes)
            return Enlarge(customer, order).Add(added, order);
        if (BlockPool.UnitsOf(used + length) != BlockPool.UnitsOf(used))
            Grow(ref record, customer, used, length);
        room.AsSpan(0, length).CopyTo(_blocks.Write(record.Place, used + length)[used..]);
        record = TimelineRecord.Of(record.Place, used + length, added.OccurredMs);
        return true;
    }

    /// <summary>Takes back the first live event of the same time, kind, action and name, now or when it comes.</summary>
    public void Retract(int customer, in TimelineEvent identity, TimelineOrder order)
    {
        ref var record = ref RecordOf(customer);
        _changes++;
        (record.IsLarge ? Large(record.Place) : Enlarge(customer, order)).Retract(identity, order);
    }

    /// <summary>Forgets all that came of a customer.</summary>
    internal void Forget(int customer)
    {
        ref var record = ref RecordOf(customer);
        _changes++;
        if (record.IsLarge)
            _large[record.Place] = new();
        else if (record.Used > 0)
            GiveBack(record.Place, record.Used);
        record = default;
    }

    /// <summary>Whether nothing came of a customer.</summary>
    internal bool IsEmpty(int customer)
    {
        ref var record = ref RecordOf(customer);
        return !record.IsLarge && record.Used == 0;
    }

    /// <summary>
    /// All that came of a customer: its accepted events, retracted or not, then its retractions. Valid until the scratch is used again.
    /// </summary>
    /// <param name="customer">The customer.</param>
    /// <param name="order">The tenant's order.</param>
    /// <param name="accepted">How many of them are events.</param>
    internal ReadOnlySpan<TimelineEvent> Everything(int customer, TimelineOrder order, out int accepted)
    {
        ref var record = ref RecordOf(customer);
        if (record.IsLarge)
            return _large[record.Place].Everything(order, out accepted);
        var live = Live(customer, order);
        accepted = live.Length;
        return live;
    }

    /// <summary>The events of a customer that count, in order. Valid until the scratch is used again.</summary>
    public ReadOnlySpan<TimelineEvent> Live(int customer, TimelineOrder order)
    {
        ref var record = ref RecordOf(customer);
        if (record.IsLarge)
            return _large[record.Place].Live(order);
        var scratch = order.Scratch;
        var key = (this, customer, _changes);
        if (scratch.TryGet(key, out var live))
            return live;
        var used = record.Used;
        if (used == 0)
            return [];
        var room = scratch.Clear(used / PackedEvent.LeastBytes + 1);
        // Times are known from the last event back: unpacked from 0 on first, then set right.
        var elapsedMs = 0L;
        room = room[..PackedRun.Unpack(_blocks.Read(record.Place, used), ref elapsedMs, order, room)];
        SetRight(room, record.LastMs - elapsedMs);
        return scratch.Keep(key, room.Length);
    }

    /// <summary>
    /// The events of one kind among <see cref="Live"/>, for who asks for nothing else: the others are passed over unread. Valid until the
    /// scratch is used again.
    /// </summary>
    public ReadOnlySpan<TimelineEvent> LiveOf(EventKind kind, int customer, TimelineOrder order)
    {
        ref var record = ref RecordOf(customer);
        if (record.IsLarge)
            return _large[record.Place].LiveOf(kind, order);
        var room = order.Scratch.Clear(record.Used / PackedEvent.LeastBytes + 1);
        var elapsedMs = 0L;
        room = room[..PackedRun.UnpackOnly(kind, _blocks.Read(record.Place, record.Used), ref elapsedMs, order, room)];
        SetRight(room, record.LastMs - elapsedMs);
        return room;
    }

    /// <summary>
    /// Whether an event of a customer at an instant would come after all others, and no retraction can concern it: what it changes is then
    /// seen from it alone.
    /// </summary>
    public bool IsNewest(int customer, long occurredMs)
    {
        ref var record = ref RecordOf(customer);
        return record.IsLarge ? _large[record.Place].IsNewest(occurredMs) : record.Used == 0 || occurredMs > record.LastMs;
    }

    /// <summary>When a customer's first and last accepted events happened, retracted or not; null without any.</summary>
    internal (long FirstMs, long LastMs)? Extent(int customer, TimelineOrder order)
    {
        ref var record = ref RecordOf(customer);
        if (record.IsLarge)
            return _large[record.Place].Extent;
        return record.Used == 0 ? null : (FirstMs(record, order), record.LastMs);
    }

    /// <summary>When a customer's first event that counts happened, or null without any.</summary>
    public long? FirstLiveMs(int customer, TimelineOrder order)
    {
        ref var record = ref RecordOf(customer);
        if (record.IsLarge)
            return _large[record.Place].FirstLiveMs(order);
        return record.Used == 0 ? null : FirstMs(record, order);
    }

    /// <summary>A customer's accepted events, the retracted ones included.</summary>
    public int AcceptedCount(int customer, TimelineOrder order)
    {
        ref var record = ref RecordOf(customer);
        return record.IsLarge ? _large[record.Place].AcceptedCount : PackedRun.Count(_blocks.Read(record.Place, record.Used), order);
    }

    /// <summary>Brings a customer's record near.</summary>
    internal void BringRecord(int customer) => Near.Bring(ref _records[customer]);

    /// <summary>Brings near where a customer's events end, or the timeline that has them.</summary>
    internal void BringBlock(int customer)
    {
        ref var record = ref _records[customer];
        if (record.IsLarge)
            _large[record.Place].Bring();
        else if (record.Used > 0)
            _blocks.Bring(record.Place, record.Used);
    }

    /// <summary>Brings near where a customer's events end, if a timeline has them.</summary>
    internal void BringTimeline(int customer)
    {
        ref var record = ref _records[customer];
        if (record.IsLarge)
            _large[record.Place].BringEnd();
    }

    /// <summary>The timelines as they are now, to be written while these go on.</summary>
    internal FrozenPart Cut()
    {
        _cut++;
        return new FrozenTimelines(_records.AsSpan(0, Count).ToArray(), _blocks.Cut(), _large.AsSpan(0, _largeCount).ToArray());
    }

    /// <summary>Reads what a cut wrote.</summary>
    /// <param name="reader">The snapshot.</param>
    /// <param name="count">How many customers there are.</param>
    /// <param name="order">The tenant's order, with all that events may refer to.</param>
    /// <exception cref="InvalidDataException">They are no events, or not in order.</exception>
    internal static Timelines ReadFrom(SnapshotReader reader, int count, TimelineOrder order)
    {
        var read = new Timelines();
        for (var customer = 0; customer < count; customer++)
        {
            read.AddCustomer();
            var packed = reader.ReadBytes(PackedRun.MaxBytes);
            if (!packed.IsEmpty)
                read.Put(customer, packed, reader, order);
            else if (reader.ReadCount(1) == 1)
                read._records[customer] = read.AddLarge(Timeline.ReadFrom(reader, order));
        }
        return read;
    }

    private ref TimelineRecord RecordOf(int customer)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)customer, (uint)Count, nameof(customer));
        return ref _records[customer];
    }

    private long FirstMs(in TimelineRecord record, TimelineOrder order) =>
        record.LastMs - PackedRun.ElapsedMs(_blocks.Read(record.Place, record.Used), order);

    private static void SetRight(Span<TimelineEvent> unpackedFrom0, long firstMs)
    {
        foreach (ref var unpacked in unpackedFrom0)
        {
            unpacked.OccurredMs += firstMs;
            if (unpacked.UntilMs != EventView.Absent)
                unpacked.UntilMs = unchecked(unpacked.UntilMs + firstMs);
        }
    }

    private void Put(int customer, ReadOnlySpan<byte> packed, SnapshotReader reader, TimelineOrder order)
    {
        var run = order.Scratch.Bytes.AsSpan(0, packed.Length);
        packed.CopyTo(run);
        var lastMs = reader.ReadSigned();
        if (lastMs is < EventLimits.FirstMs or > EventLimits.LastMs)
            throw reader.Fault("a time that cannot be");
        order.Scratch.Clear(0);
        TimelineEvent last = default;
        PackedRun.Check(run, ref last, lastMs - ElapsedMs(run, order, reader), isFirst: true, order, reader);
        var block = _blocks.Take(BlockPool.UnitsOf(run.Length), customer);
        run.CopyTo(_blocks.Write(block, run.Length));
        _records[customer] = TimelineRecord.Of(block, run.Length, lastMs);
    }

    private static long ElapsedMs(ReadOnlySpan<byte> packed, TimelineOrder order, SnapshotReader reader)
    {
        try
        {
            return PackedRun.ElapsedMs(packed, order);
        }
        catch (InvalidDataException)
        {
            throw reader.Fault("a packed event that is cut or malformed");
        }
    }

    private bool Insert(int customer, in TimelineEvent added, TimelineOrder order)
    {
        ref var record = ref _records[customer];
        var (used, lastMs, firstMs) = (record.Used, record.LastMs, FirstMs(record, order));
        var room = order.Scratch.Bytes;
        var length = PackedRun.Splice(_blocks.Read(record.Place, used), ref firstMs, added, order, room);
        if (length > PackedRun.MaxBytes)
            return Enlarge(customer, order).Add(added, order);
        if (BlockPool.UnitsOf(length) != BlockPool.UnitsOf(used))
            Grow(ref record, customer, used, length - used);
        room.AsSpan(0, length).CopyTo(_blocks.Write(record.Place, length));
        record = TimelineRecord.Of(record.Place, length, lastMs);
        return false;
    }

    private void Grow(ref TimelineRecord record, int customer, int used, int more)
    {
        var block = _blocks.Take(BlockPool.UnitsOf(used + more), customer);
        if (used > 0)
        {
            _blocks.Read(record.Place, used).CopyTo(_blocks.Write(block, used));
            GiveBack(record.Place, used);
        }
        record.MoveTo(block);
    }

    private void GiveBack(int block, int used)
    {
        var moved = _blocks.Give(BlockPool.UnitsOf(used), block);
        if (moved >= 0)
            _records[moved].MoveTo(block);
    }

    /// <summary>A timeline in the place of the block.</summary>
    private Timeline Enlarge(int customer, TimelineOrder order)
    {
        ref var record = ref _records[customer];
        var (used, lastMs) = (record.Used, record.LastMs);
        var timeline = new Timeline { OwnedSince = _cut };
        if (used > 0)
        {
            var packed = _blocks.Read(record.Place, used);
            var events = PackedEvents.Of(packed, FirstMs(record, order), lastMs, PackedRun.Count(packed, order));
            timeline = new(events) { OwnedSince = _cut };
            GiveBack(record.Place, used);
        }
        record = AddLarge(timeline);
        return timeline;
    }

    private TimelineRecord AddLarge(Timeline timeline)
    {
        Growth.MakeRoom(ref _large, _largeCount);
        _large[_largeCount] = timeline;
        return TimelineRecord.Large(_largeCount++);
    }

    /// <summary>A timeline to change: one that a cut refers to is copied first.</summary>
    private Timeline Large(int number)
    {
        if (_large[number].OwnedSince != _cut)
            _large[number] = _large[number].Copy(_cut);
        return _large[number];
    }
}

using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Customers;

/// <summary>
/// Events of one customer in the order of <see cref="TimelineOrder"/>, packed into chunks. The newest is appended without looking at the
/// others; a late one is spliced into the chunk where it belongs. Where chunks begin depends on what came and in which order alone, so
/// that equal histories have equal bytes. Chunks but the newest are never written again, only replaced: copies share them. A mutable
/// struct: a field of its owner, copied by <see cref="Copy"/> only.
/// </summary>
internal struct PackedEvents
{
    private byte[][]? _closed;
    private byte[]? _newest;
    private long _lastMs;
    private int _closedCount;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>When the first one happened; there must be one.</summary>
    public readonly long FirstMs => TimelineChunk.FirstMs(Chunk(0));

    /// <summary>When the last one happened; there must be one.</summary>
    public readonly long LastMs => _lastMs;

    private readonly int ChunkCount => _newest is null ? 0 : _closedCount + 1;

    /// <summary>The events of a run.</summary>
    public static PackedEvents Of(ReadOnlySpan<byte> packed, long firstMs, long lastMs, int count) =>
        new() { _newest = TimelineChunk.Of(firstMs, packed), _lastMs = lastMs, Count = count };

    /// <summary>The same events, which can be added to apart.</summary>
    public readonly PackedEvents Copy() => this with
    {
        _closed = _closed is null ? null : [.. _closed],
        _newest = _newest is null ? null : [.. _newest],
    };

    /// <summary>Adds an event at its place; true if that is behind all others.</summary>
    public bool Add(in TimelineEvent added, TimelineOrder order)
    {
        var isNewest = _newest is null || added.OccurredMs > _lastMs;
        if (isNewest)
        {
            Append(added, order);
            _lastMs = added.OccurredMs;
        }
        else
        {
            Insert(added, order);
        }
        Count++;
        return isNewest;
    }

    /// <summary>Brings near where they begin and end in the newest chunk.</summary>
    public readonly void BringEnd()
    {
        if (_newest is null)
            return;
        Near.Bring(ref _newest[0]);
        Near.Bring(ref _newest[^1]);
    }

    /// <summary>Unpacks all of them.</summary>
    /// <param name="events">Room for <see cref="Count"/>.</param>
    /// <param name="order">The tenant's order.</param>
    public readonly void Unpack(Span<TimelineEvent> events, TimelineOrder order)
    {
        for (var i = 0; i < ChunkCount; i++)
        {
            var occurredMs = TimelineChunk.FirstMs(Chunk(i));
            events = events[PackedRun.Unpack(TimelineChunk.Events(Chunk(i)), ref occurredMs, order, events)..];
        }
    }

    /// <summary>Unpacks those of one kind; gives how many they are.</summary>
    public readonly int UnpackOnly(EventKind kind, Span<TimelineEvent> events, TimelineOrder order)
    {
        var count = 0;
        for (var i = 0; i < ChunkCount; i++)
        {
            var occurredMs = TimelineChunk.FirstMs(Chunk(i));
            count += PackedRun.UnpackOnly(kind, TimelineChunk.Events(Chunk(i)), ref occurredMs, order, events[count..]);
        }
        return count;
    }

    /// <summary>
    /// Writes the chunks as they are. Their bounds are part of the state: they depend on the order in which events came, and decide where
    /// the next ones are.
    /// </summary>
    public readonly void WriteTo(SnapshotWriter writer)
    {
        writer.WriteNumber(ChunkCount);
        for (var i = 0; i < ChunkCount; i++)
        {
            writer.WriteSigned(TimelineChunk.FirstMs(Chunk(i)));
            writer.WriteBytes(TimelineChunk.Events(Chunk(i)));
        }
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote, and looks through it.</summary>
    public static PackedEvents ReadFrom(SnapshotReader reader, TimelineOrder order)
    {
        var read = new PackedEvents();
        TimelineEvent last = default;
        for (var chunks = reader.ReadCount(); chunks > 0; chunks--)
        {
            var firstMs = reader.ReadSigned();
            var packed = reader.ReadBytes(PackedRun.LongestSplice);
            // What the last event refers to goes with the scratch, but it is compared with the next chunk's first.
            var (name, properties) = (last.NameNumber < 0 ? order.TextOf(last.NameNumber).ToArray() : null, last.Properties.ToArray());
            order.Scratch.Clear(0);
            last = last with { NameNumber = name is null ? last.NameNumber : order.Scratch.TakeText(name), Properties = properties };
            read.Count += PackedRun.Check(packed, ref last, firstMs, isFirst: read._newest is null, order, reader);
            if (read._newest is not null)
                read.AddChunk(read._closedCount, read._newest);
            read._newest = TimelineChunk.Of(firstMs, packed);
        }
        read._lastMs = last.OccurredMs;
        return read;
    }

    private readonly byte[] Chunk(int index) => index == _closedCount ? _newest! : _closed![index];

    private void Append(in TimelineEvent added, TimelineOrder order)
    {
        var room = order.Scratch.Bytes;
        if (_newest is not null)
        {
            var length = PackedEvent.Write(room, added, added.OccurredMs - _lastMs, order);
            var events = TimelineChunk.Events(_newest);
            if (events.Length + length <= PackedRun.MaxBytes)
            {
                TimelineChunk.Append(ref _newest, room.AsSpan(0, length));
                return;
            }
            AddChunk(_closedCount, TimelineChunk.Of(TimelineChunk.FirstMs(_newest), events));
        }
        _newest = TimelineChunk.Of(added.OccurredMs, room.AsSpan(0, PackedEvent.Write(room, added, 0, order)));
    }

    private void Insert(in TimelineEvent added, TimelineOrder order)
    {
        var index = ChunkOf(added, order);
        var firstMs = TimelineChunk.FirstMs(Chunk(index));
        var room = order.Scratch.Bytes;
        var length = PackedRun.Splice(TimelineChunk.Events(Chunk(index)), ref firstMs, added, order, room);
        Store(index, firstMs, room.AsSpan(0, length), order);
    }

    /// <summary>The last chunk whose first event is not later in the order, or the first chunk.</summary>
    private readonly int ChunkOf(in TimelineEvent added, TimelineOrder order)
    {
        var (low, high) = (0, ChunkCount - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            var firstMs = TimelineChunk.FirstMs(Chunk(middle));
            var isLater = firstMs == added.OccurredMs
                ? order.Compare(First(Chunk(middle), order), added) > 0
                : firstMs > added.OccurredMs;
            (low, high) = isLater ? (low, middle - 1) : (middle, high);
        }
        return low;
    }

    private static TimelineEvent First(byte[] chunk, TimelineOrder order)
    {
        TimelineEvent first = default;
        var (at, occurredMs) = (0, TimelineChunk.FirstMs(chunk));
        PackedEvent.Read(TimelineChunk.Events(chunk), ref at, ref occurredMs, order, ref first);
        return first;
    }

    private void Store(int index, long firstMs, Span<byte> packed, TimelineOrder order)
    {
        if (packed.Length <= PackedRun.MaxBytes)
        {
            Replace(index, TimelineChunk.Of(firstMs, packed));
            return;
        }
        var (boundary, boundaryMs) = PackedRun.Middle(packed, firstMs, order);
        var earlier = TimelineChunk.Of(firstMs, packed[..boundary]);
        // The later part's first event is at no distance: 2 bytes of time are the least, so that it becomes no longer.
        Span<byte> later = stackalloc byte[PackedRun.LongestSplice];
        var length = PackedEvent.Retime(packed[boundary..], later, 0);
        Replace(index, TimelineChunk.Of(boundaryMs, later[..length]));
        AddChunk(index, earlier);
    }

    private void Replace(int index, byte[] chunk)
    {
        if (index == _closedCount)
            _newest = chunk;
        else
            _closed![index] = chunk;
    }

    private void AddChunk(int index, byte[] chunk)
    {
        var closed = _closed ?? [];
        Growth.MakeRoom(ref closed, _closedCount);
        closed.AsSpan(index, _closedCount - index).CopyTo(closed.AsSpan(index + 1));
        closed[index] = chunk;
        _closed = closed;
        _closedCount++;
    }
}

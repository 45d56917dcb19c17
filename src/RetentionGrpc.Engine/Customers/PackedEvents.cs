using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Customers;

/// <summary>
/// Events of one customer in the order of <see cref="TimelineOrder"/>, packed into chunks. The newest is appended without looking at the
/// others; a late one is spliced into the chunk where it belongs. Where chunks begin depends on what came and in which order alone, so
/// that equal histories have equal bytes. A mutable struct: a field of its owner, never copied.
/// </summary>
internal struct PackedEvents
{
    /// <summary>Bytes of a chunk and of the most that one more event adds to it.</summary>
    public const int LongestSplice = 2 * (TimelineChunk.MaxBytes + PackedEvent.MaxBytes);

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

    /// <summary>Adds an event at its place.</summary>
    public void Add(in TimelineEvent added, TimelineOrder order, TimelineScratch scratch)
    {
        if (_newest is null || added.OccurredMs > _lastMs)
        {
            Append(added, scratch.Bytes);
            _lastMs = added.OccurredMs;
        }
        else
        {
            scratch.Clear(0);
            Insert(added, order, scratch);
        }
        Count++;
    }

    /// <summary>Unpacks all of them.</summary>
    /// <param name="events">Room for <see cref="Count"/>.</param>
    /// <param name="scratch">Takes their properties.</param>
    public readonly void Unpack(Span<TimelineEvent> events, TimelineScratch scratch)
    {
        var next = 0;
        for (var i = 0; i < ChunkCount; i++)
        {
            var packed = TimelineChunk.Events(Chunk(i));
            var occurredMs = TimelineChunk.FirstMs(Chunk(i));
            for (var at = 0; at < packed.Length; next++)
                PackedEvent.Read(packed, ref at, ref occurredMs, scratch, ref events[next]);
        }
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
    public static PackedEvents ReadFrom(SnapshotReader reader, TimelineOrder order, TimelineScratch scratch)
    {
        var read = new PackedEvents();
        TimelineEvent last = default;
        for (var chunks = reader.ReadCount(); chunks > 0; chunks--)
        {
            var firstMs = reader.ReadSigned();
            var packed = reader.ReadBytes(LongestSplice);
            last = last with { Properties = last.Properties.ToArray() };
            scratch.Clear(0);
            read.Count += CountChecked(packed, firstMs, ref last, isFirst: read._newest is null, reader, order, scratch);
            if (read._newest is not null)
                read.AddChunk(read._closedCount, read._newest);
            read._newest = [];
            TimelineChunk.Set(ref read._newest, firstMs, packed);
        }
        read._lastMs = last.OccurredMs;
        return read;
    }

    private readonly byte[] Chunk(int index) => index == _closedCount ? _newest! : _closed![index];

    private void Append(in TimelineEvent added, Span<byte> room)
    {
        if (_newest is not null)
        {
            var length = PackedEvent.Write(room, added, added.OccurredMs - _lastMs);
            if (TimelineChunk.Fits(TimelineChunk.Events(_newest).Length + length))
            {
                TimelineChunk.Append(ref _newest, room[..length]);
                return;
            }
            AddChunk(_closedCount, _newest);
        }
        _newest = [];
        TimelineChunk.Set(ref _newest, added.OccurredMs, room[..PackedEvent.Write(room, added, 0)]);
    }

    private void Insert(in TimelineEvent added, TimelineOrder order, TimelineScratch scratch)
    {
        var index = ChunkOf(added, order, scratch);
        var packed = TimelineChunk.Events(Chunk(index));
        var (firstMs, beforeMs) = (TimelineChunk.FirstMs(Chunk(index)), TimelineChunk.FirstMs(Chunk(index)));
        var place = PlaceIn(packed, added, order, scratch, ref beforeMs);

        var room = scratch.Bytes.AsSpan();
        packed[..place].CopyTo(room);
        var length = place + PackedEvent.Write(room[place..], added, place == 0 ? 0 : added.OccurredMs - beforeMs);
        if (place < packed.Length)
        {
            var nextMs = beforeMs + (long)PackedEvent.ReadNumber(packed, ref place);
            length = PackedEvent.WriteNumber(room, length, (ulong)(nextMs - added.OccurredMs));
            packed[place..].CopyTo(room[length..]);
            length += packed.Length - place;
        }
        Store(index, Math.Min(firstMs, added.OccurredMs), room[..length], scratch);
    }

    /// <summary>The last chunk whose first event is not later in the order, or the first chunk.</summary>
    private readonly int ChunkOf(in TimelineEvent added, TimelineOrder order, TimelineScratch scratch)
    {
        var (low, high) = (0, ChunkCount - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            var firstMs = TimelineChunk.FirstMs(Chunk(middle));
            var isLater = firstMs == added.OccurredMs
                ? order.Compare(First(Chunk(middle), scratch), added) > 0
                : firstMs > added.OccurredMs;
            (low, high) = isLater ? (low, middle - 1) : (middle, high);
        }
        return low;
    }

    private static TimelineEvent First(byte[] chunk, TimelineScratch scratch)
    {
        TimelineEvent first = default;
        var (at, occurredMs) = (0, TimelineChunk.FirstMs(chunk));
        PackedEvent.Read(TimelineChunk.Events(chunk), ref at, ref occurredMs, scratch, ref first);
        return first;
    }

    /// <summary>Where in a chunk the first event that is later in the order starts.</summary>
    private static int PlaceIn(
        ReadOnlySpan<byte> packed, in TimelineEvent added, TimelineOrder order, TimelineScratch scratch, ref long beforeMs)
    {
        TimelineEvent known = default;
        var occurredMs = beforeMs;
        for (var at = 0; at < packed.Length;)
        {
            var start = at;
            PackedEvent.Read(packed, ref at, ref occurredMs, scratch, ref known);
            if (occurredMs > added.OccurredMs || (occurredMs == added.OccurredMs && order.Compare(known, added) > 0))
                return start;
            beforeMs = occurredMs;
        }
        return packed.Length;
    }

    private void Store(int index, long firstMs, ReadOnlySpan<byte> packed, TimelineScratch scratch)
    {
        if (TimelineChunk.Fits(packed.Length))
        {
            TimelineChunk.Set(ref index == _closedCount ? ref _newest! : ref _closed![index], firstMs, packed);
            return;
        }
        var (boundary, boundaryMs) = Middle(packed, firstMs, scratch);
        byte[] earlier = [], later = [];
        TimelineChunk.Set(ref earlier, firstMs, packed[..boundary]);
        var rest = boundary;
        PackedEvent.ReadNumber(packed, ref rest);
        var room = scratch.Bytes.AsSpan(rest - 1, packed.Length - rest + 1);
        room[0] = 0;
        TimelineChunk.Set(ref later, boundaryMs, room);
        if (index == _closedCount)
            _newest = later;
        else
            _closed![index] = later;
        AddChunk(index, earlier);
    }

    /// <summary>The start of the event, not the first, nearest to the middle, and when it happened.</summary>
    private static (int Start, long OccurredMs) Middle(ReadOnlySpan<byte> packed, long firstMs, TimelineScratch scratch)
    {
        TimelineEvent known = default;
        var nearest = (Start: 0, OccurredMs: firstMs);
        var occurredMs = firstMs;
        for (var at = 0; at < packed.Length;)
        {
            var start = at;
            PackedEvent.Read(packed, ref at, ref occurredMs, scratch, ref known);
            var isNearer = Math.Abs(packed.Length - 2 * start) < Math.Abs(packed.Length - 2 * nearest.Start);
            if (start > 0 && (nearest.Start == 0 || isNearer))
                nearest = (start, occurredMs);
        }
        return nearest;
    }

    /// <summary>How many events a chunk has. They must be in order, behind the last before, and refer to texts that are there.</summary>
    private static int CountChecked(
        ReadOnlySpan<byte> packed, long firstMs, ref TimelineEvent last, bool isFirst, SnapshotReader reader, TimelineOrder order,
        TimelineScratch scratch)
    {
        var (count, occurredMs) = (0, firstMs);
        for (var at = 0; at < packed.Length; count++)
        {
            TimelineEvent next = default;
            try
            {
                PackedEvent.Read(packed, ref at, ref occurredMs, scratch, ref next);
            }
            catch (InvalidDataException)
            {
                throw reader.Fault("a packed event that is cut or malformed");
            }
            if (!IsPossible(next, order.TextCount) || (count == 0 && occurredMs != firstMs))
                throw reader.Fault("a packed event that cannot be");
            if (!(isFirst && count == 0) && order.Compare(last, next) > 0)
                throw reader.Fault("an event out of order");
            last = next;
        }
        return count > 0 ? count : throw reader.Fault("an empty chunk of events");
    }

    private static bool IsPossible(in TimelineEvent read, int textCount)
    {
        foreach (var property in read.Properties.Span)
        {
            if (!IsText(property.KeyNumber, textCount) || !IsText(property.ValueNumber, textCount))
                return false;
        }
        return read.OccurredMs is >= EventLimits.FirstMs and <= EventLimits.LastMs
            && read.Kind is > EventKind.None and <= EventKind.Spend
            && IsText(read.NameNumber, textCount) && IsText(read.LabelNumber, textCount);
    }

    private static bool IsText(int number, int textCount) => number >= 0 && number < textCount;

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

using System.Numerics;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Customers;

/// <summary>The columns that a packed event has bytes for.</summary>
[Flags]
internal enum PackedColumns : byte
{
    None = 0,
    Name = 0x01,
    Number = 0x02,
    NegativeNumber = 0x04,
    Label = 0x08,
    Detail = 0x10,
    Until = 0x20,
    Properties = 0x40,
}

/// <summary>What many packed events have in common, so that a number stands for it.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Action">The action or stage.</param>
/// <param name="Columns">What follows of each event.</param>
/// <param name="NameNumber">The name of an activity; of other kinds it follows.</param>
internal readonly record struct EventShape(EventKind Kind, byte Action, PackedColumns Columns, int NameNumber)
{
    /// <summary>Whether names of the kind are written into the event: they seldom come twice for a customer.</summary>
    public bool HasInlineName => NamesAreInline(Kind);

    /// <summary>Tells shapes apart.</summary>
    public ulong Key => (ulong)(uint)NameNumber << 32 | (ulong)(byte)Kind << 16 | (ulong)Action << 8 | (byte)Columns;

    /// <summary>Whether a kind's names are ids that hardly any other event has.</summary>
    public static bool NamesAreInline(EventKind kind) => kind is EventKind.Purchase or EventKind.Refund or EventKind.Referral;
}

/// <summary>
/// The shapes of one tenant's events, numbered as they first came. Past <see cref="Most"/> none is added: events of other shapes are
/// packed with it, in 3 bytes and more. Part of the state, because packed events refer to it.
/// </summary>
internal sealed class EventShapes
{
    /// <summary>Most shapes of a tenant in a partition.</summary>
    public const int Most = PackedEvent.ShortShapes + 256;

    private EventShape[] _shapes = [];
    private short[] _slots = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The shape of a number below <see cref="Count"/>.</summary>
    public ref readonly EventShape this[int number] => ref _shapes[number];

    /// <summary>The number of a shape, which is added if there is room; -1 if there is none.</summary>
    public int NumberOf(in EventShape shape)
    {
        if (_slots.Length > 0)
        {
            var slot = SlotOf(shape.Key);
            if (_slots[slot] != 0)
                return _slots[slot] - 1;
        }
        return Count == Most ? -1 : Add(shape);
    }

    /// <summary>Writes the shapes by number.</summary>
    public void WriteTo(SnapshotWriter writer)
    {
        writer.WriteNumber(Count);
        for (var number = 0; number < Count; number++)
        {
            writer.WriteNumber((byte)_shapes[number].Kind);
            writer.WriteNumber(_shapes[number].Action);
            writer.WriteNumber((byte)_shapes[number].Columns);
            writer.WriteNumber(_shapes[number].NameNumber);
        }
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <param name="reader">The snapshot.</param>
    /// <param name="textCount">How many texts shapes may refer to.</param>
    public static EventShapes ReadFrom(SnapshotReader reader, int textCount)
    {
        var shapes = new EventShapes();
        var count = reader.ReadCount(Most);
        for (var number = 0; number < count; number++)
        {
            var shape = new EventShape(
                (EventKind)reader.ReadNumber(byte.MaxValue), (byte)reader.ReadNumber(byte.MaxValue),
                (PackedColumns)reader.ReadNumber(byte.MaxValue), reader.ReadCount());
            if (!IsPossible(shape, textCount))
                throw reader.Fault("a shape of events that cannot be");
            if (shapes.NumberOf(shape) != number)
                throw reader.Fault("a shape of events for the second time");
        }
        return shapes;
    }

    /// <summary>Whether events of a shape may exist.</summary>
    public static bool IsPossible(in EventShape shape, int textCount) =>
        shape.Kind is > EventKind.None and <= EventKind.Spend
        && (uint)shape.NameNumber < (uint)textCount
        && (shape.NameNumber == 0 || shape.Kind == EventKind.Activity)
        && (byte)shape.Columns < 0x80;

    private int Add(in EventShape shape)
    {
        Growth.MakeRoom(ref _shapes, Count);
        _shapes[Count++] = shape;
        if (2 * Count > _slots.Length)
        {
            _slots = new short[(int)BitOperations.RoundUpToPowerOf2((uint)(4 * Count))];
            for (var number = 0; number < Count - 1; number++)
                _slots[SlotOf(_shapes[number].Key)] = (short)(number + 1);
        }
        _slots[SlotOf(shape.Key)] = (short)Count;
        return Count - 1;
    }

    /// <summary>Where a shape is, or the free slot where it would be.</summary>
    private int SlotOf(ulong key)
    {
        unchecked
        {
            var mask = _slots.Length - 1;
            var slot = (int)(key * 0x9E3779B97F4A7C15 >> 40) & mask;
            while (_slots[slot] != 0 && _shapes[_slots[slot] - 1].Key != key)
                slot = (slot + 1) & mask;
            return slot;
        }
    }
}

using System.Buffers.Binary;
using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Engine.Customers;

/// <summary>
/// An accepted event as a timeline keeps it, 5 bytes for an activity some days after the one before: a byte of shape and length, the
/// milliseconds since the event before (0 for the first of a run), then what the shape announces.
/// <code>
/// shape (5 bits) + length (2 bits) + lowest bit of the time | rest of the time: 2, 3, 4 or 6 bytes, little-endian
/// | [more of the shape] | [name] [number] [label] [detail] [until - occurred] [count (key value)*]
/// </code>
/// Shapes 0 to 29 are those of <see cref="EventShapes"/>; 30: a byte follows with the shape's number less 30; 31: kind, action, columns and
/// an activity's name follow. Numbers are base-128 varints, those that may be negative zigzag, but <see cref="TimelineEvent.Number"/> has
/// its sign in the shape. The form is part of the snapshot's format.
/// </summary>
internal static class PackedEvent
{
    /// <summary>No packed event is longer: 32 properties of two numbers each, an id, and every column.</summary>
    public const int MaxBytes = 512;

    /// <summary>No packed event is shorter.</summary>
    public const int LeastBytes = 3;

    /// <summary>Shapes that need no byte of their own.</summary>
    public const int ShortShapes = 30;

    private const int LongShape = 30;
    private const int NoShape = 31;
    private const int ShapeMask = 0x1F;
    private const int LengthShift = 5;
    private const int LowBitShift = 7;

    /// <summary>Bytes of a time by its code of length.</summary>
    private static ReadOnlySpan<byte> TimeBytes => [2, 3, 4, 6];

    /// <summary>Packs an event.</summary>
    /// <param name="to">Room for <see cref="MaxBytes"/>.</param>
    /// <param name="packed">The event.</param>
    /// <param name="elapsedMs">Since the event before; not negative.</param>
    /// <param name="order">The tenant's order.</param>
    /// <returns>How many bytes it took.</returns>
    public static int Write(Span<byte> to, in TimelineEvent packed, long elapsedMs, TimelineOrder order)
    {
        var shape = ShapeOf(packed);
        var number = order.Vocabulary.Shapes.NumberOf(shape);
        var code = number < 0 ? NoShape : Math.Min(number, LongShape);
        var at = WriteTime(to, code, elapsedMs);
        if (code >= LongShape)
            at = WriteShape(to, at, shape, number);
        if (shape.Columns != PackedColumns.None)
            at = WriteColumns(to, at, packed, shape, order);
        return at;
    }

    /// <summary>Unpacks the event at <paramref name="at"/> and moves behind it.</summary>
    /// <param name="from">Packed events.</param>
    /// <param name="at">Where it starts.</param>
    /// <param name="occurredMs">When the event before it happened; then when it happened.</param>
    /// <param name="order">The tenant's order, whose scratch takes properties and ids.</param>
    /// <param name="place">Takes the event: in place, because copies of it are what a scan would spend its time on.</param>
    /// <exception cref="InvalidDataException">The bytes are cut or malformed.</exception>
    public static void Read(ReadOnlySpan<byte> from, ref int at, ref long occurredMs, TimelineOrder order, ref TimelineEvent place)
    {
        var code = ReadTime(from, ref at, ref occurredMs);
        var shapes = order.Vocabulary.Shapes;
        EventShape other = default;
        ref readonly var shape = ref other;
        if (code < shapes.Count && code < ShortShapes)
            shape = ref shapes[code];
        else
            other = ReadShape(from, ref at, code, shapes);
        place.OccurredMs = occurredMs;
        place.Kind = shape.Kind;
        place.Action = shape.Action;
        place.NameNumber = shape.NameNumber;
        place.Number = EventView.Absent;
        place.UntilMs = EventView.Absent;
        place.LabelNumber = 0;
        place.Detail = 0;
        place.Properties = default;
        if (shape.Columns != PackedColumns.None)
            ReadColumns(from, ref at, shape, order, ref place);
    }

    /// <summary>As <see cref="Read"/> if the event is of a kind; else moves behind it, and what is in its place is of no meaning.</summary>
    public static bool ReadIf(
        EventKind kind, ReadOnlySpan<byte> from, ref int at, ref long occurredMs, TimelineOrder order, ref TimelineEvent place)
    {
        var shapes = order.Vocabulary.Shapes;
        var code = from[at] & ShapeMask;
        if (code < shapes.Count && code < ShortShapes && shapes[code].Kind != kind)
        {
            Skip(from, ref at, ref occurredMs, order.Vocabulary);
            return false;
        }
        Read(from, ref at, ref occurredMs, order, ref place);
        return place.Kind == kind;
    }

    /// <summary>Moves behind the event at <paramref name="at"/>; otherwise as <see cref="Read"/>.</summary>
    public static void Skip(ReadOnlySpan<byte> from, ref int at, ref long occurredMs, Vocabulary vocabulary)
    {
        var code = ReadTime(from, ref at, ref occurredMs);
        var shapes = vocabulary.Shapes;
        var shape = code < shapes.Count && code < ShortShapes ? shapes[code] : ReadShape(from, ref at, code, shapes);
        var columns = shape.Columns;
        if (columns == PackedColumns.None)
            return;
        if ((columns & PackedColumns.Name) != 0 && shape.HasInlineName)
            vocabulary.Ids.Skip(from, ref at);
        else if ((columns & PackedColumns.Name) != 0)
            ReadNumber(from, ref at);
        for (var rest = (int)(columns & (PackedColumns.Number | PackedColumns.Label | PackedColumns.Detail | PackedColumns.Until));
            rest != 0; rest &= rest - 1)
            ReadNumber(from, ref at);
        if ((columns & PackedColumns.Properties) == 0)
            return;
        for (var numbers = 2 * ReadPropertyCount(from, ref at); numbers > 0; numbers--)
            ReadNumber(from, ref at);
    }

    /// <summary>Copies packed events, the first of them at another distance from the one before.</summary>
    /// <param name="from">Packed events.</param>
    /// <param name="to">Room for them and <see cref="MaxBytes"/> more.</param>
    /// <param name="elapsedMs">The first one's new distance.</param>
    /// <returns>How many bytes they took.</returns>
    public static int Retime(ReadOnlySpan<byte> from, Span<byte> to, long elapsedMs)
    {
        var (at, occurredMs) = (0, 0L);
        var code = ReadTime(from, ref at, ref occurredMs);
        var length = WriteTime(to, code, elapsedMs);
        from[at..].CopyTo(to[length..]);
        return length + from.Length - at;
    }

    /// <summary>Reads a varint at <paramref name="at"/> and moves behind it.</summary>
    /// <exception cref="InvalidDataException">It is cut or too long.</exception>
    public static ulong ReadNumber(ReadOnlySpan<byte> from, ref int at)
    {
        var first = ReadByte(from, ref at);
        return first < 0x80 ? first : ReadRest(from, ref at, first & 0x7FUL);
    }

    /// <summary>Writes a varint at <paramref name="at"/>; gives the place behind it.</summary>
    public static int WriteNumber(Span<byte> to, int at, ulong number)
    {
        unchecked
        {
            for (; number >= 0x80; number >>= 7)
                to[at++] = (byte)(number | 0x80);
            to[at++] = (byte)number;
            return at;
        }
    }

    /// <summary>Packed events are not what they should be.</summary>
    public static InvalidDataException Malformed() => new("Packed events are cut or malformed.");

    private static EventShape ShapeOf(in TimelineEvent packed)
    {
        var columns = (packed.LabelNumber != 0 ? PackedColumns.Label : 0) | (packed.Detail != 0 ? PackedColumns.Detail : 0)
            | (packed.UntilMs != EventView.Absent ? PackedColumns.Until : 0)
            | (packed.Properties.IsEmpty ? 0 : PackedColumns.Properties);
        if (packed.Number != EventView.Absent)
            columns |= packed.Number < 0 ? PackedColumns.Number | PackedColumns.NegativeNumber : PackedColumns.Number;
        if (packed.Kind == EventKind.Activity)
            return new(packed.Kind, packed.Action, columns, packed.NameNumber);
        return new(packed.Kind, packed.Action, packed.NameNumber != 0 ? columns | PackedColumns.Name : columns, 0);
    }

    private static int WriteTime(Span<byte> to, int code, long elapsedMs)
    {
        unchecked
        {
            var rest = (ulong)elapsedMs >> 1;
            var length = rest < 1UL << 16 ? 0 : rest < 1UL << 24 ? 1 : rest < 1UL << 32 ? 2 : 3;
            to[0] = (byte)(code | length << LengthShift | (int)(elapsedMs & 1) << LowBitShift);
            BinaryPrimitives.WriteUInt64LittleEndian(to[1..], rest);
            return 1 + TimeBytes[length];
        }
    }

    /// <summary>Reads a time, and moves behind it; gives the shape's code.</summary>
    private static int ReadTime(ReadOnlySpan<byte> from, ref int at, ref long occurredMs)
    {
        unchecked
        {
            if ((uint)at >= (uint)from.Length)
                throw Malformed();
            int head = from[at];
            var bytes = TimeBytes[head >> LengthShift & 3];
            ulong rest;
            if (from.Length - at > sizeof(ulong))
                rest = BinaryPrimitives.ReadUInt64LittleEndian(from[(at + 1)..]) & ((1UL << 8 * bytes) - 1);
            else
                rest = ReadTimeAtEnd(from[(at + 1)..], bytes);
            at += 1 + bytes;
            occurredMs += (long)(rest << 1) | (long)(uint)(head >> LowBitShift);
            return head & ShapeMask;
        }
    }

    private static ulong ReadTimeAtEnd(ReadOnlySpan<byte> from, int bytes)
    {
        if (bytes > from.Length)
            throw Malformed();
        ulong rest = 0;
        for (var i = bytes - 1; i >= 0; i--)
            rest = rest << 8 | from[i];
        return rest;
    }

    private static int WriteShape(Span<byte> to, int at, in EventShape shape, int number)
    {
        if (number >= 0)
        {
            to[at++] = (byte)(number - LongShape);
            return at;
        }
        to[at++] = (byte)shape.Kind;
        to[at++] = shape.Action;
        to[at++] = (byte)shape.Columns;
        return shape.Kind == EventKind.Activity ? WriteNumber(to, at, (ulong)shape.NameNumber) : at;
    }

    private static EventShape ReadShape(ReadOnlySpan<byte> from, ref int at, int code, EventShapes shapes)
    {
        if (code < LongShape)
            throw Malformed();
        if (code == LongShape)
        {
            var number = LongShape + ReadByte(from, ref at);
            return number < shapes.Count ? shapes[number] : throw Malformed();
        }
        var kind = (EventKind)ReadByte(from, ref at);
        var action = ReadByte(from, ref at);
        var columns = (PackedColumns)ReadByte(from, ref at);
        return new(kind, action, columns, kind == EventKind.Activity ? ReadTextNumber(from, ref at) : 0);
    }

    private static int WriteColumns(Span<byte> to, int at, in TimelineEvent packed, in EventShape shape, TimelineOrder order)
    {
        unchecked
        {
            var columns = shape.Columns;
            if ((columns & PackedColumns.Name) != 0)
            {
                at = shape.HasInlineName
                    ? at + order.Vocabulary.Ids.Write(to[at..], order.TextOf(packed.NameNumber))
                    : WriteNumber(to, at, (ulong)packed.NameNumber);
            }
            if ((columns & PackedColumns.Number) != 0)
                at = WriteNumber(to, at, (ulong)(packed.Number < 0 ? ~packed.Number : packed.Number));
            if ((columns & PackedColumns.Label) != 0)
                at = WriteNumber(to, at, (ulong)packed.LabelNumber);
            if ((columns & PackedColumns.Detail) != 0)
                at = WriteNumber(to, at, Zigzag(packed.Detail));
            if ((columns & PackedColumns.Until) != 0)
                at = WriteNumber(to, at, Zigzag(packed.UntilMs - packed.OccurredMs));
            return (columns & PackedColumns.Properties) != 0 ? WriteProperties(to, at, packed.Properties.Span) : at;
        }
    }

    private static void ReadColumns(
        ReadOnlySpan<byte> from, ref int at, in EventShape shape, TimelineOrder order, ref TimelineEvent place)
    {
        unchecked
        {
            var columns = shape.Columns;
            if ((columns & PackedColumns.Name) != 0)
            {
                place.NameNumber = shape.HasInlineName
                    ? order.Vocabulary.Ids.Read(from, ref at, order.Scratch)
                    : ReadTextNumber(from, ref at);
            }
            if ((columns & PackedColumns.Number) != 0)
            {
                var number = (long)ReadNumber(from, ref at);
                place.Number = (columns & PackedColumns.NegativeNumber) != 0 ? ~number : number;
            }
            if ((columns & PackedColumns.Label) != 0)
                place.LabelNumber = ReadTextNumber(from, ref at);
            if ((columns & PackedColumns.Detail) != 0)
                place.Detail = (int)Unzigzag(ReadNumber(from, ref at));
            if ((columns & PackedColumns.Until) != 0)
                place.UntilMs = place.OccurredMs + Unzigzag(ReadNumber(from, ref at));
            if ((columns & PackedColumns.Properties) != 0)
                place.Properties = ReadProperties(from, ref at, order.Scratch);
        }
    }

    private static int WriteProperties(Span<byte> to, int at, ReadOnlySpan<PropertyValue> properties)
    {
        at = WriteNumber(to, at, (ulong)properties.Length);
        foreach (var property in properties)
        {
            at = WriteNumber(to, at, (ulong)property.KeyNumber);
            at = WriteNumber(to, at, (ulong)property.ValueNumber);
        }
        return at;
    }

    private static ReadOnlyMemory<PropertyValue> ReadProperties(ReadOnlySpan<byte> from, ref int at, TimelineScratch scratch)
    {
        var properties = scratch.TakeProperties(ReadPropertyCount(from, ref at));
        foreach (ref var property in properties.Span)
            property = new(ReadTextNumber(from, ref at), ReadTextNumber(from, ref at));
        return properties;
    }

    private static int ReadPropertyCount(ReadOnlySpan<byte> from, ref int at) =>
        ReadNumber(from, ref at) is <= EventLimits.Properties and var count ? (int)count : throw Malformed();

    /// <summary>Never negative: numbers below 0 are those of the scratch.</summary>
    private static int ReadTextNumber(ReadOnlySpan<byte> from, ref int at) =>
        ReadNumber(from, ref at) is <= int.MaxValue and var number ? (int)number : throw Malformed();

    private static byte ReadByte(ReadOnlySpan<byte> from, ref int at)
    {
        if ((uint)at >= (uint)from.Length)
            throw Malformed();
        return from[at++];
    }

    private static ulong ReadRest(ReadOnlySpan<byte> from, ref int at, ulong number)
    {
        for (var shift = 7; shift < 64; shift += 7)
        {
            var part = ReadByte(from, ref at);
            number |= (part & 0x7FUL) << shift;
            if (part < 0x80)
                return number;
        }
        throw Malformed();
    }

    private static ulong Zigzag(long number) => unchecked((ulong)((number << 1) ^ (number >> 63)));

    private static long Unzigzag(ulong number) => unchecked((long)(number >> 1) ^ -(long)(number & 1));
}

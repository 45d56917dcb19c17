using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Engine.Customers;

/// <summary>
/// An accepted event as a timeline keeps it, some 5 bytes for an activity. Numbers are base-128 varints, those that may be negative
/// zigzag: milliseconds since the event before (0 for the first of a chunk); kind and flags in a byte; then what the flags announce.
/// <code>
/// elapsed | kind + flags | name | [more flags] | [number] | [action] [label] [detail] [until - occurred] | [count (key value)*]
/// </code>
/// The form is part of the snapshot's format.
/// </summary>
internal static class PackedEvent
{
    /// <summary>No packed event is longer: 32 properties of two numbers each, and every column.</summary>
    public const int MaxBytes = 384;

    private const int KindMask = 0x0F;
    private const int HasNumber = 0x10;
    private const int HasProperties = 0x20;
    private const int HasMore = 0x40;
    private const int HasAction = 0x01;
    private const int HasLabel = 0x02;
    private const int HasDetail = 0x04;
    private const int HasUntil = 0x08;

    /// <summary>Packs an event.</summary>
    /// <param name="to">Room for <see cref="MaxBytes"/>.</param>
    /// <param name="packed">The event.</param>
    /// <param name="elapsedMs">Since the event before; not negative.</param>
    /// <returns>How many bytes it took.</returns>
    public static int Write(Span<byte> to, in TimelineEvent packed, long elapsedMs)
    {
        var more = (packed.Action != 0 ? HasAction : 0) | (packed.LabelNumber != 0 ? HasLabel : 0)
            | (packed.Detail != 0 ? HasDetail : 0) | (packed.UntilMs != EventView.Absent ? HasUntil : 0);
        var flags = (packed.Number != EventView.Absent ? HasNumber : 0) | (packed.Properties.IsEmpty ? 0 : HasProperties)
            | (more != 0 ? HasMore : 0);
        var at = WriteNumber(to, 0, (ulong)elapsedMs);
        to[at++] = (byte)((int)packed.Kind | flags);
        at = WriteNumber(to, at, (ulong)packed.NameNumber);
        if (more != 0)
            to[at++] = (byte)more;
        if (packed.Number != EventView.Absent)
            at = WriteNumber(to, at, Zigzag(packed.Number));
        if (more != 0)
            at = WriteMore(to, at, packed, more);
        if (!packed.Properties.IsEmpty)
            at = WriteProperties(to, at, packed.Properties.Span);
        return at;
    }

    /// <summary>Unpacks the event at <paramref name="at"/> and moves behind it.</summary>
    /// <param name="from">Packed events.</param>
    /// <param name="at">Where it starts.</param>
    /// <param name="occurredMs">When the event before it happened; then when it happened.</param>
    /// <param name="scratch">Takes its properties.</param>
    /// <param name="place">Takes the event: in place, because copies of it are what a scan would spend its time on.</param>
    /// <exception cref="InvalidDataException">The bytes are cut or malformed.</exception>
    public static void Read(
        ReadOnlySpan<byte> from, ref int at, ref long occurredMs, TimelineScratch scratch, ref TimelineEvent place)
    {
        occurredMs = unchecked(occurredMs + (long)ReadNumber(from, ref at));
        var head = ReadByte(from, ref at);
        place.OccurredMs = occurredMs;
        place.Kind = (EventKind)(head & KindMask);
        place.Action = 0;
        place.NameNumber = unchecked((int)ReadNumber(from, ref at));
        place.Number = EventView.Absent;
        place.UntilMs = EventView.Absent;
        place.LabelNumber = 0;
        place.Detail = 0;
        place.Properties = default;
        if (head > KindMask)
            ReadMore(from, ref at, head, scratch, ref place);
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
        for (; number >= 0x80; number >>= 7)
            to[at++] = (byte)((number & 0x7F) | 0x80);
        to[at++] = (byte)number;
        return at;
    }

    private static void ReadMore(ReadOnlySpan<byte> from, ref int at, int head, TimelineScratch scratch, ref TimelineEvent place)
    {
        unchecked
        {
            var more = (head & HasMore) != 0 ? ReadByte(from, ref at) : 0;
            if ((head & HasNumber) != 0)
                place.Number = Unzigzag(ReadNumber(from, ref at));
            if ((more & HasAction) != 0)
                place.Action = ReadByte(from, ref at);
            if ((more & HasLabel) != 0)
                place.LabelNumber = (int)ReadNumber(from, ref at);
            if ((more & HasDetail) != 0)
                place.Detail = (int)Unzigzag(ReadNumber(from, ref at));
            if ((more & HasUntil) != 0)
                place.UntilMs = place.OccurredMs + Unzigzag(ReadNumber(from, ref at));
            if ((head & HasProperties) != 0)
                place.Properties = ReadProperties(from, ref at, scratch);
        }
    }

    private static int WriteMore(Span<byte> to, int at, in TimelineEvent packed, int more)
    {
        if ((more & HasAction) != 0)
            to[at++] = packed.Action;
        if ((more & HasLabel) != 0)
            at = WriteNumber(to, at, (ulong)packed.LabelNumber);
        if ((more & HasDetail) != 0)
            at = WriteNumber(to, at, Zigzag(packed.Detail));
        if ((more & HasUntil) != 0)
            at = WriteNumber(to, at, Zigzag(unchecked(packed.UntilMs - packed.OccurredMs)));
        return at;
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
        var count = ReadNumber(from, ref at);
        if (count > EventLimits.Properties)
            throw Malformed();
        var properties = scratch.TakeProperties((int)count);
        foreach (ref var property in properties.Span)
            property = new(unchecked((int)ReadNumber(from, ref at)), unchecked((int)ReadNumber(from, ref at)));
        return properties;
    }

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

    private static InvalidDataException Malformed() => new("Packed events are cut or malformed.");
}

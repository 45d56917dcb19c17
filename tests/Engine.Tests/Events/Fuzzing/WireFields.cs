namespace RetentionGrpc.Engine.Tests.Events.Fuzzing;

/// <summary>Where a field stands in a message's bytes.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Type">Its wire type, 0 to 7.</param>
/// <param name="Start">First byte of its tag.</param>
/// <param name="ValueStart">First byte of its value; of a run the first byte after the length.</param>
/// <param name="End">First byte after it.</param>
internal readonly record struct WireField(int Number, int Type, int Start, int ValueStart, int End);

/// <summary>
/// Takes messages apart and writes parts of them. It knows the wire format from its description alone, not from the reader under test:
/// lengths and tags are the low 32 bits of their varints.
/// </summary>
internal static class WireFields
{
    public const int Varint = 0;
    public const int Fixed64 = 1;
    public const int Run = 2;
    public const int StartGroup = 3;
    public const int EndGroup = 4;
    public const int Fixed32 = 5;

    /// <summary>Lists a message's fields; false if its bytes end in the midst of one.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> message, List<WireField> fields)
    {
        fields.Clear();
        for (var at = 0; at < message.Length;)
        {
            if (!TryField(message, at, 0, out var field) || field.Type == EndGroup)
                return false;
            fields.Add(field);
            at = field.End;
        }
        return true;
    }

    public static bool TryVarint(ReadOnlySpan<byte> bytes, ref int at, out ulong value)
    {
        value = 0;
        for (var i = 0; i < 10 && at < bytes.Length; i++)
        {
            var part = bytes[at++];
            value |= (ulong)(part & 0x7F) << (7 * i);
            if (part < 0x80)
                return true;
        }
        return false;
    }

    /// <summary>Writes a varint in at least so many bytes, which only needs to be shorter than eleven.</summary>
    public static void Write(List<byte> bytes, ulong value, int atLeast = 1)
    {
        var length = 1;
        for (; value >= 0x80 || length < atLeast; value >>= 7, length++)
            bytes.Add((byte)(value & 0x7F | 0x80));
        bytes.Add((byte)value);
    }

    public static void WriteTag(List<byte> bytes, int number, int type, int atLeast = 1) =>
        Write(bytes, ((ulong)(uint)number << 3) | (uint)type, atLeast);

    public static void WriteRun(List<byte> bytes, int number, ReadOnlySpan<byte> content)
    {
        WriteTag(bytes, number, Run);
        Write(bytes, (ulong)content.Length);
        bytes.AddRange(content);
    }

    private static bool TryField(ReadOnlySpan<byte> message, int start, int depth, out WireField field)
    {
        var at = start;
        field = default;
        if (!TryVarint(message, ref at, out var raw))
            return false;
        var tag = (uint)raw;
        var (number, type) = ((int)(tag >> 3), (int)(tag & 7));
        var valueStart = at;
        switch (type)
        {
            case Varint:
                if (!TryVarint(message, ref at, out _))
                    return false;
                break;
            case Fixed64 or Fixed32:
                at += type == Fixed64 ? 8 : 4;
                break;
            case Run:
                if (!TryVarint(message, ref at, out var length) || (int)length < 0 || (int)length > message.Length - at)
                    return false;
                valueStart = at;
                at += (int)length;
                break;
            case StartGroup:
                if (!TryGroup(message, depth + 1, ref at))
                    return false;
                break;
            default:
                break;
        }
        field = new(number, type, start, valueStart, at);
        return number > 0 && at <= message.Length;
    }

    private static bool TryGroup(ReadOnlySpan<byte> message, int depth, ref int at)
    {
        while (depth < 200 && TryField(message, at, depth, out var inner))
        {
            at = inner.End;
            if (inner.Type == EndGroup)
                return true;
        }
        return false;
    }
}

using System.Text;
using Google.Protobuf.Reflection;

namespace RetentionGrpc.Engine.Tests.Events.Fuzzing;

/// <summary>
/// Changes messages by chance: their fields, found with the message's description, or their bare bytes. All it does follows from the
/// random numbers that it is given.
/// </summary>
internal sealed class Mutator(Random random, MessageDescriptor type)
{
    private const int MostBytes = 20_000;

    private static readonly ulong[] Numbers =
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 120, 121, 127, 128, 255, 256, 257, 65_536, 999_999_999, 1_000_000_000,
        int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 32, (1UL << 32) + 1, 31_622_400, 31_622_401, 253_402_300_799, 253_402_300_800,
        1_000_000_000_000_000, 1_000_000_000_000_001, long.MaxValue, 1UL << 63, ulong.MaxValue, ulong.MaxValue - 1,
        unchecked((ulong)-62_135_596_800), unchecked((ulong)-62_135_596_801), unchecked((ulong)int.MinValue),
    ];

    private static readonly int[] Strangers = [5, 9, 23, 24, 900, 4_095, 4_096, 536_870_911];
    private static readonly int[] Lengths = [0, 1, 2, 127, 128, 129, 255, 256, 257, 300];

    private readonly UnknownFields _unknown = new(random);

    /// <summary>A changed copy of a message.</summary>
    /// <param name="message">The message; may be malformed.</param>
    /// <param name="other">Another one, to splice.</param>
    public byte[] Mutate(byte[] message, byte[] other)
    {
        var bytes = message;
        for (var times = random.Next(4) == 0 ? random.Next(2, 6) : 1; times > 0; times--)
        {
            var changed = random.Next(20) switch
            {
                < 2 => Splice(bytes, other),
                < 6 => ChangeBytes(bytes),
                _ => ChangeFields(bytes, other, type),
            };
            bytes = changed.Length <= MostBytes ? changed : bytes;
        }
        return bytes;
    }

    private byte[] Splice(byte[] one, byte[] other)
    {
        List<WireField> front = [], back = [];
        if (random.Next(2) == 0 || !WireFields.TrySplit(one, front) || !WireFields.TrySplit(other, back) || front.Count * back.Count == 0)
            return [.. one, .. other];
        return [.. one[..front[random.Next(front.Count)].End], .. other[back[random.Next(back.Count)].Start..]];
    }

    private byte[] ChangeBytes(byte[] bytes)
    {
        if (bytes.Length == 0)
            return [(byte)random.Next(256)];
        var at = random.Next(bytes.Length);
        return random.Next(7) switch
        {
            0 => bytes[..at],
            1 => [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]],
            2 => [.. bytes[..at], .. bytes[(at + 1)..]],
            3 => [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]],
            4 => [.. bytes[..at], (byte)(bytes[at] + random.Next(2) * 2 - 1), .. bytes[(at + 1)..]],
            5 => [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 6))..]],
            _ => [.. bytes[..at], (byte)(bytes[at] ^ 1 << random.Next(8)), .. bytes[(at + 1)..]],
        };
    }

    /// <summary>Changes the fields of a message, or of a message in it, whose lengths stay right.</summary>
    private byte[] ChangeFields(byte[] bytes, byte[] other, MessageDescriptor level)
    {
        var fields = new List<WireField>();
        if (!WireFields.TrySplit(bytes, fields))
            return ChangeBytes(bytes);
        if (fields.Count == 0)
            return Insert(bytes, 0, level);
        var field = fields[random.Next(fields.Count)];
        if (field.Type == WireFields.Run && level.FindFieldByNumber(field.Number) is { FieldType: FieldType.Message } inner
            && random.Next(8) > 0)
        {
            var changed = ChangeFields(bytes[field.ValueStart..field.End], [], inner.MessageType);
            return Replace(bytes, field, part => WireFields.WriteRun(part, field.Number, changed));
        }
        var next = fields[random.Next(fields.Count)];
        return random.Next(16) switch
        {
            0 => [.. bytes[..field.Start], .. bytes[field.End..]],
            1 => [.. bytes[..field.End], .. bytes[field.Start..]],
            2 => [.. bytes, .. bytes[field.Start..field.End]],
            3 when next.Start > field.Start =>
                [.. bytes[..field.Start], .. bytes[field.End..next.End], .. bytes[field.Start..field.End], .. bytes[next.End..]],
            4 => Insert(bytes, field.Start, level),
            5 or 6 => [.. bytes[..field.Start], .. _unknown.Next(Strange()), .. bytes[field.Start..]],
            7 => Replace(bytes, field, part => Retag(part, bytes, field)),
            8 => Replace(bytes, field, part => Lengthen(part, bytes, field)),
            9 or 10 when level.Fields.InDeclarationOrder().Any(known => known.IsMap) => Crowd(bytes, level),
            11 or 12 when other.Length > 0 => InsertFrom(bytes, field.Start, other),
            _ => Replace(bytes, field, part => Tweak(part, bytes, field)),
        };
    }

    private int Strange() => Strangers[random.Next(Strangers.Length)];

    private static byte[] Replace(byte[] bytes, WireField field, Action<List<byte>> write)
    {
        var part = new List<byte>();
        write(part);
        return [.. bytes[..field.Start], .. part, .. bytes[field.End..]];
    }

    /// <summary>A known field of the message with a value by chance.</summary>
    private byte[] Insert(byte[] bytes, int at, MessageDescriptor level)
    {
        var known = level.Fields.InDeclarationOrder();
        var part = new List<byte>();
        WriteValue(part, known[random.Next(known.Count)]);
        return [.. bytes[..at], .. part, .. bytes[at..]];
    }

    private void WriteValue(List<byte> part, FieldDescriptor field)
    {
        switch (field.FieldType)
        {
            case FieldType.String:
                WireFields.WriteRun(part, field.FieldNumber, Text());
                break;
            case FieldType.Message:
                WireFields.WriteRun(part, field.FieldNumber, random.Next(3) == 0 ? [] : Insert([], 0, field.MessageType));
                break;
            default:
                WireFields.WriteTag(part, field.FieldNumber, WireFields.Varint);
                WireFields.Write(part, Number(), random.Next(6) == 0 ? random.Next(1, 11) : 1);
                break;
        }
    }

    private byte[] InsertFrom(byte[] bytes, int at, byte[] other)
    {
        var fields = new List<WireField>();
        if (!WireFields.TrySplit(other, fields) || fields.Count == 0)
            return bytes;
        var field = fields[random.Next(fields.Count)];
        return [.. bytes[..at], .. other[field.Start..field.End], .. bytes[at..]];
    }

    /// <summary>So many map entries that the message has about as many as are allowed.</summary>
    private byte[] Crowd(byte[] bytes, MessageDescriptor level)
    {
        FieldDescriptor[] maps = [.. level.Fields.InDeclarationOrder().Where(field => field.IsMap)];
        if (maps.Length == 0)
            return bytes;
        var part = new List<byte>();
        for (var count = random.Next(28, 36); count > 0; count--)
        {
            var entry = new List<byte>();
            WireFields.WriteRun(entry, 1, Encoding.UTF8.GetBytes($"k{count}"));
            WireFields.WriteRun(part, maps[0].FieldNumber, [.. entry]);
        }
        return [.. part, .. bytes];
    }

    /// <summary>The same value under another number or with another wire type.</summary>
    private void Retag(List<byte> part, byte[] bytes, WireField field)
    {
        var header = random.Next(2) == 0 ? (field.Number, random.Next(8)) : (random.Next(1, 26), field.Type);
        WireFields.WriteTag(part, header.Item1, header.Item2);
        if (field.Type == WireFields.Run)
            WireFields.Write(part, (ulong)(field.End - field.ValueStart));
        part.AddRange(bytes[field.ValueStart..field.End]);
    }

    /// <summary>Tag, length or number in more bytes than they need, at times with bits beyond the 32 that count.</summary>
    private void Lengthen(List<byte> part, byte[] bytes, WireField field)
    {
        var beyond = random.Next(3) == 0 ? (ulong)random.Next(1, 1 << 20) << 32 : 0;
        var (tag, length) = random.Next(2) == 0 ? (beyond, 0UL) : (0UL, beyond);
        WireFields.Write(part, tag | ((ulong)(uint)field.Number << 3) | (uint)field.Type, random.Next(1, 11));
        var content = bytes.AsSpan(field.ValueStart, field.End - field.ValueStart);
        if (field.Type == WireFields.Run)
            WireFields.Write(part, length | (uint)content.Length, random.Next(1, 11));
        part.AddRange(content);
    }

    private void Tweak(List<byte> part, byte[] bytes, WireField field)
    {
        switch (field.Type)
        {
            case WireFields.Run:
                WireFields.WriteRun(part, field.Number, Text());
                break;
            case WireFields.Varint:
                WireFields.WriteTag(part, field.Number, WireFields.Varint);
                WireFields.Write(part, Number(), random.Next(6) == 0 ? random.Next(1, 11) : 1);
                break;
            default:
                part.AddRange(bytes[field.Start..field.End]);
                part.AddRange(_unknown.Next(Strange()));
                break;
        }
    }

    private ulong Number() => random.Next(4) == 0
        ? unchecked((ulong)random.NextInt64(long.MinValue, long.MaxValue))
        : Numbers[random.Next(Numbers.Length)];

    private byte[] Text()
    {
        var text = new byte[random.Next(4) == 0 ? Lengths[random.Next(Lengths.Length)] : random.Next(12)];
        Array.Fill(text, (byte)random.Next('a', 'z'));
        if (text.Length > 3 && random.Next(3) == 0)
            "€"u8.CopyTo(text.AsSpan(random.Next(text.Length - 2)));
        if (text.Length > 0 && random.Next(8) == 0)
            text[random.Next(text.Length)] = (byte)random.Next(0x80, 0x100);
        return text;
    }
}

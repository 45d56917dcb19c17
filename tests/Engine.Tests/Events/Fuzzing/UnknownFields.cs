namespace RetentionGrpc.Engine.Tests.Events.Fuzzing;

/// <summary>Fields that no message knows, by chance: every wire type, groups in groups, some of them malformed.</summary>
internal sealed class UnknownFields(Random random)
{
    /// <summary>Depths around those at which parsers give up.</summary>
    private static readonly int[] Depths = [1, 2, 3, 95, 96, 97, 98, 99, 100, 101, 102];

    /// <summary>A field of the number.</summary>
    public List<byte> Next(int number)
    {
        var bytes = new List<byte>();
        if (random.Next(12) == 0)
            Nest(bytes, number, Depths[random.Next(Depths.Length)]);
        else
            Write(bytes, number, 0);
        return bytes;
    }

    private void Write(List<byte> bytes, int number, int depth)
    {
        var type = random.Next(24) == 0 ? random.Next(8) : random.Next(depth < 4 ? 5 : 3);
        type = type == WireFields.EndGroup && random.Next(8) > 0 ? WireFields.Fixed32 : type;
        WireFields.WriteTag(bytes, number, type, random.Next(16) == 0 ? random.Next(1, 11) : 1);
        switch (type)
        {
            case WireFields.Varint:
                WireFields.Write(bytes, (ulong)random.NextInt64(), random.Next(8) == 0 ? random.Next(1, 11) : 1);
                break;
            case WireFields.Fixed64 or WireFields.Fixed32:
                for (var i = type == WireFields.Fixed64 ? 8 : 4; i > 0; i--)
                    bytes.Add((byte)random.Next(256));
                break;
            case WireFields.Run:
                var length = random.Next(6);
                WireFields.Write(bytes, (ulong)length);
                for (; length > 0; length--)
                    bytes.Add((byte)random.Next(256));
                break;
            case WireFields.StartGroup:
                for (var count = random.Next(3); count > 0; count--)
                    Write(bytes, random.Next(1, 40), depth + 1);
                WireFields.WriteTag(bytes, random.Next(16) == 0 ? number + 1 : number, WireFields.EndGroup);
                break;
            default:
                break;
        }
    }

    private static void Nest(List<byte> bytes, int number, int depth)
    {
        for (var i = 0; i < depth; i++)
            WireFields.WriteTag(bytes, number, WireFields.StartGroup);
        for (var i = 0; i < depth; i++)
            WireFields.WriteTag(bytes, number, WireFields.EndGroup);
    }
}

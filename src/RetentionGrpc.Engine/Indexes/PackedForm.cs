using System.Numerics;
using System.Runtime.InteropServices;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// The bytes of a bitmap that are not 0: 128 masks of 64 bits tell which bytes of each 64 those are, the stream behind them has the
/// bytes. At one customer in 27 it takes two thirds of the numbers' room, and one instruction unfolds 64 bytes.
/// </summary>
internal static class PackedForm
{
    /// <summary>With more, the bitmap itself takes hardly more.</summary>
    public const int MostStreamBytes = 6_656;

    /// <summary>Masks in front of the stream, one for each 64 bytes of the bitmap.</summary>
    public const int Groups = 128;

    /// <summary>Where the stream begins.</summary>
    public const int MaskBytes = Groups * sizeof(ulong);

    // Reading a whole vector from any place of the stream stays within the array.
    private const int SpareBytes = 64;

    /// <summary>Which bytes of each 64 are not 0.</summary>
    public static Span<ulong> Masks(Span<byte> stored) => MemoryMarshal.Cast<byte, ulong>(stored[..MaskBytes]);

    /// <summary>Which bytes of each 64 are not 0.</summary>
    public static ReadOnlySpan<ulong> Masks(ReadOnlySpan<byte> stored) => MemoryMarshal.Cast<byte, ulong>(stored[..MaskBytes]);

    /// <summary>The bytes that are not 0, and behind them what does not matter.</summary>
    public static ReadOnlySpan<byte> Stream(ReadOnlySpan<byte> stored) => stored[MaskBytes..];

    /// <summary>The least room for so many bytes of the stream.</summary>
    public static int Bytes(int streamBytes) => (MaskBytes + streamBytes + SpareBytes + 7) & ~7;

    /// <summary>False if it was there.</summary>
    public static bool Add(ref byte[] stored, ref ushort streamBytes, ushort member)
    {
        var (group, place, bit) = Divide(member);
        var at = MaskBytes + PositionOf(stored, group, place);
        if ((Masks(stored.AsSpan())[group] & place) != 0)
        {
            var isThere = (stored[at] & bit) != 0;
            stored[at] |= bit;
            return !isThere;
        }
        var end = MaskBytes + streamBytes;
        if (end + 1 + SpareBytes > stored.Length)
            Array.Resize(ref stored, Bytes(streamBytes + streamBytes / 16 + 8));
        stored.AsSpan(at, end - at).CopyTo(stored.AsSpan(at + 1));
        stored[at] = bit;
        Masks(stored.AsSpan())[group] |= place;
        streamBytes++;
        return true;
    }

    /// <summary>False if it was not there.</summary>
    public static bool Remove(byte[] stored, ref ushort streamBytes, ushort member)
    {
        if (!Contains(stored, member))
            return false;
        var (group, place, bit) = Divide(member);
        var at = MaskBytes + PositionOf(stored, group, place);
        stored[at] ^= bit;
        if (stored[at] != 0)
            return true;
        var end = MaskBytes + streamBytes;
        stored.AsSpan(at + 1, end - at - 1).CopyTo(stored.AsSpan(at));
        Masks(stored.AsSpan())[group] &= ~place;
        streamBytes--;
        return true;
    }

    /// <summary>Whether it is there.</summary>
    public static bool Contains(byte[] stored, ushort member)
    {
        var (group, place, bit) = Divide(member);
        return (Masks(stored.AsSpan())[group] & place) != 0 && (stored[MaskBytes + PositionOf(stored, group, place)] & bit) != 0;
    }

    /// <summary>How many are lower.</summary>
    public static int RankOf(byte[] stored, ushort member)
    {
        var (group, place, bit) = Divide(member);
        var before = PositionOf(stored, group, place);
        var stream = stored.AsSpan(MaskBytes);
        var words = MemoryMarshal.Cast<byte, ulong>(stream[..before]);
        var rank = Bits.Count(words);
        for (var at = words.Length * sizeof(ulong); at < before; at++)
            rank += BitOperations.PopCount(stream[at]);
        var isStored = (Masks(stored.AsSpan())[group] & place) != 0;
        return rank + (isStored ? BitOperations.PopCount((uint)stream[before] & (bit - 1U)) : 0);
    }

    /// <summary>Packs a bitmap.</summary>
    public static byte[] Pack(ReadOnlySpan<ulong> words, out ushort streamBytes)
    {
        var bytes = MemoryMarshal.AsBytes(words);
        var count = bytes.Length - bytes.Count((byte)0);
        var stored = new byte[Bytes(count)];
        var at = MaskBytes;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == 0)
                continue;
            stored[at++] = bytes[i];
            Masks(stored.AsSpan())[i >> 6] |= 1UL << i;
        }
        streamBytes = (ushort)count;
        return stored;
    }

    // The group of 64 bytes, the byte's bit in the group's mask, and the member's bit in the byte.
    private static (int Group, ulong Place, byte Bit) Divide(ushort member) =>
        (member >> 9, 1UL << (member >> 3), (byte)(1 << (member & 7)));

    /// <summary>How many bytes of the stream come before a byte of the bitmap.</summary>
    private static int PositionOf(byte[] stored, int group, ulong place)
    {
        var masks = Masks(stored.AsSpan());
        return Bits.Count(masks[..group]) + BitOperations.PopCount(masks[group] & (place - 1));
    }
}

using System.Buffers.Binary;
using System.Buffers.Text;
using RetentionGrpc.Engine;
using RetentionGrpc.Engine.DeadLetters;
using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Server.Application;

/// <summary>
/// Names a rejected event over all partitions, and is its place in the order of lists. Clients carry it as opaque text: base64url of a
/// version byte, five base-128 varints, and 4 bytes of a sum that is keyed with the log's id.
/// </summary>
/// <param name="ReceivedMs">The log's time when it came.</param>
/// <param name="Partition">Where it is.</param>
/// <param name="Key">Names it there.</param>
public readonly record struct RejectedEventId(long ReceivedMs, int Partition, RejectedEventKey Key)
{
    private const byte Version = 1;
    private const int SumBytes = sizeof(uint);
    private const int LongestText = 128;

    /// <summary>Newest first.</summary>
    public static IComparer<RejectedEventId> NewestFirst { get; } = Comparer<RejectedEventId>.Create((x, y) =>
    {
        var order = (y.ReceivedMs, y.Partition).CompareTo((x.ReceivedMs, x.Partition));
        return order == 0 ? RejectedEventKey.ByArrival.Compare(y.Key, x.Key) : order;
    });

    /// <summary>Reads what <see cref="Format"/> wrote for the same log; false for anything else.</summary>
    public static bool TryParse(string text, UInt128 logId, out RejectedEventId id)
    {
        id = default;
        if (text.Length > LongestText || !Base64Url.IsValid(text))
            return false;
        var bytes = Base64Url.DecodeFromChars(text).AsSpan();
        if (bytes.Length <= SumBytes || bytes[0] != Version
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[^SumBytes..]) != SumOf(bytes[..^SumBytes], logId))
        {
            return false;
        }
        var reader = new WireReader(bytes[1..^SumBytes]);
        id = new(
            reader.ReadInt64(), reader.ReadInt32(), new(reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32()));
        return !reader.Failed && reader.Remaining == 0;
    }

    /// <summary>The text for clients.</summary>
    public string Format(UInt128 logId)
    {
        Span<byte> bytes = stackalloc byte[64];
        bytes[0] = Version;
        var length = 1;
        foreach (var number in (long[])[ReceivedMs, Partition, Key.Sequence, Key.SubBatch, Key.Event])
        {
            var rest = (ulong)number;
            for (; rest >= 0x80; rest >>= 7)
                bytes[length++] = (byte)(rest & 0x7F | 0x80);
            bytes[length++] = (byte)rest;
        }
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[length..], SumOf(bytes[..length], logId));
        return Base64Url.EncodeToString(bytes[..(length + SumBytes)]);
    }

    private static uint SumOf(ReadOnlySpan<byte> bytes, UInt128 logId) =>
        unchecked((uint)Xxh64.Hash(bytes, (ulong)logId ^ (ulong)(logId >> 64)));
}

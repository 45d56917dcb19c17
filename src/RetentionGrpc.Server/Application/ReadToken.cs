using System.Buffers.Binary;
using System.Buffers.Text;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Terms;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Application;

/// <summary>
/// A position in a log over all its partitions, which clients carry as opaque text. The text is base64url of a version byte, the log's id
/// (16 bytes, big-endian), and for each partition the entry and the id of its term, as base-128 varints.
/// </summary>
/// <param name="LogId">The log that it is a position of.</param>
/// <param name="Places">For each partition the newest entry that is covered.</param>
public sealed record ReadToken(UInt128 LogId, LogPlace[] Places)
{
    private const byte Version = 3;
    private const int HeadBytes = 17;
    private const int PlaceBytes = 2 * 10;
    private const int LongestText = 8 * 1024;

    /// <summary>Reads what <see cref="Format"/> wrote; false for anything else.</summary>
    public static bool TryParse(string text, out ReadToken token)
    {
        token = new ReadToken(0, []);
        if (text.Length > LongestText || !Base64Url.IsValid(text))
            return false;
        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length < HeadBytes || bytes[0] != Version)
            return false;
        var reader = new WireReader(bytes.AsSpan(HeadBytes));
        var places = new List<LogPlace>();
        while (reader.Remaining > 0 && !reader.Failed)
            places.Add(new(reader.ReadInt64(), reader.ReadVarint()));
        if (reader.Failed || places.Count is 0 or > LogLimits.MaxPartitionCount || places.Exists(place => place.Sequence < 0))
            return false;
        token = new ReadToken(BinaryPrimitives.ReadUInt128BigEndian(bytes.AsSpan(1)), [.. places]);
        return true;
    }

    /// <summary>The text for clients.</summary>
    public string Format()
    {
        Span<byte> bytes = new byte[HeadBytes + PlaceBytes * Places.Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteUInt128BigEndian(bytes[1..], LogId);
        var length = HeadBytes;
        foreach (var (sequence, term) in Places)
            length += Write(bytes[length..], (ulong)sequence, term);
        return Base64Url.EncodeToString(bytes[..length]);
    }

    private static int Write(Span<byte> bytes, params ReadOnlySpan<ulong> numbers)
    {
        var length = 0;
        foreach (var number in numbers)
        {
            var rest = number;
            for (; rest >= 0x80; rest >>= 7)
                bytes[length++] = (byte)(rest | 0x80);
            bytes[length++] = (byte)rest;
        }
        return length;
    }
}

using System.Buffers.Binary;
using System.Buffers.Text;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Application;

/// <summary>
/// A position in a log over all its partitions, which clients carry as opaque text. The text is base64url of a version byte, the log's id
/// (16 bytes, big-endian), the log's time and one number for each partition, as base-128 varints.
/// </summary>
/// <param name="LogId">The log that it is a position of.</param>
/// <param name="Sequences">For each partition the newest entry that is covered; 0 for none.</param>
public sealed record ReadToken(UInt128 LogId, long[] Sequences)
{
    private const byte Version = 2;
    private const int HeadBytes = 17;
    private const int VarintBytes = 10;
    private const int LongestText = 4 * 1024;

    /// <summary>The log's time at about the position, in ms since 1970; 0 where it was not noted.</summary>
    public long LogMs { get; init; }

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
        var logMs = reader.ReadInt64();
        var sequences = new List<long>();
        while (reader.Remaining > 0 && !reader.Failed)
            sequences.Add(reader.ReadInt64());
        if (reader.Failed || sequences.Count is 0 or > LogLimits.MaxPartitionCount)
            return false;
        if (logMs < 0 || sequences.Exists(sequence => sequence < 0))
            return false;
        token = new ReadToken(BinaryPrimitives.ReadUInt128BigEndian(bytes.AsSpan(1)), [.. sequences]) { LogMs = logMs };
        return true;
    }

    /// <summary>The text for clients.</summary>
    public string Format()
    {
        Span<byte> bytes = new byte[HeadBytes + VarintBytes * (Sequences.Length + 1)];
        bytes[0] = Version;
        BinaryPrimitives.WriteUInt128BigEndian(bytes[1..], LogId);
        var length = HeadBytes;
        foreach (var number in Sequences.Prepend(LogMs))
        {
            var rest = (ulong)number;
            for (; rest >= 0x80; rest >>= 7)
                bytes[length++] = (byte)(rest | 0x80);
            bytes[length++] = (byte)rest;
        }
        return Base64Url.EncodeToString(bytes[..length]);
    }
}

using System.Buffers.Binary;
using StackExchange.Redis;

namespace RetentionGrpc.Storage;

/// <summary>Numbers as Redis keeps them.</summary>
internal static class RedisBytes
{
    public static RedisValue Of(UInt128 number)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return bytes;
    }

    public static UInt128 ToNumber(RedisValue value) => (byte[]?)value is { Length: 16 } bytes
        ? BinaryPrimitives.ReadUInt128BigEndian(bytes)
        : throw new StoreFormatException("Redis holds an identity of the data that this version cannot read.");

    public static RedisValue Of(LogHead head)
    {
        var bytes = new byte[LogHead.Size];
        head.WriteTo(bytes);
        return bytes;
    }

    public static LogHead ToHead(RedisValue value) => (byte[]?)value is { Length: LogHead.Size } bytes
        ? LogHead.ReadFrom(bytes)
        : throw new StoreFormatException("Redis holds a head of the log that this version cannot read.");
}

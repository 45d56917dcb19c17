using System.Buffers.Binary;
using System.Text;
using StackExchange.Redis;

namespace RetentionGrpc.Storage;

/// <summary>What makes a snapshot's chunks one that is kept.</summary>
/// <param name="Token">Names the chunks: 32 hexadecimal digits. The scripts read it, so it comes first.</param>
/// <param name="Chunks">How many there are.</param>
/// <param name="Digest">Over head and chunks, as <see cref="SnapshotDigest"/> has it.</param>
internal readonly record struct RedisManifest(string Token, int Chunks, UInt128 Digest)
{
    private const int TokenLength = 32;
    private const int Size = TokenLength + sizeof(int) + 16;

    public RedisValue ToValue()
    {
        var bytes = new byte[Size];
        Encoding.ASCII.GetBytes(Token, bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(TokenLength), Chunks);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(TokenLength + sizeof(int)), Digest);
        return bytes;
    }

    /// <summary>Null where the bytes are none.</summary>
    public static RedisManifest? FromValue(RedisValue value) => (byte[]?)value is not { Length: Size } bytes
        ? null
        : new(
            Encoding.ASCII.GetString(bytes, 0, TokenLength), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(TokenLength)),
            BinaryPrimitives.ReadUInt128BigEndian(bytes.AsSpan(TokenLength + sizeof(int))));
}

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RetentionGrpc.Storage;

/// <summary>SHA-256 cut to 128 bits over a snapshot's head and its chunks, each with its length (4 bytes, big-endian) before it.</summary>
internal sealed class SnapshotDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public SnapshotDigest(LogHead head)
    {
        Span<byte> bytes = stackalloc byte[LogHead.Size];
        head.WriteTo(bytes);
        _hash.AppendData(bytes);
    }

    public void Add(ReadOnlySpan<byte> chunk)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, chunk.Length);
        _hash.AppendData(length);
        _hash.AppendData(chunk);
    }

    public UInt128 Finish()
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }

    public void Dispose() => _hash.Dispose();
}

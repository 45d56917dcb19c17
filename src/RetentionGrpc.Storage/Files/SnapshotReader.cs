using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace RetentionGrpc.Storage;

/// <summary>Reads the file of a snapshot and checks it.</summary>
internal sealed class SnapshotReader : IDisposable
{
    private readonly string _path;
    private readonly SnapshotHeader _header;
    private readonly SafeFileHandle _file;
    private readonly SnapshotDigest _digest;
    private int _chunks;
    private long _at = SnapshotHeader.Size;

    public SnapshotReader(string path, SnapshotHeader header)
    {
        (_path, _header) = (path, header);
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _digest = new SnapshotDigest(header.Head);
    }

    /// <summary>The next chunk; null once all were read and are those that were written.</summary>
    public byte[]? Next()
    {
        if (_chunks == 0 && SnapshotHeader.Read(Bytes(SnapshotHeader.Size, 0)) != _header)
            throw Damaged("its snapshot does not begin as it was written");
        var length = BinaryPrimitives.ReadInt32LittleEndian(Bytes(sizeof(int), _at));
        if (length == SnapshotHeader.EndMark)
        {
            CheckEnd();
            return null;
        }
        if (length is < 0 or > LogLimits.MaxChunkBytes)
            throw Damaged($"the length of chunk {_chunks} of its snapshot is not as it was written");
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(Bytes(sizeof(uint), _at + sizeof(int)));
        var chunk = Bytes(length, _at + SnapshotHeader.ChunkHeaderBytes);
        if (Checksum.Crc32C(chunk) != checksum)
            throw Damaged($"the checksum of chunk {_chunks} of its snapshot does not match its bytes");
        _digest.Add(chunk);
        _chunks++;
        _at += SnapshotHeader.ChunkHeaderBytes + length;
        return chunk;
    }

    public void Dispose()
    {
        _file.Dispose();
        _digest.Dispose();
    }

    private void CheckEnd()
    {
        var end = Bytes(SnapshotHeader.EndBytes, _at);
        if (BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(24)) != Checksum.Crc32C(end.AsSpan(0, 24))
            || BinaryPrimitives.ReadInt32LittleEndian(end.AsSpan(4)) != _chunks
            || BinaryPrimitives.ReadUInt128BigEndian(end.AsSpan(8)) != _digest.Finish())
            throw Damaged("the chunks of its snapshot are not those that were written");
    }

    private byte[] Bytes(int count, long at)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;)
        {
            var more = RandomAccess.Read(_file, bytes.AsSpan(read), at + read);
            if (more == 0)
                throw Damaged("the file of its snapshot is cut off");
            read += more;
        }
        return bytes;
    }

    private LogCorruptException Damaged(string damage) => new(_path, _header.Partition, _header.Head.Sequence, damage);
}

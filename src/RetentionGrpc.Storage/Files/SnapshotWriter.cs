using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace RetentionGrpc.Storage;

/// <summary>Writes the file of a snapshot, which has its name only once it is whole and on the disk.</summary>
internal sealed class SnapshotWriter : IDisposable
{
    /// <summary>Flushed bit by bit: the journal's flushes beside it must not wait for all of it at once.</summary>
    private const int FlushBytes = 4 * 1024 * 1024;

    private readonly string _path;
    private readonly LogRoom _room;
    private readonly SafeFileHandle _file;
    private readonly SnapshotDigest _digest;
    private int _chunks;
    private long _flushed;
    private bool _isFinished;

    public SnapshotWriter(string path, SnapshotHeader header, LogRoom room)
    {
        (_path, _room) = (path, room);
        _digest = new SnapshotDigest(header.Head);
        _file = File.OpenHandle(path + FileNames.Unfinished, FileMode.Create, FileAccess.Write);
        Span<byte> bytes = stackalloc byte[SnapshotHeader.Size];
        header.WriteTo(bytes);
        try
        {
            Write(bytes);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; private set; }

    public void Add(ReadOnlySpan<byte> chunk)
    {
        Span<byte> before = stackalloc byte[SnapshotHeader.ChunkHeaderBytes];
        BinaryPrimitives.WriteInt32LittleEndian(before, chunk.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(before[4..], Checksum.Crc32C(chunk));
        Write(before);
        Write(chunk);
        _digest.Add(chunk);
        _chunks++;
        if (Length - _flushed < FlushBytes)
            return;
        RandomAccess.FlushToDisk(_file);
        _flushed = Length;
    }

    /// <summary>Makes it a snapshot.</summary>
    public void Finish()
    {
        Span<byte> end = stackalloc byte[SnapshotHeader.EndBytes];
        BinaryPrimitives.WriteInt32LittleEndian(end, SnapshotHeader.EndMark);
        BinaryPrimitives.WriteInt32LittleEndian(end[4..], _chunks);
        BinaryPrimitives.WriteUInt128BigEndian(end[8..], _digest.Finish());
        BinaryPrimitives.WriteUInt32LittleEndian(end[24..], Checksum.Crc32C(end[..24]));
        Write(end);
        RandomAccess.FlushToDisk(_file);
        _file.Dispose();
        DurableFile.Name(_path + FileNames.Unfinished, _path);
        _isFinished = true;
    }

    public void Dispose()
    {
        _digest.Dispose();
        _file.Dispose();
        if (_isFinished)
            return;
        _room.Free(Length);
        File.Delete(_path + FileNames.Unfinished);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _room.Claim(bytes.Length);
        Length += bytes.Length;
        RandomAccess.Write(_file, bytes, Length - bytes.Length);
    }
}

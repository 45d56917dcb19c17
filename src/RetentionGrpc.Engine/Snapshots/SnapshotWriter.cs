using System.Buffers.Binary;
using System.Text;

namespace RetentionGrpc.Engine.Snapshots;

/// <summary>
/// Writes a snapshot into chunks that are the blocks of <see cref="SnapshotFormat"/>. Equal calls give equal bytes. Numbers are base-128
/// varints (signed ones zigzag), texts and byte strings a length and their bytes.
/// </summary>
public sealed class SnapshotWriter
{
    private const int FirstBytes = 4 * 1024;

    private readonly int _mostBytes = SnapshotFormat.BlockBytes;
    private List<ReadOnlyMemory<byte>> _chunks = [];
    private byte[] _block = new byte[FirstBytes];
    private int _length;
    private ulong _sum;

    /// <summary>Begins a snapshot.</summary>
    public SnapshotWriter(SnapshotKind kind)
    {
        WriteByte(SnapshotFormat.Version);
        WriteByte((byte)kind);
    }

    private SnapshotWriter() => _mostBytes = Array.MaxLength;

    /// <summary>Writes a part of a snapshot, for <see cref="WritePart"/>.</summary>
    internal static SnapshotWriter OfPart() => new();

    /// <summary>Writes what was written as a part.</summary>
    internal void WritePart(SnapshotWriter part) => Append(part._block.AsSpan(0, part._length));

    /// <summary>Writes a number that is not negative: a count, a length, a sequence, a flag as 0 or 1.</summary>
    public void WriteNumber(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        WriteVarint((ulong)number);
    }

    /// <summary>Writes a number that may be negative: a time, an amount.</summary>
    public void WriteSigned(long number) => WriteVarint(unchecked((ulong)((number << 1) ^ (number >> 63))));

    /// <summary>Writes 8 bytes, little-endian: a hash.</summary>
    public void WriteFixed(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Append(bytes);
    }

    /// <summary>Writes a length and so many bytes.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteVarint((ulong)bytes.Length);
        Append(bytes);
    }

    /// <summary>Writes a text in UTF-8.</summary>
    public void WriteText(string text) => WriteBytes(Encoding.UTF8.GetBytes(text));

    /// <summary>Ends the snapshot; nothing may be written afterwards.</summary>
    /// <returns>Its chunks that were not taken, of at most <see cref="SnapshotFormat.BlockBytes"/> each.</returns>
    public IReadOnlyList<ReadOnlyMemory<byte>> Finish()
    {
        Seal();
        return _chunks;
    }

    /// <summary>The chunks that are whole by now, each given once.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> TakeChunks()
    {
        var taken = _chunks;
        if (taken.Count > 0)
            _chunks = [];
        return taken;
    }

    private void WriteVarint(ulong value)
    {
        Span<byte> bytes = stackalloc byte[10];
        var length = 0;
        while (value >= 0x80)
        {
            bytes[length++] = (byte)(value & 0x7F | 0x80);
            value >>= 7;
        }
        bytes[length++] = (byte)value;
        Append(bytes[..length]);
    }

    private void WriteByte(byte value) => Append([value]);

    private void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_length == _mostBytes - SnapshotFormat.SumBytes)
            {
                Seal();
                (_block, _length) = (new byte[SnapshotFormat.BlockBytes], 0);
            }
            var fits = Math.Min(bytes.Length, _mostBytes - SnapshotFormat.SumBytes - _length);
            Grow(_length + fits + SnapshotFormat.SumBytes);
            bytes[..fits].CopyTo(_block.AsSpan(_length));
            _length += fits;
            bytes = bytes[fits..];
        }
    }

    /// <summary>A small snapshot takes no whole block of memory.</summary>
    private void Grow(int needed)
    {
        if (needed > _block.Length)
            Array.Resize(ref _block, (int)Math.Min(_mostBytes, Math.Max(needed, 2L * _block.Length)));
    }

    private void Seal()
    {
        var block = _block.AsMemory(0, _length + SnapshotFormat.SumBytes);
        _sum = SnapshotFormat.Seal(block.Span, _sum);
        _chunks.Add(block);
    }
}

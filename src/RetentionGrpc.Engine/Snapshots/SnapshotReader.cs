using System.Buffers.Binary;
using System.Text;

namespace RetentionGrpc.Engine.Snapshots;

/// <summary>
/// Reads what <see cref="SnapshotWriter"/> wrote, however it is cut into chunks meanwhile. Whatever the bytes are, it ends, takes no more
/// memory than they do, and throws nothing but <see cref="InvalidDataException"/>, which names the place.
/// </summary>
public sealed class SnapshotReader
{
    private readonly IEnumerator<ReadOnlyMemory<byte>> _chunks;
    private readonly byte[] _block = new byte[SnapshotFormat.BlockBytes];
    private ReadOnlyMemory<byte> _chunk;
    private byte[] _scratch = [];
    private long _blockStart;
    private int _place;
    private int _end;
    private ulong _sum;

    /// <summary>Begins to read.</summary>
    /// <param name="chunks">The snapshot; read as far as needed, once.</param>
    /// <param name="kind">What it must hold.</param>
    /// <exception cref="InvalidDataException">It is of another format or kind, or damaged.</exception>
    public SnapshotReader(IEnumerable<ReadOnlyMemory<byte>> chunks, SnapshotKind kind)
    {
        _chunks = chunks.GetEnumerator();
        var length = Fill();
        if (length > 0 && _block[0] != SnapshotFormat.Version)
        {
            throw new InvalidDataException(
                $"Snapshot of format {_block[0]}; this version reads format {SnapshotFormat.Version} only.");
        }
        Check(length);
        ReadByte();
        if ((SnapshotKind)ReadByte() is var found && found != kind)
            throw Fault($"a snapshot of kind {(int)found}, not {(int)kind}");
    }

    /// <summary>Bytes read so far: where a fault is.</summary>
    public long Place => _blockStart + _place;

    /// <summary>Reads a number that is not negative.</summary>
    /// <param name="largest">Larger ones are refused.</param>
    public long ReadNumber(long largest = long.MaxValue)
    {
        var number = ReadVarint();
        return number <= (ulong)largest ? (long)number : throw Fault($"{number} where at most {largest} is possible");
    }

    /// <summary>Reads a count, a length, or a place in a list. Trust no memory to it before as many items were read.</summary>
    /// <param name="largest">Larger ones are refused.</param>
    public int ReadCount(int largest = int.MaxValue) => (int)ReadNumber(largest);

    /// <summary>Reads a number that may be negative.</summary>
    public long ReadSigned()
    {
        var raw = ReadVarint();
        return unchecked((long)(raw >> 1) ^ -(long)(raw & 1));
    }

    /// <summary>Reads 8 bytes, little-endian.</summary>
    public ulong ReadFixed() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    /// <summary>Reads a byte string. Valid until the next read.</summary>
    /// <param name="longest">Longer ones are refused.</param>
    public ReadOnlySpan<byte> ReadBytes(int longest) => Take(ReadCount(longest));

    /// <summary>Reads a text.</summary>
    /// <param name="longest">Longer ones are refused, in bytes of UTF-8.</param>
    public string ReadText(int longest)
    {
        var bytes = ReadBytes(longest);
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw Fault("a text that is not UTF-8");
    }

    /// <summary>Checks that nothing follows.</summary>
    public void Finish()
    {
        if (_place < _end || Fill() > 0)
            throw Fault("bytes behind the end");
    }

    /// <summary>The bytes are not what they should be.</summary>
    /// <param name="found">What is there, with an article.</param>
    public InvalidDataException Fault(string found) => new($"The snapshot is damaged: at byte {Place} there is {found}.");

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = ReadByte();
            if (shift == 63 && next > 1)
                break;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        throw Fault("a number of more than 64 bits");
    }

    private byte ReadByte()
    {
        if (_place == _end)
            Advance();
        return _block[_place++];
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length <= _end - _place)
        {
            _place += length;
            return _block.AsSpan(_place - length, length);
        }
        for (var taken = 0; taken < length;)
        {
            if (_place == _end)
                Advance();
            var part = Math.Min(length - taken, _end - _place);
            // As much memory as there are bytes, whatever the length says.
            if (_scratch.Length < taken + part)
                Array.Resize(ref _scratch, Math.Max(taken + part, Math.Min(length, 2 * taken)));
            _block.AsSpan(_place, part).CopyTo(_scratch.AsSpan(taken));
            _place += part;
            taken += part;
        }
        return _scratch.AsSpan(0, length);
    }

    /// <summary>Goes on to the next block, which must be there.</summary>
    private void Advance()
    {
        var isWhole = _end == SnapshotFormat.BlockBytes - SnapshotFormat.SumBytes;
        var length = isWhole ? Fill() : 0;
        if (length == 0)
            throw Fault("the end, too early");
        Check(length);
    }

    /// <summary>Gathers the next block out of the chunks; its length.</summary>
    private int Fill()
    {
        var length = 0;
        while (length < _block.Length)
        {
            if (_chunk.IsEmpty)
            {
                if (!_chunks.MoveNext())
                    break;
                _chunk = _chunks.Current;
                continue;
            }
            var part = Math.Min(_chunk.Length, _block.Length - length);
            _chunk.Span[..part].CopyTo(_block.AsSpan(length));
            _chunk = _chunk[part..];
            length += part;
        }
        return length;
    }

    private void Check(int length)
    {
        _blockStart += _end == 0 ? 0 : SnapshotFormat.BlockBytes;
        _place = 0;
        if (length <= SnapshotFormat.SumBytes || !SnapshotFormat.IsIntact(_block.AsSpan(0, length), ref _sum))
            throw Fault("a block that is not as it was written");
        _end = length - SnapshotFormat.SumBytes;
    }
}

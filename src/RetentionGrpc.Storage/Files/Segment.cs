using Microsoft.Win32.SafeHandles;

namespace RetentionGrpc.Storage;

/// <summary>
/// One file of the journal, and where each entry lies in it. The journal's lock guards all members that change; the bytes up to
/// <see cref="End"/> never do.
/// </summary>
internal sealed class Segment(SegmentHeader header, string path, int generation, SafeFileHandle handle) : IDisposable
{
    private const int Lost = -1;

    private readonly List<int>?[] _offsets = new List<int>?[header.Heads.Length];
    private readonly long[] _first = new long[header.Heads.Length];
    private readonly long[] _bytes = new long[header.Heads.Length];

    public SegmentHeader Header => header;

    public string Path => path;

    public int Generation => generation;

    public SafeFileHandle Handle => handle;

    /// <summary>Where the next record goes.</summary>
    public int End { get; set; } = header.Size;

    /// <summary>Bytes of the file, those included that no record has taken yet.</summary>
    public int Length { get; set; }

    /// <summary>Sequence of the partition's last entry here; 0 if it has none.</summary>
    public long Last(int partition) => _offsets[partition] is { Count: > 0 } offsets ? _first[partition] + offsets.Count - 1 : 0;

    /// <summary>Whether the entry is, or should be, here.</summary>
    public bool Holds(int partition, long sequence) => sequence >= _first[partition] && sequence <= Last(partition);

    /// <summary>Where the record is, or null if it was lost.</summary>
    public int? OffsetOf(int partition, long sequence) =>
        _offsets[partition]![(int)(sequence - _first[partition])] is var offset and not Lost ? offset : null;

    /// <summary>Bytes of the partition's records after a sequence: exact at its first and last entry, and in proportion between.</summary>
    public long BytesAfter(int partition, long sequence)
    {
        var last = Last(partition);
        if (last <= sequence)
            return 0;
        return sequence < _first[partition]
            ? _bytes[partition]
            : _bytes[partition] * (last - sequence) / (last - _first[partition] + 1);
    }

    /// <summary>Takes in a later record of the partition; those between were lost.</summary>
    public void Add(int partition, long sequence, int offset, int recordBytes)
    {
        while (Last(partition) is > 0 and var last && last < sequence - 1)
            AddLost(partition, last + 1);
        Next(partition, sequence).Add(offset);
        _bytes[partition] += recordBytes;
    }

    /// <summary>Takes in that the partition's next entry should be here and is not.</summary>
    public void AddLost(int partition, long sequence) => Next(partition, sequence).Add(Lost);

    /// <summary>Takes back what is after a sequence: it was written and never acknowledged.</summary>
    public void Revoke(int partition, long afterSequence)
    {
        if (_offsets[partition] is { } offsets && Last(partition) > afterSequence)
        {
            var kept = (int)Math.Max(0, afterSequence - _first[partition] + 1);
            offsets.RemoveRange(kept, offsets.Count - kept);
        }
    }

    /// <summary>The offsets of the partition's records after a sequence, those that were lost left out, in the order of the file.</summary>
    public IEnumerable<int> OffsetsAfter(int partition, long sequence) =>
        _offsets[partition] is { } offsets
            ? offsets.Skip((int)Math.Clamp(sequence - _first[partition] + 1, 0, offsets.Count)).Where(offset => offset != Lost)
            : [];

    /// <summary>The header of a record.</summary>
    /// <exception cref="LogCorruptException">It is not as it was written.</exception>
    public RecordHeader RecordAt(int offset)
    {
        Span<byte> bytes = stackalloc byte[RecordHeader.Size];
        Read(bytes, offset);
        return RecordHeader.TryRead(bytes, header.Number, out var record)
            ? record
            : throw new LogCorruptException(path, $"the record at byte {offset} is not as it was written");
    }

    /// <summary>Reads bytes that a record takes.</summary>
    /// <exception cref="LogCorruptException">The file ends before.</exception>
    /// <exception cref="ObjectDisposedException">Another segment has taken this one's place, or none.</exception>
    public void Read(Span<byte> bytes, int offset)
    {
        for (var read = 0; read < bytes.Length;)
        {
            var count = RandomAccess.Read(handle, bytes[read..], offset + read);
            if (count == 0)
                throw new LogCorruptException(path, $"it ends within the record at byte {offset}");
            read += count;
        }
    }

    public void Dispose() => handle.Dispose();

    private List<int> Next(int partition, long sequence)
    {
        var offsets = _offsets[partition] ??= [];
        if (offsets.Count == 0)
            _first[partition] = sequence;
        return offsets;
    }
}

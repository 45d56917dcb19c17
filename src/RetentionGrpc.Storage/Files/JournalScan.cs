using System.Buffers.Binary;

namespace RetentionGrpc.Storage;

/// <summary>
/// Finds what a journal holds. Where bytes are not as they were written, the records behind them are looked for: entries that are missing
/// then are known as lost, and told to who reads them. The one exception is the group that was written last: it looks like this when the
/// end of the process or of power tore it, and then it was never acknowledged. A group is begun after the one before was forced to the
/// disk, so a bad spot with a later group behind it was good once. Bytes that are cut off leave no trace, unless a head was noted that
/// the log no longer reaches.
/// </summary>
internal sealed class JournalScan
{
    private readonly LogIdentity _identity;
    private readonly IReadOnlyList<LogHead> _cuts;
    private readonly LogHead[] _heads;
    private readonly List<Segment> _segments = [];
    private readonly List<(RecordHeader Record, int Offset, LogHead Before)> _group = [];
    private byte[] _bytes = [];
    private long _nextGroup;
    private bool _isTorn;

    private JournalScan(LogIdentity identity, IReadOnlyList<LogHead> cuts)
    {
        (_identity, _cuts) = (identity, cuts);
        _heads = new LogHead[identity.PartitionCount];
    }

    /// <summary>Opens the journal of a folder.</summary>
    public static Journal Run(string folder, MasterFile master)
    {
        var scan = new JournalScan(master.Identity, master.Cuts);
        try
        {
            var files = FileNames.Segments(folder);
            for (var i = 0; i < files.Count; i++)
            {
                var (path, number, generation) = files[i];
                if (i + 1 < files.Count && files[i + 1].Number == number)
                    File.Delete(path);
                else
                    scan.Read(path, number, generation, isNewest: i + 1 == files.Count);
            }
            scan.CheckEnds(folder, master);
            return new Journal(folder, scan._segments, scan._heads, [.. master.Cuts], scan._nextGroup, scan._isTorn);
        }
        catch
        {
            scan._segments.ForEach(segment => segment.Dispose());
            throw;
        }
    }

    private void Read(string path, long number, int generation, bool isNewest)
    {
        _bytes = File.ReadAllBytes(path);
        var header = SegmentHeader.Read(_bytes, path, number, _identity);
        var segment = new Segment(header, path, generation, SegmentHeader.Open(path)) { Length = _bytes.Length };
        for (var partition = 0; partition < _heads.Length; partition++)
            Settle(partition, header.Heads[partition], segment);
        _segments.Add(segment);
        _group.Clear();
        segment.End = Walk(segment, isNewest);
        if (isNewest)
            DropTornEntries(segment);
        _bytes = [];
    }

    /// <summary>What was acknowledged when a segment was begun is what its header says.</summary>
    private void Settle(int partition, LogHead acknowledged, Segment segment)
    {
        if (_heads[partition].Sequence > acknowledged.Sequence)
            _segments.ForEach(before => before.Revoke(partition, acknowledged.Sequence));
        Miss(partition, acknowledged.Sequence, segment);
        _heads[partition] = acknowledged;
    }

    private void Miss(int partition, long throughSequence, Segment segment)
    {
        var from = Math.Max(_heads[partition].Sequence, _cuts[partition].Sequence) + 1;
        for (var sequence = from; sequence <= throughSequence; sequence++)
            segment.AddLost(partition, sequence);
    }

    /// <summary>Takes the records in; where the next one goes.</summary>
    private int Walk(Segment segment, bool isNewest)
    {
        var at = segment.Header.Size;
        _nextGroup = segment.Header.FirstGroup;
        while (true)
        {
            if (IsRecord(segment, at, out var record))
            {
                Take(segment, record, at);
                at += record.RecordBytes;
                // Until its end is found, the group goes on.
                _nextGroup = record.IsLast ? record.Group + 1 : record.Group;
                continue;
            }
            if (!_bytes.AsSpan(Math.Min(at, _bytes.Length)).ContainsAnyExcept((byte)0))
            {
                _isTorn = _group.Count > 0 && !_group[^1].Record.IsLast;
                return at;
            }
            var next = isNewest && !IsFollowed(segment, at, _nextGroup) ? -1 : NextRecord(segment, at, out _);
            if (next < 0)
            {
                _isTorn = isNewest;
                return at;
            }
            at = next;
        }
    }

    private bool IsRecord(Segment segment, int at, out RecordHeader record) =>
        RecordHeader.TryRead(_bytes.AsSpan(Math.Min(at, _bytes.Length)), segment.Header.Number, out record)
        && record.Partition < _heads.Length && record.RecordBytes <= _bytes.Length - at;

    private int NextRecord(Segment segment, int at, out RecordHeader record)
    {
        var number = unchecked((uint)segment.Header.Number);
        record = default;
        for (at += RecordHeader.Alignment; at <= _bytes.Length - RecordHeader.Size; at += RecordHeader.Alignment)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at + 4)) == number && IsRecord(segment, at, out record))
                return at;
        }
        return -1;
    }

    /// <summary>Whether a group after the given one was begun behind a bad spot.</summary>
    private bool IsFollowed(Segment segment, int at, long group)
    {
        while ((at = NextRecord(segment, at, out var record)) >= 0)
        {
            if (record.Group > group)
                return true;
        }
        return false;
    }

    private void Take(Segment segment, RecordHeader record, int offset)
    {
        var (partition, sequence) = (record.Partition, record.Head.Sequence);
        if (sequence <= _heads[partition].Sequence)
            throw new LogCorruptException(segment.Path, partition, sequence, "the entry is there twice");
        if (_group.Count > 0 && _group[0].Record.Group != record.Group)
            _group.Clear();
        _group.Add((record, offset, _heads[partition]));
        Miss(partition, sequence - 1, segment);
        if (sequence > _cuts[partition].Sequence)
            segment.Add(partition, sequence, offset, record.RecordBytes);
        _heads[partition] = record.Head;
    }

    /// <summary>An entry of the group that was written last whose bytes did not all reach the disk, and those behind it.</summary>
    private void DropTornEntries(Segment segment)
    {
        var torn = _group.FindIndex(entry =>
            Checksum.Crc32C(_bytes.AsSpan(entry.Offset + RecordHeader.Size, entry.Record.Length)) != entry.Record.PayloadChecksum);
        if (torn < 0)
            return;
        for (var i = _group.Count - 1; i >= torn; i--)
        {
            var (record, _, before) = _group[i];
            segment.Revoke(record.Partition, record.Head.Sequence - 1);
            _heads[record.Partition] = before;
        }
        segment.End = _group[torn].Offset;
        _isTorn = true;
    }

    private void CheckEnds(string folder, MasterFile master)
    {
        for (var partition = 0; partition < _heads.Length; partition++)
        {
            var (cut, noted) = (_cuts[partition], master.Noted[partition]);
            if (_heads[partition].Sequence < cut.Sequence)
                _heads[partition] = cut;
            var found = _heads[partition];
            if (noted.Sequence > found.Sequence || (noted.Sequence == found.Sequence && noted != found))
            {
                throw new LogCorruptException(
                    _segments.Count > 0 ? _segments[^1].Path : folder, partition, noted.Sequence,
                    $"the log ends at {found}, and its head was {noted}");
            }
        }
    }
}

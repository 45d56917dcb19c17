using System.Runtime.InteropServices;

namespace RetentionGrpc.Storage;

/// <summary>
/// Writes groups of entries behind each other: one write and one flush for all partitions. The file is made longer ahead of its entries,
/// with zeros, because bytes over bytes reach the disk without a change of the file system's own notes, several times as fast. After a
/// failure nobody knows what the disk holds there, so the next group goes into another file. For the writer's thread alone.
/// </summary>
internal sealed class JournalWriter
{
    private const int LeastAhead = 64 * 1024;
    private const int MostAhead = 4 * 1024 * 1024;
    private const int LeastCapacity = 1024;
    private const int LimitShare = 32;

    private readonly LogIdentity _identity;
    private readonly Journal _journal;
    private readonly LogRoom _room;
    private readonly int _capacity;
    private readonly LogHead[] _heads;
    private readonly List<AppendRequest> _accepted = [];
    private byte[] _buffer = [];
    private Segment? _segment;
    private long _group;
    private long _number;

    public JournalWriter(LogIdentity identity, Journal journal, LogRoom room, FileLogOptions options)
    {
        (_identity, _journal, _room) = (identity, journal, room);
        _capacity = (int)Math.Max(LeastCapacity, Math.Min(options.SegmentBytes, options.MaxBytes / LimitShare ?? long.MaxValue));
        _heads = new LogHead[identity.PartitionCount];
        _group = journal.NextGroup;
        _number = journal.Newest?.Header.Number ?? 0;
        _segment = journal.IsTorn ? null : journal.Newest;
    }

    /// <summary>Decides each request, and brings those that are accepted to the disk.</summary>
    public void Write(ReadOnlySpan<AppendRequest> group)
    {
        _room.Measure();
        _journal.CopyHeads(_heads);
        _accepted.Clear();
        var total = 0;
        foreach (var request in group)
            total += Admit(request, total);
        if (total > 0)
            Write(total);
    }

    /// <summary>Bytes of the request's record; 0 if nothing is written of it.</summary>
    private int Admit(AppendRequest request, int total)
    {
        var head = _heads[request.Partition];
        if (!request.ExpectedHead.Expects(head))
        {
            request.Settle(AppendOutcome.Fenced(head));
            return 0;
        }
        var recordBytes = RecordHeader.RecordBytesOf(request.Entry.Length);
        try
        {
            _room.Take(request.Partition, request.Entry.Length, GrowthOf(total + recordBytes));
        }
        catch (StoreFullException refusal)
        {
            request.Refuse(refusal);
            return 0;
        }
        _heads[request.Partition] = request.NewHead;
        _accepted.Add(request);
        request.Settle(AppendOutcome.Appended(request.NewHead));
        return recordBytes;
    }

    private void Write(int total)
    {
        // Until the group is on the disk, nobody knows what is; and once a file may have been begun, none before it may go on.
        var segment = HasRoom(total) ? _segment : null;
        _segment = null;
        segment ??= Begin();
        var written = Ahead(segment, total);
        Compose(segment, total, written);
        _group++;
        RandomAccess.Write(segment.Handle, _buffer.AsSpan(0, written), segment.End);
        DurableFile.Flush(segment.Handle);
        var length = Math.Max(segment.Length, segment.End + written);
        _room.Grew(length - segment.Length);
        segment.Length = length;
        _journal.Take(segment, CollectionsMarshal.AsSpan(_accepted));
        _room.Commit();
        _segment = segment;
    }

    private void Compose(Segment segment, int total, int written)
    {
        if (_buffer.Length < written)
            _buffer = new byte[Math.Max(written, LeastAhead)];
        var at = 0;
        for (var i = 0; i < _accepted.Count; i++)
        {
            var request = _accepted[i];
            var header = new RecordHeader(
                unchecked((uint)segment.Header.Number), request.Entry.Length, request.Checksum, request.Partition,
                IsLast: i == _accepted.Count - 1, _group, request.NewHead);
            header.WriteTo(_buffer.AsSpan(at));
            request.Entry.Span.CopyTo(_buffer.AsSpan(at + RecordHeader.Size));
            var end = at + RecordHeader.Size + request.Entry.Length;
            at += header.RecordBytes;
            _buffer.AsSpan(end, at - end).Clear();
        }
        _buffer.AsSpan(total, written - total).Clear();
    }

    private bool HasRoom(int total) =>
        _segment is not null && (_segment.End + total <= _capacity || _segment.End == _segment.Header.Size);

    private long GrowthOf(int total) => HasRoom(total)
        ? Math.Max(0, _segment!.End + total - _segment.Length)
        : total + LogHead.Size * (_identity.PartitionCount + 2);

    /// <summary>Bytes to write for a group: where it makes the file longer, some more, if there is plenty of room.</summary>
    private int Ahead(Segment segment, int total)
    {
        if (segment.End + total <= segment.Length)
            return total;
        var ahead = Math.Min(Math.Clamp(segment.End, LeastAhead, MostAhead), _capacity - segment.End - total);
        return ahead > 0 && _room.HasPlentyFor(ahead) ? total + ahead : total;
    }

    private Segment Begin()
    {
        var header = new SegmentHeader(_identity.Id, _number + 1, _group, _journal.Heads());
        var segment = header.Create(_journal.Folder, generation: 0, []);
        _number++;
        _room.Grew(segment.Length);
        _journal.Begin(segment);
        return segment;
    }
}

namespace RetentionGrpc.Storage;

/// <summary>One partition of a <see cref="MemoryLogStore"/>. Every member may be called from any thread.</summary>
internal sealed class MemoryPartition(int number)
{
    private readonly Lock _gate = new();
    private readonly List<LogEntry> _entries = [];
    private readonly List<(LogHead Head, IReadOnlyList<byte[]> Chunks)> _snapshots = [];
    private LogHead _trimmed = LogHead.Empty;
    private LogHead _head = LogHead.Empty;

    public LogHead Head
    {
        get
        {
            lock (_gate)
                return _head;
        }
    }

    public AppendOutcome Append(LogHead expectedHead, ReadOnlyMemory<byte> entry)
    {
        lock (_gate)
        {
            if (!expectedHead.Expects(_head))
                return AppendOutcome.Fenced(_head);
            _head = expectedHead.Next(entry.Span);
            _entries.Add(new LogEntry(_head, entry.ToArray()));
            return AppendOutcome.Appended(_head);
        }
    }

    public LogEntry Entry(long sequence)
    {
        lock (_gate)
        {
            if (sequence <= _trimmed.Sequence)
                throw new LogTrimmedException(number, _trimmed.Sequence);
            var entry = _entries[IndexOf(sequence)];
            return entry with { Payload = entry.Payload.ToArray() };
        }
    }

    /// <summary>Whether a snapshot of the head stands (true), can't be kept (false), or is yet to be taken (null).</summary>
    public bool? Judge(LogHead head)
    {
        lock (_gate)
        {
            if (_snapshots.Exists(snapshot => snapshot.Head == head))
                return true;
            if (_snapshots.Count > 0 && _snapshots[^1].Head.Sequence >= head.Sequence)
                return false;
            return HeadAt(head.Sequence) == head ? null : false;
        }
    }

    public bool Keep(LogHead head, IReadOnlyList<byte[]> chunks)
    {
        lock (_gate)
        {
            if (Judge(head) is { } settled)
                return settled;
            _snapshots.Add((head, chunks));
            if (_snapshots.Count > LogLimits.KeptSnapshots)
                _snapshots.RemoveAt(0);
            return true;
        }
    }

    public IReadOnlyList<LogHead> SnapshotHeads()
    {
        lock (_gate)
            return [.. _snapshots.Select(snapshot => snapshot.Head).Reverse()];
    }

    /// <summary>Drops a snapshot, unless the trimmed entries are in it alone; whether it is gone.</summary>
    public bool Drop(LogHead head)
    {
        lock (_gate)
        {
            var index = _snapshots.FindIndex(snapshot => snapshot.Head == head);
            if (index >= 0 && _trimmed.Sequence > 0 && _snapshots.Count == 1)
                return false;
            if (index >= 0)
                _snapshots.RemoveAt(index);
            return true;
        }
    }

    public IReadOnlyList<byte[]> Chunks(LogHead head)
    {
        lock (_gate)
        {
            var index = _snapshots.FindIndex(snapshot => snapshot.Head == head);
            return index >= 0 ? _snapshots[index].Chunks : throw new LogTrimmedException(number, head);
        }
    }

    public bool Trim(long throughSequence)
    {
        lock (_gate)
        {
            if (throughSequence <= _trimmed.Sequence)
                return true;
            if (_snapshots.Count == 0 || _snapshots[^1].Head.Sequence < throughSequence)
                return false;
            var cut = IndexOf(throughSequence);
            _trimmed = _entries[cut].Head;
            _entries.RemoveRange(0, cut + 1);
            _snapshots.RemoveAll(snapshot => snapshot.Head.Sequence < throughSequence);
            return true;
        }
    }

    private LogHead? HeadAt(long sequence)
    {
        if (sequence == 0)
            return LogHead.Empty;
        if (sequence == _trimmed.Sequence)
            return _trimmed;
        return sequence > _trimmed.Sequence && sequence <= _head.Sequence ? _entries[IndexOf(sequence)].Head : null;
    }

    private int IndexOf(long sequence) => checked((int)(sequence - _trimmed.Sequence - 1));
}

namespace RetentionGrpc.Storage;

/// <summary>The snapshots that are kept, each in a file. All members may be called from any thread.</summary>
internal sealed class SnapshotFiles
{
    private readonly string _folder;
    private readonly LogIdentity _identity;
    private readonly Journal _journal;
    private readonly LogRoom _room;
    private readonly Lock _gate = new();

    /// <summary>Of each partition, newest first.</summary>
    private readonly List<(LogHead Head, string Path, long Bytes)>[] _kept;

    public SnapshotFiles(string folder, LogIdentity identity, Journal journal, LogRoom room)
    {
        (_folder, _identity, _journal, _room) = (folder, identity, journal, room);
        _kept = [.. Enumerable.Range(0, identity.PartitionCount).Select(_ => new List<(LogHead, string, long)>())];
        foreach (var (path, partition, sequence) in FileNames.Snapshots(folder).OrderByDescending(file => file.Sequence))
            Load(path, partition, sequence);
        for (var partition = 0; partition < _kept.Length; partition++)
            Learn(partition);
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<LogHead> Heads(int partition)
    {
        lock (_gate)
            return [.. _kept[partition].Select(snapshot => snapshot.Head)];
    }

    /// <summary>Whether a snapshot of the head stands (true), can't be kept (false), or is yet to be taken (null).</summary>
    public bool? Judge(int partition, LogHead head)
    {
        lock (_gate)
        {
            var kept = _kept[partition];
            if (kept.Exists(snapshot => snapshot.Head == head))
                return true;
            if (kept.Count > 0 && kept[0].Head.Sequence >= head.Sequence)
                return false;
        }
        return _journal.At(partition, head.Sequence) == head ? null : false;
    }

    public SnapshotWriter Write(int partition, LogHead head) =>
        new(PathOf(partition, head), new SnapshotHeader(_identity.Id, partition, head), _room);

    /// <exception cref="LogTrimmedException">There is no snapshot of this head.</exception>
    public SnapshotReader Read(int partition, LogHead head)
    {
        lock (_gate)
        {
            if (!_kept[partition].Exists(snapshot => snapshot.Head == head))
                throw new LogTrimmedException(partition, head);
            return new SnapshotReader(PathOf(partition, head), new SnapshotHeader(_identity.Id, partition, head));
        }
    }

    /// <summary>Counts a snapshot that was written, and drops the oldest beyond those that are kept.</summary>
    public void Keep(int partition, LogHead head, long bytes)
    {
        lock (_gate)
        {
            _kept[partition].Insert(0, (head, PathOf(partition, head), bytes));
            DropWhere(partition, _kept[partition].Skip(LogLimits.KeptSnapshots));
        }
    }

    /// <summary>Drops a snapshot, unless the trimmed entries are in it alone; whether it is gone.</summary>
    public bool Drop(int partition, LogHead head)
    {
        lock (_gate)
        {
            var kept = _kept[partition];
            if (!kept.Exists(snapshot => snapshot.Head == head))
                return true;
            if (kept.Count == 1 && _journal.Cut(partition).Sequence > 0)
                return false;
            DropWhere(partition, kept.Where(snapshot => snapshot.Head == head));
            return true;
        }
    }

    /// <summary>Whether a snapshot stands for all entries up to a sequence.</summary>
    public bool Covers(int partition, long sequence)
    {
        lock (_gate)
            return _kept[partition].Count > 0 && _kept[partition][0].Head.Sequence >= sequence;
    }

    public void DropBefore(int partition, long sequence)
    {
        lock (_gate)
            DropWhere(partition, _kept[partition].Where(snapshot => snapshot.Head.Sequence < sequence));
    }

    private void DropWhere(int partition, IEnumerable<(LogHead Head, string Path, long Bytes)> snapshots)
    {
        foreach (var snapshot in snapshots.ToList())
        {
            File.Delete(snapshot.Path);
            _room.Free(snapshot.Bytes);
            _kept[partition].Remove(snapshot);
        }
        Learn(partition);
    }

    private void Learn(int partition)
    {
        var kept = _kept[partition];
        var (bytes, sequence) = kept.Count > 0 ? (kept[0].Bytes, kept[0].Head.Sequence) : (0, 0);
        _room.Learn(partition, bytes + _journal.BytesAfter(partition, sequence));
    }

    private void Load(string path, int partition, long sequence)
    {
        if (partition >= _kept.Length)
            throw new LogCorruptException(path, "it is of a partition that there is not");
        if (sequence > _journal.Head(partition).Sequence)
        {
            throw new LogCorruptException(
                path, partition, sequence, $"the log ends at {_journal.Head(partition)}, before the entry of this snapshot");
        }
        using var file = File.OpenHandle(path);
        Span<byte> bytes = stackalloc byte[SnapshotHeader.Size];
        bytes.Clear();
        RandomAccess.Read(file, bytes, 0);
        // One that is damaged stands for a head that no log has had: who reads it is told of the damage.
        var head = SnapshotHeader.Read(bytes) is { } header && header.Head.Sequence == sequence && header.Partition == partition
            ? header.Head
            : new LogHead(0, sequence, UInt128.Zero);
        var length = RandomAccess.GetLength(file);
        _kept[partition].Add((head, path, length));
        _room.Grew(length);
    }

    private string PathOf(int partition, LogHead head) => FileNames.SnapshotIn(_folder, partition, head.Sequence);
}

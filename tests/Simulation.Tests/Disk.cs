using RetentionGrpc.Storage;

namespace RetentionGrpc.Simulation;

/// <summary>What a store has made durable: it outlives every process. Entries that were trimmed are still known to the checks.</summary>
internal sealed class Disk
{
    private readonly DiskPartition[] _partitions;

    /// <summary>An empty disk for new data.</summary>
    public Disk(LogIdentity identity)
        : this(identity, [.. Enumerable.Range(0, identity.PartitionCount).Select(_ => new DiskPartition())])
    {
    }

    private Disk(LogIdentity identity, DiskPartition[] partitions) => (Identity, _partitions) = (identity, partitions);

    /// <summary>What was fixed when the data was created.</summary>
    public LogIdentity Identity { get; }

    /// <summary>How many entries have landed, in all partitions.</summary>
    public long Landed { get; private set; }

    /// <summary>Bytes that it may hold.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>Bytes that it holds.</summary>
    public long UsedBytes => _partitions.Sum(partition => partition.UsedBytes);

    /// <summary>Appends to a partition if its head is the expected one.</summary>
    public AppendOutcome Append(int partition, LogHead expected, byte[] entry) => _partitions[partition].Append(expected, entry, ++Landed);

    /// <summary>A partition of the data.</summary>
    public DiskPartition this[int partition] => _partitions[partition];

    /// <summary>Whether a sync has begun and not ended.</summary>
    public bool IsSyncPending { get; private set; }

    /// <summary>A sync begins of what it holds by now.</summary>
    /// <returns>Ends it: then that cannot be lost any more.</returns>
    public Action BeginSync()
    {
        IsSyncPending = true;
        var held = Array.ConvertAll(_partitions, partition => partition.Entries.Count);
        return () =>
        {
            IsSyncPending = false;
            for (var i = 0; i < held.Length; i++)
                _partitions[i].Synced = held[i];
        };
    }

    /// <summary>It is started anew: no sync is pending.</summary>
    public void Restart() => IsSyncPending = false;

    /// <summary>Loses what is not synced, or some of it: what came after some moment, in every partition, as one Redis does.</summary>
    /// <returns>Whether anything was lost.</returns>
    public bool LoseTail(SimRandom random) => LoseTail(random, _partitions);

    /// <summary>The same of one server of a cluster, which has one partition.</summary>
    public bool LoseTailOfOne(SimRandom random) => LoseTail(random, [_partitions[random.Below(_partitions.Length)]]);

    private static bool LoseTail(SimRandom random, DiskPartition[] partitions)
    {
        var safe = partitions.Max(partition => partition.SafePlace);
        var last = partitions.Max(partition => partition.Places.LastOrDefault());
        var cut = safe + random.Below((int)(last - safe) + 1);
        foreach (var partition in partitions)
            partition.CutAfter(cut);
        return cut < last;
    }

    /// <summary>A copy of the folder, as an operator takes it.</summary>
    public Disk Copy() => new(Identity, [.. _partitions.Select(partition => partition.Copy())]) { Capacity = Capacity, Landed = Landed };
}

/// <summary>A snapshot on the disk.</summary>
/// <param name="Head">The log's head that it stands for.</param>
/// <param name="Chunks">Its bytes.</param>
internal sealed record DiskSnapshot(LogHead Head, IReadOnlyList<byte[]> Chunks)
{
    /// <summary>Whether its bytes are no longer those that were written.</summary>
    public bool IsDamaged { get; set; }
}

/// <summary>One partition's durable log and snapshots, by the rules of the log port.</summary>
internal sealed class DiskPartition
{
    /// <summary>Every entry ever appended, trimmed ones included.</summary>
    public List<LogEntry> Entries { get; private init; } = [];

    /// <summary>The kept snapshots, oldest first.</summary>
    public List<DiskSnapshot> Snapshots { get; private init; } = [];

    /// <summary>The newest entry that a snapshot has ever covered, dropped ones included.</summary>
    public long EverCovered { get; private set; }

    /// <summary>Entries up to this sequence can no longer be read.</summary>
    public long Trimmed { get; private set; }

    /// <summary>Entries up to this sequence are synced.</summary>
    public long Synced { get; set; }

    /// <summary>The newest head.</summary>
    public LogHead Head => Entries.Count == 0 ? LogHead.Empty : Entries[^1].Head;

    /// <summary>Bytes of what can be read.</summary>
    public long UsedBytes =>
        Entries.Skip((int)Trimmed).Sum(entry => (long)entry.Payload.Length)
        + Snapshots.Sum(snapshot => snapshot.Chunks.Sum(chunk => (long)chunk.Length));

    /// <summary>For each entry its place among those of all partitions, in the order in which they landed.</summary>
    public List<long> Places { get; private init; } = [];

    /// <summary>What landed up to this place stays: it is synced, or a snapshot or a trim came after it.</summary>
    public long SafePlace
    {
        get
        {
            var safe = Math.Max(Math.Max(Synced, Trimmed), Snapshots.Count == 0 ? 0 : Snapshots[^1].Head.Sequence);
            return safe == 0 ? 0 : Places[(int)Math.Min(safe, Places.Count) - 1];
        }
    }

    /// <summary>Loses what landed after a place.</summary>
    public void CutAfter(long place)
    {
        var kept = Places.Count(each => each <= place);
        Entries.RemoveRange(kept, Entries.Count - kept);
        Places.RemoveRange(kept, Places.Count - kept);
    }

    /// <summary>Whether a head is of this log.</summary>
    public bool Holds(LogHead head) =>
        head.Sequence == 0 || (head.Sequence <= Entries.Count && Entries[(int)head.Sequence - 1].Head == head);

    /// <summary>Whether it can tell that a head is of this log: of trimmed entries it knows the newest alone.</summary>
    public bool CanTell(LogHead head) => Holds(head) && head.Sequence >= Trimmed;

    /// <summary>What can be read: entries that were not trimmed, and snapshots.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> ReadableBytes() => Entries.Skip((int)Trimmed).Select(entry => entry.Payload)
        .Concat(Snapshots.SelectMany(snapshot => snapshot.Chunks).Select(chunk => new ReadOnlyMemory<byte>(chunk)));

    /// <summary>Appends if the head is the expected one.</summary>
    public AppendOutcome Append(LogHead expected, byte[] entry, long place)
    {
        var head = Head;
        if (expected.Sequence != head.Sequence || expected.Chain != head.Chain || expected.Epoch < head.Epoch)
            return AppendOutcome.Fenced(head);
        var next = expected.Next(entry);
        Entries.Add(new LogEntry(next, entry));
        Places.Add(place);
        return AppendOutcome.Appended(next);
    }

    /// <summary>Whether a snapshot of the head stands (true), cannot be kept (false) or is yet to be taken (null).</summary>
    public bool? Judge(LogHead head)
    {
        if (Snapshots.Exists(snapshot => snapshot.Head == head))
            return true;
        if (Snapshots.Count > 0 && Snapshots[^1].Head.Sequence >= head.Sequence)
            return false;
        var isKnown = head.Sequence == 0
            ? head == LogHead.Empty
            : head.Sequence <= Entries.Count && Entries[(int)head.Sequence - 1].Head == head;
        return isKnown ? null : false;
    }

    /// <summary>Keeps a snapshot and drops the oldest of three.</summary>
    public bool Keep(LogHead head, IReadOnlyList<byte[]> chunks)
    {
        if (Judge(head) is { } settled)
            return settled;
        Snapshots.Add(new(head, chunks));
        EverCovered = head.Sequence;
        if (Snapshots.Count > LogLimits.KeptSnapshots)
            Snapshots.RemoveAt(0);
        return true;
    }

    /// <summary>Drops a snapshot, unless the trimmed entries are in it alone; whether it is gone.</summary>
    public bool Drop(LogHead head)
    {
        if (Trimmed > 0 && Snapshots.Count == 1 && Snapshots[0].Head == head)
            return false;
        Snapshots.RemoveAll(snapshot => snapshot.Head == head);
        return true;
    }

    /// <summary>Drops entries, and older snapshots, if a snapshot covers them.</summary>
    public bool Trim(long through)
    {
        if (through <= Trimmed)
            return true;
        if (!Snapshots.Exists(snapshot => snapshot.Head.Sequence >= through))
            return false;
        Trimmed = Math.Min(through, Entries.Count);
        Snapshots.RemoveAll(snapshot => snapshot.Head.Sequence < through);
        return true;
    }

    /// <summary>The same again, as it is put back: all of it is synced then.</summary>
    public DiskPartition Copy() =>
        new()
        {
            Entries = [.. Entries],
            Places = [.. Places],
            Snapshots = [.. Snapshots],
            Trimmed = Trimmed,
            Synced = Entries.Count,
            EverCovered = EverCovered,
        };
}

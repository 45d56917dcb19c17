using RetentionGrpc.Engine;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Application.Verifying;

/// <summary>
/// A second copy of one partition, made of its log as a start would make it, and led on along the log as far as it is wanted. Everything
/// that is read is checked: the store's checksums, and the chain, from the oldest snapshot that is kept or the first entry on.
/// </summary>
/// <param name="store">The log.</param>
/// <param name="partitions">The partitions, of which none is touched.</param>
/// <param name="verified">Takes what is found, and counts.</param>
/// <param name="memory">Ends it where the copy does not fit.</param>
/// <param name="logger">Is told of damage.</param>
internal sealed class PartitionRefold(
    ILogStore store, PartitionSet partitions, VerifiedPartition verified, MemoryLimit memory, ILogger logger)
{
    private readonly Dictionary<long, (LogHead Head, ulong Digest)> _snapshots = [];
    private LogHead _head = LogHead.Empty;

    /// <summary>The copy.</summary>
    public Partition State { get; private set; } = partitions.NewRefold();

    /// <summary>The head of the log that it has applied.</summary>
    public LogHead Head => _head;

    /// <summary>Why it could not go on, where the memory does not allow it.</summary>
    public Refusal? Full { get; private set; }

    /// <summary>Reads all kept snapshots, and begins with the oldest that is whole.</summary>
    /// <returns>Whether it began; else the log has a finding.</returns>
    /// <exception cref="LogTrimmedException">The log was trimmed meanwhile: begin anew.</exception>
    public async Task<bool> BeginAsync(CancellationToken cancellation)
    {
        var heads = await store.ReadSnapshotHeadsAsync(verified.Partition, cancellation);
        var hasBegun = heads.Count == 0;
        foreach (var head in heads.Reverse())
        {
            try
            {
                hasBegun = await ReadSnapshotAsync(head, isFirst: !hasBegun, cancellation) || hasBegun;
            }
            catch (Exception damage) when (damage is LogCorruptException or InvalidDataException)
            {
                Find(damage, $"the snapshot of entry {head.Sequence} cannot be used");
            }
        }
        return hasBegun;
    }

    /// <summary>Goes on to an entry that the served partition has applied.</summary>
    /// <param name="sequence">The entry; one that was passed already changes nothing.</param>
    /// <param name="tell">Is told after each entry.</param>
    /// <param name="cancellation">Gives up between two entries.</param>
    /// <returns>Why it could not go so far; null if it did.</returns>
    /// <exception cref="LogTrimmedException">The log was trimmed meanwhile: begin anew.</exception>
    public async Task<RefoldEnd> AdvanceAsync(long sequence, Func<long, Task> tell, CancellationToken cancellation)
    {
        if (_head.Sequence >= sequence)
            return RefoldEnd.Reached;
        try
        {
            await foreach (var entry in store.ReadAsync(verified.Partition, _head.Sequence, cancellation))
            {
                if ((Full = memory.Refusal) is not null)
                    return RefoldEnd.MemoryFull;
                if (!Fold(entry))
                    return RefoldEnd.Damaged;
                await tell(_head.Sequence);
                if (_head.Sequence >= sequence)
                    return RefoldEnd.Reached;
            }
        }
        catch (LogCorruptException damage)
        {
            Find(damage, $"entry {_head.Sequence + 1} cannot be read");
            return RefoldEnd.Damaged;
        }
        verified.Differ(VerificationCheck.Log, "", $"the log ends at entry {_head.Sequence}, but entry {sequence} is served");
        return RefoldEnd.Damaged;
    }

    private bool Fold(LogEntry entry)
    {
        if (!entry.Follows(_head))
        {
            verified.Differ(
                VerificationCheck.Log, "", $"entry {entry.Head.Sequence} does not follow entry {_head.Sequence}: the chain is broken");
            return false;
        }
        try
        {
            State.Apply(entry.Head.Sequence, entry.Payload.Span);
        }
        catch (InvalidDataException damage)
        {
            Find(damage, $"entry {entry.Head.Sequence} cannot be folded");
            return false;
        }
        (_head, verified.Entries) = (entry.Head, verified.Entries + 1);
        if (_snapshots.TryGetValue(_head.Sequence, out var snapshot))
            CompareSnapshot(snapshot.Head, snapshot.Digest);
        return true;
    }

    /// <summary>A start from a newer snapshot must come to the same state as one from an older one and the log between.</summary>
    private void CompareSnapshot(LogHead head, ulong digest)
    {
        if (head != _head)
            verified.Differ(VerificationCheck.Log, "", $"the snapshot of entry {head.Sequence} is of another log's entry");
        else if (DigestOf(State.Cut().Chunks()) != digest)
            verified.Differ(VerificationCheck.Log, "", $"the snapshot of entry {head.Sequence} is not what the log before it makes");
    }

    private async Task<bool> ReadSnapshotAsync(LogHead head, bool isFirst, CancellationToken cancellation)
    {
        var (chunks, digest) = (new List<ReadOnlyMemory<byte>>(), 0UL);
        await foreach (var chunk in store.ReadSnapshotAsync(verified.Partition, head, cancellation))
        {
            digest = Chain(digest, chunk);
            if (isFirst)
                chunks.Add(chunk);
        }
        verified.Snapshots++;
        if (!isFirst)
        {
            _snapshots[head.Sequence] = (head, digest);
            return false;
        }
        State = partitions.ReadRefold(Until(chunks, cancellation));
        if (State.Sequence != head.Sequence)
            throw new InvalidDataException($"it is that of entry {State.Sequence}");
        (_head, verified.FromSequence) = (head, head.Sequence);
        return true;
    }

    private void Find(Exception damage, string what)
    {
        logger.LogError(damage, "Partition {Partition}: verification found that {What}.", verified.Partition, what);
        verified.Differ(VerificationCheck.Log, "", $"{what}: its bytes are not those that were written; the server's log says where");
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Until(IEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellation)
    {
        foreach (var chunk in chunks)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return chunk;
        }
    }

    // Chunks are stored as they were cut: their bytes come back in the same blocks.
    private static ulong DigestOf(IEnumerable<ReadOnlyMemory<byte>> chunks) => chunks.Aggregate(0UL, Chain);

    private static ulong Chain(ulong digest, ReadOnlyMemory<byte> chunk) =>
        Xxh64.Hash(chunk.Span, digest);
}

/// <summary>How far a refold came.</summary>
internal enum RefoldEnd
{
    /// <summary>To the entry that was wanted.</summary>
    Reached,

    /// <summary>To damage, which was noted.</summary>
    Damaged,

    /// <summary>As far as the memory allows.</summary>
    MemoryFull,
}

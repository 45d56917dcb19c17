using System.Runtime.CompilerServices;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Tests.Snapshots;

/// <summary>
/// A log in memory that outlives the servers over it, keeps every entry that it ever took, and fails for good after so many steps, as a
/// disk does for a process that is killed. Each append, chunk, commit, read and trim is a step.
/// </summary>
internal sealed class RecordingStore(int partitionCount) : ILogStore
{
    private readonly Lock _lock = new();
    private readonly MemoryLogStore _inner = new(partitionCount);
    private readonly List<(int Partition, LogHead Head, byte[] Bytes)> _entries = [];
    private int _steps;

    /// <summary>The step that is not done any more, counted from <see cref="Restart"/>; none by default.</summary>
    public int LastStep { get; private set; } = int.MaxValue;

    /// <summary>Steps since <see cref="Restart"/>.</summary>
    public int Steps => Volatile.Read(ref _steps);

    /// <summary>Snapshots whose chunks can't be read.</summary>
    public HashSet<LogHead> DamagedSnapshots { get; } = [];

    /// <summary>Entries whose bytes were changed, by partition and sequence.</summary>
    public HashSet<(int, long)> DamagedEntries { get; } = [];

    public LogIdentity Identity => _inner.Identity;

    public LogDurability Durability => LogDurability.Memory;

    public bool IsReachable => true;

    public bool MayLandLate => false;

    public Task Superseded => _inner.Superseded;

    public long StableThrough(int partition) => _inner.StableThrough(partition);

    /// <summary>Counts steps from the beginning, and ends with the given one.</summary>
    public void Restart(int lastStep = int.MaxValue) => (_steps, LastStep) = (0, lastStep);

    /// <summary>Every entry that a partition ever had.</summary>
    public IReadOnlyList<byte[]> HistoryOf(int partition)
    {
        lock (_lock)
        {
            return
            [
                .. _entries.Where(entry => entry.Partition == partition).OrderBy(entry => entry.Head.Sequence)
                    .Select(entry => entry.Bytes),
            ];
        }
    }

    public ValueTask<LogHead> ReadHeadAsync(int partition, CancellationToken cancellationToken = default)
    {
        Step();
        return _inner.ReadHeadAsync(partition, cancellationToken);
    }

    public async ValueTask<AppendOutcome> AppendAsync(
        int partition, LogHead expectedHead, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default)
    {
        Step();
        var outcome = await _inner.AppendAsync(partition, expectedHead, entry, cancellationToken);
        if (outcome.IsAppended)
        {
            lock (_lock)
                _entries.Add((partition, outcome.Head, entry.ToArray()));
        }
        return outcome;
    }

    public async IAsyncEnumerable<LogEntry> ReadAsync(
        int partition, long afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var entry in _inner.ReadAsync(partition, afterSequence, cancellationToken))
        {
            Step();
            if (DamagedEntries.Contains((partition, entry.Head.Sequence)))
                throw new LogCorruptException("memory", partition, entry.Head.Sequence, "its bytes were changed");
            yield return entry;
        }
    }

    public async ValueTask<bool> CommitSnapshotAsync(
        int partition, LogHead head, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellationToken = default)
    {
        Step();
        var kept = await _inner.CommitSnapshotAsync(partition, head, StepsOf(chunks), cancellationToken);
        Step();
        return kept;
    }

    public ValueTask<IReadOnlyList<LogHead>> ReadSnapshotHeadsAsync(int partition, CancellationToken cancellationToken = default)
    {
        Step();
        return _inner.ReadSnapshotHeadsAsync(partition, cancellationToken);
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSnapshotAsync(
        int partition, LogHead head, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var chunk in _inner.ReadSnapshotAsync(partition, head, cancellationToken))
        {
            Step();
            if (DamagedSnapshots.Contains(head))
                throw new LogCorruptException("memory", partition, head.Sequence, "a chunk of its snapshot was changed");
            yield return chunk;
        }
    }

    public async ValueTask<bool> DropSnapshotAsync(int partition, LogHead head, CancellationToken cancellationToken = default)
    {
        Step();
        return await _inner.DropSnapshotAsync(partition, head, cancellationToken);
    }

    public async ValueTask<bool> TrimAsync(int partition, long throughSequence, CancellationToken cancellationToken = default)
    {
        Step();
        var isTrimmed = await _inner.TrimAsync(partition, throughSequence, cancellationToken);
        Step();
        return isTrimmed;
    }

    public ValueTask ScrubAsync(CancellationToken cancellationToken = default) => _inner.ScrubAsync(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> StepsOf(IAsyncEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        await foreach (var chunk in chunks)
        {
            Step();
            yield return chunk;
        }
    }

    private void Step()
    {
        if (Interlocked.Increment(ref _steps) >= LastStep)
            throw new StoreUnavailableException("The process is dead.");
    }
}

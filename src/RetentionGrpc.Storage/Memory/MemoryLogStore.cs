using System.Runtime.CompilerServices;

namespace RetentionGrpc.Storage;

/// <summary>The log in this process's memory, for tests and for <c>durability memory</c>. It grows until it is trimmed.</summary>
public sealed class MemoryLogStore : ILogStore
{
    private const int CurrentFormat = 1;

    private readonly MemoryPartition[] _partitions;
    private volatile bool _disposed;

    /// <summary>Makes empty data with a fresh identity and 1 to <see cref="LogLimits.MaxPartitionCount"/> partitions.</summary>
    public MemoryLogStore(int partitionCount = 4)
    {
        LogLimits.CheckPartitionCount(partitionCount);
        Identity = new LogIdentity(LogIdentity.NewId(), partitionCount, CurrentFormat);
        _partitions = new MemoryPartition[partitionCount];
        for (var partition = 0; partition < partitionCount; partition++)
            _partitions[partition] = new MemoryPartition(partition);
    }

    /// <inheritdoc/>
    public LogIdentity Identity { get; }

    /// <inheritdoc/>
    public LogDurability Durability => LogDurability.Memory;

    /// <inheritdoc/>
    public bool IsReachable => true;

    /// <inheritdoc/>
    public bool MayLandLate => false;

    /// <inheritdoc/>
    public Task Superseded { get; } = new TaskCompletionSource().Task;

    /// <inheritdoc/>
    public ValueTask<LogHead> ReadHeadAsync(int partition, CancellationToken cancellationToken = default)
        => cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<LogHead>(cancellationToken)
            : ValueTask.FromResult(At(partition).Head);

    /// <inheritdoc/>
    public long StableThrough(int partition) => long.MaxValue;

    /// <inheritdoc/>
    public ValueTask<AppendOutcome> AppendAsync(
        int partition, LogHead expectedHead, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default)
    {
        LogLimits.CheckEntry(entry);
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<AppendOutcome>(cancellationToken)
            : ValueTask.FromResult(At(partition).Append(expectedHead, entry));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LogEntry> ReadAsync(
        int partition, long afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterSequence);
        var end = await ReadHeadAsync(partition, cancellationToken).ConfigureAwait(false);
        for (var sequence = afterSequence + 1; sequence <= end.Sequence; sequence++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return At(partition).Entry(sequence);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> CommitSnapshotAsync(
        int partition, LogHead head, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        cancellationToken.ThrowIfCancellationRequested();
        if (At(partition).Judge(head) is { } settled)
            return settled;
        var stored = new List<byte[]>();
        await foreach (var chunk in chunks.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            LogLimits.CheckChunk(chunk);
            stored.Add(chunk.ToArray());
        }

        return At(partition).Keep(head, stored);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LogHead>> ReadSnapshotHeadsAsync(int partition, CancellationToken cancellationToken = default)
        => cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<IReadOnlyList<LogHead>>(cancellationToken)
            : ValueTask.FromResult(At(partition).SnapshotHeads());

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSnapshotAsync(
        int partition, LogHead head, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var heads = await ReadSnapshotHeadsAsync(partition, cancellationToken).ConfigureAwait(false);
        if (!heads.Contains(head))
            throw new LogTrimmedException(partition, head);
        foreach (var chunk in At(partition).Chunks(head))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return chunk.ToArray();
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> DropSnapshotAsync(int partition, LogHead head, CancellationToken cancellationToken = default)
        => cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<bool>(cancellationToken)
            : ValueTask.FromResult(At(partition).Drop(head));

    /// <inheritdoc/>
    public ValueTask<bool> TrimAsync(int partition, long throughSequence, CancellationToken cancellationToken = default)
        => cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<bool>(cancellationToken)
            : ValueTask.FromResult(At(partition).Trim(throughSequence));

    /// <inheritdoc/>
    public ValueTask ScrubAsync(CancellationToken cancellationToken = default)
        => cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled(cancellationToken) : ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        return ValueTask.CompletedTask;
    }

    private MemoryPartition At(int partition)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        LogLimits.CheckPartition(Identity, partition);
        return _partitions[partition];
    }
}

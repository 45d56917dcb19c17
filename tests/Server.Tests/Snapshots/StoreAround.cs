using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Tests.Snapshots;

/// <summary>A log that does what another one does; tests change what they need.</summary>
internal abstract class StoreAround(ILogStore inner) : ILogStore
{
    public LogIdentity Identity => inner.Identity;

    public LogDurability Durability => inner.Durability;

    public bool IsReachable => inner.IsReachable;

    public bool MayLandLate => inner.MayLandLate;

    public Task Superseded => inner.Superseded;

    public long StableThrough(int partition) => inner.StableThrough(partition);

    public virtual ValueTask<LogHead> ReadHeadAsync(int partition, CancellationToken cancellationToken = default) =>
        inner.ReadHeadAsync(partition, cancellationToken);

    public virtual ValueTask<AppendOutcome> AppendAsync(
        int partition, LogHead expectedHead, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default) =>
        inner.AppendAsync(partition, expectedHead, entry, cancellationToken);

    public virtual IAsyncEnumerable<LogEntry> ReadAsync(
        int partition, long afterSequence, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(partition, afterSequence, cancellationToken);

    public virtual ValueTask<bool> CommitSnapshotAsync(
        int partition, LogHead head, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellationToken = default) =>
        inner.CommitSnapshotAsync(partition, head, chunks, cancellationToken);

    public virtual ValueTask<IReadOnlyList<LogHead>> ReadSnapshotHeadsAsync(int partition, CancellationToken cancellationToken = default) =>
        inner.ReadSnapshotHeadsAsync(partition, cancellationToken);

    public virtual IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSnapshotAsync(
        int partition, LogHead head, CancellationToken cancellationToken = default) =>
        inner.ReadSnapshotAsync(partition, head, cancellationToken);

    public virtual ValueTask<bool> DropSnapshotAsync(int partition, LogHead head, CancellationToken cancellationToken = default) =>
        inner.DropSnapshotAsync(partition, head, cancellationToken);

    public ValueTask<bool> TrimAsync(int partition, long throughSequence, CancellationToken cancellationToken = default) =>
        inner.TrimAsync(partition, throughSequence, cancellationToken);

    public virtual ValueTask ScrubAsync(CancellationToken cancellationToken = default) => inner.ScrubAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

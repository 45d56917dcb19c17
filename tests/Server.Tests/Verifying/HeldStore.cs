using RetentionGrpc.Server.Tests.Snapshots;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Tests.Verifying;

/// <summary>A log in memory, one partition, that once told does not say which snapshots it has: who asks waits until it gives up.</summary>
internal sealed class HeldStore() : StoreAround(new MemoryLogStore(1))
{
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _holds;

    /// <summary>Ends when somebody waits.</summary>
    public Task Held => _held.Task;

    public void Hold() => _holds = true;

    public void Release() => _holds = false;

    public override async ValueTask<IReadOnlyList<LogHead>> ReadSnapshotHeadsAsync(
        int partition, CancellationToken cancellationToken = default)
    {
        if (_holds)
        {
            _held.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        return await base.ReadSnapshotHeadsAsync(partition, cancellationToken);
    }
}

using RetentionGrpc.Server.Tests.Snapshots;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Tests.Verifying;

/// <summary>A log in memory, one partition, whose snapshots are read as the test says.</summary>
internal sealed class HeldStore() : StoreAround(new MemoryLogStore(1))
{
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource? _released;

    /// <summary>Ends when somebody who asks for snapshots is held.</summary>
    public Task Held => _held.Task;

    /// <summary>So many times more the answer is that the log was trimmed.</summary>
    public int Trims { get; set; }

    /// <summary>Whether the newest snapshot has the bytes of the one before it.</summary>
    public bool IsSwapped { get; set; }

    /// <summary>Who asks which snapshots there are waits from now on.</summary>
    public void Hold() => _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Nobody waits any more.</summary>
    public void Release() => _released?.TrySetResult();

    public override async ValueTask<IReadOnlyList<LogHead>> ReadSnapshotHeadsAsync(
        int partition, CancellationToken cancellationToken = default)
    {
        if (_released is { } released)
        {
            _held.TrySetResult();
            await released.Task.WaitAsync(cancellationToken);
        }
        if (Trims-- > 0)
            throw new LogTrimmedException(partition, 1);
        return await base.ReadSnapshotHeadsAsync(partition, cancellationToken);
    }

    public override async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSnapshotAsync(
        int partition, LogHead head, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var heads = await base.ReadSnapshotHeadsAsync(partition, cancellationToken);
        await foreach (var chunk in base.ReadSnapshotAsync(partition, IsSwapped ? heads[^1] : head, cancellationToken))
            yield return chunk;
    }
}

namespace RetentionGrpc.Storage;

/// <summary>One append that waits for the writer's thread, and its caller.</summary>
internal sealed class AppendRequest(
    int partition, LogHead expectedHead, LogHead newHead, uint checksum, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken)
{
    // The caller's continuation must not run on, and so hold up, the writer's thread.
    private readonly TaskCompletionSource<AppendOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AppendOutcome _outcome;
    private StoreFullException? _refusal;

    public int Partition => partition;

    public LogHead ExpectedHead => expectedHead;

    /// <summary>The head after the entry.</summary>
    public LogHead NewHead => newHead;

    /// <summary>CRC-32C over the entry.</summary>
    public uint Checksum => checksum;

    public ReadOnlyMemory<byte> Entry => entry;

    public Task<AppendOutcome> Completion => _completion.Task;

    /// <summary>Tells a caller who gave up before the work began, and is then true.</summary>
    public bool Withdraw() => cancellationToken.IsCancellationRequested && _completion.TrySetCanceled(cancellationToken);

    /// <summary>Keeps what the caller is told once the group is on the disk.</summary>
    public void Settle(AppendOutcome outcome) => _outcome = outcome;

    /// <summary>Keeps that there was no room for this one; others of its group go on.</summary>
    public void Refuse(StoreFullException refusal) => _refusal = refusal;

    /// <summary>Tells the caller: the group is on the disk.</summary>
    public void Complete()
    {
        if (_refusal is null)
            _completion.SetResult(_outcome);
        else
            _completion.SetException(_refusal);
    }

    /// <summary>Tells the caller that nobody knows whether the group is on the disk.</summary>
    public void Fail(Exception failure) => _completion.SetException(failure);
}

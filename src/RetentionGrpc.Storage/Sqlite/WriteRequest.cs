namespace RetentionGrpc.Storage;

/// <summary>One piece of work for the writer's thread, and the caller who waits for it.</summary>
internal abstract class WriteRequest
{
    /// <summary>Tells a caller who gave up before the work began, and is then true.</summary>
    public abstract bool Withdraw();

    /// <summary>Does the work inside the group's transaction and keeps the result.</summary>
    public abstract void Execute(SqliteLogWriter writer);

    /// <summary>Gives the result to the caller: the transaction is committed.</summary>
    public abstract void Complete();

    /// <summary>Gives the failure to the caller: the transaction is rolled back.</summary>
    public abstract void Fail(Exception failure);
}

/// <inheritdoc/>
internal sealed class WriteRequest<T>(Func<SqliteLogWriter, T> work, CancellationToken cancellationToken) : WriteRequest
{
    // The caller's continuation must not run on, and so hold up, the writer's thread.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private StoreFullException? _refusal;

    public Task<T> Completion => _completion.Task;

    public override bool Withdraw() => cancellationToken.IsCancellationRequested && _completion.TrySetCanceled(cancellationToken);

    /// <remarks>Work that finds no room has written nothing, and the others of its group go on.</remarks>
    public override void Execute(SqliteLogWriter writer)
    {
        try
        {
            _result = work(writer);
        }
        catch (StoreFullException refusal)
        {
            _refusal = refusal;
        }
    }

    public override void Complete()
    {
        if (_refusal is null)
            _completion.SetResult(_result!);
        else
            _completion.SetException(_refusal);
    }

    public override void Fail(Exception failure) => _completion.SetException(failure);
}

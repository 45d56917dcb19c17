namespace RetentionGrpc.Server.Application;

/// <summary>
/// Asks the log now and then whether it is still what the partitions hold. Whoever writes learns that another server does, or that the
/// store
/// lost its tail; one that only answers would go on answering from what is gone.
/// </summary>
public sealed class LogLookout : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _run;

    /// <summary>Begins to ask.</summary>
    /// <param name="confirm">Asks, and has whoever it concerns act on the answer.</param>
    /// <param name="every">How often.</param>
    /// <param name="clock">The server's clock.</param>
    /// <param name="scheduler">Where it runs.</param>
    public LogLookout(Func<Task> confirm, TimeSpan every, TimeProvider clock, TaskScheduler scheduler) => _run = Task.Factory.StartNew(
        () => RunAsync(confirm, every, clock), CancellationToken.None, TaskCreationOptions.None, scheduler).Unwrap();

    /// <summary>Asks no more.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping.Cancel();
        await _run;
        _stopping.Dispose();
    }

    private async Task RunAsync(Func<Task> confirm, TimeSpan every, TimeProvider clock)
    {
        while (!_stopping.IsCancellationRequested)
        {
            await Task.Delay(every, clock, _stopping.Token).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (!_stopping.IsCancellationRequested)
                await confirm();
        }
    }
}

namespace RetentionGrpc.Server.Hosting;

/// <summary>
/// Counts the calls of the product's own services that are open. A stop waits for them before it closes connections, and a moment longer:
/// to a client that still reads a stream's end when its connection closes, that end is lost, and with it the reason.
/// </summary>
/// <param name="clock">Measures how long a stop waits.</param>
internal sealed class OpenCalls(TimeProvider clock)
{
    private const string Services = "/retention.v1.";
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private TaskCompletionSource? _none;
    private int _count;

    /// <summary>Counts a call from its beginning to its end.</summary>
    public Task CountAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.Value?.StartsWith(Services, StringComparison.Ordinal) != true)
            return next(context);
        lock (_lock)
            _count++;
        context.Response.OnCompleted(static calls => ((OpenCalls)calls).EndOne(), this);
        return next(context);
    }

    /// <summary>Waits until no call is open and clients had a moment to read how theirs ended, or the time is over.</summary>
    public async Task WhenNoneAsync(TimeSpan patience)
    {
        TaskCompletionSource none;
        lock (_lock)
        {
            if (_count == 0)
                return;
            _none = none = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        using var over = new CancellationTokenSource(patience, clock);
        await using (over.Token.Register(() => none.TrySetResult()))
            await none.Task;
        await Task.Delay(patience < Moment ? patience : Moment, clock);
    }

    private Task EndOne()
    {
        lock (_lock)
        {
            _count--;
            if (_count == 0)
                _none?.TrySetResult();
        }
        return Task.CompletedTask;
    }
}

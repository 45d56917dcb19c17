using StackExchange.Redis;

namespace RetentionGrpc.Storage;

/// <summary>
/// Says which of several processes tries to write the data. It makes nothing safe: that is the head's part, which every append compares. It
/// only keeps those that wait from trying. A holder that Redis does not answer keeps it until another has taken it.
/// </summary>
internal sealed class RedisLease : IAsyncDisposable
{
    private readonly RedisConnection _redis;
    private readonly RedisKey[] _key;
    private readonly string _owner;
    private readonly TimeSpan _time;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _run;

    private RedisLease(RedisConnection redis, RedisKey[] key, string owner, TimeSpan time, TimeProvider clock)
    {
        (_redis, _key, _owner, _time, _clock) = (redis, key, owner, time, clock);
        _run = KeepAsync();
    }

    /// <summary>Ends once another process has it.</summary>
    public Task Lost => _lost.Task;

    /// <summary>Takes it, as soon as nobody else has it.</summary>
    /// <param name="redis">The connections, which stay the caller's.</param>
    /// <param name="time">How long it lasts without being renewed.</param>
    /// <param name="options">Whose lease it is, and who is told of another holder.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<RedisLease> TakeAsync(
        RedisConnection redis, TimeSpan time, RedisLogOptions options, CancellationToken cancellation)
    {
        var owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
        RedisKey[] key = [RedisKeys.Lease(options.Namespace)];
        var isTold = false;
        while (true)
        {
            try
            {
                if (await AskAsync(redis, key, owner, time).ConfigureAwait(false))
                    return new(redis, key, owner, time, options.Clock);
                var holder = await redis.AskAsync(database => database.StringGetAsync(key[0])).ConfigureAwait(false);
                if (!isTold)
                    options.Waiting?.Invoke(holder.IsNull ? "another process" : holder.ToString());
                isTold = true;
            }
            catch (StoreUnavailableException) when (isTold)
            {
                // Whoever waits goes on waiting: it is what it is there for.
                options.Waiting?.Invoke("nobody that can be asked: Redis does not answer");
            }
            await Task.Delay(Pause(time), options.Clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Gives it back, so that the next need not wait.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        _stopping.Dispose();
        try
        {
            await AskAsync(_redis, _key, _owner, TimeSpan.Zero).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            // It runs out by itself.
            return;
        }
    }

    private static async ValueTask<bool> AskAsync(RedisConnection redis, RedisKey[] key, string owner, TimeSpan time) =>
        (int)await redis.RunAsync(RedisScripts.Lease, key, [owner, (long)time.TotalMilliseconds]).ConfigureAwait(false) == 1;

    private static TimeSpan Pause(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Min(1_000, time.TotalMilliseconds / 4));

    private async Task KeepAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Pause(_time), _clock, _stopping.Token).ConfigureAwait(false);
                if (!await AskAsync(_redis, _key, _owner, _time).ConfigureAwait(false))
                {
                    _lost.TrySetResult();
                    return;
                }
            }
            catch (Exception failure) when (failure is StoreUnavailableException or OperationCanceledException or ObjectDisposedException)
            {
                // Not renewed in time somebody else may take it, and then the next renewal tells.
                continue;
            }
        }
    }
}

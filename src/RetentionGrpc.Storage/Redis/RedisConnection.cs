using StackExchange.Redis;

namespace RetentionGrpc.Storage;

/// <summary>
/// The connections to Redis. Nothing waits while there is none: a call fails at once with <see cref="StoreUnavailableException"/>, and they
/// are made again in the background.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _multiplexer;
    private int _isLooking;
    private volatile bool _isClosed;

    private RedisConnection(ConnectionMultiplexer multiplexer) => _multiplexer = multiplexer;

    public static async Task<RedisConnection> OpenAsync(string configuration, CancellationToken cancellation)
    {
        var options = ConfigurationOptions.Parse(configuration);
        // INFO, CONFIG GET and BGREWRITEAOF are for administrators.
        options.AllowAdmin = true;
        options.AbortOnConnectFail = true;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ClientName ??= "retention";
        try
        {
            return new(await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(cancellation).ConfigureAwait(false));
        }
        catch (RedisConnectionException failure)
        {
            throw new StoreUnavailableException(RedisPlaces.WhyNot([.. options.EndPoints], options.Ssl, failure), failure);
        }
    }

    /// <summary>Where it is connected to, for messages.</summary>
    public string Place => RedisPlaces.Text(_multiplexer.GetEndPoints());

    /// <summary>The servers that take writes, as far as they are reached.</summary>
    public IReadOnlyList<IServer> Primaries =>
        [.. _multiplexer.GetServers().Where(server => server.IsConnected && !server.IsReplica)];

    /// <summary>
    /// Asks Redis. The call is on its way when this returns its task, after those before it. What the connection cancels when it breaks off
    /// has failed as what it cuts short: nobody here cancels anything. So has what it ends with the fault of its own pipe, which it
    /// completes under its reader when it gives up a Redis that stands still.
    /// </summary>
    public async ValueTask<T> AskAsync<T>(Func<IDatabase, Task<T>> ask)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        try
        {
            return await ask(_multiplexer.GetDatabase()).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is RedisException or RedisTimeoutException or RedisCommandException
            or InvalidOperationException or OperationCanceledException or IOException)
        {
            throw Translate(failure);
        }
    }

    public bool IsClosed => _isClosed;

    /// <summary>Runs a script.</summary>
    public ValueTask<RedisResult> RunAsync(string script, RedisKey[] keys, RedisValue[] arguments) =>
        AskAsync(database => database.ScriptEvaluateAsync(script, keys, arguments));

    public async ValueTask<RedisInfo> InfoAsync(IServer server) =>
        new(await AskAsync(_ => server.InfoRawAsync()).ConfigureAwait(false) ?? "");

    /// <summary>A setting of a server; null where it forbids the question, as services do.</summary>
    public async ValueTask<string?> SettingAsync(IServer server, string name)
    {
        try
        {
            var settings = await AskAsync(_ => server.ConfigGetAsync(name)).ConfigureAwait(false);
            return settings.Length > 0 ? settings[0].Value : null;
        }
        catch (StoreUnavailableException failure) when (failure.InnerException is RedisServerException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        await _multiplexer.CloseAsync(allowCommandsToComplete: true).ConfigureAwait(false);
        await _multiplexer.DisposeAsync().ConfigureAwait(false);
    }

    private StoreUnavailableException Translate(Exception failure)
    {
        var message = failure.Message;
        if (message.StartsWith("READONLY", StringComparison.Ordinal))
            LookAgain();
        var isFull = failure is RedisServerException
            && (message.StartsWith("OOM", StringComparison.Ordinal) || message.Contains("No space left", StringComparison.Ordinal));
        return isFull
            ? new StoreFullException($"Redis has no room: {message}", failure)
            : new StoreUnavailableException($"Redis failed: {message}", failure);
    }

    /// <summary>A primary became a replica: which one takes writes now is found out in the background, once at a time.</summary>
    private void LookAgain()
    {
        if (Interlocked.Exchange(ref _isLooking, 1) == 0)
            _ = _multiplexer.ConfigureAsync().ContinueWith(_ => Volatile.Write(ref _isLooking, 0), TaskScheduler.Default);
    }
}

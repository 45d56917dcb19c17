using StackExchange.Redis;

namespace RetentionGrpc.Storage;

/// <summary>Has every Redis write its files anew, without what was removed.</summary>
internal static class RedisRewrite
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    public static async Task RunAsync(RedisConnection redis, TimeProvider clock, CancellationToken cancellation)
    {
        foreach (var server in redis.Primaries)
        {
            var info = await redis.InfoAsync(server).ConfigureAwait(false);
            if (info.HasFile)
                await RewriteAsync(redis, server, clock, cancellation).ConfigureAwait(false);
            // The dump has what was removed, until there is another.
            if (await MakesDumpsAsync(redis, server).ConfigureAwait(false))
                await DumpAsync(redis, server, clock, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task RewriteAsync(
        RedisConnection redis, IServer server, TimeProvider clock, CancellationToken cancellation)
    {
        // One that began before has what was removed since.
        await WaitAsync(redis, server, clock, info => !info.IsRewriting && !info.IsDumping, cancellation).ConfigureAwait(false);
        await redis.AskAsync(_ => server.ExecuteAsync("BGREWRITEAOF")).ConfigureAwait(false);
        var info = await WaitAsync(redis, server, clock, info => !info.IsRewriting, cancellation).ConfigureAwait(false);
        if (!info.IsRewriteWell)
            throw new StoreUnavailableException($"Redis at {server.EndPoint} could not write its append-only file anew: see its log.");
    }

    private static async Task DumpAsync(
        RedisConnection redis, IServer server, TimeProvider clock, CancellationToken cancellation)
    {
        await WaitAsync(redis, server, clock, info => !info.IsDumping, cancellation).ConfigureAwait(false);
        await redis.AskAsync(_ => server.ExecuteAsync("BGSAVE")).ConfigureAwait(false);
        var info = await WaitAsync(redis, server, clock, info => !info.IsDumping, cancellation).ConfigureAwait(false);
        if (!info.IsDumpWell)
            throw new StoreUnavailableException($"Redis at {server.EndPoint} could not write its dump anew: see its log.");
    }

    /// <summary>Whether it dumps its data from time to time; one that does not tell may.</summary>
    private static async Task<bool> MakesDumpsAsync(RedisConnection redis, IServer server) =>
        await redis.SettingAsync(server, "save").ConfigureAwait(false) is not "";

    private static async Task<RedisInfo> WaitAsync(
        RedisConnection redis, IServer server, TimeProvider clock, Func<RedisInfo, bool> isReached, CancellationToken cancellation)
    {
        while (true)
        {
            var info = await redis.InfoAsync(server).ConfigureAwait(false);
            if (isReached(info))
                return info;
            await Task.Delay(LookEvery, clock, cancellation).ConfigureAwait(false);
        }
    }
}

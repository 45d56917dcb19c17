using StackExchange.Redis;

namespace RetentionGrpc.Storage;

/// <summary>What a Redis promises for what it is given, by its configuration; one that may lose data by itself is refused.</summary>
internal static class RedisPromise
{
    private const int OldestVersion = 7;

    public static async Task<LogDurability> FindAsync(RedisConnection redis, RedisLogOptions options)
    {
        if (redis.Primaries is { Count: > 0 } primaries)
        {
            var weakest = LogDurability.Fsynced;
            foreach (var server in primaries)
                weakest = Weaker(weakest, await FindAsync(redis, server, options).ConfigureAwait(false));
            return weakest;
        }
        throw new StoreUnavailableException($"None of {redis.Place} is a Redis that takes writes.");
    }

    private static async Task<LogDurability> FindAsync(RedisConnection redis, IServer server, RedisLogOptions options)
    {
        var info = await redis.InfoAsync(server).ConfigureAwait(false);
        if (!Version.TryParse(info.Version, out var version) || version.Major < OldestVersion)
            throw new StoreUnsafeException(
                $"Redis at {server.EndPoint} is of version {info.Version}; {OldestVersion}.0 or newer is needed.");
        var fsync = await redis.SettingAsync(server, "appendfsync").ConfigureAwait(false) ?? options.Fsync ?? "everysec";
        var fault = (info.HasFile, info.EvictionPolicy, fsync) switch
        {
            (_, not "noeviction", _) => $"evicts keys when its memory is full (maxmemory-policy {info.EvictionPolicy}), which would take "
                + "events away. Set it with: redis-cli CONFIG SET maxmemory-policy noeviction",
            (false, _, _) => "keeps no append-only file, so that everything is gone when it ends. Set it with: "
                + "redis-cli CONFIG SET appendonly yes",
            (_, _, "no") => "leaves it to the system when its file is synced. Set it with: redis-cli CONFIG SET appendfsync everysec",
            _ => null,
        };
        if (fault is null)
            return fsync == "always" ? LogDurability.Fsynced : LogDurability.EverySecond;
        return options.AllowsLoss
            ? LogDurability.Memory
            : throw new StoreUnsafeException(
                $"Redis at {server.EndPoint} {fault} (and in its configuration file), or start with --redis-allow-loss: "
                + "an ack then promises nothing.");
    }

    private static LogDurability Weaker(LogDurability one, LogDurability other) =>
        one == LogDurability.Memory || other == LogDurability.Memory ? LogDurability.Memory
        : one == LogDurability.EverySecond ? one : other;
}

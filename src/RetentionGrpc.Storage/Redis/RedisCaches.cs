using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using StackExchange.Redis;

namespace RetentionGrpc.Storage;

/// <summary>Opens caches of values that may be lost at any time, in the Redis that has the log; each has its own connection.</summary>
public static class RedisCaches
{
    /// <summary>A cache whose calls fail soon where Redis does not answer.</summary>
    /// <param name="options">Where Redis is. All keys begin with <c>rg:NAME:cache:</c>.</param>
    /// <param name="patience">How long a call may take.</param>
    /// <exception cref="ArgumentException">The address cannot be read.</exception>
    public static async Task<IDistributedCache> OpenAsync(RedisLogOptions options, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(options);
        var configuration = ConfigurationOptions.Parse(options.Configuration);
        // A connection of its own: what waits here must not wait behind the log, nor the log behind it.
        (configuration.AbortOnConnectFail, configuration.BacklogPolicy) = (false, BacklogPolicy.FailFast);
        configuration.SyncTimeout = configuration.AsyncTimeout = (int)patience.TotalMilliseconds;
        configuration.ClientName ??= "retention";
        IConnectionMultiplexer multiplexer = await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false);
        return new RedisCache(new RedisCacheOptions
        {
            InstanceName = $"rg:{options.Namespace}:cache:",
            ConnectionMultiplexerFactory = () => Task.FromResult(multiplexer),
        });
    }
}

using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using RetentionGrpc.Redis.Tests.Servers;
using Xunit;

namespace RetentionGrpc.Redis.Tests.Client;

/// <summary>The distributed cache of the platform over the client.</summary>
public sealed class CacheTests
{
    private static readonly DistributedCacheEntryOptions Hour = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1) };

    [Fact(Timeout = Limits.Test)]
    public async Task Entry_IsSetReadAndRemoved()
    {
        await using var redis = await RedisProcess.StartAsync();
        using var cache = Cache(redis);
        Assert.Null(await cache.GetAsync("plan").WaitAsync(Limits.Patience));
        byte[] value = [0, 1, 255, 13, 10];
        await cache.SetAsync("plan", value, Hour);
        Assert.Equal(value, await cache.GetAsync("plan"));
        Assert.Equal(value, cache.Get("plan"));
        Assert.Equal(1, (await redis.CallAsync("EXISTS", "retention:plan")).Number);

        await cache.SetAsync("plan", [7], Hour);
        Assert.Equal([7], await cache.GetAsync("plan"));
        await cache.RemoveAsync("plan");
        Assert.Null(await cache.GetAsync("plan"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Entry_ExpiresAsItsOptionsSay()
    {
        await using var redis = await RedisProcess.StartAsync();
        using var cache = Cache(redis);
        await cache.SetAsync("long", [1], Hour);
        await cache.SetAsync("sliding", [2], new() { SlidingExpiration = TimeSpan.FromHours(2) });
        await cache.SetAsync("short", [3], new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMilliseconds(1500) });
        Assert.InRange((await redis.CallAsync("TTL", "retention:long")).Number, 1, 3600);
        Assert.InRange((await redis.CallAsync("TTL", "retention:sliding")).Number, 3601, 7200);

        await Limits.UntilAsync(() => cache.Get("short") is null, () => "The entry does not expire.");
        Assert.Equal([1], await cache.GetAsync("long"));
        await redis.CallAsync("EXPIRE", "retention:sliding", "10");
        await cache.RefreshAsync("sliding");
        Assert.InRange((await redis.CallAsync("TTL", "retention:sliding")).Number, 3601, 7200);
    }

    private static RedisCache Cache(RedisProcess redis) =>
        new(new RedisCacheOptions { Configuration = redis.Address, InstanceName = "retention:" });
}

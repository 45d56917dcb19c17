using RetentionGrpc.Redis.Tests.Servers;
using Xunit;

namespace RetentionGrpc.Storage.Tests;

/// <summary>A Redis that stands still for as long as its client keeps a connection: beside the other tests.</summary>
public sealed class RedisStandstillTests
{
    private const int Deadline = 120_000;

    /// <summary>For longer than the client of Redis keeps the connection: its end, too, is an outage to what waits then.</summary>
    [Fact(Timeout = Deadline)]
    public async Task WhileRedisStandsStill_EveryCallFailsAsUnavailable_WhateverBreaksTheConnection()
    {
        await using var redis = await RedisProcess.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var store = await RedisLogStore.OpenAsync(new() { Configuration = redis.Address, Namespace = "n", Lease = null });
        redis.Pause();
        var paused = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            while (TimeProvider.System.GetElapsedTime(paused) < TimeSpan.FromSeconds(25))
            {
                await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.ReadHeadAsync(0));
                await Task.Delay(10 * number);
            }
        }));
        redis.Resume();

        Assert.Equal(LogHead.Empty, await RedisLogStoreTests.RetryAsync(() => store.ReadHeadAsync(0)));
    }
}

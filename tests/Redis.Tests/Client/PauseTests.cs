using RetentionGrpc.Redis.Tests.Servers;
using StackExchange.Redis;
using Xunit;

namespace RetentionGrpc.Redis.Tests.Client;

/// <summary>The server is there and does not answer.</summary>
public sealed class PauseTests
{
    /// <summary>Answers that come after their callers gave up are dropped: no later question gets one of them.</summary>
    [Fact(Timeout = Limits.Test)]
    public async Task Calls_OfFrozenServer_TimeOutAndLaterOnesGetTheirOwnAnswers()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var client = await redis.ClientAsync(options =>
        {
            options.AsyncTimeout = options.SyncTimeout = 500;
            options.KeepAlive = 3600;
        });
        var database = client.GetDatabase();
        redis.Pause();
        var calls = Enumerable.Range(0, 50).Select(i => database.StringIncrementAsync("n")).ToArray();
        foreach (var call in calls)
            await Assert.ThrowsAsync<RedisTimeoutException>(() => call.WaitAsync(Limits.Patience));
        Assert.Throws<RedisTimeoutException>(() => database.StringGet("n"));

        redis.Resume();
        await WhenAnsweredAsync(() => database.PingAsync());
        for (var i = 0; i < 100; i++)
            await WhenAnsweredAsync(async () => Assert.Equal($"echo {i}", (string?)await database.ExecuteAsync("ECHO", $"echo {i}")));
        Assert.Equal(50, (await redis.CallAsync("GET", "n")).Number);
    }

    /// <summary>CLIENT PAUSE holds writes back, and whatever its connection asks after them; others go on reading.</summary>
    [Fact(Timeout = Limits.Test)]
    public async Task Calls_OfServerThatHoldsWritesBack_AreAnsweredAfterwards()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var writer = await redis.ClientAsync();
        await using var reader = await redis.ClientAsync();
        await redis.CallAsync("CLIENT", "PAUSE", "600000", "WRITE");
        var write = writer.GetDatabase().StringSetAsync("k", "v");
        var readAfterIt = writer.GetDatabase().StringGetAsync("k");
        Assert.True((await reader.GetDatabase().StringGetAsync("k").WaitAsync(Limits.Patience)).IsNull);
        Assert.False(write.IsCompleted || readAfterIt.IsCompleted);
        await redis.CallAsync("CLIENT", "UNPAUSE");
        Assert.True(await write.WaitAsync(Limits.Patience));
        Assert.Equal("v", await readAfterIt.WaitAsync(Limits.Patience));
    }

    /// <summary>Tries again while the machine is too busy for the short patience of the client.</summary>
    private static async Task WhenAnsweredAsync(Func<Task> call)
    {
        for (var watch = System.Diagnostics.Stopwatch.StartNew(); ;)
        {
            try
            {
                await call();
                return;
            }
            catch (RedisTimeoutException) when (watch.Elapsed < Limits.Patience)
            {
                await Task.Yield();
            }
        }
    }
}

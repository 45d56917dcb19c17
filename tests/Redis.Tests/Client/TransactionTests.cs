using RetentionGrpc.Redis.Tests.Servers;
using StackExchange.Redis;
using Xunit;

namespace RetentionGrpc.Redis.Tests.Client;

/// <summary>MULTI and EXEC under conditions: all of it happens, or nothing.</summary>
public sealed class TransactionTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Execute_WithConditionsThatHold_DoesAllOfIt()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var client = await redis.ClientAsync();
        var database = client.GetDatabase();
        await database.StringSetAsync("head", "1");

        var transaction = database.CreateTransaction();
        transaction.AddCondition(Condition.StringEqual("head", "1"));
        transaction.AddCondition(Condition.KeyNotExists("log"));
        var moved = transaction.StringSetAsync("head", "2");
        var appended = transaction.StreamAddAsync("log", "entry", "first", "1-1");
        var read = transaction.StringGetAsync("head");

        Assert.True(await transaction.ExecuteAsync().WaitAsync(Limits.Patience));
        Assert.True(await moved);
        Assert.Equal("1-1", await appended);
        Assert.Equal("2", await read);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Execute_WithConditionThatFails_DoesNothingAndCancelsItsCalls()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var client = await redis.ClientAsync();
        var database = client.GetDatabase();
        await database.StringSetAsync("head", "7");

        var transaction = database.CreateTransaction();
        var condition = transaction.AddCondition(Condition.StringEqual("head", "1"));
        var moved = transaction.StringSetAsync("head", "2");

        Assert.False(await transaction.ExecuteAsync().WaitAsync(Limits.Patience));
        Assert.False(condition.WasSatisfied);
        await Assert.ThrowsAsync<TaskCanceledException>(() => moved.WaitAsync(Limits.Patience));
        Assert.Equal("7", (await redis.CallAsync("GET", "head")).Text);
    }

    /// <summary>Compare and set, by many at once: each number is given to one of them.</summary>
    [Fact(Timeout = Limits.Test)]
    public async Task Execute_ByManyWithTheSameCondition_LetsOneOfThemThrough()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var client = await redis.ClientAsync();
        var database = client.GetDatabase();
        await database.StringSetAsync("head", 0);

        var gone = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var step = 0; step < 50; step++)
            {
                var transaction = database.CreateTransaction();
                transaction.AddCondition(Condition.StringEqual("head", step));
                var moved = transaction.StringSetAsync("head", step + 1);
                if (await transaction.ExecuteAsync() && await moved)
                    Interlocked.Increment(ref gone);
                while ((int)await database.StringGetAsync("head") <= step)
                    await Task.Yield();
            }
        }))).WaitAsync(Limits.Patience);

        Assert.Equal(50, gone);
        Assert.Equal(50, (await redis.CallAsync("GET", "head")).Number);
    }
}

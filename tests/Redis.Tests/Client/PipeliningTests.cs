using RetentionGrpc.Redis.Tests.Servers;
using StackExchange.Redis;
using Xunit;

namespace RetentionGrpc.Redis.Tests.Client;

/// <summary>Many callers share one connection; each gets the answers to its own questions.</summary>
public sealed class PipeliningTests
{
    private const int Tasks = 200;
    private const int CallsEach = 100;
    private const int PoolThreads = 16;

    [Fact(Timeout = Limits.Test)]
    public async Task Calls_FromManyTasks_AreAnsweredEachWithItsOwn()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var client = await redis.ClientAsync();
        var database = client.GetDatabase();

        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(task => Task.Run(async () =>
        {
            var gets = new List<Task<RedisValue>>();
            for (var call = 0; call < CallsEach; call++)
            {
                _ = database.StringSetAsync($"{task}:{call}", $"value {task}:{call}", flags: CommandFlags.FireAndForget);
                _ = database.StringIncrementAsync("calls", flags: CommandFlags.FireAndForget);
                gets.Add(database.StringGetAsync($"{task}:{call}"));
            }
            for (var call = 0; call < CallsEach; call++)
                Assert.Equal($"value {task}:{call}", await gets[call]);
        }))).WaitAsync(Limits.Patience);

        Assert.Equal(Tasks * CallsEach, (await redis.CallAsync("GET", "calls")).Number);
        Assert.Equal((Tasks * CallsEach) + 1, (await redis.CallAsync("DBSIZE")).Number);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Batch_OfCalls_IsSentTogetherAndAnsweredInOrder()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var client = await redis.ClientAsync();
        var batch = client.GetDatabase().CreateBatch();
        var counted = Enumerable.Range(0, 1000).Select(_ => batch.StringIncrementAsync("n")).ToArray();
        batch.Execute();
        Assert.Equal(Enumerable.Range(1, 1000).Select(n => (long)n), await Task.WhenAll(counted).WaitAsync(Limits.Patience));
    }

    /// <summary>
    /// Every thread of the pool waits in a synchronous call for bytes to go out and to come in: they move all the same, because no thread
    /// of the pool moves them.
    /// </summary>
    [Fact(Timeout = Limits.Test)]
    public async Task SynchronousCalls_OnEveryThreadOfThePool_AreAnswered()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var client = await redis.ClientAsync();
        var database = client.GetDatabase();
        var value = new byte[300_000];
        ThreadPool.GetMinThreads(out var fewest, out var fewestPorts);
        ThreadPool.GetMaxThreads(out var most, out var mostPorts);
        Assert.True(ThreadPool.SetMaxThreads(PoolThreads, mostPorts) && ThreadPool.SetMinThreads(PoolThreads, fewestPorts));
        try
        {
            await Task.WhenAll(Enumerable.Range(0, 4 * PoolThreads).Select(caller => Task.Run(() =>
            {
                for (var call = 0; call < 10; call++)
                {
                    database.StringSet($"big {caller}", value);
                    Assert.Equal(value.Length, ((byte[]?)database.StringGet($"big {caller}"))!.Length);
                }
            }))).WaitAsync(Limits.Patience);
        }
        finally
        {
            ThreadPool.SetMinThreads(fewest, fewestPorts);
            ThreadPool.SetMaxThreads(most, mostPorts);
        }
    }
}

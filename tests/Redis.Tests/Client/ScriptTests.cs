using RetentionGrpc.Redis.Tests.Servers;
using StackExchange.Redis;
using Xunit;

namespace RetentionGrpc.Redis.Tests.Client;

/// <summary>Scripts and functions run in the server.</summary>
public sealed class ScriptTests
{
    private const string CompareAndAppend = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then
            return {0, redis.call('GET', KEYS[1])}
        end
        redis.call('SET', KEYS[1], ARGV[2])
        return {1, redis.call('XADD', KEYS[2], '*', 'e', ARGV[3])}
        """;

    [Fact(Timeout = Limits.Test)]
    public async Task ScriptEvaluate_GivesWhatTheScriptReturns()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var client = await redis.ClientAsync();
        var database = client.GetDatabase();
        await database.StringSetAsync("{p}head", "a");

        var done = (RedisResult[])(await EvaluateAsync(database, "a", "b"))!;
        Assert.Equal(1, (int)done[0]);
        var refused = (RedisResult[])(await EvaluateAsync(database, "a", "c"))!;
        Assert.Equal(0, (int)refused[0]);
        Assert.Equal("b", (string?)refused[1]);
        Assert.Equal(1, await database.StreamLengthAsync("{p}log"));
    }

    /// <summary>The second call goes by the script's digest; a server that has lost the script is given it again.</summary>
    [Fact(Timeout = Limits.Test)]
    public async Task ScriptEvaluate_AfterTheServerForgot_LoadsTheScriptAgain()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var client = await redis.ClientAsync();
        var database = client.GetDatabase();
        const string Script = "return redis.call('INCR', KEYS[1])";
        Assert.Equal(1, (int)await database.ScriptEvaluateAsync(Script, ["n"]));
        Assert.Equal(2, (int)await database.ScriptEvaluateAsync(Script, ["n"]));
        Assert.True(await EvalShaCallsAsync(redis) > 0);

        await redis.CallAsync("SCRIPT", "FLUSH");
        // The client learns of it by the refusal of this call, and may hand it on.
        try
        {
            await database.ScriptEvaluateAsync(Script, ["n"]);
        }
        catch (RedisServerException forgotten)
        {
            Assert.StartsWith("NOSCRIPT", forgotten.Message, StringComparison.Ordinal);
        }
        var before = (long)await database.StringGetAsync("n");
        Assert.Equal(before + 1, (long)await database.ScriptEvaluateAsync(Script, ["n"]));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ScriptEvaluate_ThatFails_TellsTheErrorAndTheConnectionGoesOn()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var client = await redis.ClientAsync();
        var database = client.GetDatabase();
        var failure = await Assert.ThrowsAsync<RedisServerException>(
            () => database.ScriptEvaluateAsync("return redis.error_reply('HEAD moved')"));
        Assert.Contains("HEAD moved", failure.Message, StringComparison.Ordinal);
        Assert.Equal("go on", (string?)await database.ScriptEvaluateAsync("return ARGV[1]", [], ["go on"]));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Function_OfALibrary_IsCalled()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var client = await redis.ClientAsync();
        var database = client.GetDatabase();
        await database.ExecuteAsync(
            "FUNCTION", "LOAD",
            "#!lua name=retention\nredis.register_function('add', function(keys, args) return redis.call('INCRBY', keys[1], args[1]) end)");
        Assert.Equal(5, (int)await database.ExecuteAsync("FCALL", "add", 1, (RedisKey)"n", 5));
        Assert.Equal(12, (int)await database.ExecuteAsync("FCALL", "add", 1, (RedisKey)"n", 7));
    }

    private static Task<RedisResult> EvaluateAsync(IDatabase database, string expected, string next) =>
        database.ScriptEvaluateAsync(CompareAndAppend, ["{p}head", "{p}log"], [expected, next, "bytes"]).WaitAsync(Limits.Patience);

    private static async Task<int> EvalShaCallsAsync(RedisProcess redis)
    {
        var statistics = (await redis.CallAsync("INFO", "commandstats")).Text;
        return statistics.Contains("cmdstat_evalsha:", StringComparison.Ordinal) ? 1 : 0;
    }
}

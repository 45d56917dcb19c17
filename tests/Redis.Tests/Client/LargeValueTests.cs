using System.Security.Cryptography;
using RetentionGrpc.Redis.Tests.Servers;
using StackExchange.Redis;
using Xunit;

namespace RetentionGrpc.Redis.Tests.Client;

/// <summary>Values and answers far beyond any buffer.</summary>
public sealed class LargeValueTests
{
    private const int HundredMegabytes = 100_000_000;

    [Fact(Timeout = Limits.Test)]
    public async Task Value_OfHundredMegabytes_ComesBackAsItWas()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var client = await redis.ClientAsync();
        var database = client.GetDatabase();
        var value = new byte[HundredMegabytes];
        new Random(1).NextBytes(value);

        Assert.True(await database.StringSetAsync("large", value).WaitAsync(Limits.Patience));
        Assert.Equal(HundredMegabytes, (await redis.CallAsync("STRLEN", "large")).Number);
        var back = (byte[]?)await database.StringGetAsync("large").WaitAsync(Limits.Patience);
        Assert.Equal(SHA256.HashData(value), SHA256.HashData(back!));
        Assert.Equal(value[99_000_000..99_001_000], (byte[]?)await database.StringGetRangeAsync("large", 99_000_000, 99_000_999));
    }

    /// <summary>Small answers go on between large ones, each to its own question.</summary>
    [Fact(Timeout = Limits.Test)]
    public async Task Values_LargeAndSmallInTurns_ComeBackAsTheyWere()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var client = await redis.ClientAsync();
        var database = client.GetDatabase();
        var random = new Random(2);
        var values = Enumerable.Range(0, 60).Select(i => new byte[i % 2 == 0 ? random.Next(20) : random.Next(1, 3_000_000)]).ToArray();
        foreach (var value in values)
            random.NextBytes(value);

        await Task.WhenAll(values.Select((value, i) => database.StringSetAsync($"{i}", value))).WaitAsync(Limits.Patience);
        var back = await Task.WhenAll(values.Select((_, i) => database.StringGetAsync($"{i}"))).WaitAsync(Limits.Patience);
        Assert.All(values.Index(), value => Assert.True(value.Item.AsSpan().SequenceEqual((byte[]?)back[value.Index]), $"{value.Index}"));
    }

    /// <summary>One answer of very many parts, parts within parts, and a small one after it.</summary>
    [Fact(Timeout = Limits.Test)]
    public async Task Answer_OfVeryManyParts_IsWhole()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var client = await redis.ClientAsync();
        var database = client.GetDatabase();
        const int Parts = 300_000;
        foreach (var chunk in Enumerable.Range(0, Parts).Chunk(10_000))
            await database.ListRightPushAsync("list", [.. chunk.Select(i => (RedisValue)i)]);

        var list = await database.ListRangeAsync("list").WaitAsync(Limits.Patience);
        Assert.Equal(Enumerable.Range(0, Parts), list.Select(value => (int)value));
        var nested = (RedisResult[])(await database.ScriptEvaluateAsync(
            "local rows = {} for i = 1, 1000 do rows[i] = {i, {i * 2, {'x' .. i}}} end return rows"))!;
        Assert.Equal(1000, nested.Length);
        Assert.All(nested.Index(), row =>
        {
            var outer = (RedisResult[])row.Item!;
            var inner = (RedisResult[])outer[1]!;
            Assert.Equal(row.Index + 1, (int)outer[0]);
            Assert.Equal(2 * (row.Index + 1), (int)inner[0]);
            Assert.Equal($"x{row.Index + 1}", (string?)((RedisResult[])inner[1]!)[0]);
        });
        Assert.Equal(Parts, await database.ListLengthAsync("list"));
    }
}

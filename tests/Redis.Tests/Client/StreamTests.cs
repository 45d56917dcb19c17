using RetentionGrpc.Redis.Tests.Servers;
using StackExchange.Redis;
using Xunit;

namespace RetentionGrpc.Redis.Tests.Client;

/// <summary>Streams: what a log is kept in.</summary>
public sealed class StreamTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Stream_IsAppendedReadAndTrimmed()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var client = await redis.ClientAsync();
        var database = client.GetDatabase();
        for (var i = 1; i <= 500; i++)
        {
            NameValueEntry[] fields = [new("n", i), new("bytes", new byte[] { 0, 13, 10, (byte)i })];
            Assert.Equal($"{i}-0", await database.StreamAddAsync("log", fields, $"{i}-0"));
        }

        var range = await database.StreamRangeAsync("log", "100-0", "199-0");
        Assert.Equal(Enumerable.Range(100, 100), range.Select(entry => (int)entry["n"]));
        Assert.Equal([0, 13, 10, 100], (byte[]?)range[0]["bytes"]);
        var last = Assert.Single(await database.StreamRangeAsync("log", count: 1, messageOrder: Order.Descending));
        Assert.Equal("500-0", last.Id);

        Assert.Equal(400, (int)await database.ExecuteAsync("XTRIM", "log", "MINID", "401"));
        Assert.Equal(90, await database.StreamTrimAsync("log", 10));
        Assert.Equal("491-0", (await database.StreamRangeAsync("log", count: 1))[0].Id);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Append_WithAnIdNotBeyondTheLast_IsRefused()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var client = await redis.ClientAsync();
        var database = client.GetDatabase();
        await database.StreamAddAsync("log", "e", "1", "5-0");
        await Assert.ThrowsAsync<RedisServerException>(() => database.StreamAddAsync("log", "e", "2", "5-0"));
        Assert.Equal(1, await database.StreamLengthAsync("log"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Streams_AreReadTogetherAndByGroups()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var client = await redis.ClientAsync();
        var database = client.GetDatabase();
        for (var i = 1; i <= 10; i++)
        {
            await database.StreamAddAsync("a", "n", i, $"{i}-0");
            await database.StreamAddAsync("b", "n", -i, $"{i}-0");
        }
        var streams = await database.StreamReadAsync([new("a", "5-0"), new("b", "8-0")]);
        Assert.Equal([6, 7, 8, 9, 10], streams[0].Entries.Select(entry => (int)entry["n"]));
        Assert.Equal([-9, -10], streams[1].Entries.Select(entry => (int)entry["n"]));

        Assert.True(await database.StreamCreateConsumerGroupAsync("a", "readers", "0-0"));
        var taken = await database.StreamReadGroupAsync("a", "readers", "one", ">", count: 4);
        Assert.Equal(4, taken.Length);
        Assert.Equal(1, await database.StreamAcknowledgeAsync("a", "readers", taken[0].Id));
        var pending = await database.StreamPendingMessagesAsync("a", "readers", 10, "one");
        Assert.Equal(taken.Skip(1).Select(entry => entry.Id), pending.Select(message => message.MessageId));
        var claimed = await database.StreamAutoClaimAsync("a", "readers", "two", 0, "0-0");
        Assert.Equal([2, 3, 4], claimed.ClaimedEntries.Select(entry => (int)entry["n"]));
        Assert.Equal(10, (await database.StreamInfoAsync("a")).Length);
    }
}

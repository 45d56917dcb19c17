using System.Collections.Concurrent;
using RetentionGrpc.Redis.Tests.Servers;
using StackExchange.Redis;
using Xunit;

namespace RetentionGrpc.Redis.Tests.Client;

/// <summary>Messages on channels.</summary>
public sealed class PubSubTests
{
    private static readonly RedisChannel Channel = RedisChannel.Literal("heads");

    /// <summary>Two handlers of one channel are one delegate with two targets, which the client goes through one by one.</summary>
    [Fact(Timeout = Limits.Test)]
    public async Task Message_ReachesEveryHandlerOfItsChannel()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var client = await redis.ClientAsync();
        var subscriber = client.GetSubscriber();
        var (first, second, third) = (new ConcurrentQueue<string?>(), new ConcurrentQueue<string?>(), new ConcurrentQueue<string?>());
        await subscriber.SubscribeAsync(Channel, (_, message) => first.Enqueue(message));
        await subscriber.SubscribeAsync(Channel, (_, message) => second.Enqueue(message));
        await subscriber.SubscribeAsync(RedisChannel.Pattern("he*"), (channel, message) => third.Enqueue($"{channel} {message}"));

        for (var i = 0; i < 100; i++)
            Assert.Equal(2, (await redis.CallAsync("PUBLISH", "heads", $"{i}")).Number);

        await Limits.UntilAsync(
            () => first.Count == 100 && second.Count == 100 && third.Count == 100, () => $"{first.Count}, {second.Count}, {third.Count}");
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}").Order(), first.Order());
        Assert.Equal(first.Order(), second.Order());
        Assert.Equal(first.Select(message => $"heads {message}").Order(), third.Order());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Queue_OfAChannel_KeepsTheOrder()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var client = await redis.ClientAsync();
        await using var other = await redis.ClientAsync();
        var queue = await client.GetSubscriber().SubscribeAsync(Channel);
        for (var i = 0; i < 1000; i++)
            await other.GetSubscriber().PublishAsync(Channel, i, CommandFlags.FireAndForget);
        using var patience = new CancellationTokenSource(Limits.Patience);
        for (var i = 0; i < 1000; i++)
            Assert.Equal(i, (int)(await queue.ReadAsync(patience.Token)).Message);

        await queue.UnsubscribeAsync();
        Assert.Equal(0, (await redis.CallAsync("PUBLISH", "heads", "nobody")).Number);
    }

    /// <summary>Handlers of the client's own events are gone through in the same way.</summary>
    [Fact(Timeout = Limits.Test)]
    public async Task Events_OfTheClient_ReachEveryHandler()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var client = await redis.ClientAsync();
        var (first, second) = (0, 0);
        client.ConnectionFailed += (_, _) => Interlocked.Increment(ref first);
        client.ConnectionFailed += (_, _) => Interlocked.Increment(ref second);
        await redis.KillAsync();
        await Limits.UntilAsync(
            () => Volatile.Read(ref first) > 0 && Volatile.Read(ref second) > 0, () => $"{first} and {second} events were told");
    }
}

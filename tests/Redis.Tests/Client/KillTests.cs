using RetentionGrpc.Redis.Tests.Servers;
using StackExchange.Redis;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Redis.Tests.Client;

/// <summary>The server is killed, and comes back.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Kills = 5;
    private const int Callers = 8;

    private static readonly string[] Durable = ["--appendonly", "yes", "--appendfsync", "always"];

    /// <summary>
    /// Each caller counts a key of its own up. Whatever was acknowledged is there after every kill; what failed may have happened or not.
    /// </summary>
    [Fact(Timeout = Limits.Test)]
    public async Task Server_KilledUnderLoad_IsFoundAgainWithAllThatWasAcknowledged()
    {
        await using var redis = await RedisProcess.StartAsync(Durable);
        await using var client = await redis.ClientAsync(options => options.BacklogPolicy = BacklogPolicy.FailFast);
        using var stop = new CancellationTokenSource();
        var counts = Enumerable.Range(0, Callers).Select(_ => new Count()).ToArray();
        var calling = counts.Select((count, i) => Task.Run(() => CountUpAsync(client.GetDatabase(), $"c{i}", count, stop.Token))).ToArray();

        for (var kill = 0; kill < Kills; kill++)
        {
            await MoreAsync(counts, 50);
            await redis.KillAsync();
            await redis.RestartAsync();
            await MoreAsync(counts, 1);
        }
        await stop.CancelAsync();
        await Task.WhenAll(calling).WaitAsync(Limits.Patience);

        for (var i = 0; i < Callers; i++)
        {
            var stored = (await redis.CallAsync("GET", $"c{i}")).Number;
            Assert.InRange(stored, counts[i].Acknowledged, counts[i].Acknowledged + counts[i].Failed);
        }
        Assert.True(counts.Sum(count => count.Failed) > 0, "No call failed: nothing was killed under load.");
        output.WriteLine($"{counts.Sum(count => count.Acknowledged)} acknowledged, {counts.Sum(count => count.Failed)} failed");
    }

    /// <summary>
    /// With FailFast a call without a server fails as one without a connection, and is not kept for later; with the default it waits for
    /// the server and then happens.
    /// </summary>
    [Fact(Timeout = Limits.Test)]
    public async Task Call_WithoutServer_FailsOrWaitsAsTheBacklogPolicySays()
    {
        await using var redis = await RedisProcess.StartAsync(Durable);
        await using var failing = await redis.ClientAsync(options => options.BacklogPolicy = BacklogPolicy.FailFast);
        await using var waiting = await redis.ClientAsync();
        await failing.GetDatabase().PingAsync();
        await waiting.GetDatabase().PingAsync();

        await redis.KillAsync();
        await Limits.UntilAsync(() => !failing.IsConnected && !waiting.IsConnected, failing.GetStatus);
        await Assert.ThrowsAsync<RedisConnectionException>(
            () => failing.GetDatabase().StringSetAsync("failed", 1).WaitAsync(Limits.Patience));
        Assert.Throws<RedisConnectionException>(() => failing.GetDatabase().StringSet("failed", 1));
        Assert.Equal(0, failing.GetCounters().Interactive.PendingUnsentItems);
        var later = waiting.GetDatabase().StringSetAsync("waited", 1);
        Assert.False(later.IsCompleted);

        await redis.RestartAsync();
        Assert.True(await later.WaitAsync(Limits.Patience));
        await Limits.UntilAsync(() => failing.IsConnected, failing.GetStatus);
        await failing.GetDatabase().PingAsync().WaitAsync(Limits.Patience);
        Assert.Equal(1, (await redis.CallAsync("EXISTS", "waited")).Number);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", "failed")).Number);
    }

    /// <summary>What is on its way when the server ends fails; it never hangs, and never counts as done.</summary>
    [Fact(Timeout = Limits.Test)]
    public async Task Calls_OnTheirWayWhenTheServerIsKilled_Fail()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var client = await redis.ClientAsync(options => options.BacklogPolicy = BacklogPolicy.FailFast);
        var failures = new List<ConnectionFailedEventArgs>();
        client.ConnectionFailed += (_, failure) =>
        {
            lock (failures)
                failures.Add(failure);
        };
        redis.Pause();
        var calls = Enumerable.Range(0, 100).Select(i => client.GetDatabase().StringSetAsync($"{i}", i)).ToArray();
        await redis.KillAsync();

        foreach (var call in calls)
            await Assert.ThrowsAsync<RedisConnectionException>(() => call.WaitAsync(Limits.Patience));
        await Limits.UntilAsync(() => Told(failures, ConnectionType.Interactive), () => "The end of the connection is not told.");
    }

    private static bool Told(List<ConnectionFailedEventArgs> failures, ConnectionType type)
    {
        lock (failures)
        {
            return failures.Exists(failure => failure.ConnectionType == type
                && failure.FailureType is ConnectionFailureType.SocketClosed or ConnectionFailureType.SocketFailure);
        }
    }

    private static async Task MoreAsync(Count[] counts, int more)
    {
        var wanted = counts.Select(count => count.Acknowledged + more).ToArray();
        await Limits.UntilAsync(
            () => counts.Index().All(count => count.Item.Acknowledged >= wanted[count.Index]),
            () => "A caller does not get on: " + string.Join(", ", counts.Select(count => $"{count.Acknowledged} ({count.LastFailure})")));
    }

    private static async Task CountUpAsync(IDatabase database, string key, Count count, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await database.StringIncrementAsync(key);
                count.Acknowledge();
            }
            catch (Exception failure) when (failure is RedisConnectionException or RedisTimeoutException or RedisServerException)
            {
                count.Fail(failure.Message);
                await Task.Yield();
            }
        }
    }

    private sealed class Count
    {
        private int _acknowledged;
        private int _failed;

        public int Acknowledged => Volatile.Read(ref _acknowledged);

        public int Failed => Volatile.Read(ref _failed);

        public string? LastFailure { get; private set; }

        public void Acknowledge() => Interlocked.Increment(ref _acknowledged);

        public void Fail(string message)
        {
            LastFailure = message;
            Interlocked.Increment(ref _failed);
        }
    }
}

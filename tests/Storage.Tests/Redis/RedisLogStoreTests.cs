using System.Globalization;
using System.Text;
using RetentionGrpc.Redis.Tests.Servers;
using Xunit;

namespace RetentionGrpc.Storage.Tests;

/// <summary>What the log in Redis does beyond what every adapter does: two processes, outages, a Redis that loses or refuses.</summary>
public sealed class RedisLogStoreTests
{
    private const int Deadline = 120_000;

    [Fact(Timeout = Deadline)]
    public async Task TwoProcessesThatBothTry_WriteOneLog_AndOnlyTheOneThatKnowsItsHead()
    {
        await using var redis = await StartAsync();
        await using var one = await RedisLogStore.OpenAsync(Options(redis) with { Lease = null });
        await using var other = await RedisLogStore.OpenAsync(Options(redis) with { Lease = null });
        Assert.Equal(one.Identity, other.Identity);

        var first = (await one.AppendAsync(0, LogHead.Empty, "a"u8.ToArray())).Head;
        var second = (await other.AppendAsync(0, first with { Epoch = 1 }, "b"u8.ToArray())).Head;
        var zombie = await one.AppendAsync(0, first, "c"u8.ToArray());

        Assert.True(zombie.IsFenced);
        Assert.Equal(second, zombie.Head);
        Assert.Equal([first, second], (await one.ReadAsync(0, 0).ToListAsync()).Select(entry => entry.Head));
    }

    [Fact(Timeout = Deadline)]
    public async Task AProcessWithoutTheLease_WaitsForIt_AndTakesItWhenItIsGivenBackOrRunsOut()
    {
        await using var redis = await StartAsync();
        var told = new TaskCompletionSource<string>();
        var one = await RedisLogStore.OpenAsync(Options(redis));
        var waiting = RedisLogStore.OpenAsync(Options(redis) with { Waiting = holder => told.TrySetResult(holder) });

        Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), await told.Task, StringComparison.Ordinal);
        Assert.False(waiting.IsCompleted);
        await one.DisposeAsync();
        await using var second = await waiting;

        // The second loses it to nobody that asks, but to one that simply has it, as after a pause in which it ran out.
        await redis.CallAsync("SET", "rg:n:lease", "somebody");
        await second.Superseded;
    }

    [Fact(Timeout = Deadline)]
    public async Task RedisKilledUnderLoad_LosesNothingThatWasAppended_AndWhatIsUncertainIsToldByTheHead()
    {
        const int EntriesBetweenKills = 20;
        await using var redis = await StartAsync();
        await using var store = await RedisLogStore.OpenAsync(Options(redis));
        var heads = new List<LogHead> { LogHead.Empty };
        var outages = 0;
        for (var kill = 0; kill < 3; kill++)
        {
            var enough = heads.Count + EntriesBetweenKills;
            Task? killing = null;
            while (redis.IsRunning)
            {
                var entry = Text(heads.Count);
                if (heads.Count == enough)
                    killing = Task.Run(redis.KillAsync);
                try
                {
                    heads.Add((await store.AppendAsync(0, heads[^1], entry)).Head);
                }
                catch (StoreUnavailableException)
                {
                    outages++;
                    await killing!;
                    await redis.RestartAsync();
                    var found = await RetryAsync(() => store.ReadHeadAsync(0));
                    Assert.True(found == heads[^1] || found == heads[^1].Next(entry), $"{found} after {heads[^1]}");
                    if (found != heads[^1])
                        heads.Add(found);
                    break;
                }
            }
        }

        Assert.Equal(3, outages);
        Assert.True(heads.Count > 3 * EntriesBetweenKills, $"only {heads.Count} entries");
        var entries = await store.ReadAsync(0, 0).ToListAsync();
        Assert.Equal(heads.Skip(1), entries.Select(entry => entry.Head));
        Assert.Equal(Enumerable.Range(1, entries.Count).Select(Text), entries.Select(entry => entry.Payload.ToArray()));
    }

    [Fact(Timeout = Deadline)]
    public async Task ARedisThatDoesNotAnswer_IsAnOutage_AndWhatItWasSentMayLandLater()
    {
        await using var redis = await StartAsync();
        await using var store = await RedisLogStore.OpenAsync(Options(redis) with { Configuration = $"{redis.Address},asyncTimeout=500" });
        var first = (await store.AppendAsync(0, LogHead.Empty, Text(1))).Head;
        var entry = Text(2);

        redis.Pause();
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.AppendAsync(0, first, entry));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.ReadHeadAsync(0));
        await UntilAsync(() => !store.IsReachable);
        Array.Clear(entry);
        redis.Resume();

        var landed = first.Next(Text(2));
        await UntilAsync(() => store.IsReachable);
        var found = await RetryAsync(() => store.ReadHeadAsync(0));
        Assert.True(found == first || found == landed, $"{found}");
        var again = await store.AppendAsync(0, first, Text(2));
        Assert.Equal(landed, again.Head);
        Assert.Equal(landed.Sequence, store.StableThrough(0));
        Assert.Equal(Text(2), (await store.ReadAsync(0, 1).ToListAsync()).Single().Payload.ToArray());
    }

    [Theory(Timeout = Deadline)]
    [InlineData("maxmemory-policy noeviction", "--appendonly", "yes", "--maxmemory-policy", "allkeys-lru")]
    [InlineData("appendonly yes", "--appendonly", "no")]
    [InlineData("appendfsync everysec", "--appendonly", "yes", "--appendfsync", "no")]
    public async Task ARedisThatLosesByItself_IsRefusedWithWhatToChange_UnlessThatIsWanted(string advice, params string[] arguments)
    {
        await using var redis = await RedisProcess.StartAsync(arguments);

        var refusal = await Assert.ThrowsAsync<StoreUnsafeException>(() => RedisLogStore.OpenAsync(Options(redis)));
        Assert.Contains(advice, refusal.Message, StringComparison.Ordinal);
        Assert.Equal("", string.Join(' ', (await redis.CallAsync("KEYS", "rg:*identity")).Items.Select(item => item.Text)));

        await using var store = await RedisLogStore.OpenAsync(Options(redis) with { AllowsLoss = true });
        Assert.Equal(LogDurability.Memory, store.Durability);
        Assert.True((await store.AppendAsync(0, LogHead.Empty, Text(1))).IsAppended);
        Assert.Equal(1, store.StableThrough(0));
    }

    [Theory(Timeout = Deadline)]
    [InlineData("always", LogDurability.Fsynced)]
    [InlineData("everysec", LogDurability.EverySecond)]
    public async Task AUserThatMayNotReadTheConfiguration_IsToldToSay_AndTheWeakerIsAssumed(string fsync, LogDurability durability)
    {
        await using var redis = await StartAsync();
        await redis.CallAsync("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all", "-config");
        var options = Options(redis) with { Configuration = $"{redis.Address},user=app,password=secret" };

        await using (var assumed = await RedisLogStore.OpenAsync(options))
            Assert.Equal(LogDurability.EverySecond, assumed.Durability);
        await using var told = await RedisLogStore.OpenAsync(options with { Fsync = fsync });
        Assert.Equal(durability, told.Durability);
    }

    [Fact(Timeout = Deadline)]
    public async Task NearTheEndOfItsMemory_NothingMoreIsAppended_ButSnapshotsAndTrimsAre_AndThenThereIsRoom()
    {
        await using var redis = await RedisProcess.StartAsync("--appendonly", "yes", "--maxmemory", "24mb");
        await using var store = await RedisLogStore.OpenAsync(Options(redis) with { MemoryPercent = 60 });
        var head = LogHead.Empty;
        var large = new byte[256 * 1024];

        await Assert.ThrowsAsync<StoreFullException>(async () =>
        {
            for (; head.Sequence < 200; await Task.Delay(30))
                head = (await store.AppendAsync(0, head, large)).Head;
        });
        Assert.Equal(head, await store.ReadHeadAsync(0));
        Assert.True(head.Sequence > 20, $"{head}");

        Assert.True(await store.CommitSnapshotAsync(0, head, new[] { (ReadOnlyMemory<byte>)Text(1) }.ToAsyncEnumerable()));
        Assert.True(await store.TrimAsync(0, head.Sequence));
        head = await RetryAsync(async () => (await store.AppendAsync(0, head, large)).Head);
        Assert.Equal(head, await store.ReadHeadAsync(0));
    }

    [Fact(Timeout = Deadline)]
    public async Task AnEmptiedRedis_IsDamage_AndOpenedAnewItIsOtherData()
    {
        await using var redis = await StartAsync();
        await using var store = await RedisLogStore.OpenAsync(Options(redis) with { Lease = null });
        var head = (await store.AppendAsync(0, LogHead.Empty, Text(1))).Head;

        await redis.CallAsync("FLUSHALL");
        await Assert.ThrowsAsync<LogCorruptException>(async () => await store.AppendAsync(0, head, Text(2)));
        await Assert.ThrowsAsync<LogCorruptException>(async () => await store.ReadHeadAsync(0));

        await using var fresh = await RedisLogStore.OpenAsync(Options(redis) with { Lease = null });
        Assert.NotEqual(store.Identity.Id, fresh.Identity.Id);
        Assert.Equal(LogHead.Empty, await fresh.ReadHeadAsync(0));
        var foreign = await Assert.ThrowsAsync<LogCorruptException>(async () => await store.AppendAsync(0, LogHead.Empty, Text(2)));
        Assert.Contains("another log", foreign.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Deadline)]
    public async Task DataWhoseCreationWasCutShort_IsCompletedByTheNext_AndAPartitionThatIsGoneIsDamage()
    {
        await using var redis = await StartAsync();
        await using (var store = await RedisLogStore.OpenAsync(Options(redis)))
            Assert.Equal(4, store.Identity.PartitionCount);
        await redis.CallAsync("HDEL", "rg:n:identity", "ready");
        await redis.CallAsync("DEL", "{rg:n:3}:head");

        await using (var completed = await RedisLogStore.OpenAsync(Options(redis) with { PartitionCount = 9 }))
        {
            Assert.Equal(4, completed.Identity.PartitionCount);
            Assert.Equal(LogHead.Empty, await completed.ReadHeadAsync(3));
        }
        await redis.CallAsync("DEL", "{rg:n:3}:head");
        await using var damaged = await RedisLogStore.OpenAsync(Options(redis));
        await Assert.ThrowsAsync<LogCorruptException>(async () => await damaged.ReadHeadAsync(3));
        await redis.CallAsync("HSET", "rg:n:identity", "format", "2");
        await damaged.DisposeAsync();
        await Assert.ThrowsAsync<StoreFormatException>(() => RedisLogStore.OpenAsync(Options(redis)));
    }

    [Fact(Timeout = Deadline)]
    public async Task SyncedEachSecond_EntriesAreStableSomeSecondsLater_AndNotWhileRedisStandsStill()
    {
        await using var redis = await RedisProcess.StartAsync("--appendonly", "yes", "--appendfsync", "everysec");
        await using var store = await RedisLogStore.OpenAsync(Options(redis));
        Assert.Equal(LogDurability.EverySecond, store.Durability);

        var head = (await store.AppendAsync(2, LogHead.Empty, Text(1))).Head;
        Assert.Equal(0, store.StableThrough(2));
        redis.Pause();
        await Task.Delay(TimeSpan.FromSeconds(7));
        redis.Resume();
        Assert.Equal(0, store.StableThrough(2));

        await UntilAsync(() => store.StableThrough(2) == head.Sequence);
        Assert.Equal(0, store.StableThrough(1));
    }

    [Fact(Timeout = Deadline)]
    public async Task WhatAnotherAppendedInThePlaceOfALostEntry_IsNotTakenForThatEntry()
    {
        await using var redis = await RedisProcess.StartAsync("--appendonly", "yes", "--appendfsync", "everysec");
        var options = Options(redis) with { Lease = null };
        await using var overtaken = await RedisLogStore.OpenAsync(options);
        var first = (await overtaken.AppendAsync(0, LogHead.Empty, Text(1))).Head;
        await UntilAsync(() => overtaken.StableThrough(0) == first.Sequence);
        var copy = Directory.CreateTempSubdirectory("redis-copy-");
        await redis.KillAsync();
        Copy(redis.Folder, copy.FullName);
        await redis.RestartAsync();
        var lost = await RetryAsync(async () => (await overtaken.AppendAsync(0, first, Text(2))).Head);

        // As after a crash of its machine: what was not synced is gone.
        await redis.KillAsync();
        Directory.Delete(Path.Combine(redis.Folder, "appendonlydir"), recursive: true);
        Copy(copy.FullName, redis.Folder);
        copy.Delete(recursive: true);
        await redis.RestartAsync();
        await using var other = await RedisLogStore.OpenAsync(options);
        var second = (await other.AppendAsync(0, first with { Epoch = 1 }, Text(3))).Head;
        var third = (await other.AppendAsync(0, second, Text(4))).Head;
        Assert.Equal(third, await RetryAsync(() => overtaken.ReadHeadAsync(0)));

        await UntilAsync(() => other.StableThrough(0) == third.Sequence);
        await UntilAsync(() => overtaken.IsReachable);
        await Task.Delay(TimeSpan.FromSeconds(7));
        Assert.Equal(first.Sequence, overtaken.StableThrough(0));
        Assert.NotEqual(lost, second);

        static void Copy(string from, string to)
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(from, "appendonlydir")))
            {
                Directory.CreateDirectory(Path.Combine(to, "appendonlydir"));
                File.Copy(file, Path.Combine(to, "appendonlydir", Path.GetFileName(file)));
            }
        }
    }

    [Fact(Timeout = Deadline)]
    public async Task AppendsUnderWay_DoNotKeepWhatIsSyncedFromBeingStable()
    {
        await using var redis = await RedisProcess.StartAsync("--appendonly", "yes", "--appendfsync", "everysec");
        await using var store = await RedisLogStore.OpenAsync(Options(redis));
        var head = LogHead.Empty;
        while (store.StableThrough(0) < 2)
            head = (await store.AppendAsync(0, head, Text(1))).Head;

        Assert.True(store.StableThrough(0) < head.Sequence);
        await UntilAsync(() => store.StableThrough(0) == head.Sequence);
    }

    [Fact(Timeout = Deadline)]
    public async Task WithReplicas_AnAppendCountsOnceTheyHaveIt()
    {
        await using var redis = await StartAsync();
        await using var replica = await RedisProcess.StartAsync(
            "--appendonly", "yes", "--replicaof", $"127.0.0.1 {redis.Port.ToString(CultureInfo.InvariantCulture)}");
        await using var store = await RedisLogStore.OpenAsync(Options(redis) with { Replicas = 1, Lease = null });
        var head = await RetryAsync(async () => (await store.AppendAsync(0, LogHead.Empty, Text(1))).Head);

        replica.Pause();
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.AppendAsync(0, head, Text(2)));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.ReadHeadAsync(0));
        replica.Resume();

        Assert.Equal(head.Next(Text(2)), await RetryAsync(() => store.ReadHeadAsync(0)));
    }

    [Fact(Timeout = Deadline)]
    public async Task AfterAScrub_NoFileOfRedisHasWhatWasRemoved()
    {
        await using var redis = await RedisProcess.StartAsync("--appendonly", "yes", "--save", "3600 1");
        await using var store = await RedisLogStore.OpenAsync(Options(redis));
        var secret = Encoding.UTF8.GetBytes("this-customer-wants-to-be-forgotten");
        var first = (await store.AppendAsync(0, LogHead.Empty, secret)).Head;
        Assert.True(await store.CommitSnapshotAsync(0, first, new[] { (ReadOnlyMemory<byte>)secret }.ToAsyncEnumerable()));
        await redis.CallAsync("SAVE");
        var head = (await store.AppendAsync(0, first, Text(2))).Head;
        Assert.True(await store.CommitSnapshotAsync(0, head, new[] { (ReadOnlyMemory<byte>)Text(3) }.ToAsyncEnumerable()));
        Assert.True(await store.TrimAsync(0, head.Sequence));
        Assert.Contains(Files(), file => file.AsSpan().IndexOf(secret) >= 0);

        await store.ScrubAsync();

        Assert.NotEmpty(Files());
        Assert.DoesNotContain(Files(), file => file.AsSpan().IndexOf(secret) >= 0);
        Assert.Equal(head, await store.ReadHeadAsync(0));

        List<byte[]> Files() => [.. Directory.EnumerateFiles(redis.Folder, "*", SearchOption.AllDirectories).Select(File.ReadAllBytes)];
    }

    [Fact(Timeout = Deadline)]
    public async Task ChangedBytes_AreDamage_OfAnEntryAndOfASnapshot()
    {
        await using var redis = await StartAsync();
        await using var store = await RedisLogStore.OpenAsync(Options(redis));
        var first = (await store.AppendAsync(0, LogHead.Empty, Text(1))).Head;
        var second = (await store.AppendAsync(0, first, Text(2))).Head;
        Assert.True(await store.CommitSnapshotAsync(0, second, new[] { (ReadOnlyMemory<byte>)Text(3) }.ToAsyncEnumerable()));
        var chunks = (await redis.CallAsync("KEYS", "{rg:n:0}:snapshot:*")).Items.Single().Text;

        await redis.CallAsync("HSET", chunks, "0", "changed bytes");
        await Assert.ThrowsAsync<LogCorruptException>(async () => await store.ReadSnapshotAsync(0, second).ToListAsync());
        await redis.CallAsync("DEL", chunks);
        await Assert.ThrowsAsync<LogCorruptException>(async () => await store.ReadSnapshotAsync(0, second).ToListAsync());
        await redis.CallAsync("XDEL", "{rg:n:0}:log", "1-0");
        await Assert.ThrowsAsync<LogCorruptException>(async () => await store.ReadAsync(0, 0).ToListAsync());
    }

    [Fact(Timeout = Deadline)]
    public async Task WithoutRedis_OpeningFailsAndSaysWhere()
    {
        var port = FreePort.Next();
        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => RedisLogStore.OpenAsync(
            new() { Configuration = $"127.0.0.1:{port},connectTimeout=500,connectRetry=1" }));
        Assert.Contains($"127.0.0.1:{port}", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => RedisLogStore.OpenAsync(new() { Configuration = "a", Namespace = "no spaces" }));
        await Assert.ThrowsAsync<ArgumentException>(() => RedisLogStore.OpenAsync(new() { Configuration = "a:1,nonsense=1" }));
    }

    private static Task<RedisProcess> StartAsync() => RedisProcess.StartAsync("--appendonly", "yes", "--appendfsync", "always");

    private static RedisLogOptions Options(RedisProcess redis) => new() { Configuration = redis.Address, Namespace = "n" };

    private static byte[] Text(int number) => Encoding.UTF8.GetBytes($"entry {number.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Asks until the connection is there again and there is room; the test's deadline ends it.</summary>
    internal static async Task<T> RetryAsync<T>(Func<ValueTask<T>> ask)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(20);
            }
        }
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
            await Task.Delay(20);
    }
}

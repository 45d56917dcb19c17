using RetentionGrpc.Redis.Tests.Servers;
using Xunit;

namespace RetentionGrpc.Redis.Tests.Client;

/// <summary>A cluster of three nodes.</summary>
public sealed class ClusterTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Keys_LieOnTheNodesOfTheirSlots()
    {
        await using var cluster = await RedisCluster.StartAsync();
        await using var client = await Clients.ConnectAsync([cluster.Nodes[0].Port]);
        var database = client.GetDatabase();
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => database.StringSetAsync($"k{i}", i))).WaitAsync(Limits.Patience);
        for (var i = 0; i < 300; i++)
            Assert.Equal(i, (int)await database.StringGetAsync($"k{i}"));

        var sizes = new List<long>();
        foreach (var node in cluster.Nodes)
            sizes.Add((await node.CallAsync("DBSIZE")).Number);
        Assert.Equal(300, sizes.Sum());
        Assert.All(sizes, size => Assert.InRange(size, 1, 299));
    }

    /// <summary>Keys of one slot are counted up while the slot moves, forth and back: no call fails, and each counts once.</summary>
    [Fact(Timeout = Limits.Test)]
    public async Task Slot_MovedUnderLoad_LosesNothing()
    {
        await using var cluster = await RedisCluster.StartAsync();
        await using var client = await Clients.ConnectAsync([.. cluster.Nodes.Select(node => node.Port)]);
        var database = client.GetDatabase();
        for (var i = 0; i < 200; i++)
            await database.StringSetAsync($"{{moving}}:{i}", 0);
        var slot = await cluster.SlotOfAsync("{moving}");
        var home = await cluster.OwnerOfAsync(slot);
        var other = cluster.Nodes.First(node => node != home);

        using var stop = new CancellationTokenSource();
        var counts = new int[200];
        var calling = Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            for (var i = caller; !stop.IsCancellationRequested; i = (i + 4) % counts.Length)
            {
                await database.StringIncrementAsync($"{{moving}}:{i}");
                counts[i]++;
            }
        })).ToArray();
        await cluster.MoveSlotAsync(slot, home, other);
        Assert.Same(other, await cluster.OwnerOfAsync(slot));
        Assert.Equal(200, (await other.CallAsync("CLUSTER", "COUNTKEYSINSLOT", $"{slot}")).Number);
        await cluster.MoveSlotAsync(slot, other, home);
        await stop.CancelAsync();
        await Task.WhenAll(calling).WaitAsync(Limits.Patience);

        Assert.Same(home, await cluster.OwnerOfAsync(slot));
        for (var i = 0; i < counts.Length; i++)
            Assert.Equal(counts[i], (await home.CallAsync("GET", $"{{moving}}:{i}")).Number);
        Assert.True(counts.Sum() > 0);
    }
}

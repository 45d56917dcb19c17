using System.Diagnostics;
using System.Globalization;

namespace RetentionGrpc.Redis.Tests.Servers;

/// <summary>A cluster of primaries alone, each with its share of the slots.</summary>
internal sealed class RedisCluster : IAsyncDisposable
{
    private const int Slots = 16384;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly List<RedisProcess> _nodes = [];
    private readonly List<string> _ids = [];

    /// <summary>The nodes, in the order of their first slots.</summary>
    public IReadOnlyList<RedisProcess> Nodes => _nodes;

    /// <summary>Starts the nodes and waits until each of them says that the cluster is whole.</summary>
    /// <param name="nodes">How many.</param>
    /// <param name="arguments">For each of them, as on the command line.</param>
    public static async Task<RedisCluster> StartAsync(int nodes = 3, params string[] arguments)
    {
        var cluster = new RedisCluster();
        try
        {
            var busPorts = new int[nodes];
            for (var i = 0; i < nodes; i++)
            {
                busPorts[i] = FreePort.Next();
                cluster._nodes.Add(await RedisProcess.StartAsync(
                    ["--cluster-enabled", "yes", "--cluster-port", Text(busPorts[i]), "--cluster-node-timeout", "15000", .. arguments]));
                cluster._ids.Add((await cluster._nodes[i].CallAsync("CLUSTER", "MYID")).Text);
                await cluster._nodes[i].CallAsync(
                    "CLUSTER", "ADDSLOTSRANGE", Text(Slots * i / nodes), Text((Slots * (i + 1) / nodes) - 1));
                // Each with an epoch of its own: who owns a slot is then never in doubt.
                await cluster._nodes[i].CallAsync("CLUSTER", "SET-CONFIG-EPOCH", Text(i + 1));
            }
            for (var i = 1; i < nodes; i++)
                await cluster._nodes[0].CallAsync("CLUSTER", "MEET", "127.0.0.1", Text(cluster._nodes[i].Port), Text(busPorts[i]));
            foreach (var node in cluster._nodes)
                await WholeAsync(node, nodes);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The slot of a key.</summary>
    public async Task<int> SlotOfAsync(string key) => (int)(await _nodes[0].CallAsync("CLUSTER", "KEYSLOT", key)).Number;

    /// <summary>The node that a slot belongs to, as the first node sees it.</summary>
    public async Task<RedisProcess> OwnerOfAsync(int slot)
    {
        foreach (var range in (await _nodes[0].CallAsync("CLUSTER", "SLOTS")).Items)
        {
            if (slot >= range.Items[0].Number && slot <= range.Items[1].Number)
                return _nodes.Single(node => node.Port == range.Items[2].Items[1].Number);
        }
        throw new InvalidOperationException($"Nobody has slot {slot}.");
    }

    /// <summary>Moves a slot with its keys from one node to another, one key after the other, while both go on serving.</summary>
    public async Task MoveSlotAsync(int slot, RedisProcess from, RedisProcess to)
    {
        await to.CallAsync("CLUSTER", "SETSLOT", Text(slot), "IMPORTING", _ids[_nodes.IndexOf(from)]);
        await from.CallAsync("CLUSTER", "SETSLOT", Text(slot), "MIGRATING", _ids[_nodes.IndexOf(to)]);
        while (true)
        {
            var keys = (await from.CallAsync("CLUSTER", "GETKEYSINSLOT", Text(slot), "10")).Items;
            if (keys.Count == 0)
                break;
            foreach (var key in keys)
                await from.CallAsync("MIGRATE", "127.0.0.1", Text(to.Port), key.Text, "0", "10000");
        }
        // The new owner first: at no moment does nobody own the slot.
        foreach (var node in _nodes.OrderByDescending(node => node == to))
            await node.CallAsync("CLUSTER", "SETSLOT", Text(slot), "NODE", _ids[_nodes.IndexOf(to)]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }

    private static async Task WholeAsync(RedisProcess node, int nodes)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            var info = (await node.CallAsync("CLUSTER", "INFO")).Text;
            if (info.Contains("cluster_state:ok", StringComparison.Ordinal)
                && info.Contains($"cluster_known_nodes:{nodes}\r", StringComparison.Ordinal)
                && info.Contains($"cluster_slots_ok:{Slots}\r", StringComparison.Ordinal)
                && (await node.CallAsync("CLUSTER", "SLOTS")).Items.Count == nodes)
            {
                return;
            }
            if (watch.Elapsed > Patience)
                throw new TimeoutException($"The cluster does not form:\n{info}\n{node.Log}");
            await Task.Delay(Step);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

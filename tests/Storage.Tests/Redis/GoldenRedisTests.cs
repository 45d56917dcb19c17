using System.Text;
using RetentionGrpc.Engine.Tests.Snapshots;
using RetentionGrpc.Redis.Tests.Servers;
using StackExchange.Redis;
using Xunit;

namespace RetentionGrpc.Storage.Tests;

/// <summary>The log in Redis of each format version that this code reads, as the commands that write its keys.</summary>
public sealed class GoldenRedisTests
{
    private const int Deadline = 60_000;
    private const int Through = 7;
    private const string Namespace = "golden";

    [Fact(Timeout = Deadline)]
    public async Task Keys_OfFormat1_AreReadWhole_AndGoOn()
    {
        var commands = await Golden.ReadAsync("tests/Storage.Tests/Redis/redis-1.golden", "storage", WriteAsync);
        await using var redis = await StartAsync();
        await using (var connection = await ConnectionMultiplexer.ConnectAsync(redis.Address))
        {
            foreach (var line in Encoding.ASCII.GetString(commands).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var words = line.Split(' ');
                await connection.GetDatabase().ExecuteAsync(words[0], [.. words[1..].Select(Convert.FromBase64String)]);
            }
        }

        await using var store = await OpenAsync(redis);

        Assert.Equal(1, store.Identity.FormatVersion);
        Assert.Equal(SmallHistory.Partitions, store.Identity.PartitionCount);
        await SmallHistory.CheckAsync(store, Through);
        await SmallHistory.AppendAsync(store, Through + 2);
        await SmallHistory.CheckAsync(store, Through + 2);
    }

    private static async Task<byte[]> WriteAsync()
    {
        await using var redis = await StartAsync();
        await using (var store = await OpenAsync(redis))
            await SmallHistory.AppendAsync(store, Through);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Address);
        var database = connection.GetDatabase();
        var lines = new List<string>();
        foreach (var key in connection.GetServer(redis.Address).Keys().OrderBy(key => (string)key!, StringComparer.Ordinal))
        {
            switch (await database.KeyTypeAsync(key))
            {
                case RedisType.Hash:
                    foreach (var field in (await database.HashGetAllAsync(key)).OrderBy(field => field.Name))
                        lines.Add(Line("HSET", (byte[])key!, (byte[])field.Name!, (byte[])field.Value!));
                    break;
                case RedisType.Set:
                    foreach (var member in await database.SetMembersAsync(key))
                        lines.Add(Line("SADD", (byte[])key!, (byte[])member!));
                    break;
                case RedisType.Stream:
                    foreach (var entry in await database.StreamRangeAsync(key))
                        lines.Add(Line("XADD", [(byte[])key!, (byte[])entry.Id!, .. entry.Values.SelectMany(Words)]));
                    break;
                case var other:
                    Assert.Fail($"the store wrote {key}, which is a {other}");
                    break;
            }
        }
        return Encoding.ASCII.GetBytes(string.Join('\n', lines) + "\n");
    }

    private static IEnumerable<byte[]> Words(NameValueEntry field) => [(byte[])field.Name!, (byte[])field.Value!];

    private static string Line(string command, params byte[][] words) =>
        $"{command} {string.Join(' ', words.Select(Convert.ToBase64String))}";

    private static Task<RedisProcess> StartAsync() => RedisProcess.StartAsync("--appendonly", "yes", "--appendfsync", "always");

    private static Task<RedisLogStore> OpenAsync(RedisProcess redis) => RedisLogStore.OpenAsync(new RedisLogOptions
    {
        Configuration = redis.Address,
        Namespace = Namespace,
        PartitionCount = SmallHistory.Partitions,
        Lease = null,
    });
}

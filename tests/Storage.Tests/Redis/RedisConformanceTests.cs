using RetentionGrpc.Redis.Tests.Servers;
using Xunit;

namespace RetentionGrpc.Storage.Tests;

/// <summary>One Redis for the tests of a class; each has a namespace of its own.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    private int _namespaces;

    internal RedisProcess Redis { get; private set; } = null!;

    public async Task InitializeAsync() => Redis = await RedisProcess.StartAsync("--appendonly", "yes", "--appendfsync", "always");

    public async Task DisposeAsync() => await Redis.DisposeAsync();

    public RedisLogOptions Options(int partitionCount = 4) => new()
    {
        Configuration = Redis.Address,
        Namespace = $"n{Interlocked.Increment(ref _namespaces)}",
        PartitionCount = partitionCount,
    };
}

public sealed class RedisConformanceTests(RedisFixture fixture) : LogStoreConformance, IClassFixture<RedisFixture>
{
    protected override async Task<ILogStore> CreateAsync(int partitionCount) =>
        await RedisLogStore.OpenAsync(fixture.Options(partitionCount));
}

/// <summary>The same on a cluster of three, where the partitions are on different servers.</summary>
public sealed class RedisClusterConformanceTests(RedisClusterFixture fixture) : LogStoreConformance, IClassFixture<RedisClusterFixture>
{
    protected override async Task<ILogStore> CreateAsync(int partitionCount) => await RedisLogStore.OpenAsync(new()
    {
        Configuration = string.Join(',', fixture.Cluster.Nodes.Select(node => node.Address)),
        Namespace = Guid.NewGuid().ToString("N"),
        PartitionCount = partitionCount,
    });
}

/// <summary>A cluster of three for the tests of a class.</summary>
public sealed class RedisClusterFixture : IAsyncLifetime
{
    internal RedisCluster Cluster { get; private set; } = null!;

    public async Task InitializeAsync() =>
        Cluster = await RedisCluster.StartAsync(3, "--appendonly", "yes", "--appendfsync", "always");

    public async Task DisposeAsync() => await Cluster.DisposeAsync();
}

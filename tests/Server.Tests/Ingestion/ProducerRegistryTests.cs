using RetentionGrpc.Server.Application;
using RetentionGrpc.Server.Tests.ClientLibrary;
using RetentionGrpc.Storage;
using Xunit;

namespace RetentionGrpc.Server.Tests.Ingestion;

public sealed class ProducerRegistryTests(ITestOutputHelper output)
{
    private const int BytesOfOne = 2_048;

    private readonly HostedTenant _tenant = new(new() { TenantId = "t" });
    private readonly ManualTime _clock = new();

    [Fact]
    public async Task However_many_producers_come_and_go_memory_is_bounded()
    {
        var registry = await NewAsync();
        var kept = registry.Rent(_tenant, "kept");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 5 * ProducerRegistry.IdleLimit; i++)
            UseOnce(registry, $"p{i}");
        var each = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / ProducerRegistry.IdleLimit;

        output.WriteLine($"{each:F0} bytes for each idle producer");
        Assert.Equal(ProducerRegistry.IdleLimit + 1, registry.Count);
        Assert.InRange(each, 0, BytesOfOne);
        Assert.Same(kept, registry.Rent(_tenant, "kept"));
    }

    [Fact]
    public async Task Who_is_idle_for_long_leaves_and_who_is_not_stays()
    {
        var registry = await NewAsync();
        var busy = registry.Rent(_tenant, "busy");
        UseOnce(registry, "idle");
        _clock.Advance(ProducerRegistry.IdleTime / 2);
        UseOnce(registry, "later");
        Assert.Equal(3, registry.Count);
        _clock.Advance(ProducerRegistry.IdleTime * 0.75);
        UseOnce(registry, "newest");

        Assert.Equal(3, registry.Count);
        Assert.Same(busy, registry.Rent(_tenant, "busy"));
    }

    [Fact]
    public async Task A_batch_under_way_keeps_its_producer_after_its_stream()
    {
        var registry = await NewAsync();
        var producer = registry.Rent(_tenant, "p");
        var stream = producer.Open(default);
        var own = new TaskCompletionSource<Outcome<BatchReceipt>>();
        var batch = producer.Take(stream, 1, 1, () => Task.FromResult<Refusal?>(null), _ => own.Task);
        stream.Dispose();
        _clock.Advance(ProducerRegistry.IdleTime * 2);
        UseOnce(registry, "other");
        Assert.Equal(2, registry.Count);

        own.SetResult(new BatchReceipt(1, 1, 0, 0, [], [0, 0]));
        await batch;
        _clock.Advance(ProducerRegistry.IdleTime * 2);
        UseOnce(registry, "other");
        Assert.Equal(1, registry.Count);
    }

    private async Task<ProducerRegistry> NewAsync()
    {
        await using var store = new MemoryLogStore(2);
        return new ProducerRegistry(new PartitionSet(store.Identity), _clock);
    }

    private void UseOnce(ProducerRegistry registry, string producer) => registry.Rent(_tenant, producer).Open(default).Dispose();
}

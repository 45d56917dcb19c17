using RetentionGrpc.Server.Application;
using RetentionGrpc.Server.Tests.ClientLibrary;
using RetentionGrpc.Storage;
using Xunit;
using Xunit.Abstractions;
using Memory = RetentionGrpc.Server.Application.ProducerRegistry;

namespace RetentionGrpc.Server.Tests.Ingestion;

public sealed class ProducerRegistryTests(ITestOutputHelper output)
{
    private const int BytesOfOne = 2_048;

    private readonly HostedTenant _tenant = new(new() { TenantId = "t" });
    private readonly ManualTime _clock = new();

    [Fact]
    public async Task However_many_producers_come_and_go_memory_is_bounded()
    {
        var producers = await NewAsync();
        var kept = producers.Rent(_tenant, "kept");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 5 * Memory.IdleLimit; i++)
            UseOnce(producers, $"p{i}");
        var each = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / Memory.IdleLimit;

        output.WriteLine($"{each:F0} bytes for each idle producer");
        Assert.Equal(Memory.IdleLimit + 1, producers.Count);
        Assert.InRange(each, 0, BytesOfOne);
        Assert.Same(kept, producers.Rent(_tenant, "kept"));
    }

    [Fact]
    public async Task Who_is_idle_for_long_leaves_and_who_is_not_stays()
    {
        var producers = await NewAsync();
        var busy = producers.Rent(_tenant, "busy");
        UseOnce(producers, "idle");
        _clock.Advance(Memory.IdleTime / 2);
        UseOnce(producers, "later");
        Assert.Equal(3, producers.Count);
        _clock.Advance(Memory.IdleTime * 0.75);
        UseOnce(producers, "newest");

        Assert.Equal(3, producers.Count);
        Assert.Same(busy, producers.Rent(_tenant, "busy"));
    }

    [Fact]
    public async Task A_batch_under_way_keeps_its_producer_after_its_stream()
    {
        var producers = await NewAsync();
        var producer = producers.Rent(_tenant, "p");
        var stream = producer.Open(producer.BeginOpen(producer.Arrive()).Value!, default).Value!;
        var own = new TaskCompletionSource<Outcome<BatchReceipt>>();
        var batch = producer.Take(stream, 1, 1, () => Task.FromResult<Refusal?>(null), _ => own.Task);
        stream.Dispose();
        _clock.Advance(Memory.IdleTime * 2);
        UseOnce(producers, "other");
        Assert.Equal(2, producers.Count);

        own.SetResult(new BatchReceipt(1, 1, 0, 0, [], [0, 0]));
        await batch;
        _clock.Advance(Memory.IdleTime * 2);
        UseOnce(producers, "other");
        Assert.Equal(1, producers.Count);
    }

    private async Task<ProducerRegistry> NewAsync()
    {
        await using var store = new MemoryLogStore(2);
        return new ProducerRegistry(new PartitionSet(store.Identity), _ => true, _clock);
    }

    private void UseOnce(ProducerRegistry producers, string id)
    {
        var producer = producers.Rent(_tenant, id);
        producer.Open(producer.BeginOpen(producer.Arrive()).Value!, default).Value!.Dispose();
    }
}

using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Memory;

/// <summary>What an event costs in memory, and that folding it allocates nothing beside what is kept.</summary>
[Collection(MeasuredAlone.Name)]
public sealed class MemoryTests
{
    [Theory]
    [InlineData(2_000, 2, false, 5.5)]
    [InlineData(2_000, 2, true, 17)]
    [InlineData(2_000, 3_600_000, false, 8)]
    [InlineData(40_000, 3_600_000, false, 15)]
    public void Fold_PlainActivity_TakesFewBytesAnEvent(int customers, long stepMs, bool hasIds, double most)
    {
        const int events = 400_000;
        new PlainActivity(customers, stepMs, hasIds).Fold(events);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var partition = new PlainActivity(customers, stepMs, hasIds).Fold(events);
        var bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / events;
        Assert.Equal(events, partition.Find(TenantSettings.DefaultId)!.Tally.EventCount);
        Assert.InRange(bytes, 3, most);
    }

    /// <summary>What a shop's customers are like: one event in 24 days, one in ten a purchase with an amount and an id.</summary>
    [Fact]
    public void Fold_ThirtyEventsACustomer_TakesAtMostEightBytesAnEvent()
    {
        const int customers = 20_000;
        const long stepMs = 24L * 86_400_000 / customers;
        new PlainActivity(customers, stepMs, hasIds: false, hasPurchases: true).Fold(30 * customers);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var partition = new PlainActivity(customers, stepMs, hasIds: false, hasPurchases: true).Fold(30 * customers);
        var bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / (30 * customers);
        Assert.Equal(customers, partition.Find(TenantSettings.DefaultId)!.Customers.Count);
        Assert.Equal(3 * customers, partition.Find(TenantSettings.DefaultId)!.Tally.OfKind(EventKind.Purchase));
        Assert.InRange(bytes, 5, 8);
    }

    [Fact]
    public void Add_AMillionFingerprints_TakesAtMostTwelveBytesEach()
    {
        var random = new Random(7);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var set = new FingerprintSet();
        var worst = 0.0;
        for (var i = 1; i <= 1_000_000; i++)
        {
            set.Add((ulong)random.NextInt64() << 1);
            if (i % 100_000 == 0)
                worst = Math.Max(worst, (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / i);
        }
        Assert.InRange(worst, 8, 12);
        GC.KeepAlive(set);
    }

    /// <summary>Against entries of the same form without events: what is left is what the events allocate.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Apply_EventsOfKnownCustomers_AllocatesNothingButRoomForThem(bool isIndexed)
    {
        const int measured = 20_000;
        var activity = new PlainActivity(customers: 500, stepMs: 1_000, hasIds: true);
        var partition = activity.Fold(50_000, isIndexed ? new(MinEvents: 1) : null);
        Assert.Equal(isIndexed, partition.Find(TenantSettings.DefaultId)!.Indexes.Ready is not null);
        byte[][] entries = [.. Enumerable.Range(0, measured).Select(_ => activity.NextEntry(1))];
        var empty = activity.NextEntry(0);
        var overhead = AllocatedBy(partition, empty);
        Assert.Equal(overhead, AllocatedBy(partition, empty));
        var (sum, without) = (0L, 0);
        foreach (var entry in entries)
        {
            var allocated = AllocatedBy(partition, entry) - overhead;
            sum += allocated;
            without += allocated == 0 ? 1 : 0;
        }
        Assert.True(without >= measured * 0.8, $"only {without} of {measured} events allocated nothing");
        Assert.InRange((double)sum / measured, 0, 100);
    }

    [Fact]
    public void Apply_DuplicatesById_AllocatesNothing()
    {
        var activity = new PlainActivity(customers: 500, stepMs: 1_000, hasIds: true);
        var partition = activity.Fold(5_000);
        var overhead = AllocatedBy(partition, activity.NextEntry(0));
        var entry = activity.NextEntry(1_000);
        Assert.NotEqual(overhead, AllocatedBy(partition, entry));
        Assert.Equal(overhead, AllocatedBy(partition, entry));
    }

    private static long AllocatedBy(Partition partition, byte[] entry)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        partition.Apply(partition.Sequence + 1, entry);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}

using Google.Protobuf;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.Server.Application;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;
using Xunit.Abstractions;
using static RetentionGrpc.Engine.Events.RejectionReason;

namespace RetentionGrpc.Server.Tests.Ingestion;

public sealed class JudgedBatchTests(ITestOutputHelper output)
{
    private const int Partitions = 4;
    private const int Rounds = 200;

    private readonly HostedTenant _tenant = new(new TenantSettings { TenantId = "t", TimeZone = "UTC", Currency = "USD" });
    private readonly EntryWriter _entry = new();

    [Fact]
    public void Every_event_is_in_the_part_of_its_partition_in_its_order()
    {
        for (var count = 0; count < 70; count++)
        {
            Event[] events = [.. Enumerable.Range(0, count).Select(i => i % 5 == 4 ? new Event() : Sample.Activity($"c{i % 7}"))];
            using var batch = Judge(BatchOf(events));
            var seen = new List<int>();
            foreach (var partition in batch.Partitions)
            {
                int[] part = [.. batch.PartOf(partition).Span];
                Assert.Equal(part.Order(), part);
                Assert.All(part, i => Assert.Equal(partition, PartitionOf(events[i])));
                seen.AddRange(part);
            }
            Assert.Equal(Enumerable.Range(0, count), seen.Order());
            for (var i = 0; i < count; i++)
                Assert.Equal(i % 5 == 4 ? UnknownKind : None, batch.ReasonOf(i));
            var filled = batch.Partitions.Count(partition => batch.PartOf(partition).Length > 0);
            Assert.Equal(Math.Max(filled, count == 0 ? 1 : 0), batch.Partitions.Count());
        }
    }

    /// <summary>Decode, judge, route, write into the entry: a batch has its costs, an event none.</summary>
    [Fact]
    public void An_event_costs_no_allocation()
    {
        var (few, many) = (BatchOf([.. Sample.Activities(100)]), BatchOf([.. Sample.Activities(1_000)]));
        Take(few);
        Take(many);
        var (ofFew, ofMany) = (Measure(few), Measure(many));
        var perEvent = (double)(ofMany - ofFew) / Rounds / 900;
        output.WriteLine($"measured: {(double)ofFew / Rounds:F0} B allocated for a batch of 100 events, {(double)ofMany / Rounds:F0} B for "
            + $"one of 1,000: {perEvent:F2} B an event from its bytes to the log's entry");
        Assert.True(perEvent < 1, $"{perEvent} B an event");
    }

    private long Measure(EventBatch events)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
            Take(events);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private void Take(EventBatch events)
    {
        using var batch = Judge(events);
        _entry.BeginBatches(0, Partitions);
        foreach (var partition in batch.Partitions)
            new PendingWrite(new SubBatchHeader("t", "p", 1, 0, 0), batch, partition).WriteTo(_entry);
    }

    private JudgedBatch Judge(EventBatch events) =>
        JudgedBatch.Of(_tenant, "p", events, new DateTimeOffset(Sample.Start).ToUnixTimeMilliseconds(), Partitions);

    private static int PartitionOf(Event one)
    {
        EventReader.Read(one.ToByteArray(), out var view);
        return Engine.Routing.PartitionOf("t", view, "p"u8, Partitions);
    }

    private static EventBatch BatchOf(Event[] events)
    {
        var (bytes, slices) = (new List<byte>(), new List<EventSlice>());
        foreach (var one in events)
        {
            var part = one.ToByteArray();
            slices.Add(new(bytes.Count, part.Length));
            bytes.AddRange(part);
        }
        return new EventBatch([.. bytes], [.. slices]);
    }
}

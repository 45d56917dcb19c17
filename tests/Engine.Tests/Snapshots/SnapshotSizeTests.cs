using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.V1;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Engine.Tests.Snapshots;

/// <summary>
/// A snapshot is not much longer than the log that it stands for: an eighth, and what rejected events take beyond their bytes. The store
/// keeps that much room for it.
/// </summary>
public sealed class SnapshotSizeTests(ITestOutputHelper output)
{
    private const int RejectedBytes = 1_536 * 1024;

    [Fact]
    public void ByChance_ItIsShorter()
    {
        var log = new RandomLog(5, 2_000);
        Assert.InRange(BytesOf(log.Folded), 1_000, log.Entries.Sum(entry => (long)entry.Length));
    }

    [Theory]
    [InlineData(1_000, 1)]
    [InlineData(1, 1)]
    [InlineData(1, 100)]
    public void OfTheShortestEvents_EachOfANewCustomerWithAnId_ItIsAnEighthLongerAtMost(int batchEvents, int producerBytes)
    {
        var (partition, writer, number, logBytes) = (NewPartition(out var settingsBytes), new EntryWriter(), 0, 0L);
        for (var sequence = 1; number < 20_000; sequence++)
        {
            writer.BeginBatches(1_770_000_000_000, 1);
            var producer = $"{sequence}".PadLeft(producerBytes, 'p');
            writer.BeginSubBatch(new("t", batchEvents == 1 ? producer : "", batchEvents == 1 ? 1 : 0, 0, 0), batchEvents);
            for (var i = 0; i < batchEvents; i++)
                writer.WriteEvent(i, Engine.Events.RejectionReason.None, Shortest(number++));
            partition.Apply(partition.Sequence + 1, writer.Written.Span);
            logBytes += writer.Length;
        }
        Tell(partition, logBytes + settingsBytes);
        Assert.InRange(BytesOf(partition), 100_000, (logBytes + settingsBytes) / 8 * 9);
    }

    [Fact]
    public void OfRejectedEventsOfALongProducer_ItHasNoMoreThanTheirBound()
    {
        var (partition, writer, logBytes) = (NewPartition(out var settingsBytes), new EntryWriter(), 0L);
        for (var sequence = 1; sequence <= 20; sequence++)
        {
            writer.BeginBatches(1_770_000_000_000, 1);
            writer.BeginSubBatch(new("t", new string('p', EventLimits.IdBytes), sequence, 0, 0), 1_000);
            for (var i = 0; i < 1_000; i++)
                writer.WriteEvent(i, Engine.Events.RejectionReason.BadEncoding, [1]);
            partition.Apply(partition.Sequence + 1, writer.Written.Span);
            logBytes += writer.Length;
        }
        Tell(partition, logBytes + settingsBytes);
        Assert.InRange(BytesOf(partition), 100_000, (logBytes + settingsBytes) / 8 * 9 + RejectedBytes);
    }

    private static Partition NewPartition(out long settingsBytes)
    {
        var (partition, writer) = (new Partition(new PartitionSettings(1)), new EntryWriter());
        writer.WriteTenant(1_770_000_000_000, new() { TenantId = "t" });
        partition.Apply(1, writer.Written.Span);
        settingsBytes = writer.Length;
        return partition;
    }

    private static byte[] Shortest(int number) => new Event
    {
        EventId = Encoding.ASCII.GetString([(byte)('!' + number % 90), (byte)('!' + number / 90 % 90), (byte)('!' + number / 8100)]),
        CustomerId = $"{number:x}",
        OccurredTime = new Timestamp { Seconds = number },
        Activity = new Activity(),
    }.ToByteArray();

    private static long BytesOf(Partition partition) => partition.WriteSnapshot().Sum(chunk => (long)chunk.Length);

    private void Tell(Partition partition, long logBytes) =>
        output.WriteLine($"measured: snapshot of {BytesOf(partition)} bytes for {logBytes} bytes of log");
}

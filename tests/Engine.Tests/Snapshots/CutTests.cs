using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Snapshots;
using RetentionGrpc.Engine.Tests.Customers;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Snapshots;

/// <summary>A cut is written as it was taken, whatever is folded meanwhile, and the fold goes on as if nothing had been cut.</summary>
public sealed class CutTests
{
    [Fact]
    public void Cut_WrittenAfterTheRestOfTheLog_IsTheSnapshotOfItsEntry()
    {
        for (var seed = 200; seed < 212; seed++)
        {
            var log = new RandomLog(seed, 400);
            var (partition, cuts) = (new Partition(RandomLog.Settings), new List<(byte[] Expected, FrozenState Cut)>());
            foreach (var entry in log.Entries)
            {
                if (partition.Sequence % 3 == 0)
                    cuts.Add((PartitionSnapshotTests.Bytes(partition), partition.Cut()));
                partition.Apply(partition.Sequence + 1, entry);
            }
            Assert.True(cuts.Count > 5, $"seed {seed}: only {cuts.Count} cuts");
            foreach (var (expected, cut) in cuts)
                Assert.True(expected.AsSpan().SequenceEqual(Bytes(cut)), $"seed {seed}: a cut of {expected.Length} bytes has changed");
            Assert.Equal(PartitionSnapshotTests.Bytes(log.Folded), PartitionSnapshotTests.Bytes(partition));
        }
    }

    [Fact]
    public void Cut_OfTimelinesWrittenBetweenEvents_IsThatOfStillOnes()
    {
        const int customers = 4_000;
        var order = new TimelineOrder(new Vocabulary(RandomTimelineEvents.Texts), new TimelineScratch());
        var (events, random, timelines) = (new RandomTimelineEvents(8), new Random(8), new Timelines());
        for (var customer = 0; customer < customers; customer++)
            timelines.AddCustomer();
        for (var round = 0; round < 6; round++)
        {
            for (var i = 0; i < 10_000; i++)
                Change();
            var expected = new SnapshotWriter(SnapshotKind.Partition);
            var still = timelines.Cut();
            while (still.WriteSome(expected))
            {
            }
            var (cut, written) = (timelines.Cut(), new SnapshotWriter(SnapshotKind.Partition));
            for (var isMore = true; isMore;)
            {
                for (var i = 0; i < 3_000; i++)
                    Change();
                isMore = cut.WriteSome(written);
            }
            Assert.True(Bytes(expected.Finish()).AsSpan().SequenceEqual(Bytes(written.Finish())), $"round {round}");
        }

        void Change()
        {
            var (customer, next) = (random.Next(customers), events.Next(1_000_000_000));
            if (random.Next(300) == 0)
                timelines.Retract(customer, RandomTimelineEvents.IdentityOf(next), order);
            else
                timelines.Add(customer, next, order);
        }
    }

    [Fact]
    public void Chunks_AreThoseOfTheSnapshot_OneAtATime()
    {
        var partition = new RandomLog(7, 2_000).Folded;
        var (chunks, whole) = (new List<int>(), partition.WriteSnapshot());
        foreach (var chunk in partition.Cut().Chunks())
            chunks.Add(chunk.Length);
        Assert.Equal(whole.Select(chunk => chunk.Length), chunks);
    }

    private static byte[] Bytes(FrozenState cut) => Bytes(cut.Chunks());

    private static byte[] Bytes(IEnumerable<ReadOnlyMemory<byte>> chunks) => [.. chunks.SelectMany(chunk => chunk.ToArray())];
}

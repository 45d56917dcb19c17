using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Terms;
using RetentionGrpc.Engine.Tests.Snapshots;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Terms;

/// <summary>What a partition says of places in logs: its own, and such as went another way.</summary>
public sealed class TermTests
{
    private const long HourMs = 3_600_000;
    private const long WeekMs = 7 * 24 * HourMs;

    private readonly EntryWriter _writer = new();

    [Fact]
    public void Place_OfEveryEntryOfALog_IsHeldByIt()
    {
        var log = Log((7, 2), (8, 0), (9, 3));
        for (var sequence = 0L; sequence <= log.Sequence; sequence++)
            Assert.Equal(PlaceStanding.Held, log.StandingOf(log.PlaceOf(sequence)));
        Assert.Equal(
            [new(0, 0), new(1, 7), new(2, 7), new(3, 7), new(4, 8), new(5, 9), new(8, 9)],
            new[] { 0L, 1, 2, 3, 4, 5, 8 }.Select(log.PlaceOf));
    }

    [Theory]
    [InlineData(9, 9, PlaceStanding.Ahead)]
    [InlineData(4, 7, PlaceStanding.Lost)]
    [InlineData(9, 7, PlaceStanding.Lost)]
    [InlineData(5, 8, PlaceStanding.Lost)]
    [InlineData(3, 8, PlaceStanding.Lost)]
    [InlineData(1, 5, PlaceStanding.Lost)]
    [InlineData(8, 5, PlaceStanding.Lost)]
    [InlineData(20, 5, PlaceStanding.Lost)]
    public void Place_OfAnotherHistory_IsNotHeld(long sequence, ulong term, PlaceStanding expected) =>
        Assert.Equal(expected, Log((7, 2), (8, 0), (9, 3)).StandingOf(new(sequence, term)));

    [Fact]
    public void Place_AfterAnOlderCopyWentOn_IsLostFromWhereTheCopyEnded()
    {
        var first = Log((7, 5));
        var copy = Partition.ReadSnapshot(RandomLog.Settings, first.WriteSnapshot());
        Fill(first, 4);
        var places = Enumerable.Range(0, (int)first.Sequence + 1).Select(sequence => first.PlaceOf(sequence)).ToArray();
        Open(copy, 8, 1_000);
        Fill(copy, 20);

        Assert.All(places[..7], place => Assert.Equal(PlaceStanding.Held, copy.StandingOf(place)));
        Assert.All(places[7..], place => Assert.Equal(PlaceStanding.Lost, copy.StandingOf(place)));
    }

    [Theory]
    [InlineData(WeekMs - 1, 5_000)]
    [InlineData(WeekMs, 1_024)]
    public void Terms_ThatEndedLongAgo_AreForgottenButForTheNewest(long laterMs, int known)
    {
        var partition = new Partition(RandomLog.Settings);
        for (ulong term = 1; term < 5_000; term++)
            Open(partition, term, 1_000);
        var places = Enumerable.Range(1, 4_999).Select(sequence => partition.PlaceOf(sequence)).ToArray();
        Open(partition, 5_000, 1_000 + laterMs);
        var again = Partition.ReadSnapshot(RandomLog.Settings, partition.WriteSnapshot());

        foreach (var each in new[] { partition, again })
        {
            var standings = places.Select(each.StandingOf).ToArray();
            Assert.Equal(known - 1, standings.Count(standing => standing == PlaceStanding.Held));
            Assert.Equal(5_000 - known, standings.TakeWhile(standing => standing == PlaceStanding.Forgotten).Count());
            Assert.Equal(PlaceStanding.Lost, each.StandingOf(new(5_000, 77)));
        }
        Assert.Equal(PartitionSnapshotTests.Bytes(partition), PartitionSnapshotTests.Bytes(again));
    }

    [Fact]
    public void Terms_OfOneWeek_AreBounded()
    {
        const int Most = 65_536;
        var partition = new Partition(RandomLog.Settings);
        for (ulong term = 1; term <= Most + 10; term++)
            Open(partition, term, 1_000);

        Assert.Equal(PlaceStanding.Forgotten, partition.StandingOf(new(10, 10)));
        Assert.Equal(PlaceStanding.Held, partition.StandingOf(new(11, 11)));
        Assert.InRange(PartitionSnapshotTests.Bytes(partition).Length, Most * 12, Most * 24);
    }

    /// <summary>A log of terms, each with so many entries after the one that opens it.</summary>
    private Partition Log(params (ulong Id, int Entries)[] terms)
    {
        var partition = new Partition(RandomLog.Settings);
        foreach (var (id, entries) in terms)
        {
            Open(partition, id, 1_000);
            Fill(partition, entries);
        }
        return partition;
    }

    private void Open(Partition partition, ulong term, long nowMs)
    {
        _writer.WriteTerm(nowMs, term);
        Assert.Empty(partition.Apply(partition.Sequence + 1, _writer.Written.Span));
    }

    private void Fill(Partition partition, int entries)
    {
        for (; entries > 0; entries--)
        {
            _writer.BeginBatches(1_000, 0);
            partition.Apply(partition.Sequence + 1, _writer.Written.Span);
        }
    }
}

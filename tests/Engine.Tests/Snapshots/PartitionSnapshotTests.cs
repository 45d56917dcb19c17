using RetentionGrpc.Engine.Snapshots;
using RetentionGrpc.Engine.Tests.Events;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Snapshots;

/// <summary>A partition's snapshot is its state: whole, the same for the same log, and read back or refused.</summary>
public sealed class PartitionSnapshotTests
{
    [Fact]
    public void SnapshotAndTail_AtEveryEntry_GiveTheBytesOfAReplay()
    {
        for (var seed = 1; seed <= 12; seed++)
        {
            var log = new RandomLog(seed, 60);
            var (expected, replayed) = (Bytes(log.Folded), new Partition(RandomLog.Settings));
            for (var at = 0; at <= log.Entries.Count; at++)
            {
                var snapshot = replayed.WriteSnapshot();
                var restored = Partition.ReadSnapshot(RandomLog.Settings, snapshot);
                Same(Bytes(snapshot), Bytes(restored), seed, at);
                foreach (var entry in log.Entries.Skip(at))
                    restored.Apply(restored.Sequence + 1, entry);
                Same(expected, Bytes(restored), seed, at);
                if (at < log.Entries.Count)
                    replayed.Apply(at + 1, log.Entries[at]);
            }
            Assert.Equal(expected, Bytes(replayed));
        }
    }

    [Fact]
    public void Restored_LargeHistory_AnswersTheSame()
    {
        for (var seed = 100; seed < 104; seed++)
        {
            var log = new RandomLog(seed, 2_000);
            var restored = Partition.ReadSnapshot(RandomLog.Settings, log.Folded.WriteSnapshot());
            var answers = ReplayTests.Dump(log.Folded);
            Assert.True(answers.Length > 5_000, $"seed {seed}: nothing to compare");
            Assert.Equal(answers, ReplayTests.Dump(restored));
            Assert.Equal(Bytes(log.Folded), Bytes(restored));
        }
    }

    [Fact]
    public void Snapshots_OfDifferentLogs_Differ()
    {
        var snapshots = Enumerable.Range(1, 30).Select(seed => Convert.ToBase64String(Bytes(new RandomLog(seed, 20).Folded)));
        Assert.Equal(30, snapshots.Distinct().Count());
    }

    [Fact]
    public void Snapshot_OfOtherData_IsRefused()
    {
        var snapshot = new RandomLog(1, 5).Folded.WriteSnapshot();
        Assert.Throws<InvalidDataException>(() => Partition.ReadSnapshot(RandomLog.Settings with { FingerprintKey = 1 }, snapshot));
        Assert.Throws<InvalidDataException>(() => Partition.ReadSnapshot(RandomLog.Settings with { PartitionCount = 5 }, snapshot));
    }

    [Fact]
    public void Bytes_FlippedOrCutAnywhere_AreInvalidData()
    {
        var intact = Bytes(new RandomLog(3, 12).Folded);
        for (var at = 0; at < intact.Length; at++)
        {
            var flipped = intact.ToArray();
            flipped[at] ^= (byte)(1 << (at % 8));
            Assert.Throws<InvalidDataException>(() => Read(flipped));
            Assert.Throws<InvalidDataException>(() => Read(intact[..at]));
        }
        Read(intact);
    }

    /// <summary>The sums say nothing against whoever seals what he has changed: what is behind them must hold alone.</summary>
    [Fact]
    public void Bytes_ChangedUnderAGoodSum_AreReadOrInvalidData_InBoundedMemory()
    {
        var intact = Bytes(new RandomLog(3, 12).Folded);
        var refused = 0;
        for (var at = SnapshotFormat.HeaderBytes; at < intact.Length - SnapshotFormat.SumBytes; at++)
        {
            foreach (var value in (byte[])[0x00, 0x01, 0x7F, 0x80, 0xFF, (byte)(intact[at] ^ 0x10)])
            {
                var changed = intact.ToArray();
                changed[at] = value;
                refused += RefusesSealed(changed) ? 1 : 0;
            }
            refused += RefusesSealed([.. intact[..at], .. new byte[SnapshotFormat.SumBytes]]) ? 1 : 0;
            byte[] huge = [.. intact[..at], 0xFF, 0xFF, 0xFF, 0xFF, 0x07, .. intact[at..]];
            refused += RefusesSealed(huge) ? 1 : 0;
        }
        Assert.True(refused > 3 * intact.Length, $"only {refused} of about {8 * intact.Length} were refused");
    }

    internal static byte[] Bytes(Partition partition) => Bytes(partition.WriteSnapshot());

    private static byte[] Bytes(IEnumerable<ReadOnlyMemory<byte>> chunks) => [.. chunks.SelectMany(chunk => chunk.ToArray())];

    private static Partition Read(byte[] snapshot) => Partition.ReadSnapshot(RandomLog.Settings, [snapshot]);

    private static bool RefusesSealed(byte[] snapshot)
    {
        SnapshotFormat.Seal(snapshot, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            // What is read must do for every question, too.
            Assert.NotEqual("", ReplayTests.Dump(Read(snapshot)));
            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_500_000);
        }
    }

    private static void Same(byte[] expected, byte[] actual, int seed, int at)
    {
        if (!expected.AsSpan().SequenceEqual(actual))
            Assert.Fail($"seed {seed}, snapshot at entry {at}: first difference at byte {expected.AsSpan().CommonPrefixLength(actual)}");
    }
}

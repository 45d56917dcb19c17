using RetentionGrpc.Engine.Snapshots;
using RetentionGrpc.Engine.Tests.Events;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Snapshots;

/// <summary>
/// A snapshot of each format version that this code reads, as it was written once, and what it answered. Until the tag 0.1.0 a change of
/// the format may renew the pair: delete both files and run the test, which writes them anew and fails that one time.
/// </summary>
public sealed class GoldenSnapshotTests
{
    private static readonly string Folder = Path.Combine(Root(), "tests", "Engine.Tests", "Snapshots");

    [Fact]
    public void Snapshot_OfFormat5_IsReadAndAnswersTheSame()
    {
        Assert.Equal(5, SnapshotFormat.Version);
        var (golden, answers) = (Path.Combine(Folder, "partition-5.golden"), Path.Combine(Folder, "partition-5-answers.golden"));
        if (!File.Exists(golden))
        {
            var partition = new RandomLog(3, 60).Folded;
            File.WriteAllBytes(golden, PartitionSnapshotTests.Bytes(partition));
            File.WriteAllText(answers, Answers(partition));
            Assert.Fail($"{golden} is written anew: run the test again, and commit it.");
        }
        var bytes = File.ReadAllBytes(golden);
        var read = Partition.ReadSnapshot(RandomLog.Settings, [bytes]);
        Assert.Equal(File.ReadAllText(answers), Answers(read));
        Assert.Equal(bytes, PartitionSnapshotTests.Bytes(read));
    }

    private static string Answers(Partition partition) => ReplayTests.Dump(partition).Replace(";", "\n", StringComparison.Ordinal)
        .Replace(" \n", "\n", StringComparison.Ordinal);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "RetentionGrpc.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}

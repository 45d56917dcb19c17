using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Snapshots;
using RetentionGrpc.Engine.Tests.Events;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Snapshots;

/// <summary>A log and a snapshot of each format version that this code reads, as they were written once, and what they answered.</summary>
public sealed class GoldenSnapshotTests
{
    private const string Folder = "tests/Engine.Tests/Snapshots";

    [Fact]
    public async Task Snapshot_OfFormat4_IsReadAndAnswersTheSame()
    {
        Assert.Equal(4, SnapshotFormat.Version);
        var bytes = await ReadAsync("partition-4.golden", () => PartitionSnapshotTests.Bytes(new RandomLog(3, 60).Folded));
        var answers = await ReadAsync("partition-4-answers.golden", () => Encoding.UTF8.GetBytes(Answers(new RandomLog(3, 60).Folded)));

        var read = Partition.ReadSnapshot(RandomLog.Settings, [bytes]);

        Assert.Equal(Encoding.UTF8.GetString(answers), Answers(read));
        Assert.Equal(bytes, PartitionSnapshotTests.Bytes(read));
    }

    [Fact]
    public async Task Log_OfFormat2_WithEveryKindOfEntry_FoldsToTheSameAnswers()
    {
        Assert.Equal(2, EntryWriter.Version);
        var made = new RandomLog(7, 120).Entries;
        var bytes = await ReadAsync("log-2.golden", () => Bytes(made));
        var answers = await ReadAsync("log-2-answers.golden", () => Encoding.UTF8.GetBytes(AnswersAfterEach(made)));

        var entries = Entries(bytes);

        // The second byte of an entry is its kind.
        Assert.Equal(Enum.GetValues<EntryKind>().Order(), entries.Select(entry => (EntryKind)entry[1]).Distinct().Order());
        Assert.Equal(Encoding.UTF8.GetString(answers), AnswersAfterEach(entries));
    }

    private static Task<byte[]> ReadAsync(string name, Func<byte[]> make) =>
        Golden.ReadAsync($"{Folder}/{name}", "engine", () => Task.FromResult(make()));

    private static string Answers(Partition partition) => ReplayTests.Dump(partition).Replace(";", "\n", StringComparison.Ordinal)
        .Replace(" \n", "\n", StringComparison.Ordinal);

    /// <summary>A line for each entry: what was forgotten later has counted once.</summary>
    private static string AnswersAfterEach(List<byte[]> entries)
    {
        var folded = new Partition(RandomLog.Settings);
        var text = new StringBuilder();
        for (var i = 0; i < entries.Count; i++)
        {
            folded.Apply(i + 1, entries[i]);
            text.Append(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Answers(folded))))).Append('\n');
        }
        return text.Append(Answers(folded)).ToString();
    }

    private static byte[] Bytes(List<byte[]> entries)
    {
        using var bytes = new MemoryStream();
        var length = new byte[sizeof(int)];
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, entry.Length);
            bytes.Write(length);
            bytes.Write(entry);
        }
        return bytes.ToArray();
    }

    private static List<byte[]> Entries(byte[] bytes)
    {
        var entries = new List<byte[]>();
        for (var at = 0; at < bytes.Length; at += sizeof(int) + entries[^1].Length)
            entries.Add(bytes.AsSpan(at + sizeof(int), BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at))).ToArray());
        return entries;
    }
}

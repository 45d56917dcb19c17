using System.Text;
using Xunit;

namespace RetentionGrpc.Storage.Tests;

/// <summary>What is read after files were damaged, cut off or lost behind the store's back.</summary>
public sealed class FileDamageTests : IDisposable
{
    private const int Deadline = 60_000;
    private const int Entries = 5;
    private const int ChainAt = 48;
    private const int EpochAt = 32;

    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = Deadline)]
    public async Task DamagedByteOfARecord_IsNamed_AfterTheEntriesBeforeIt()
    {
        await Fill();
        var journal = await File.ReadAllBytesAsync(_folder.Journal);
        var record = DataFolder.RecordOf(journal, "entry 3"u8);

        for (var offset = 0; offset < DataFolder.RecordHeaderBytes + "entry 3".Length; offset++)
        {
            byte[] damaged = [.. journal];
            damaged[record + offset] ^= 0x10;
            await File.WriteAllBytesAsync(_folder.Journal, damaged);
            await AssertDamagedAtThree();
        }
    }

    [Theory(Timeout = Deadline)]
    [InlineData(ChainAt)]
    [InlineData(EpochAt)]
    [InlineData(EpochAt + 7)]
    [InlineData(DataFolder.RecordHeaderBytes)]
    public async Task EntryThatIsNotTheOneOfItsChain_IsNamed_WhateverItsChecksumsSay(int offset)
    {
        await Fill();
        DataFolder.Change(_folder.Journal, bytes =>
        {
            var record = bytes.AsSpan(DataFolder.RecordOf(bytes, "entry 3"u8));
            record[offset] ^= 0x80;
            DataFolder.Seal(record);
        });

        await AssertDamagedAtThree();
    }

    [Fact(Timeout = Deadline)]
    public async Task EntriesOfTwoPartitionsSwapped_AreNamed()
    {
        await Fill();
        await using (var store = _folder.Open())
            await store.AppendAsync(1, LogHead.Empty, "entry X"u8.ToArray());
        DataFolder.Change(_folder.Journal, bytes =>
        {
            var (third, foreign) = (DataFolder.RecordOf(bytes, "entry 3"u8), DataFolder.RecordOf(bytes, "entry X"u8));
            "entry X"u8.CopyTo(bytes.AsSpan(third + DataFolder.RecordHeaderBytes));
            "entry 3"u8.CopyTo(bytes.AsSpan(foreign + DataFolder.RecordHeaderBytes));
            DataFolder.Seal(bytes.AsSpan(third));
            DataFolder.Seal(bytes.AsSpan(foreign));
        });

        await AssertDamagedAtThree();
    }

    [Fact(Timeout = Deadline)]
    public async Task LostSegment_IsNamed_AfterTheEntriesBeforeIt()
    {
        await Fill(new FileLogOptions { SegmentBytes = 1024 }, padding: 900);
        Assert.Equal(Entries, _folder.Segments.Length);
        File.Delete(_folder.Segments[2]);

        await AssertDamagedAtThree(_folder.Path);
    }

    [Fact(Timeout = Deadline)]
    public async Task LastSegmentLost_IsRefused_OnceItsHeadWasNoted()
    {
        await Fill(new FileLogOptions { SegmentBytes = 1024 }, padding: 900);
        File.Delete(_folder.Journal);

        var found = Assert.Throws<LogCorruptException>(() => _folder.Open());

        Assert.Equal((0, (long)Entries), (found.Partition, found.Sequence));
    }

    [Fact(Timeout = Deadline)]
    public async Task SegmentsOfOtherData_AreRefused()
    {
        await Fill();
        using var other = new DataFolder();
        await using (var store = other.Open())
            await store.AppendAsync(0, LogHead.Empty, "theirs"u8.ToArray());
        File.Copy(other.Journal, _folder.Journal, overwrite: true);
        Assert.Equal(_folder.Journal, Assert.Throws<LogCorruptException>(() => _folder.Open()).Location);

        File.Copy(other.Journal, _folder.In("journal-0000000002-000.log"));
        Assert.Throws<LogCorruptException>(() => _folder.Open());
    }

    [Theory(Timeout = Deadline)]
    [InlineData("payload")]
    [InlineData("length")]
    [InlineData("swapped")]
    [InlineData("cut off")]
    [InlineData("end")]
    [InlineData("begin")]
    [InlineData("empty")]
    public async Task DamagedSnapshot_IsNamed(string damage)
    {
        var heads = await Fill();
        await using (var store = _folder.Open())
            Assert.True(await store.CommitSnapshotAsync(0, heads[5], Chunks("zero", "once", "twice")));
        var file = Assert.Single(_folder.Snapshots);
        var bytes = await File.ReadAllBytesAsync(file);
        var (zero, once) = (bytes.AsSpan().IndexOf("zero"u8), bytes.AsSpan().IndexOf("once"u8));
        switch (damage)
        {
            case "payload":
                bytes[once] ^= 1;
                break;
            case "length":
                bytes[once - 8] ^= 1;
                break;
            case "swapped":
                byte[] first = [.. bytes.AsSpan(zero - 8, 12)];
                bytes.AsSpan(once - 8, 12).CopyTo(bytes.AsSpan(zero - 8));
                first.CopyTo(bytes.AsSpan(once - 8));
                break;
            case "cut off":
                bytes = bytes[..(once + 2)];
                break;
            case "end":
                bytes[^10] ^= 1;
                break;
            case "begin":
                bytes[40] ^= 1;
                break;
            default:
                bytes = [];
                break;
        }
        await File.WriteAllBytesAsync(file, bytes);

        await using var damaged = _folder.Open();
        var head = Assert.Single(await damaged.ReadSnapshotHeadsAsync(0));
        var found = await Assert.ThrowsAsync<LogCorruptException>(async () => await damaged.ReadSnapshotAsync(0, head).ToListAsync());

        Assert.Equal((file, 0, 5L), (found.Location, found.Partition, found.Sequence));
    }

    [Fact(Timeout = Deadline)]
    public async Task SnapshotOfAnEntryThatTheLogHasLost_IsRefused()
    {
        await using var store = _folder.Open();
        var head = (await store.AppendAsync(0, LogHead.Empty, "a"u8.ToArray())).Head;
        Assert.True(await store.CommitSnapshotAsync(0, head, Chunks("state")));
        using var image = _folder.CrashImage();
        File.Delete(image.Journal);

        var found = Assert.Throws<LogCorruptException>(() => image.Open());

        Assert.Equal((Assert.Single(image.Snapshots), 0, 1L), (found.Location, found.Partition, found.Sequence));
    }

    [Fact(Timeout = Deadline)]
    public async Task CutOffJournal_RecoversAPrefix_AndTheLogGoesOn()
    {
        var appended = new List<LogHead> { LogHead.Empty };
        await using var store = _folder.Open(new FileLogOptions { SegmentBytes = 1 << 20 });
        for (var n = 1; n <= 12; n++)
            appended.Add((await store.AppendAsync(0, appended[^1], Encoding.UTF8.GetBytes(new string('x', 9_000 * n)))).Head);
        var length = new FileInfo(_folder.Journal).Length;
        var found = new HashSet<long>();

        for (var cut = 0L; cut < length - 1_000; cut += Math.Max(1, length / 40))
        {
            using var image = _folder.CrashImage();
            using (var journal = File.OpenWrite(image.Journal))
                journal.SetLength(length - cut);
            LogHead head;
            await using (var recovered = image.Open())
            {
                head = await recovered.ReadHeadAsync(0);
                Assert.Equal(appended[(int)head.Sequence], head);
                Assert.Equal(head.Sequence, await recovered.ReadAsync(0, 0).CountAsync());
                Assert.True((await recovered.AppendAsync(0, head, "next"u8.ToArray())).IsAppended);
            }
            await using var again = image.Open();
            Assert.Equal(head.Next("next"u8), await again.ReadHeadAsync(0));
            Assert.Equal(head.Sequence + 1, await again.ReadAsync(0, 0).CountAsync());
            found.Add(head.Sequence);
        }

        Assert.Contains(12, found); // what was appended is there whole when nothing is cut off
        Assert.True(found.Count > 5, $"cuts gave only {found.Count} different heads");
    }

    [Fact(Timeout = Deadline)]
    public async Task GroupThatWasTorn_LeavesNothingBehindItsFirstBadByte_AndTheLogGoesOn()
    {
        var (image, heads) = await ThreeInAGroup();
        using var torn = image;
        // The disk took the end of the group, and not what is before it.
        DataFolder.Change(image.Journal, bytes =>
            bytes.AsSpan(DataFolder.RecordOf(bytes, "second"u8), DataFolder.RecordHeaderBytes).Clear());

        for (var opening = 0; opening < 3; opening++)
        {
            await using var store = image.Open();
            Assert.Equal(1 + opening, (await store.ReadHeadAsync(0)).Sequence);
            Assert.Equal(LogHead.Empty, await store.ReadHeadAsync(1));
            Assert.Equal(LogHead.Empty, await store.ReadHeadAsync(2));
            Assert.Equal(1 + opening, await store.ReadAsync(0, 0).CountAsync());
            Assert.True((await store.AppendAsync(0, heads[0], "next"u8.ToArray())).IsAppended);
            heads[0] = heads[0].Next("next"u8);
        }
    }

    [Fact(Timeout = Deadline)]
    public async Task BadSpotBeforeALaterGroup_IsDamage_NotATornGroup()
    {
        var (image, heads) = await ThreeInAGroup();
        using var damaged = image;
        await using (var store = image.Open())
            Assert.True((await store.AppendAsync(2, heads[2], "later"u8.ToArray())).IsAppended);
        DataFolder.Change(image.Journal, bytes => bytes[DataFolder.RecordOf(bytes, "third"u8) + 20] ^= 1);

        await using var reopened = image.Open();

        Assert.Equal(heads[2].Next("later"u8), await reopened.ReadHeadAsync(2));
        var found = await Assert.ThrowsAsync<LogCorruptException>(async () => await reopened.ReadAsync(2, 0).ToListAsync());
        Assert.Equal((2, 1L), (found.Partition, found.Sequence));
        Assert.Equal(1, await reopened.ReadAsync(1, 0).CountAsync());
    }

    [Fact(Timeout = Deadline)]
    public async Task WhatGoesBeyondTheHeadsOfTheNextFile_IsVoid()
    {
        await using var store = _folder.Open();
        var first = (await store.AppendAsync(0, LogHead.Empty, "first"u8.ToArray())).Head;
        using var image = _folder.CrashImage();
        // The disk took this one, and the server was told that it did not.
        await store.AppendAsync(0, first, "never acknowledged"u8.ToArray());
        DataFolder.Change(image.Journal, bytes => bytes[^1] = 1);
        await using (var later = image.Open())
            Assert.True((await later.AppendAsync(0, first, "second"u8.ToArray())).IsAppended);
        Assert.Equal(2, image.Segments.Length);
        File.Copy(_folder.Journal, image.Segments[0], overwrite: true);

        await using var reopened = image.Open();

        Assert.Equal(first.Next("second"u8), await reopened.ReadHeadAsync(0));
        var entries = await reopened.ReadAsync(0, 0).ToListAsync();
        Assert.Equal(["first", "second"], entries.Select(entry => Encoding.UTF8.GetString(entry.Payload.Span)));
    }

    [Fact(Timeout = Deadline)]
    public async Task CreationCutOff_IsDoneAgain()
    {
        await File.WriteAllBytesAsync(_folder.Master + ".tmp", [1, 2, 3]);

        await using var made = _folder.Open();

        Assert.Equal(LogHead.Empty, await made.ReadHeadAsync(0));
        Assert.Empty(_folder.Files("*.tmp"));
    }

    [Fact(Timeout = Deadline)]
    public async Task LostJournal_LosesEntries_AndNotTheIdentity()
    {
        await using var store = _folder.Open();
        await store.AppendAsync(0, LogHead.Empty, "a"u8.ToArray());
        using var image = _folder.CrashImage();
        File.Delete(image.Journal);

        await using var shorter = image.Open();

        Assert.Equal(store.Identity, shorter.Identity);
        Assert.Equal(LogHead.Empty, await shorter.ReadHeadAsync(0));
    }

    [Fact(Timeout = Deadline)]
    public async Task LostMasterFile_IsRefused()
    {
        await Fill();
        File.Delete(_folder.Master);

        Assert.Equal(_folder.Master, Assert.Throws<LogCorruptException>(() => _folder.Open()).Location);
    }

    [Fact(Timeout = Deadline)]
    public async Task LastEntryThatIsNotTheNotedHead_IsNamedAtTheOpening()
    {
        await Fill();
        DataFolder.Change(_folder.Journal, bytes =>
            bytes.AsSpan(DataFolder.RecordOf(bytes, "entry 5"u8), DataFolder.RecordHeaderBytes).Clear());

        var found = Assert.Throws<LogCorruptException>(() => _folder.Open());

        Assert.Equal((_folder.Journal, 0, 5L), (found.Location, found.Partition, found.Sequence));
    }

    [Fact(Timeout = Deadline)]
    public async Task BrokenOffSnapshot_GivesItsSpaceBackAtTheNextOpening()
    {
        var heads = await Fill();
        await File.WriteAllBytesAsync(_folder.In("snapshot-000-0000000000000000005.snap.tmp"), new byte[1000]);
        await using var store = _folder.Open();

        Assert.Empty(_folder.Files("*.tmp"));
        Assert.True(await store.CommitSnapshotAsync(0, heads[5], Chunks("whole")));
    }

    [Fact(Timeout = Deadline)]
    public async Task InterruptedTrim_IsACutAllTheSame_AndIsFinishedByTheNext()
    {
        var options = new FileLogOptions { SegmentBytes = 1024 };
        var heads = await Fill(options, padding: 900);
        await using (var store = _folder.Open(options))
            Assert.True(await store.CommitSnapshotAsync(0, heads[4], Chunks("state")));
        using var before = _folder.CrashImage();
        await using (var store = _folder.Open(options))
            await store.TrimAsync(0, 4);
        Assert.Single(_folder.Segments);
        foreach (var segment in before.Segments)
            File.Copy(segment, _folder.In(Path.GetFileName(segment)), overwrite: true);

        await using var reopened = _folder.Open(options);

        Assert.Equal(heads[5], await reopened.ReadHeadAsync(0));
        await Assert.ThrowsAsync<LogTrimmedException>(async () => await reopened.ReadAsync(0, 2).ToListAsync());
        Assert.Single(await reopened.ReadAsync(0, 4).ToListAsync());
        await reopened.TrimAsync(0, 4);
        Assert.Single(_folder.Segments);
    }

    private async Task<(DataFolder Image, LogHead[] Heads)> ThreeInAGroup()
    {
        using var hold = new ManualResetEventSlim(initialState: true);
        string[] payloads = ["first", "second", "third"];
        await using var store = _folder.Open(new FileLogOptions { FreeBytes = DataFolder.Held(hold) });
        await store.AppendAsync(3, LogHead.Empty, "before"u8.ToArray());
        hold.Reset();
        var held = store.AppendAsync(3, LogHead.Empty.Next("before"u8), "held"u8.ToArray());
        while (store.CommittedGroups > 1)
            await Task.Yield();
        var calls = payloads.Select((payload, partition) =>
            store.AppendAsync(partition, LogHead.Empty, Encoding.UTF8.GetBytes(payload)).AsTask()).ToList();
        hold.Set();
        await held;
        var heads = (await Task.WhenAll(calls)).Select(outcome => outcome.Head).ToArray();
        Assert.InRange(store.CommittedGroups, 2, 3);
        return (_folder.CrashImage(), heads);
    }

    private async Task<List<LogHead>> Fill(FileLogOptions? options = null, int padding = 0)
    {
        var heads = new List<LogHead> { LogHead.Empty };
        await using var store = _folder.Open(options);
        for (var n = 1; n <= Entries; n++)
            heads.Add((await store.AppendAsync(0, heads[^1], Encoding.UTF8.GetBytes($"entry {n}{new string(' ', padding)}"))).Head);
        return heads;
    }

    private async Task AssertDamagedAtThree(string? location = null)
    {
        await using var store = _folder.Open();
        var read = new List<string>();
        var found = await Assert.ThrowsAsync<LogCorruptException>(async () =>
        {
            await foreach (var entry in store.ReadAsync(0, 0))
                read.Add(Encoding.UTF8.GetString(entry.Payload.Span).Trim());
        });

        Assert.Equal(["entry 1", "entry 2"], read);
        Assert.Equal((0, 3L), (found.Partition, found.Sequence));
        Assert.StartsWith(location ?? _folder.Journal, found.Location, StringComparison.Ordinal);
        Assert.Contains("Partition 0, sequence 3", found.Message, StringComparison.Ordinal);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Chunks(params string[] chunks)
    {
        foreach (var chunk in chunks)
        {
            await Task.Yield();
            yield return Encoding.UTF8.GetBytes(chunk);
        }
    }
}

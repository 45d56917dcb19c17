using System.Buffers.Binary;
using System.Text;
using Xunit;

namespace RetentionGrpc.Storage.Tests;

public sealed class FileLogStoreTests : IDisposable
{
    private const int Deadline = 60_000;

    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = Deadline)]
    public async Task Reopened_HasTheSameIdentityHeadsAndSnapshots()
    {
        LogIdentity identity;
        var heads = new LogHead[3];
        await using (var store = _folder.Open(new FileLogOptions { PartitionCount = 3 }))
        {
            identity = store.Identity;
            Assert.Equal(LogDurability.Fsynced, store.Durability);
            for (var partition = 0; partition < 3; partition++)
                heads[partition] = await Append(store, partition, LogHead.Empty, 10 * partition);
            Assert.True(await store.CommitSnapshotAsync(1, heads[1], Chunks("one")));
            await store.TrimAsync(1, heads[1].Sequence);
        }

        await using var again = _folder.Open(new FileLogOptions { PartitionCount = 16 });
        Assert.Equal(identity, again.Identity);
        Assert.Equal(3, again.Identity.PartitionCount);
        for (var partition = 0; partition < 3; partition++)
            Assert.Equal(heads[partition], await again.ReadHeadAsync(partition));
        Assert.Equal([heads[1]], await again.ReadSnapshotHeadsAsync(1));
        Assert.Equal(heads[1].Next("next"u8), (await again.AppendAsync(1, heads[1], "next"u8.ToArray())).Head);
    }

    [Fact(Timeout = Deadline)]
    public async Task SecondOpening_IsRefusedUntilTheFirstCloses()
    {
        await using (_folder.Open())
        {
            var refused = Assert.Throws<StoreLockedException>(() => _folder.Open());
            Assert.Equal(_folder.Path, refused.Folder);
            Assert.Contains(_folder.Path, refused.Message, StringComparison.Ordinal);
        }

        await using var free = _folder.Open();
        Assert.Equal(LogHead.Empty, await free.ReadHeadAsync(0));
    }

    [Fact(Timeout = Deadline)]
    public async Task UnknownFormat_IsRefusedAndLeftAlone()
    {
        await _folder.Open().DisposeAsync();
        DataFolder.Change(_folder.Master, bytes => bytes[8] = 99);

        var refused = Assert.Throws<StoreFormatException>(() => _folder.Open());

        Assert.Contains("99", refused.Message, StringComparison.Ordinal);
        DataFolder.Change(_folder.Master, bytes => bytes[8] = 3);
        await _folder.Open().DisposeAsync();
    }

    [Fact]
    public void DatabaseOfAnEarlierFormat_IsRefusedAndLeftAlone()
    {
        var database = _folder.In("retention.db");
        File.WriteAllText(database, "SQLite format 3");

        var refused = Assert.Throws<StoreFormatException>(() => _folder.Open());

        Assert.Contains("Use the version that wrote it", refused.Message, StringComparison.Ordinal);
        Assert.Equal("SQLite format 3", File.ReadAllText(database));
        Assert.False(File.Exists(_folder.Master));
    }

    [Fact]
    public void MasterFileOfAnotherProgram_IsDamaged()
    {
        File.WriteAllText(_folder.Master, new string('x', 10_000));
        Assert.Equal(_folder.Master, Assert.Throws<LogCorruptException>(() => _folder.Open()).Location);
    }

    [Fact]
    public void FolderThatIsAFile_IsUnavailable()
    {
        var path = Path.Combine(_folder.Path, "file");
        File.WriteAllText(path, "");
        Assert.Throws<StoreUnavailableException>(() => FileLogStore.Open(path));
    }

    [Fact(Timeout = Deadline)]
    public async Task StoredChecksum_IsCrc32C()
    {
        await using var store = _folder.Open();
        await store.AppendAsync(0, LogHead.Empty, "123456789"u8.ToArray());

        var journal = await File.ReadAllBytesAsync(_folder.Journal);
        var stored = BinaryPrimitives.ReadUInt32LittleEndian(journal.AsSpan(DataFolder.RecordOf(journal, "123456789"u8) + 12));
        Assert.Equal(0xE3069283, stored); // the check value that the CRC's catalogues give
    }

    [Fact(Timeout = Deadline)]
    public async Task WaitingAppends_ShareAGroup_AndAFencedOneHarmsNoOther()
    {
        using var hold = new ManualResetEventSlim();
        await using var store = _folder.Open(new FileLogOptions { PartitionCount = 8, FreeBytes = DataFolder.Held(hold) });
        var calls = new List<Task<AppendOutcome>>();
        for (var n = 0; n < 200; n++)
            calls.Add(store.AppendAsync(n % 8, HeadOf(n / 8, n % 8), Payload(n / 8, n % 8)).AsTask());
        calls.Add(store.AppendAsync(0, LogHead.Empty with { Chain = 1 }, "fenced"u8.ToArray()).AsTask());
        Assert.Equal(0, store.CommittedGroups);
        hold.Set();

        var outcomes = await Task.WhenAll(calls);

        Assert.All(outcomes[..200], outcome => Assert.True(outcome.IsAppended));
        Assert.True(outcomes[200].IsFenced);
        Assert.InRange(store.CommittedGroups, 1, 2);

        static byte[] Payload(int n, int partition) => Encoding.UTF8.GetBytes($"{partition}/{n}");

        static LogHead HeadOf(int n, int partition)
            => Enumerable.Range(0, n).Aggregate(LogHead.Empty, (head, i) => head.Next(Payload(i, partition)));
    }

    [Fact(Timeout = Deadline)]
    public async Task AppendCancelledWhileItWaits_IsWithdrawn()
    {
        using var hold = new ManualResetEventSlim();
        await using var store = _folder.Open(new FileLogOptions { FreeBytes = DataFolder.Held(hold) });
        using var cancellation = new CancellationTokenSource();
        var first = store.AppendAsync(0, LogHead.Empty, "first"u8.ToArray()).AsTask();
        var withdrawn = store.AppendAsync(1, LogHead.Empty, "withdrawn"u8.ToArray(), cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        hold.Set();

        Assert.True((await first).IsAppended);
        var landed = await Task.WhenAny(withdrawn) == withdrawn && withdrawn.IsCompletedSuccessfully;
        Assert.Equal(landed ? 1 : 0, (await store.ReadHeadAsync(1)).Sequence);
        Assert.Equal(!landed, withdrawn.IsCanceled);
    }

    [Fact(Timeout = Deadline)]
    public async Task FullStore_RefusesAppends_KeepsItsHeads_AndGoesOnOnceThereIsRoom()
    {
        var head = LogHead.Empty;
        var entry = new byte[64 * 1024];
        await using (var store = _folder.Open(new FileLogOptions { MaxBytes = 1024 * 1024 }))
        {
            for (; head.Sequence < 6; head = head.Next(entry))
                Assert.True((await store.AppendAsync(0, head, entry)).IsAppended);
            var large = new byte[512 * 1024];
            await Assert.ThrowsAsync<StoreFullException>(async () => await store.AppendAsync(0, head, large));

            Assert.Equal(head, await store.ReadHeadAsync(0));
            Assert.Equal(6, await store.ReadAsync(0, 0).CountAsync());
            Assert.True((await store.AppendAsync(0, head, "small"u8.ToArray())).IsAppended);
            head = head.Next("small"u8);
        }

        await using var roomy = _folder.Open();
        Assert.Equal(head, await roomy.ReadHeadAsync(0));
        Assert.True((await roomy.AppendAsync(0, head, new byte[512 * 1024])).IsAppended);
        Assert.Equal(8, await roomy.ReadAsync(0, 0).CountAsync());
    }

    [Fact(Timeout = Deadline)]
    public async Task Outage_FaultsTheGroup_AndTheStoreRecoversByItself()
    {
        // Every entry needs a new file, which a folder that is away cannot take.
        var options = new FileLogOptions { SegmentBytes = 1024 };
        var store = _folder.Open(options);
        var head = LogHead.Empty;
        for (var n = 0; n < 3; n++)
            head = (await store.AppendAsync(0, head, new byte[1000])).Head;
        Directory.Move(_folder.Path, _folder.Path + "-away");

        var calls = Enumerable.Range(0, 4).Select(partition => store.AppendAsync(
            partition, partition == 0 ? head : LogHead.Empty, new byte[1000]).AsTask()).ToList();
        foreach (var call in calls)
            await Assert.ThrowsAsync<StoreUnavailableException>(() => call);
        Assert.Equal(head, await store.ReadHeadAsync(0));

        Directory.Move(_folder.Path + "-away", _folder.Path);
        Assert.True((await store.AppendAsync(0, head, "back"u8.ToArray())).IsAppended);
        await store.DisposeAsync();
        await using var again = _folder.Open(options);
        Assert.Equal(head.Next("back"u8), await again.ReadHeadAsync(0));
        Assert.Equal(LogHead.Empty, await again.ReadHeadAsync(1));
        Assert.Equal(4, await again.ReadAsync(0, 0).CountAsync());
    }

    private static async Task<LogHead> Append(FileLogStore store, int partition, LogHead head, int count)
    {
        for (var n = 0; n < count; n++)
            head = (await store.AppendAsync(partition, head, Encoding.UTF8.GetBytes($"{partition}/{n}"))).Head;
        return head;
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

using System.Text;
using Xunit;

namespace RetentionGrpc.Storage.Tests;

public sealed class SqliteLogStoreTests : IDisposable
{
    private const int Deadline = 60_000;

    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = Deadline)]
    public async Task Reopened_HasTheSameIdentityHeadsAndSnapshots()
    {
        LogIdentity identity;
        var heads = new LogHead[3];
        await using (var store = _folder.Open(new SqliteLogOptions { PartitionCount = 3 }))
        {
            identity = store.Identity;
            Assert.Equal(LogDurability.Fsynced, store.Durability);
            for (var partition = 0; partition < 3; partition++)
                heads[partition] = await Append(store, partition, LogHead.Empty, 10 * partition);
            Assert.True(await store.CommitSnapshotAsync(1, heads[1], Chunks("one")));
            await store.TrimAsync(1, heads[1].Sequence);
        }

        Assert.False(File.Exists(_folder.WriteAheadLog), "a clean close leaves one file");
        await using var again = _folder.Open(new SqliteLogOptions { PartitionCount = 16 });
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
        _folder.Execute("UPDATE meta SET format_version = 99");

        var refused = Assert.Throws<StoreFormatException>(() => _folder.Open());

        Assert.Contains("99", refused.Message, StringComparison.Ordinal);
        Assert.Equal(99L, _folder.Execute("SELECT format_version FROM meta"));
        _folder.Execute("UPDATE meta SET format_version = 2");
        await _folder.Open().DisposeAsync();
    }

    [Fact]
    public void DatabaseOfAnotherProgram_IsRefused()
    {
        _folder.Execute("CREATE TABLE theirs (x)");
        Assert.Throws<StoreFormatException>(() => _folder.Open());
        Assert.Equal("delete", _folder.Execute("PRAGMA journal_mode"));
    }

    [Fact]
    public void FileThatIsNoDatabase_IsDamaged()
    {
        File.WriteAllText(_folder.File, new string('x', 10_000));
        Assert.Equal(_folder.File, Assert.Throws<LogCorruptException>(() => _folder.Open()).Location);
    }

    [Fact]
    public void FolderThatIsAFile_IsUnavailable()
    {
        var path = Path.Combine(_folder.Path, "file");
        File.WriteAllText(path, "");
        Assert.Throws<StoreUnavailableException>(() => SqliteLogStore.Open(path));
    }

    [Fact(Timeout = Deadline)]
    public async Task StoredChecksum_IsCrc32C()
    {
        await using var store = _folder.Open();
        await store.AppendAsync(0, LogHead.Empty, "123456789"u8.ToArray());

        Assert.Equal(0xE3069283L, _folder.Execute("SELECT crc FROM entries")); // the check value that the CRC's catalogues give
    }

    [Fact(Timeout = Deadline)]
    public async Task WaitingAppends_ShareATransaction_AndAFencedOneHarmsNoOther()
    {
        await using var store = _folder.Open(new SqliteLogOptions { PartitionCount = 8 });
        var before = store.CommittedGroups;
        var calls = new List<Task<AppendOutcome>>();
        using (var holder = _folder.Connect())
        {
            using var held = holder.BeginTransaction(); // the writer waits for it, and the appends gather
            for (var n = 0; n < 200; n++)
                calls.Add(store.AppendAsync(n % 8, HeadOf(n / 8, n % 8), Payload(n / 8, n % 8)).AsTask());
            calls.Add(store.AppendAsync(0, LogHead.Empty with { Chain = 1 }, "fenced"u8.ToArray()).AsTask());
            Assert.Equal(before, store.CommittedGroups);
            held.Rollback();
        }

        var outcomes = await Task.WhenAll(calls);

        Assert.All(outcomes[..200], outcome => Assert.True(outcome.IsAppended));
        Assert.True(outcomes[200].IsFenced);
        Assert.InRange(store.CommittedGroups - before, 1, 2);

        static byte[] Payload(int n, int partition) => Encoding.UTF8.GetBytes($"{partition}/{n}");

        static LogHead HeadOf(int n, int partition)
            => Enumerable.Range(0, n).Aggregate(LogHead.Empty, (head, i) => head.Next(Payload(i, partition)));
    }

    [Fact(Timeout = Deadline)]
    public async Task AppendCancelledWhileItWaits_IsWithdrawn()
    {
        await using var store = _folder.Open();
        using var cancellation = new CancellationTokenSource();
        Task<AppendOutcome> first, withdrawn;
        using (var holder = _folder.Connect())
        {
            using var held = holder.BeginTransaction();
            first = store.AppendAsync(0, LogHead.Empty, "first"u8.ToArray()).AsTask();
            withdrawn = store.AppendAsync(1, LogHead.Empty, "withdrawn"u8.ToArray(), cancellation.Token).AsTask();
            await cancellation.CancelAsync();
            held.Rollback();
        }

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
        await using (var store = _folder.Open(new SqliteLogOptions { MaxFileBytes = 1024 * 1024 }))
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
        await using var store = _folder.Open();
        var head = await Append(store, 0, LogHead.Empty, 3);
        _folder.Execute("ALTER TABLE entries RENAME TO away");

        var calls = Enumerable.Range(0, 4).Select(partition => store.AppendAsync(
            partition, partition == 0 ? head : LogHead.Empty, "lost"u8.ToArray()).AsTask()).ToList();
        foreach (var call in calls)
            await Assert.ThrowsAsync<StoreUnavailableException>(() => call);
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.ReadHeadAsync(0));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.ReadAsync(0, 0).ToListAsync());

        _folder.Execute("ALTER TABLE away RENAME TO entries");
        Assert.True((await store.AppendAsync(0, head, "back"u8.ToArray())).IsAppended);
        Assert.Equal(head.Next("back"u8), await store.ReadHeadAsync(0));
        Assert.Equal(LogHead.Empty, await store.ReadHeadAsync(1));
        Assert.Equal(4, await store.ReadAsync(0, 0).CountAsync());
    }

    private static async Task<LogHead> Append(SqliteLogStore store, int partition, LogHead head, int count)
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

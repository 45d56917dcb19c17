using Xunit;

namespace RetentionGrpc.Storage.Tests;

/// <summary>A log without room: appends are refused while a snapshot still fits, and what is trimmed is room again.</summary>
public sealed class SqliteFullTests : IDisposable
{
    private const int Deadline = 60_000;
    private const int Kibi = 1024;

    private readonly DataFolder _folder = new();
    private readonly byte[] _entry = new byte[20 * Kibi];
    private long _free = 1_000_000 * Kibi;

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = Deadline)]
    public async Task FullFile_HasRoomForSnapshots_AndForAppendsOnceItIsTrimmed()
    {
        var options = new SqliteLogOptions { PartitionCount = 2, MaxFileBytes = 2048 * Kibi };
        await using var store = _folder.Open(options);
        var head = await FillAsync(store, LogHead.Empty);
        Assert.True(head.Sequence > 50, $"The log was full after {head.Sequence} entries.");

        for (var round = 0; round < 5; round++)
        {
            var before = head;
            await Assert.ThrowsAsync<StoreFullException>(async () => await store.AppendAsync(1, LogHead.Empty, _entry));
            Assert.True(await store.CommitSnapshotAsync(0, head, Chunks(200)));
            await store.TrimAsync(0, head.Sequence);
            head = await FillAsync(store, head);
            Assert.True(head.Sequence > before.Sequence + 30, $"Round {round}: {head.Sequence - before.Sequence} entries.");
            Assert.Equal(head.Sequence - before.Sequence, await store.ReadAsync(0, before.Sequence).CountAsync());
        }

        Assert.True(new FileInfo(_folder.File).Length <= options.MaxFileBytes);
    }

    [Fact(Timeout = Deadline)]
    public async Task FullDisk_HasRoomForSnapshots_AndForAppendsOnceSomeIsFree()
    {
        await using var store = _folder.Open(new SqliteLogOptions { ReserveBytes = 400 * Kibi, FreeBytes = _ => _free });
        var head = (await store.AppendAsync(0, LogHead.Empty, _entry)).Head;
        _free = 400 * Kibi;
        await Assert.ThrowsAsync<StoreFullException>(async () => await store.AppendAsync(0, head, _entry));
        Assert.Equal(head, await store.ReadHeadAsync(0));
        Assert.Equal(1, await store.ReadAsync(0, 0).CountAsync());

        Assert.True(await store.CommitSnapshotAsync(0, head, Chunks(100)));
        await Assert.ThrowsAsync<StoreFullException>(async () => await store.AppendAsync(0, head, _entry));
        _free = 500 * Kibi;
        Assert.True((await store.AppendAsync(0, head, _entry)).IsAppended);
    }

    [Fact(Timeout = Deadline)]
    public async Task PagesFreedInTheFile_AreRoom_AsLongAsTheWriteAheadLogHasSome()
    {
        await using var store = _folder.Open(new SqliteLogOptions { ReserveBytes = 400 * Kibi, FreeBytes = _ => _free });
        var head = LogHead.Empty;
        for (var n = 0; n < 50; n++)
            head = (await store.AppendAsync(0, head, _entry)).Head;
        Assert.True(await store.CommitSnapshotAsync(0, head, Chunks(10)));
        await store.TrimAsync(0, head.Sequence);

        _free = 110 * Kibi;
        Assert.True((await store.AppendAsync(0, head, _entry)).IsAppended);
        _free = 90 * Kibi;
        await Assert.ThrowsAsync<StoreFullException>(async () => await store.AppendAsync(0, head.Next(_entry), _entry));
    }

    [Fact(Timeout = Deadline)]
    public async Task TheReserveGrowsWithTheSnapshots_AlsoAfterAReopening()
    {
        var options = new SqliteLogOptions { ReserveBytes = 400 * Kibi, FreeBytes = _ => _free };
        LogHead head;
        await using (var store = _folder.Open(options))
        {
            head = (await store.AppendAsync(0, LogHead.Empty, _entry)).Head;
            Assert.True(await store.CommitSnapshotAsync(0, head, Chunks(1_000)));
            _free = 1_500 * Kibi;
            await Assert.ThrowsAsync<StoreFullException>(async () => await store.AppendAsync(0, head, _entry));
        }

        await using var again = _folder.Open(options);
        await Assert.ThrowsAsync<StoreFullException>(async () => await again.AppendAsync(0, head, _entry));
        _free = 1_600 * Kibi;
        Assert.True((await again.AppendAsync(0, head, _entry)).IsAppended);
    }

    [Fact(Timeout = Deadline)]
    public async Task AnAppendWithoutRoom_HarmsNoOtherOfItsGroup()
    {
        await using var store = _folder.Open(new SqliteLogOptions { PartitionCount = 2, ReserveBytes = 0, FreeBytes = _ => 50 * Kibi });
        Task<AppendOutcome> large, small;
        using (var holder = _folder.Connect())
        {
            using var held = holder.BeginTransaction();
            large = store.AppendAsync(0, LogHead.Empty, new byte[100 * Kibi]).AsTask();
            small = store.AppendAsync(1, LogHead.Empty, _entry).AsTask();
            held.Rollback();
        }

        await Assert.ThrowsAsync<StoreFullException>(() => large);
        Assert.True((await small).IsAppended);
    }

    private async Task<LogHead> FillAsync(SqliteLogStore store, LogHead head)
    {
        try
        {
            while (true)
                head = (await store.AppendAsync(0, head, _entry)).Head;
        }
        catch (StoreFullException)
        {
            Assert.Equal(head, await store.ReadHeadAsync(0));
            return head;
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Chunks(int kibibytes)
    {
        for (; kibibytes > 0; kibibytes -= 100)
        {
            await Task.Yield();
            yield return new byte[Math.Min(kibibytes, 100) * Kibi];
        }
    }
}

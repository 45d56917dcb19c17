using Xunit;

namespace RetentionGrpc.Storage.Tests;

/// <summary>A log without room: appends are refused while a snapshot still fits, and what is trimmed is room again.</summary>
public sealed class FileFullTests : IDisposable
{
    private const int Deadline = 60_000;
    private const int Kibi = 1024;

    private readonly DataFolder _folder = new();
    private readonly byte[] _entry = new byte[20 * Kibi];
    private long _free = 1_000_000 * Kibi;

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = Deadline)]
    public async Task FullFolder_HasRoomForSnapshots_AndForAppendsOnceItIsTrimmed()
    {
        var options = new FileLogOptions { PartitionCount = 2, MaxBytes = 2048 * Kibi };
        await using var store = _folder.Open(options);
        var head = await FillAsync(store, LogHead.Empty);
        Assert.True(head.Sequence > 30, $"The log was full after {head.Sequence} entries.");

        for (var round = 0; round < 5; round++)
        {
            var before = head;
            await Assert.ThrowsAsync<StoreFullException>(async () => await store.AppendAsync(0, head, _entry));
            Assert.True(await store.CommitSnapshotAsync(0, head, Chunks(200)));
            await store.TrimAsync(0, head.Sequence);
            head = await FillAsync(store, head);
            Assert.True(head.Sequence > before.Sequence + 25, $"Round {round}: {head.Sequence - before.Sequence} entries.");
            Assert.Equal(head.Sequence - before.Sequence, await store.ReadAsync(0, before.Sequence).CountAsync());
        }

        Assert.True(_folder.Bytes <= options.MaxBytes, $"{_folder.Bytes} bytes.");
    }

    [Fact(Timeout = Deadline)]
    public async Task FullFolder_HasRoomForAFirstSnapshotOfEachPartition_AsLongAsItsLog()
    {
        var heads = new[] { LogHead.Empty, LogHead.Empty };
        await using (var store = _folder.Open(new FileLogOptions { PartitionCount = 2, MaxBytes = 2048 * Kibi }))
            await FillAndTakeAsync(store, heads);
        await using var roomy = _folder.Open(new FileLogOptions { MaxBytes = 4096 * Kibi });
        heads[0] = (await roomy.AppendAsync(0, heads[0], _entry)).Head;
        Assert.Equal(1, await roomy.ReadAsync(0, heads[0].Sequence - 1).CountAsync());
    }

    private async Task FillAndTakeAsync(FileLogStore store, LogHead[] heads)
    {
        for (var partition = 0; partition < 2; partition++)
        {
            for (var n = 0; n < 14; n++)
                heads[partition] = (await store.AppendAsync(partition, heads[partition], _entry)).Head;
        }
        heads[1] = await FillAsync(store, heads[1], partition: 1);
        Assert.InRange(heads[1].Sequence, 25, 50);

        foreach (var partition in new[] { 1, 0 })
        {
            var logBytes = heads[partition].Sequence * _entry.Length / Kibi;
            Assert.True(await store.CommitSnapshotAsync(partition, heads[partition], Chunks((int)(logBytes / 8 * 9))));
            await store.TrimAsync(partition, heads[partition].Sequence);
        }
    }

    [Fact(Timeout = Deadline)]
    public async Task FullDisk_HasRoomForSnapshots_AndForAppendsOnceSomeIsFree()
    {
        await using var store = _folder.Open(new FileLogOptions { ReserveBytes = 400 * Kibi, FreeBytes = _ => _free });
        var head = (await store.AppendAsync(0, LogHead.Empty, _entry)).Head;
        _free = 399 * Kibi;
        await Assert.ThrowsAsync<StoreFullException>(async () => await store.AppendAsync(0, head, _entry));
        Assert.Equal(head, await store.ReadHeadAsync(0));
        Assert.Equal(1, await store.ReadAsync(0, 0).CountAsync());

        Assert.True(await store.CommitSnapshotAsync(0, head, Chunks(100)));
        await Assert.ThrowsAsync<StoreFullException>(async () => await store.AppendAsync(0, head, _entry));
        _free = 500 * Kibi;
        Assert.True((await store.AppendAsync(0, head, _entry)).IsAppended);
    }

    [Fact(Timeout = Deadline)]
    public async Task WhatAFileHasAhead_IsRoom_AsLongAsTheReserveIsFree()
    {
        await using var store = _folder.Open(new FileLogOptions { ReserveBytes = 400 * Kibi, FreeBytes = _ => _free });
        var head = (await store.AppendAsync(0, LogHead.Empty, _entry)).Head;
        var bytes = _folder.Bytes;

        _free = 450 * Kibi;
        head = (await store.AppendAsync(0, head, _entry)).Head;
        Assert.Equal(bytes, _folder.Bytes);
        _free = 390 * Kibi;
        await Assert.ThrowsAsync<StoreFullException>(async () => await store.AppendAsync(0, head, _entry));
    }

    [Fact(Timeout = Deadline)]
    public async Task FullDisk_TakesNothingAhead()
    {
        await using var store = _folder.Open(new FileLogOptions { ReserveBytes = 400 * Kibi, FreeBytes = _ => _free });
        _free = 500 * Kibi;
        var head = (await store.AppendAsync(0, LogHead.Empty, _entry)).Head;
        Assert.InRange(_folder.Bytes, _entry.Length, _entry.Length + Kibi);
        Assert.True((await store.AppendAsync(0, head, _entry)).IsAppended);
    }

    [Fact(Timeout = Deadline)]
    public async Task SnapshotWithoutRoom_IsRefused_AndLeavesNothing()
    {
        await using var store = _folder.Open(new FileLogOptions { MaxBytes = 2048 * Kibi });
        var head = (await store.AppendAsync(0, LogHead.Empty, _entry)).Head;
        var bytes = _folder.Bytes;

        await Assert.ThrowsAsync<StoreFullException>(async () => await store.CommitSnapshotAsync(0, head, Chunks(3_000)));

        Assert.Equal(bytes, _folder.Bytes);
        Assert.True(await store.CommitSnapshotAsync(0, head, Chunks(1_000)));
    }

    [Fact(Timeout = Deadline)]
    public async Task PartitionThatIsNotTrimmed_DoesNotHoldUpTheDiskOfTheOthers()
    {
        var options = new FileLogOptions { PartitionCount = 2, SegmentBytes = 100 * Kibi };
        LogHead large = LogHead.Empty, small = LogHead.Empty;
        var text = "a few bytes"u8.ToArray();
        await using (var store = _folder.Open(options))
        {
            for (var n = 0; n < 50; n++)
            {
                large = (await store.AppendAsync(0, large, _entry)).Head;
                small = (await store.AppendAsync(1, small, text)).Head;
            }
            Assert.True(_folder.Bytes > 50 * _entry.Length);
            Assert.True(await store.CommitSnapshotAsync(0, large, Chunks(1)));
            var before = store.ReadAsync(1, 0).GetAsyncEnumerator();
            Assert.True(await before.MoveNextAsync());

            await store.TrimAsync(0, large.Sequence);

            Assert.InRange(_folder.Bytes, 0, 150 * Kibi);
            Assert.Equal(50, await store.ReadAsync(1, 0).CountAsync());
            while (before.Current.Head.Sequence < small.Sequence)
                Assert.True(await before.MoveNextAsync());
        }

        await using var again = _folder.Open(options);
        Assert.Equal(large, await again.ReadHeadAsync(0));
        Assert.Equal(small, await again.ReadHeadAsync(1));
        Assert.Equal(50, await again.ReadAsync(1, 0).CountAsync());
        Assert.True(await again.CommitSnapshotAsync(1, small, Chunks(1)));
        await again.TrimAsync(1, small.Sequence);
        Assert.Single(_folder.Segments);
    }

    [Fact(Timeout = Deadline)]
    public async Task TheReserveGrowsWithTheSnapshots_AlsoAfterAReopening()
    {
        var options = new FileLogOptions { ReserveBytes = 400 * Kibi, FreeBytes = _ => _free };
        LogHead head;
        await using (var store = _folder.Open(options))
        {
            head = (await store.AppendAsync(0, LogHead.Empty, _entry)).Head;
            Assert.True(await store.CommitSnapshotAsync(0, head, Chunks(1_000)));
            _free = 1_300 * Kibi;
            await Assert.ThrowsAsync<StoreFullException>(async () => await store.AppendAsync(0, head, _entry));
        }

        await using var again = _folder.Open(options);
        await Assert.ThrowsAsync<StoreFullException>(async () => await again.AppendAsync(0, head, _entry));
        _free = 1_500 * Kibi;
        Assert.True((await again.AppendAsync(0, head, _entry)).IsAppended);
    }

    [Fact(Timeout = Deadline)]
    public async Task AnAppendWithoutRoom_HarmsNoOtherOfItsGroup()
    {
        using var hold = new ManualResetEventSlim();
        await using var store = _folder.Open(new FileLogOptions
        {
            PartitionCount = 3,
            ReserveBytes = 0,
            FreeBytes = DataFolder.Held(hold, 60 * Kibi),
        });
        var first = store.AppendAsync(2, LogHead.Empty, new byte[1]).AsTask();
        var large = store.AppendAsync(0, LogHead.Empty, new byte[100 * Kibi]).AsTask();
        var small = store.AppendAsync(1, LogHead.Empty, _entry).AsTask();
        hold.Set();

        await Assert.ThrowsAsync<StoreFullException>(() => large);
        Assert.True((await first).IsAppended);
        Assert.True((await small).IsAppended);
        Assert.InRange(store.CommittedGroups, 1, 2);
    }

    private async Task<LogHead> FillAsync(FileLogStore store, LogHead head, int partition = 0)
    {
        try
        {
            while (true)
                head = (await store.AppendAsync(partition, head, _entry)).Head;
        }
        catch (StoreFullException)
        {
            Assert.Equal(head, await store.ReadHeadAsync(partition));
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

using System.Runtime.CompilerServices;
using Xunit;

namespace RetentionGrpc.Storage.Tests;

/// <summary>What every adapter of the log port does. This part: snapshots and trims.</summary>
public abstract partial class LogStoreConformance
{
    [Fact(Timeout = Deadline)]
    public async Task Snapshot_ComesBackChunkByChunk()
    {
        var head = (await _store.AppendAsync(1, LogHead.Empty, Text("a"))).Head;
        var full = new byte[LogLimits.MaxChunkBytes];
        new Random(7).NextBytes(full);
        byte[][] chunks = [Text("one"), [], full, Text("four")];

        Assert.True(await _store.CommitSnapshotAsync(1, head, Chunks(chunks)));

        Assert.Equal([head], await _store.ReadSnapshotHeadsAsync(1));
        Assert.Equal(chunks, await ReadSnapshot(1, head));
        Assert.Empty(await _store.ReadSnapshotHeadsAsync(0));
        await Assert.ThrowsAsync<LogTrimmedException>(() => ReadSnapshot(0, head));
        await Assert.ThrowsAsync<LogTrimmedException>(() => ReadSnapshot(1, head with { Chain = head.Chain + 1 }));
    }

    [Fact(Timeout = Deadline)]
    public async Task TwoSnapshotsAreKept_NewestFirst()
    {
        var heads = new List<LogHead> { LogHead.Empty };
        for (var n = 1; n <= 4; n++)
        {
            heads.Add((await _store.AppendAsync(0, heads[^1], Text($"{n}"))).Head);
            Assert.True(await _store.CommitSnapshotAsync(0, heads[^1], Chunks(Text($"state {n}"))));
        }

        Assert.Equal([heads[4], heads[3]], await _store.ReadSnapshotHeadsAsync(0));
        Assert.Equal([Text("state 4")], await ReadSnapshot(0, heads[4]));
        Assert.Equal([Text("state 3")], await ReadSnapshot(0, heads[3]));
        await Assert.ThrowsAsync<LogTrimmedException>(() => ReadSnapshot(0, heads[2]));
    }

    [Fact(Timeout = Deadline)]
    public async Task ADroppedSnapshot_IsGone_AndTheOneBeforeIsKeptBesideTheNext()
    {
        var heads = new List<LogHead> { LogHead.Empty };
        for (var n = 1; n <= 3; n++)
            heads.Add((await _store.AppendAsync(0, heads[^1], Text($"{n}"))).Head);
        Assert.True(await _store.CommitSnapshotAsync(0, heads[1], Chunks(Text("state 1"))));
        Assert.True(await _store.CommitSnapshotAsync(0, heads[2], Chunks(Text("state 2"))));

        Assert.True(await _store.DropSnapshotAsync(0, heads[2]));
        Assert.True(await _store.DropSnapshotAsync(0, heads[2]));
        Assert.True(await _store.DropSnapshotAsync(0, heads[1] with { Chain = 1 }));
        Assert.Equal([heads[1]], await _store.ReadSnapshotHeadsAsync(0));
        await Assert.ThrowsAsync<LogTrimmedException>(() => ReadSnapshot(0, heads[2]));

        Assert.True(await _store.CommitSnapshotAsync(0, heads[2], Chunks(Text("state 2 again"))));
        Assert.Equal([heads[2], heads[1]], await _store.ReadSnapshotHeadsAsync(0));
        Assert.Equal([Text("state 2 again")], await ReadSnapshot(0, heads[2]));
    }

    [Fact(Timeout = Deadline)]
    public async Task TheOnlySnapshotOfTrimmedEntries_IsNotDropped()
    {
        var first = (await _store.AppendAsync(0, LogHead.Empty, Text("a"))).Head;
        var second = (await _store.AppendAsync(0, first, Text("b"))).Head;
        Assert.True(await _store.CommitSnapshotAsync(0, first, Chunks(Text("state 1"))));
        Assert.True(await _store.CommitSnapshotAsync(0, second, Chunks(Text("state 2"))));
        await _store.TrimAsync(0, first.Sequence);

        Assert.True(await _store.DropSnapshotAsync(0, first));
        Assert.False(await _store.DropSnapshotAsync(0, second));
        Assert.Equal([Text("state 2")], await ReadSnapshot(0, second));
        var third = (await _store.AppendAsync(1, LogHead.Empty, Text("c"))).Head;
        Assert.True(await _store.CommitSnapshotAsync(1, third, Chunks(Text("other"))));
        Assert.True(await _store.DropSnapshotAsync(1, (await _store.ReadSnapshotHeadsAsync(1))[0]));
        Assert.Empty(await _store.ReadSnapshotHeadsAsync(1));
    }

    [Fact(Timeout = Deadline)]
    public async Task SnapshotOfAHeadThatIsNotTheLogs_OrThatIsOld_IsRefused()
    {
        var first = (await _store.AppendAsync(0, LogHead.Empty, Text("a"))).Head;
        var second = (await _store.AppendAsync(0, first, Text("b"))).Head;
        Assert.True(await _store.CommitSnapshotAsync(0, second, Chunks(Text("state"))));

        Assert.False(await _store.CommitSnapshotAsync(0, second.Next(Text("never appended")), Untouched()));
        Assert.False(await _store.CommitSnapshotAsync(0, second with { Chain = 1 }, Untouched()));
        Assert.False(await _store.CommitSnapshotAsync(0, first, Untouched()));
        Assert.False(await _store.CommitSnapshotAsync(1, second, Untouched()));
        Assert.True(await _store.CommitSnapshotAsync(0, second, Untouched()));

        Assert.Equal([second], await _store.ReadSnapshotHeadsAsync(0));
        Assert.Equal([Text("state")], await ReadSnapshot(0, second));
    }

    [Fact(Timeout = Deadline)]
    public async Task BrokenOffSnapshot_LeavesNothing_AndMayBeTakenAgain()
    {
        var first = (await _store.AppendAsync(0, LogHead.Empty, Text("a"))).Head;
        Assert.True(await _store.CommitSnapshotAsync(0, first, Chunks(Text("state 1"))));
        var second = (await _store.AppendAsync(0, first, Text("b"))).Head;

        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await _store.CommitSnapshotAsync(0, second, Broken(Text("torn 1"), Text("torn 2"), Text("torn 3"))));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await _store.CommitSnapshotAsync(0, second, Chunks(Text("torn"), new byte[LogLimits.MaxChunkBytes + 1])));

        Assert.Equal([first], await _store.ReadSnapshotHeadsAsync(0));
        Assert.Equal([Text("state 1")], await ReadSnapshot(0, first));
        Assert.True(await _store.CommitSnapshotAsync(0, second, Chunks(Text("state 2"))));
        Assert.Equal([Text("state 2")], await ReadSnapshot(0, second));
    }

    [Fact(Timeout = Deadline)]
    public async Task AppendsGoOn_WhileASnapshotIsTaken()
    {
        var head = (await _store.AppendAsync(0, LogHead.Empty, Text("a"))).Head;
        var taken = head;

        Assert.True(await _store.CommitSnapshotAsync(0, taken, Appending()));

        Assert.Equal(4, head.Sequence);
        Assert.Equal(3, (await ReadSnapshot(0, taken)).Count);
        Assert.Equal(3, (await _store.ReadAsync(0, taken.Sequence).ToListAsync()).Count);

        async IAsyncEnumerable<ReadOnlyMemory<byte>> Appending()
        {
            for (var n = 0; n < 3; n++)
            {
                head = (await _store.AppendAsync(0, head, Text("meanwhile"))).Head;
                yield return Text($"chunk {n}");
            }
        }
    }

    [Fact(Timeout = Deadline)]
    public async Task TrimToThePreviousSnapshot_KeepsBothWaysBack()
    {
        var previous = await AppendAll(0, LogHead.Empty, Enumerable.Range(1, 600).Select(n => Text($"{n}")));
        Assert.True(await _store.CommitSnapshotAsync(0, previous, Chunks(Text("previous"))));
        var newest = await AppendAll(0, previous, [Text("601"), Text("602")]);
        Assert.True(await _store.CommitSnapshotAsync(0, newest, Chunks(Text("newest"))));
        var head = await AppendAll(0, newest, [Text("603")]);
        await AppendAll(1, LogHead.Empty, [Text("other partition")]);

        await _store.TrimAsync(0, previous.Sequence);
        await _store.TrimAsync(0, previous.Sequence);
        await _store.TrimAsync(0, 5);

        Assert.Equal(head, await _store.ReadHeadAsync(0));
        Assert.Equal([newest, previous], await _store.ReadSnapshotHeadsAsync(0));
        Assert.Equal(3, (await _store.ReadAsync(0, previous.Sequence).ToListAsync()).Count);
        Assert.Equal(head, Assert.Single(await _store.ReadAsync(0, newest.Sequence).ToListAsync()).Head);
        await Assert.ThrowsAsync<LogTrimmedException>(async () => await ReadAll(0));
        await Assert.ThrowsAsync<LogTrimmedException>(async () => await _store.ReadAsync(0, previous.Sequence - 1).ToListAsync());
        Assert.Single(await ReadAll(1));
        Assert.True((await _store.AppendAsync(0, head, Text("604"))).IsAppended);
    }

    [Fact(Timeout = Deadline)]
    public async Task TrimToTheHead_DropsOlderSnapshots_AndTheChainGoesOn()
    {
        var first = await AppendAll(0, LogHead.Empty, [Text("a"), Text("b")]);
        Assert.True(await _store.CommitSnapshotAsync(0, first, Chunks(Text("older"))));
        var head = await AppendAll(0, first, [Text("c")]);
        Assert.True(await _store.CommitSnapshotAsync(0, head, Chunks(Text("newest"))));

        await _store.TrimAsync(0, head.Sequence);

        Assert.Equal(head, await _store.ReadHeadAsync(0));
        Assert.Equal([head], await _store.ReadSnapshotHeadsAsync(0));
        Assert.True(await _store.CommitSnapshotAsync(0, head, Untouched()));
        Assert.Empty(await _store.ReadAsync(0, head.Sequence).ToListAsync());
        Assert.True((await _store.AppendAsync(0, first, Text("stale"))).IsFenced);
        var next = await AppendAll(0, head, [Text("d")]);
        Assert.Equal(head.Next(Text("d")), next);
        Assert.Equal(next, Assert.Single(await _store.ReadAsync(0, head.Sequence).ToListAsync()).Head);
    }

    [Fact(Timeout = Deadline)]
    public async Task TrimThatNoSnapshotCovers_IsRefused()
    {
        var head = await AppendAll(0, LogHead.Empty, [Text("a"), Text("b")]);
        Assert.False(await _store.TrimAsync(0, 1));
        Assert.True(await _store.CommitSnapshotAsync(0, head, Chunks(Text("state"))));
        Assert.False(await _store.TrimAsync(0, 3));

        Assert.Equal(2, (await ReadAll(0)).Count);
    }

    [Fact(Timeout = Deadline)]
    public async Task TrimDuringARead_EndsItWithoutAGap()
    {
        var head = await AppendAll(0, LogHead.Empty, Enumerable.Range(1, 700).Select(n => Text($"{n}")));
        Assert.True(await _store.CommitSnapshotAsync(0, head, Chunks(Text("state"))));
        var read = 0L;

        await Assert.ThrowsAsync<LogTrimmedException>(async () =>
        {
            await foreach (var entry in _store.ReadAsync(0, 0)) // an adapter may have read some entries ahead
            {
                Assert.Equal(++read, entry.Head.Sequence);
                if (read == 1)
                    await _store.TrimAsync(0, 690);
            }
        });

        Assert.InRange(read, 1, 690);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Chunks(params byte[][] chunks)
    {
        foreach (var chunk in chunks)
        {
            await Task.Yield();
            yield return chunk;
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Broken(params byte[][] chunks)
    {
        await foreach (var chunk in Chunks(chunks))
            yield return chunk;
        throw new InvalidOperationException("The source of the chunks fails.");
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Untouched(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        Assert.Fail("A chunk was taken for nothing.");
        yield break;
    }

    private async Task<List<byte[]>> ReadSnapshot(int partition, LogHead head)
        => await _store.ReadSnapshotAsync(partition, head).Select(chunk => chunk.ToArray()).ToListAsync();
}

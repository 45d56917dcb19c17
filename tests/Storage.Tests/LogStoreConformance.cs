using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace RetentionGrpc.Storage.Tests;

/// <summary>What every adapter of the log port does. This part: appending and reading.</summary>
public abstract partial class LogStoreConformance : IAsyncLifetime
{
    protected const int Deadline = 60_000;
    private const int PartitionCount = 8;

    private ILogStore _store = null!;

    public async Task InitializeAsync() => _store = await CreateAsync(PartitionCount);

    public async Task DisposeAsync() => await _store.DisposeAsync();

    /// <summary>Makes a store with fresh data.</summary>
    protected abstract Task<ILogStore> CreateAsync(int partitionCount);

    [Fact(Timeout = Deadline)]
    public async Task FreshData_HasAnIdentityOfItsOwnAndEmptyLogs()
    {
        await using var other = new MemoryLogStore();

        Assert.NotEqual(UInt128.Zero, _store.Identity.Id);
        Assert.NotEqual(other.Identity.Id, _store.Identity.Id);
        Assert.Equal(PartitionCount, _store.Identity.PartitionCount);
        for (var partition = 0; partition < PartitionCount; partition++)
        {
            Assert.Equal(LogHead.Empty, await _store.ReadHeadAsync(partition));
            Assert.Empty(await ReadAll(partition));
        }
    }

    [Fact(Timeout = Deadline)]
    public async Task AppendedEntries_AreReadBackInOrder_WithHeadsThatChain()
    {
        var payloads = Enumerable.Range(1, 50).Select(n => Text($"entry {n}")).ToList();

        await AppendAll(2, LogHead.Empty, payloads);

        var entries = await ReadAll(2);
        Assert.Equal(payloads, entries.Select(entry => entry.Payload.ToArray()));
        var chain = new byte[16];
        for (var i = 0; i < payloads.Count; i++)
        {
            var previous = new byte[32];
            BinaryPrimitives.WriteInt64BigEndian(previous.AsSpan(8), i);
            chain.CopyTo(previous, 16);
            chain = SHA256.HashData([.. previous, .. payloads[i]])[..16];
            Assert.Equal(new LogHead(0, i + 1, BinaryPrimitives.ReadUInt128BigEndian(chain)), entries[i].Head);
        }

        Assert.Equal(entries[^1].Head, await _store.ReadHeadAsync(2));
        Assert.Equal(entries[20..], await _store.ReadAsync(2, 20).ToListAsync(), SameEntry);
        Assert.Empty(await _store.ReadAsync(2, 50).ToListAsync());
        Assert.Empty(await _store.ReadAsync(2, 51).ToListAsync());
    }

    [Fact(Timeout = Deadline)]
    public async Task AppendOnAStaleOrForeignHead_IsFenced_AndWritesNothing()
    {
        var first = (await _store.AppendAsync(0, LogHead.Empty, Text("a"))).Head;
        var second = (await _store.AppendAsync(0, first, Text("b"))).Head;
        LogHead[] wrong =
        [
            LogHead.Empty, first, second with { Sequence = 3 }, second with { Chain = second.Chain + 1 },
            second with { Epoch = -1 }, first.Next(Text("other")),
        ];

        foreach (var head in wrong)
        {
            var outcome = await _store.AppendAsync(0, head, Text("c"));
            Assert.True(outcome.IsFenced);
            Assert.False(outcome.IsAppended);
            Assert.Equal(second, outcome.Head);
        }

        Assert.Equal(2, (await ReadAll(0)).Count);
        Assert.Equal(second, await _store.ReadHeadAsync(0));
    }

    [Fact(Timeout = Deadline)]
    public async Task IdenticalAppendAgain_IsFencedWithTheHeadThatSaysItLanded()
    {
        var landed = await _store.AppendAsync(1, LogHead.Empty, Text("once"));

        var again = await _store.AppendAsync(1, LogHead.Empty, Text("once"));

        Assert.True(landed.IsAppended);
        Assert.True(again.IsFenced);
        Assert.Equal(LogHead.Empty.Next(Text("once")), again.Head);
        Assert.Single(await ReadAll(1));
    }

    [Fact(Timeout = Deadline)]
    public async Task HigherEpoch_OpensATermThatALowerOneCannotFollow()
    {
        var first = (await _store.AppendAsync(0, LogHead.Empty, Text("a"))).Head;

        var opened = await _store.AppendAsync(0, first with { Epoch = 4 }, Text("barrier"));

        Assert.True(opened.IsAppended);
        Assert.Equal((4, 2), (opened.Head.Epoch, opened.Head.Sequence));
        Assert.True((await _store.AppendAsync(0, opened.Head with { Epoch = 3 }, Text("old term"))).IsFenced);
        Assert.True((await _store.AppendAsync(0, opened.Head, Text("b"))).IsAppended);
        Assert.Equal([0, 4, 4], (await ReadAll(0)).Select(entry => entry.Head.Epoch));
    }

    [Fact(Timeout = Deadline)]
    public async Task Partitions_HaveIndependentHeads()
    {
        var outcome = await _store.AppendAsync(3, LogHead.Empty, Text("only here"));

        for (var partition = 0; partition < PartitionCount; partition++)
            Assert.Equal(partition == 3 ? outcome.Head : LogHead.Empty, await _store.ReadHeadAsync(partition));
        Assert.True((await _store.AppendAsync(4, LogHead.Empty, Text("and here"))).IsAppended);
        Assert.True((await _store.AppendAsync(5, outcome.Head, Text("a head of another partition"))).IsFenced);
    }

    [Fact(Timeout = Deadline)]
    public async Task ConcurrentAppends_AllLandInOrder()
    {
        const int Entries = 200;

        await Task.WhenAll(Enumerable.Range(0, PartitionCount).Select(partition => Task.Run(
            () => AppendAll(partition, LogHead.Empty, Enumerable.Range(0, Entries).Select(n => Text($"{partition}/{n}"))))));

        for (var partition = 0; partition < PartitionCount; partition++)
        {
            var entries = await ReadAll(partition);
            Assert.Equal(
                Enumerable.Range(0, Entries).Select(n => $"{partition}/{n}"),
                entries.Select(entry => Encoding.UTF8.GetString(entry.Payload.Span)));
            Assert.Equal(entries[^1].Head, await _store.ReadHeadAsync(partition));
        }
    }

    [Fact(Timeout = Deadline)]
    public async Task RacingAppendsOnOneHead_OneLands()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Task.Run(
            async () => await _store.AppendAsync(0, LogHead.Empty, Text($"racer {n}")))));

        var winner = Assert.Single(outcomes, outcome => outcome.IsAppended);
        Assert.All(outcomes, outcome => Assert.Equal(winner.Head, outcome.Head));
        Assert.Single(await ReadAll(0));
    }

    [Fact(Timeout = Deadline)]
    public async Task AppendsCalledBeforeTheFormerCompleted_AreDecidedInOrder()
    {
        var head = LogHead.Empty;
        var calls = new List<Task<AppendOutcome>>();
        for (var n = 0; n < 100; n++)
        {
            calls.Add(_store.AppendAsync(6, head, Text($"{n}")).AsTask());
            head = head.Next(Text($"{n}"));
        }

        Assert.All(await Task.WhenAll(calls), outcome => Assert.True(outcome.IsAppended));
        Assert.Equal(head, await _store.ReadHeadAsync(6));
    }

    [Fact(Timeout = Deadline)]
    public async Task EmptyAndLargePayloads_ComeBackWhole()
    {
        var large = new byte[4 * 1024 * 1024 + 3];
        new Random(20_240_601).NextBytes(large);
        byte[][] payloads = [[], large, [7], []];

        await AppendAll(0, LogHead.Empty, payloads);

        Assert.Equal(payloads, (await ReadAll(0)).Select(entry => entry.Payload.ToArray()));
    }

    [Fact(Timeout = Deadline)]
    public async Task EntryOfAnArraysMiddle_IsStoredAlone_AndTheBufferMayBeReused()
    {
        var buffer = Text("..entry..");
        await _store.AppendAsync(0, LogHead.Empty, buffer.AsMemory(2, 5));
        Array.Clear(buffer);

        Assert.Equal("entry"u8.ToArray(), Assert.Single(await ReadAll(0)).Payload.ToArray());
    }

    [Fact(Timeout = Deadline)]
    public async Task ArgumentsOutsideTheLimits_AreRefused()
    {
        await Refused(async () => await _store.ReadHeadAsync(-1));
        await Refused(async () => await _store.AppendAsync(PartitionCount, LogHead.Empty, Text("a")));
        await Refused(async () => await _store.AppendAsync(0, LogHead.Empty, new byte[LogLimits.MaxEntryBytes + 1]));
        await Refused(async () => await _store.ReadAsync(0, -1).ToListAsync());
        await Refused(async () => await _store.ReadAsync(PartitionCount, 0).ToListAsync());
        Assert.Equal(LogHead.Empty, await _store.ReadHeadAsync(0));

        static Task Refused(Func<Task> call) => Assert.ThrowsAsync<ArgumentOutOfRangeException>(call);
    }

    [Fact(Timeout = Deadline)]
    public async Task ReadWhileAppending_GivesTheEntriesUpToTheHeadAtItsBeginning()
    {
        var head = await AppendAll(0, LogHead.Empty, Enumerable.Range(1, 10).Select(n => Text($"{n}")));
        var read = 0;

        await foreach (var entry in _store.ReadAsync(0, 0))
        {
            read++;
            Assert.Equal(Text($"{read}"), entry.Payload.ToArray());
            head = (await _store.AppendAsync(0, head, Text("later"))).Head;
        }

        Assert.Equal(10, read);
        Assert.Equal(20, (await ReadAll(0)).Count);
    }

    [Fact(Timeout = Deadline)]
    public async Task CancelledAppends_LeaveALogThatGoesOn()
    {
        var head = LogHead.Empty;
        for (var n = 0; n < 100; n++)
        {
            using var cancellation = new CancellationTokenSource();
            var call = _store.AppendAsync(0, head, Text($"{n}"), cancellation.Token);
            await cancellation.CancelAsync();
            var next = head.Next(Text($"{n}"));
            try
            {
                head = (await call).Head;
                Assert.Equal(next, head);
            }
            catch (OperationCanceledException)
            {
                var found = await _store.ReadHeadAsync(0);
                Assert.True(found == head || found == next, $"found {found} after {head}");
                head = found;
            }
        }

        head = (await _store.AppendAsync(0, head, Text("last"))).Head;
        Assert.Equal(head, (await ReadAll(0))[^1].Head);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await _store.AppendAsync(0, head, Text("never"), new CancellationToken(canceled: true)));
        Assert.Equal(head, await _store.ReadHeadAsync(0));
    }

    [Fact(Timeout = Deadline)]
    public async Task Disposal_LetsCallsFinishAndRefusesLaterOnes()
    {
        var calls = Enumerable.Range(0, PartitionCount)
            .Select(partition => _store.AppendAsync(partition, LogHead.Empty, Text("in flight")).AsTask()).ToList();

        await _store.DisposeAsync();

        Assert.All(await Task.WhenAll(calls), outcome => Assert.True(outcome.IsAppended));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await _store.ReadHeadAsync(0));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await _store.AppendAsync(0, LogHead.Empty, Text("a")));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await ReadAll(0));
        await _store.DisposeAsync();
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static bool SameEntry(LogEntry left, LogEntry right)
        => left.Head == right.Head && left.Payload.Span.SequenceEqual(right.Payload.Span);

    private ValueTask<List<LogEntry>> ReadAll(int partition) => _store.ReadAsync(partition, 0).ToListAsync();

    private async Task<LogHead> AppendAll(int partition, LogHead head, IEnumerable<byte[]> payloads)
    {
        foreach (var payload in payloads)
        {
            var outcome = await _store.AppendAsync(partition, head, payload);
            Assert.True(outcome.IsAppended);
            head = outcome.Head;
        }

        return head;
    }
}

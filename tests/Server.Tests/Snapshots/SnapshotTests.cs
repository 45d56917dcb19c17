using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RetentionGrpc.Server.Tests.ClientLibrary;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.Storage;
using Xunit;

namespace RetentionGrpc.Server.Tests.Snapshots;

public sealed class SnapshotTests
{
    private const int Often = 2_000;
    private const int Never = int.MaxValue;

    [Fact]
    public async Task Snapshots_are_taken_while_events_come_and_the_log_is_trimmed_to_the_one_before()
    {
        var store = new RecordingStore(2);
        byte[][] before;
        await using (var host = await LogHost.OpenAsync(store, Often))
        {
            for (var batch = 0; batch < 60; batch++)
                Assert.Null(await host.IngestAsync());
            await LogHost.WaitUntilAsync(() => host.Snapshots.LogBytesOf(0) <= Often * 20 && host.Snapshots.AgeOf(1) is not null);
            before = [host.StateOf(0), host.StateOf(1)];
        }

        for (var partition = 0; partition < 2; partition++)
        {
            var heads = await store.ReadSnapshotHeadsAsync(partition);
            Assert.Equal(2, heads.Count);
            await Assert.ThrowsAsync<LogTrimmedException>(async () => await store.ReadAsync(partition, 0).ToListAsync());
            Assert.NotEmpty(await store.ReadAsync(partition, heads[1].Sequence).ToListAsync());
        }
        await using var again = await LogHost.OpenAsync(store, Never);
        for (var partition = 0; partition < 2; partition++)
        {
            Assert.Equal(before[partition], again.Refold(store.HistoryOf(partition).SkipLast(1)));
            Assert.Equal(again.Refold(store.HistoryOf(partition)), again.StateOf(partition));
        }
    }

    [Fact]
    public async Task A_crash_at_any_step_leaves_a_state_that_is_the_fold_of_all_that_was_written()
    {
        var whole = await RunAsync(int.MaxValue);
        Assert.InRange(whole.Steps, 40, 2_000);
        var acked = 0;
        for (var last = 6; last < whole.Steps; last++)
            acked += (await RunAsync(last)).Acked;
        Assert.True(acked > whole.Steps * 10, $"Only {acked} batches were acknowledged before the crashes.");

        static async Task<(int Steps, int Acked)> RunAsync(int lastStep)
        {
            var store = new RecordingStore(1);
            var acked = 0;
            store.Restart();
            var host = await LogHost.OpenAsync(store, Often / 4);
            store.Restart(lastStep);
            for (; acked < 40 && await host.IngestAsync() is null; acked++)
                await Task.Yield();
            await host.DisposeAsync();
            var steps = store.Steps;

            store.Restart();
            await using var again = await LogHost.OpenAsync(store, Never);
            Assert.Equal(again.Refold(store.HistoryOf(0)), again.StateOf(0));
            Assert.True(store.HistoryOf(0).Count > acked);
            Assert.Null(await again.IngestAsync());
            return (steps, acked);
        }
    }

    [Fact]
    public async Task A_failed_snapshot_is_taken_again_later_and_harms_no_event()
    {
        var clock = new ManualTime();
        var store = new FaultySnapshots(new RecordingStore(1));
        await using var host = await LogHost.OpenAsync(store, Often, clock);
        for (var batch = 0; batch < 20; batch++)
            Assert.Null(await host.IngestAsync());
        await LogHost.WaitUntilAsync(() => host.Log.Any(line => line.Contains("no snapshot was taken", StringComparison.Ordinal)));
        Assert.Equal(1, store.Attempts);

        store.IsFailing = false;
        await LogHost.WaitUntilAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            return host.Snapshots.AgeOf(0) is not null;
        });
        Assert.Equal(2, store.Attempts);
        Assert.InRange(host.Snapshots.LogBytesOf(0), 0, 1);
    }

    [Fact]
    public async Task A_damaged_snapshot_is_told_and_the_one_before_takes_its_place()
    {
        var store = await WithTwoSnapshotsAsync();
        var heads = await store.ReadSnapshotHeadsAsync(0);
        store.DamagedSnapshots.Add(heads[0]);

        await using (var host = await LogHost.OpenAsync(store, Often))
        {
            Assert.Equal(host.Refold(store.HistoryOf(0)), host.StateOf(0));
            Assert.Contains(host.Log, line => line.Contains($"the snapshot of entry {heads[0].Sequence}", StringComparison.Ordinal));
            // The next snapshots leave the log as long as one that is known to be whole needs it.
            for (var batch = 0; batch < 100; batch++)
                Assert.Null(await host.IngestAsync());
        }
        await using var again = await LogHost.OpenAsync(store, Never);
        Assert.Equal(again.Refold(store.HistoryOf(0)), again.StateOf(0));
    }

    [Fact]
    public async Task A_damaged_snapshot_is_dropped_so_that_two_good_ones_are_kept_again()
    {
        var store = await WithTwoSnapshotsAsync();
        var before = await store.ReadSnapshotHeadsAsync(0);
        store.DamagedSnapshots.Add(before[0]);
        await using (var host = await LogHost.OpenAsync(store, Never))
            await LogHost.WaitUntilAsync(() => host.Log.Any(line => line.Contains("snapshot at entry", StringComparison.Ordinal)));

        var after = await store.ReadSnapshotHeadsAsync(0);
        Assert.Equal((2, before[1]), (after.Count, after[1]));
        Assert.DoesNotContain(before[0], after);
        // Were the newest one damaged too, there is a way back.
        store.DamagedSnapshots.Add(after[0]);
        await using var again = await LogHost.OpenAsync(store, Never);
        Assert.Equal(again.Refold(store.HistoryOf(0)), again.StateOf(0));
    }

    [Fact]
    public async Task Without_a_snapshot_that_can_be_read_and_the_log_before_it_the_start_is_refused()
    {
        var store = await WithTwoSnapshotsAsync();
        store.DamagedSnapshots.UnionWith(await store.ReadSnapshotHeadsAsync(0));

        var refused = await Assert.ThrowsAsync<LogCorruptException>(() => LogHost.OpenAsync(store, Often));

        Assert.Equal(0, refused.Partition);
        Assert.Contains((await store.ReadSnapshotHeadsAsync(0)).Select(head => head.Sequence), sequence => sequence == refused.Sequence);
    }

    [Fact]
    public async Task A_damaged_entry_after_the_snapshots_is_refused_by_its_place()
    {
        var store = await WithTwoSnapshotsAsync();
        var end = (await store.ReadHeadAsync(0)).Sequence;
        store.DamagedEntries.Add((0, end));

        var refused = await Assert.ThrowsAsync<LogCorruptException>(() => LogHost.OpenAsync(store, Often));

        Assert.Equal((0, end), (refused.Partition, refused.Sequence));
    }

    [Fact]
    public async Task A_snapshot_at_the_end_of_another_log_is_not_used()
    {
        var store = await WithTwoSnapshotsAsync();
        ReadOnlyMemory<byte> state;
        await using (var before = await LogHost.OpenAsync(store, Never))
            state = before.StateOf(0);
        var head = await store.ReadHeadAsync(0);
        var foreign = new ForeignSnapshot(store, head with { Chain = head.Chain + 1 }, state);

        await using var host = await LogHost.OpenAsync(foreign, Never);
        Assert.Equal(host.Refold(store.HistoryOf(0)), host.StateOf(0));
        Assert.Contains(host.Log, line => line.Contains("it is not the entry of the log's head", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_snapshot_of_another_state_than_its_head_is_not_used()
    {
        var store = new RecordingStore(1);
        byte[] small;
        await using (var host = await LogHost.OpenAsync(store, Never))
        {
            small = host.StateOf(0);
            for (var batch = 0; batch < 5; batch++)
                Assert.Null(await host.IngestAsync());
        }
        await store.CommitSnapshotAsync(0, await store.ReadHeadAsync(0), new ReadOnlyMemory<byte>[] { small }.ToAsyncEnumerable());

        await using var again = await LogHost.OpenAsync(store, Never);
        Assert.Equal(again.Refold(store.HistoryOf(0)), again.StateOf(0));
        Assert.Contains(again.Log, line => line.Contains("its snapshot is that of entry 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_snapshots_bytes_are_let_go_as_they_are_stored()
    {
        var store = new CountingChunks(new RecordingStore(1));
        await using var host = await LogHost.OpenAsync(store, 1_500_000);
        for (var batch = 0; batch < 7; batch++)
            Assert.Null(await host.IngestAsync(10_000));
        await LogHost.WaitUntilAsync(() => host.Snapshots.AgeOf(0) is not null);

        Assert.InRange(store.Chunks, 4, 100);
        // The one that is being stored, and the one that is asked for.
        Assert.InRange(store.MostAlive, 1, 2);
    }

    /// <summary>A log of one partition that was trimmed, with two snapshots and some entries after them.</summary>
    private static async Task<RecordingStore> WithTwoSnapshotsAsync()
    {
        var store = new RecordingStore(1);
        await using (var host = await LogHost.OpenAsync(store, Often))
        {
            while ((await store.ReadSnapshotHeadsAsync(0)).Count < 2 || host.Snapshots.LogBytesOf(0) == 0)
                Assert.Null(await host.IngestAsync());
        }
        await using var trimmed = await LogHost.OpenAsync(store, Never);
        Assert.Null(await trimmed.IngestAsync());
        await store.TrimAsync(0, (await store.ReadSnapshotHeadsAsync(0))[1].Sequence);
        return store;
    }

    /// <summary>Looks, at each chunk, how many of those before are still in memory.</summary>
    private sealed class CountingChunks(ILogStore inner) : StoreAround(inner)
    {
        private readonly List<WeakReference> _seen = [];

        public int Chunks => _seen.Count;

        public int MostAlive { get; private set; }

        public override ValueTask<bool> CommitSnapshotAsync(
            int partition, LogHead head, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellationToken = default) =>
            base.CommitSnapshotAsync(partition, head, Watch(chunks), cancellationToken);

        private async IAsyncEnumerable<ReadOnlyMemory<byte>> Watch(IAsyncEnumerable<ReadOnlyMemory<byte>> chunks)
        {
            await foreach (var chunk in chunks)
            {
                MemoryMarshal.TryGetArray(chunk, out var bytes);
                _seen.Add(new WeakReference(bytes.Array));
                GC.Collect();
                MostAlive = Math.Max(MostAlive, _seen.Count(one => one.IsAlive));
                yield return chunk;
            }
        }
    }

    /// <summary>Has one more snapshot: of a log with the same number of entries.</summary>
    private sealed class ForeignSnapshot(ILogStore inner, LogHead head, ReadOnlyMemory<byte> state) : StoreAround(inner)
    {
        public override async ValueTask<IReadOnlyList<LogHead>> ReadSnapshotHeadsAsync(
            int partition, CancellationToken cancellationToken = default) =>
            [head, .. await base.ReadSnapshotHeadsAsync(partition, cancellationToken)];

        public override async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSnapshotAsync(
            int partition, LogHead of, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            if (of == head)
            {
                yield return state;
            }
            else
            {
                await foreach (var chunk in base.ReadSnapshotAsync(partition, of, cancellationToken))
                    yield return chunk;
            }
        }
    }

    private sealed class FaultySnapshots(ILogStore inner) : StoreAround(inner)
    {
        public bool IsFailing { get; set; } = true;

        public int Attempts { get; private set; }

        public override ValueTask<bool> CommitSnapshotAsync(
            int partition, LogHead head, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellationToken = default)
        {
            Attempts++;
            return IsFailing
                ? throw new StoreUnavailableException(FaultyStore.DriverText)
                : base.CommitSnapshotAsync(partition, head, chunks, cancellationToken);
        }
    }
}

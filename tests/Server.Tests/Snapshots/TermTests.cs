using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Server.Application;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.Storage;
using Xunit;

namespace RetentionGrpc.Server.Tests.Snapshots;

/// <summary>What a start writes before all else, and what it does to the server before it.</summary>
public sealed class TermTests
{
    private const int Never = int.MaxValue;

    [Fact]
    public async Task Every_start_opens_a_term_of_its_own_in_every_partition()
    {
        var store = new RecordingStore(3);
        for (var start = 1; start <= 4; start++)
        {
            await using var host = await LogHost.OpenAsync(store, Never);
            for (var partition = 0; partition < 3; partition++)
            {
                var terms = TermsOf(store, partition);
                Assert.Equal(start, terms.Distinct().Count());
                Assert.Equal(start, (await store.ReadHeadAsync(partition)).Epoch);
                Assert.Equal(terms[^1], host.Partitions[partition].Enter(state => state.PlaceOf(state.Sequence).Term));
            }
        }
    }

    [Fact]
    public async Task A_start_without_events_adds_one_short_entry_to_each_log()
    {
        var store = new RecordingStore(3);
        await using (await LogHost.OpenAsync(store, Never))
        {
        }
        for (var start = 1; start <= 5; start++)
        {
            LogHead[] before = [await store.ReadHeadAsync(0), await store.ReadHeadAsync(1), await store.ReadHeadAsync(2)];
            await using (await LogHost.OpenAsync(store, Never))
            {
            }
            for (var partition = 0; partition < 3; partition++)
            {
                var added = new List<int>();
                await foreach (var entry in store.ReadAsync(partition, before[partition].Sequence))
                    added.Add(entry.Payload.Length);
                Assert.InRange(Assert.Single(added), 1, 20);
            }
        }
    }

    [Fact]
    public async Task An_older_server_that_still_lives_writes_nothing_more()
    {
        var store = new RecordingStore(1);
        await using var older = await LogHost.OpenAsync(store, Never);
        Assert.Null(await older.IngestAsync());
        await using var newer = await LogHost.OpenAsync(store, Never);

        Assert.Equal(RefusalReason.StoreUnavailable, (await older.IngestAsync())!.Reason);
        Assert.Null(await newer.IngestAsync());
        Assert.Equal(newer.Refold(store.HistoryOf(0)), newer.StateOf(0));
    }

    [Fact]
    public async Task What_the_older_server_writes_before_the_term_begins_is_in_it()
    {
        var store = new RecordingStore(1);
        await using var older = await LogHost.OpenAsync(store, Never);
        var written = 0;
        var crossed = new Watched(store)
        {
            BeforeAppend = async () =>
            {
                if (written++ < 3)
                    Assert.Null(await older.IngestAsync());
            },
        };
        await using var newer = await LogHost.OpenAsync(crossed, Never);

        Assert.Equal(4, written);
        Assert.Equal(newer.Refold(store.HistoryOf(0)), newer.StateOf(0));
        Assert.Equal(60, newer.Partitions[0].Enter(state => state.Tenants.Sum(tenant => tenant.Tally.EventCount)));
        Assert.NotNull(await older.IngestAsync());
        Assert.Null(await newer.IngestAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_log_that_cannot_be_written_is_served_and_its_term_begins_when_it_can(bool isFull)
    {
        var store = new RecordingStore(2);
        await using (var before = await LogHost.OpenAsync(store, Never))
            Assert.Null(await before.IngestAsync());
        Exception failure = isFull ? new StoreFullException(FaultyStore.DriverText) : new StoreUnavailableException(FaultyStore.DriverText);
        var isFailing = true;
        var failing = new Watched(store) { BeforeAppend = () => isFailing ? Task.FromException(failure) : Task.CompletedTask };

        await using var host = await LogHost.OpenAsync(failing, Never);
        Assert.Contains(host.Log, line => line.Contains("no events are taken yet", StringComparison.Ordinal));
        Assert.Equal(20, Enumerable.Range(0, 2).Sum(partition => EventsIn(host, partition)));
        var expected = isFull ? RefusalReason.StoreFull : RefusalReason.StoreUnavailable;
        Assert.Equal(expected, (await host.IngestAsync(events: 1))!.Reason);
        Assert.Single(TermsOf(store, 0));

        isFailing = false;
        // One partition has its events, both have the term.
        Assert.Null(await host.IngestAsync(events: 1));
        Assert.Equal((2, 2), (TermsOf(store, 0).Count, TermsOf(store, 1).Count));
        Assert.Equal(21, Enumerable.Range(0, 2).Sum(partition => EventsIn(host, partition)));
    }

    private static long EventsIn(LogHost host, int partition) =>
        host.Partitions[partition].Enter(state => state.Tenants.Sum(tenant => tenant.Tally.EventCount));

    private static List<ulong> TermsOf(RecordingStore store, int partition)
    {
        var terms = new List<ulong>();
        foreach (var entry in store.HistoryOf(partition))
        {
            var reader = new EntryReader(entry);
            if (reader.Kind == EntryKind.Term)
                terms.Add(reader.ReadTerm());
        }
        return terms;
    }

    private sealed class Watched(ILogStore inner) : StoreAround(inner)
    {
        public required Func<Task> BeforeAppend { get; init; }

        public override async ValueTask<AppendOutcome> AppendAsync(
            int partition, LogHead expectedHead, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default)
        {
            await BeforeAppend();
            return await base.AppendAsync(partition, expectedHead, entry, cancellationToken);
        }
    }
}

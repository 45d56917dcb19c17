using RetentionGrpc.Server.Application;
using RetentionGrpc.Server.Tests.Snapshots;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.Storage;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Archives;

/// <summary>What is placed between batches finds every batch in all of its partitions or in none.</summary>
public sealed class WholeBatchesTests
{
    private const int BatchEvents = 60;

    [Fact]
    public async Task Points_between_batches_of_many_parts_see_whole_batches()
    {
        const int Partitions = 24;
        await using var host = await LogHost.OpenAsync(new MemoryLogStore(Partitions), 1 << 30);
        using var enough = new CancellationTokenSource();
        Task[] senders = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
                Assert.Null(await host.IngestAsync(BatchEvents));
        }))];
        var seen = new HashSet<long>();
        for (var point = 0; point < 3_000; point++)
        {
            var counts = new long[Partitions];
            Assert.Null(await host.Pipeline.VisitAsync((partition, gate) =>
                counts[partition] = gate.Enter(state => state.Tenants.Single().Tally.EventCount)).WaitAsync(RunningServer.Patience));
            Assert.Equal(0, counts.Sum() % BatchEvents);
            seen.Add(counts.Sum());
        }
        await enough.CancelAsync();
        await Task.WhenAll(senders).WaitAsync(RunningServer.Patience);
        Assert.True(seen.Count > 50, $"only {seen.Count} different points");
    }

    [Fact]
    public async Task An_archive_waits_for_a_call_whose_last_part_is_not_written_yet()
    {
        using var opened = new CancellationTokenSource();
        var gate = new TaskCompletionSource();
        var store = new FaultyStore(2);
        await using var server = await RunningServer.InMemoryAsync(store: store);
        store.Gate = gate.Task;
        var before = store.Appends;
        var request = new IngestEventsRequest { ProducerId = "p", Sequence = 1, Events = { Sample.Activities(BatchEvents) } };
        var call = server.Ingestion.IngestEventsAsync(request, RunningServer.Call()).ResponseAsync;
        await RunningServer.WaitUntilAsync(() => store.Appends > before);
        var exporting = server.ExportAsync();

        gate.SetResult();

        Assert.Equal(BatchEvents, (await call).Result.AcceptedCount);
        await using var restored = await RunningServer.InMemoryAsync();
        Assert.Equal(BatchEvents, (await restored.ImportAsync(await exporting)).EventCount);
    }

    [Fact]
    public async Task Nothing_is_placed_in_the_midst_of_a_batch()
    {
        using var batches = new WholeBatches();
        await batches.BeginStepsAsync();
        var placed = false;
        var placing = batches.PlaceAsync(() => placed = true);
        var later = batches.BeginStepsAsync().AsTask();
        var second = batches.PlaceAsync(() => 7);
        Assert.False(placed || placing.IsCompleted || later.IsCompleted || second.IsCompleted);

        batches.EndSteps();

        Assert.True(await placing.WaitAsync(RunningServer.Patience));
        await later.WaitAsync(RunningServer.Patience);
        batches.EndSteps();
        Assert.Equal(7, await second.WaitAsync(RunningServer.Patience));
    }
}

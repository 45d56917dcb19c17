using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Server.Application;
using RetentionGrpc.Storage;
using Xunit;

namespace RetentionGrpc.Server.Tests.Ingestion;

public sealed class ProducerTests
{
    private static readonly BatchReceipt Landed = new(1, 1, 0, 0, [], [0, 0]);

    [Fact]
    public async Task A_part_whose_run_has_ended_is_not_written()
    {
        var producer = await NewProducerAsync();
        BatchTurn? turn = null;
        var written = 0;
        var own = new TaskCompletionSource<Outcome<BatchReceipt>>();
        var taken = producer.Take(null, 1, 1, current => Remember(current, own.Task));
        Task<WriteResult> Write()
        {
            written++;
            return Task.FromResult(new WriteResult(null, default, 1));
        }

        Assert.NotNull(turn!.WriteLater(Write));
        Assert.False(producer.Open(0).IsRefused);
        Assert.Null(turn.WriteLater(Write));
        Assert.Equal(1, written);
        own.SetResult(Landed);
        await taken;

        Task<Outcome<BatchReceipt>> Remember(BatchTurn current, Task<Outcome<BatchReceipt>> end)
        {
            turn = current;
            return end;
        }
    }

    [Fact]
    public async Task A_batch_names_the_one_before_it_although_that_ones_part_is_still_to_come()
    {
        var producer = await NewProducerAsync();
        var headers = new List<SubBatchHeader>();
        var own = new TaskCompletionSource<Outcome<BatchReceipt>>();
        Task<Outcome<BatchReceipt>> Write(BatchTurn turn)
        {
            headers.Add(turn.HeaderOf(1, isRest: true));
            return own.Task;
        }

        var first = producer.Take(null, 1, 1, Write);
        var second = producer.Take(null, 2, 1, Write);
        Assert.Equal([(1, 0, 1), (2, 1, 0)], headers.Select(x => (x.Sequence, x.Previous, x.CompleteThrough)));
        own.SetResult(Landed);
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task Only_the_first_batch_of_a_stream_may_go_above_all_that_was_seen()
    {
        var producer = await NewProducerAsync();
        var stream = producer.Open(0).Value!;
        var own = new TaskCompletionSource<Outcome<BatchReceipt>>();
        var failing = producer.Take(stream, 1, 1, _ => own.Task);
        own.SetResult(Refusal.StoreUnavailable());
        Assert.True((await failing).IsRefused);

        Assert.Equal(RefusalReason.SequenceGap, (await TakeAsync(producer, stream, 2)).Refusal!.Reason);
        Assert.Equal(RefusalReason.SequenceGap, (await TakeAsync(producer, null, 2)).Refusal!.Reason);
        var newer = producer.Open(0).Value!;
        Assert.Equal((1, 0), (newer.LastSequence, newer.CompleteThrough));
        Assert.False((await TakeAsync(producer, newer, 2)).IsRefused);
        Assert.Equal((2, 2), (producer.Open(0).Value!.LastSequence, producer.Open(0).Value!.CompleteThrough));
    }

    [Fact]
    public async Task A_false_claim_changes_nothing()
    {
        var producer = await NewProducerAsync();
        var stream = producer.Open(0).Value!;
        foreach (var claim in new[] { 1, 1_000_000, long.MaxValue })
            Assert.Equal(RefusalReason.DataCorrupt, producer.Open(claim).Refusal!.Reason);

        Assert.False(stream.WhenSuperseded.IsCancellationRequested);
        Assert.False((await TakeAsync(producer, stream, 1)).IsRefused);
    }

    private static Task<Outcome<BatchReceipt>> TakeAsync(Producer producer, ProducerSession? stream, long sequence) =>
        producer.Take(stream, sequence, 1, _ => Task.FromResult<Outcome<BatchReceipt>>(Landed with { Sequence = sequence }))
            .WaitAsync(TimeSpan.FromSeconds(10));

    private static async Task<Producer> NewProducerAsync()
    {
        await using var store = new MemoryLogStore(2);
        var tenant = new HostedTenant(new() { TenantId = "t" });
        return new Producer(tenant, "p", new PartitionSet(store.Identity));
    }
}

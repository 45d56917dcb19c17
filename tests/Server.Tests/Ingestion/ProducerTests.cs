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
        var taken = TakeAlone(producer, 1, 1, current => Remember(current, own.Task));
        Task<WriteResult> Write()
        {
            written++;
            return Task.FromResult(new WriteResult(null, default, 1));
        }

        Assert.NotNull(turn!.WriteLater(Write));
        Open(producer);
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

        var first = TakeAlone(producer, 1, 1, Write);
        var second = TakeAlone(producer, 2, 1, Write);
        Assert.Equal([(1, 0, 1), (2, 1, 0)], headers.Select(x => (x.Sequence, x.Previous, x.CompleteThrough)));
        own.SetResult(Landed);
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task Only_the_first_batch_of_a_stream_may_go_above_all_that_was_seen()
    {
        var producer = await NewProducerAsync();
        var stream = Open(producer);
        var own = new TaskCompletionSource<Outcome<BatchReceipt>>();
        var failing = producer.Take(stream, 1, 1, Confirm, _ => own.Task);
        own.SetResult(Refusal.StoreUnavailable());
        Assert.Equal((RefusalReason.StoreUnavailable, 1), ((await failing).Refusal!.Reason, (await failing).NotTakenFrom));

        Assert.Equal(BatchAnswer.None, await TakeAsync(producer, stream, 2));
        var alone = await TakeAlone(producer, 2, 1, turn => Task.FromResult<Outcome<BatchReceipt>>(Landed));
        Assert.Equal(RefusalReason.SequenceGap, alone.Refusal!.Reason);
        var newer = Open(producer);
        // What was refused is not in the log, and is not told.
        Assert.Equal((0, 0), (newer.LastSequence, newer.CompleteThrough));
        Assert.Equal((RefusalReason.SequenceGap, 1), Told(await TakeAsync(producer, newer, 2)));
    }

    [Fact]
    public async Task A_stream_may_begin_after_the_highest_that_the_log_has_in_part()
    {
        var producer = await NewProducerAsync(highest: 6, complete: 4);
        var stream = Open(producer);
        Assert.Equal((6, 4), (stream.LastSequence, stream.CompleteThrough));
        Assert.NotNull((await TakeAsync(producer, stream, 7)).Receipt);
        Assert.Equal((7, 7), (Open(producer).LastSequence, Open(producer).CompleteThrough));
    }

    [Fact]
    public async Task What_the_log_says_is_complete_is_vouched_for_once_it_cannot_be_lost()
    {
        var isStable = false;
        var producer = await NewProducerAsync(highest: 4, complete: 4, _ => isStable);
        var stream = Open(producer);
        Assert.Equal(4, stream.CompleteThrough);

        Assert.Equal(0, await VouchedAsync(5));
        isStable = true;
        Assert.Equal(5, await VouchedAsync(6));

        async Task<long> VouchedAsync(long sequence)
        {
            var vouched = -1L;
            await producer.Take(stream, sequence, 1, Confirm, turn =>
            {
                vouched = turn.HeaderOf(1, isRest: false).CompleteThrough;
                return Task.FromResult<Outcome<BatchReceipt>>(Landed with { Sequence = sequence });
            });
            return vouched;
        }
    }

    [Fact]
    public async Task Where_the_log_cannot_be_asked_a_gap_is_not_told()
    {
        var producer = await NewProducerAsync(highest: 6, complete: 4);
        var stream = Open(producer);
        var asked = new TaskCompletionSource<Refusal?>();
        var first = producer.Take(stream, 9, 1, () => asked.Task, _ => throw new InvalidOperationException("It is not written."));
        Assert.Equal(BatchAnswer.None, await TakeAsync(producer, stream, 10));
        asked.SetResult(Refusal.StoreUnavailable());
        Assert.Equal((RefusalReason.StoreUnavailable, 9), Told(await first));

        Assert.Equal(BatchAnswer.None, await TakeAsync(producer, stream, 5));
        Assert.Equal((RefusalReason.SequenceGap, 5), Told(await TakeAsync(producer, stream, 9)));
        Assert.NotNull((await TakeAsync(producer, stream, 5)).Receipt);
    }

    [Fact]
    public async Task A_stream_that_another_overtakes_while_it_opens_is_superseded()
    {
        var producer = await NewProducerAsync();
        var earlier = producer.BeginOpen(producer.Arrive()).Value!;
        var later = producer.BeginOpen(producer.Arrive()).Value!;

        Assert.Equal(RefusalReason.ProducerSuperseded, producer.Open(earlier, default).Refusal!.Reason);
        Assert.NotNull((await TakeAsync(producer, producer.Open(later, default).Value!, 1)).Receipt);
    }

    [Fact]
    public async Task A_stream_that_asked_before_another_does_not_end_it()
    {
        var producer = await NewProducerAsync();
        var (earlier, later) = (producer.Arrive(), producer.Arrive());
        var stream = producer.Open(producer.BeginOpen(later).Value!, default).Value!;

        Assert.Equal(RefusalReason.ProducerSuperseded, producer.BeginOpen(earlier).Refusal!.Reason);
        Assert.NotNull((await TakeAsync(producer, stream, 1)).Receipt);
    }

    [Fact]
    public async Task What_a_single_call_has_under_way_while_a_stream_opens_is_not_free()
    {
        var producer = await NewProducerAsync();
        var opening = producer.BeginOpen(producer.Arrive()).Value!;
        var own = new TaskCompletionSource<Outcome<BatchReceipt>>();
        var single = TakeAlone(producer, 1, 1, _ => own.Task);

        Assert.Equal(1, producer.Open(opening, default).Value!.LastSequence);
        own.SetResult(Landed);
        Assert.False((await single).IsRefused);
    }

    [Fact]
    public async Task After_a_refusal_nothing_is_taken_until_the_batch_comes_again()
    {
        var producer = await NewProducerAsync();
        var stream = Open(producer);
        var first = new TaskCompletionSource<Outcome<BatchReceipt>>();
        var one = producer.Take(stream, 1, 1, Confirm, _ => first.Task);
        var two = producer.Take(stream, 2, 1, Confirm, _ => Task.FromResult<Outcome<BatchReceipt>>(Landed with { Sequence = 2 }));
        var gap = await TakeAsync(producer, stream, 9);
        Assert.Equal((RefusalReason.SequenceGap, 3), (gap.Refusal!.Reason, gap.NotTakenFrom));
        first.SetResult(Refusal.StoreUnavailable());
        Assert.Equal((1, 0), ((await one).NotTakenFrom, (await one).Round));
        Assert.Equal((1, 0), ((await two).NotTakenFrom, (await two).Round));

        foreach (var sequence in new[] { 2, 3, 9 })
            Assert.Equal(BatchAnswer.None, await TakeAsync(producer, stream, sequence));
        Assert.Equal((1, 1), (await TakeAsync(producer, stream, 1) is var again ? again.Receipt!.Sequence : 0, again.Round));
        Assert.Equal((2, 1), (await TakeAsync(producer, stream, 2) is var next ? next.Receipt!.Sequence : 0, next.Round));
    }

    [Fact]
    public async Task A_batch_that_is_refused_before_it_is_looked_at_is_refused_in_its_place()
    {
        var producer = await NewProducerAsync();
        var stream = Open(producer);
        var large = new Refusal(RefusalReason.BatchTooLarge, "large");
        Assert.NotNull((await TakeAsync(producer, stream, 1)).Receipt);

        Assert.Equal((RefusalReason.SequenceGap, 2), Told(producer.Refuse(stream, 4, large)));
        Assert.Equal(BatchAnswer.None, producer.Refuse(stream, 3, large));
        Assert.Equal((RefusalReason.BatchTooLarge, 2), Told(producer.Refuse(stream, 2, large)));
        Assert.Equal((RefusalReason.BatchTooLarge, 2), Told(producer.Refuse(stream, 0, large)));
        Assert.NotNull((await TakeAsync(producer, stream, 2)).Receipt);
        Assert.Equal((RefusalReason.BatchTooLarge, 1), Told(producer.Refuse(stream, 1, large)));
        Assert.NotNull((await TakeAsync(producer, stream, 1)).Receipt);
    }

    [Theory]
    [InlineData(AckProof.None, 5, 1)]
    [InlineData(AckProof.Foreign, 5, 1)]
    [InlineData(AckProof.Lost, 5, 1)]
    [InlineData(AckProof.Held, 5, 0)]
    [InlineData(AckProof.None, 0, 0)]
    [InlineData(AckProof.Foreign, 0, 0)]
    [InlineData(AckProof.Lost, 0, 0)]
    [InlineData(AckProof.None, long.MaxValue, 1)]
    public async Task What_an_unknown_producer_saw_acknowledged_is_lost_unless_it_was_forgotten(AckProof proof, long through, long first)
    {
        var producer = await NewProducerAsync();
        var stream = Open(producer, new(through, proof));

        Assert.Equal(first == 0 ? null : new LostBatches(first, through), stream.Lost);
        Assert.Equal(first == 0 ? through : 0, stream.CompleteThrough);
        var again = Open(producer, new(through, proof));
        Assert.Equal((stream.Lost, stream.LastSequence), (again.Lost, again.LastSequence));
    }

    [Theory]
    [InlineData(AckProof.Held, 6, 0)]
    [InlineData(AckProof.Held, 7, 5)]
    [InlineData(AckProof.None, 6, 0)]
    [InlineData(AckProof.None, 7, 5)]
    [InlineData(AckProof.Lost, 4, 0)]
    [InlineData(AckProof.Lost, 5, 5)]
    [InlineData(AckProof.Lost, 6, 5)]
    [InlineData(AckProof.Foreign, 3, 1)]
    public async Task Of_a_lost_history_all_is_lost_that_is_not_known_to_be_whole(AckProof proof, long through, long first)
    {
        var producer = await NewProducerAsync(highest: 6, complete: 4);
        var stream = Open(producer, new(through, proof));

        Assert.Equal(first == 0 ? null : new LostBatches(first, through), stream.Lost);
        Assert.Equal(first == 0 ? Math.Max(4, through) : 4, stream.CompleteThrough);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_loss_is_told_again_until_a_batch_behind_it_is_in_the_log(bool isRefused)
    {
        var producer = await NewProducerAsync(highest: 4, complete: 3);
        var stream = Open(producer, new(7, AckProof.Lost));
        Assert.Equal(new LostBatches(4, 7), stream.Lost);
        Outcome<BatchReceipt> end = isRefused ? Refusal.StoreFull() : Landed with { Sequence = 8 };
        var answer = await producer.Take(stream, 8, 1, Confirm, _ => Task.FromResult(end));
        Assert.Equal(isRefused, answer.Refusal is not null);
        Assert.Equal(isRefused ? 3 : 8, producer.Known.CompleteThrough);

        var again = Open(producer, new(7, AckProof.Lost));
        Assert.Equal(isRefused ? new LostBatches(4, 7) : null, again.Lost);
        Assert.Equal(isRefused ? 3 : 8, again.CompleteThrough);
        Assert.NotNull((await TakeAsync(producer, again, isRefused ? 8 : 9)).Receipt);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(6, true)]
    [InlineData(7, false)]
    public async Task After_a_loss_a_stream_may_begin_anywhere_in_it(long sequence, bool isTaken)
    {
        var producer = await NewProducerAsync();
        var stream = Open(producer, new(5, AckProof.None));
        var answer = await TakeAsync(producer, stream, sequence);

        Assert.Equal(isTaken, answer.Receipt is not null);
        Assert.Equal(isTaken ? 0 : 1, answer.NotTakenFrom);
        var next = await TakeAsync(producer, stream, isTaken ? sequence + 1 : 1);
        Assert.NotNull(next.Receipt);
    }

    private static (RefusalReason Reason, long From) Told(BatchAnswer answer) => (answer.Refusal!.Reason, answer.NotTakenFrom);

    private static Task<Refusal?> Confirm() => Task.FromResult<Refusal?>(null);

    private static Task<Outcome<BatchReceipt>> TakeAlone(
        Producer producer, long sequence, int eventCount, Func<BatchTurn, Task<Outcome<BatchReceipt>>> write) =>
        producer.Take(sequence, eventCount, Confirm, write);

    private static Task<BatchAnswer> TakeAsync(Producer producer, ProducerSession stream, long sequence) => producer
        .Take(stream, sequence, 1, Confirm, _ => Task.FromResult<Outcome<BatchReceipt>>(Landed with { Sequence = sequence }))
        .WaitAsync(TimeSpan.FromSeconds(10));

    private static ProducerSession Open(Producer producer, AckClaim claim = default) =>
        producer.Open(producer.BeginOpen(producer.Arrive()).Value!, claim).Value!;

    /// <summary>A producer of which the log has a part of a batch, and all of those up to another.</summary>
    private static async Task<Producer> NewProducerAsync(
        long highest = 0, long complete = 0, Func<long[], bool>? isStable = null)
    {
        await using var store = new MemoryLogStore(2);
        var partitions = new PartitionSet(store.Identity);
        var entry = new EntryWriter();
        if (highest > 0)
        {
            entry.WriteTenant(1, new() { TenantId = "t" });
            var head = Apply(LogHead.Empty);
            entry.BeginBatches(1, 1);
            entry.BeginSubBatch(new("t", "p", highest, 0, complete), 0);
            Apply(head);
        }
        var producers = new ProducerRegistry(partitions, isStable ?? (_ => true), TimeProvider.System);
        return producers.Rent(new HostedTenant(new() { TenantId = "t" }), "p");

        LogHead Apply(LogHead before)
        {
            var head = before.Next(entry.Written.Span);
            partitions[0].Apply(head, entry.Written.Span);
            return head;
        }
    }
}

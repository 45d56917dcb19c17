using RetentionGrpc.Engine.Entries;

namespace RetentionGrpc.Server.Application;

/// <summary>Takes batches: judges their events, splits them, and answers once all parts are in the log and applied.</summary>
/// <param name="partitions">The partitions.</param>
/// <param name="writers">The writer of each.</param>
/// <param name="meter">Counts what became of batches.</param>
/// <param name="clock">The server's clock.</param>
public sealed class IngestionPipeline(
    PartitionSet partitions, IReadOnlyList<PartitionWriter> writers, IngestionMeter meter, TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>The producers.</summary>
    public ProducerRegistry Producers { get; } = new(partitions);

    /// <summary>Says that nothing more is taken, because the server is stopping.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>The log's id.</summary>
    public UInt128 LogId => partitions.Log.Id;

    /// <summary>Takes nothing more; what was taken is ended.</summary>
    public void Stop() => _stopping.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    /// <summary>Takes a batch without a sequence.</summary>
    public Task<Outcome<BatchReceipt>> IngestAsync(HostedTenant tenant, EventBatch events) =>
        TellAsync(tenant.Id, "", 0, events.Count, () => TakeAsync(tenant, events));

    private async Task<Outcome<BatchReceipt>> TakeAsync(HostedTenant tenant, EventBatch events)
    {
        if (_stopping.IsCancellationRequested)
            return Refusal.ShuttingDown();
        var batch = Judge(tenant, "", events);
        var parts = new List<(int, Task<WriteResult>)>();
        foreach (var partition in batch.Partitions)
            parts.Add((partition, Write(new SubBatchHeader(tenant.Id, "", 0, 0, 0), batch, partition)));
        return await GatherAsync(0, batch, parts);
    }

    /// <summary>
    /// Takes a batch of a stream. It is judged and handed to the writers before the method returns, so batches are written in the order
    /// of the calls; the tasks end in that order too.
    /// </summary>
    public Task<Outcome<BatchReceipt>> IngestAsync(ProducerSession stream, long sequence, EventBatch events)
    {
        var producer = stream.Producer;
        return TellAsync(producer.Tenant.Id, producer.Id, sequence, events.Count, () => TakeAsync(stream, sequence, events));
    }

    private Task<Outcome<BatchReceipt>> TakeAsync(ProducerSession stream, long sequence, EventBatch events)
    {
        if (_stopping.IsCancellationRequested)
            return Task.FromResult<Outcome<BatchReceipt>>(Refusal.ShuttingDown());
        var producer = stream.Producer;
        return producer.Take(stream, sequence, events.Count, turn =>
        {
            var batch = Judge(producer.Tenant, producer.Id, events);
            return GatherAsync(sequence, batch, WriteParts(turn, batch, [.. batch.Partitions], isRest: true));
        });
    }

    /// <summary>
    /// Takes a single batch of a producer. A stream says with its Open what it saw acknowledged; a single call cannot, so the log alone
    /// must tell after a restart that the batch was complete: its last part is written when the others have landed, and says so.
    /// </summary>
    public Task<Outcome<BatchReceipt>> IngestAsync(Producer producer, long sequence, EventBatch events) =>
        TellAsync(producer.Tenant.Id, producer.Id, sequence, events.Count, () => TakeAsync(producer, sequence, events));

    private async Task<Outcome<BatchReceipt>> TakeAsync(Producer producer, long sequence, EventBatch events)
    {
        if (_stopping.IsCancellationRequested)
            return Refusal.ShuttingDown();
        await producer.Turn.WaitAsync();
        try
        {
            return await producer.Take(null, sequence, events.Count, turn => WriteInTwoStepsAsync(turn, producer, events));
        }
        finally
        {
            producer.Turn.Release();
        }
    }

    private Task<Outcome<BatchReceipt>> WriteInTwoStepsAsync(BatchTurn turn, Producer producer, EventBatch events)
    {
        var batch = Judge(producer.Tenant, producer.Id, events);
        int[] all = [.. batch.Partitions];
        var first = WriteParts(turn, batch, all[..^1], isRest: false);
        var last = turn.HeaderOf(all[^1], isRest: true);
        return FinishAsync();

        async Task<Outcome<BatchReceipt>> FinishAsync()
        {
            var outcome = await GatherAsync(turn.Sequence, batch, first);
            if (outcome.IsRefused)
                return outcome;
            return turn.WriteLater(() => Write(last, batch, all[^1])) is { } rest
                ? await GatherAsync(turn.Sequence, batch, [.. first, (all[^1], rest)])
                : Refusal.StoreUnavailable();
        }
    }

    /// <summary>Traces and counts a batch. What takes it runs before the method returns, as far as it does without waiting.</summary>
    private async Task<Outcome<BatchReceipt>> TellAsync(
        string tenant, string producer, long sequence, int eventCount, Func<Task<Outcome<BatchReceipt>>> take)
    {
        using var span = IngestionTrace.Batch(tenant, producer, sequence, eventCount);
        var outcome = await take();
        if (outcome.IsRefused)
            meter.Refuse(outcome.Refusal.Reason);
        else
            meter.Count(outcome.Value);
        span?.Tell(outcome);
        return outcome;
    }

    private JudgedBatch Judge(HostedTenant tenant, string producerId, EventBatch events) =>
        JudgedBatch.Of(tenant, producerId, events, clock.GetUtcNow().ToUnixTimeMilliseconds(), partitions.Count);

    private List<(int Partition, Task<WriteResult> Result)> WriteParts(
        BatchTurn turn, JudgedBatch batch, int[] parts, bool isRest)
    {
        var results = new List<(int, Task<WriteResult>)>();
        foreach (var partition in parts)
            results.Add((partition, Write(turn.HeaderOf(partition, isRest && parts.Length == 1), batch, partition)));
        return results;
    }

    private Task<WriteResult> Write(SubBatchHeader header, JudgedBatch batch, int partition) =>
        writers[partition].Write(new PendingWrite(header, batch, partition));

    private async Task<Outcome<BatchReceipt>> GatherAsync(
        long sequence, JudgedBatch batch, List<(int Partition, Task<WriteResult> Result)> parts)
    {
        long accepted = 0, duplicates = 0, rejected = 0;
        var position = new long[partitions.Count];
        var applied = new HashSet<int>();
        Refusal? refusal = null;
        foreach (var (partition, task) in parts)
        {
            var result = await task;
            // A gap means that a batch before this one did not reach the log, which its own sender is told.
            refusal ??= result.Refusal ?? (result.Outcome.Result == SubBatchResult.Gap ? Refusal.StoreUnavailable() : null);
            accepted += result.Outcome.Accepted;
            duplicates += result.Outcome.Duplicates;
            rejected += result.Outcome.Rejected;
            position[partition] = result.Sequence;
            if (result.Outcome.Result == SubBatchResult.Applied)
                applied.Add(partition);
        }
        if (refusal is not null)
            return refusal;
        batch.CountRejectionsIn(applied.Contains, meter);
        return new BatchReceipt(sequence, accepted, duplicates, rejected, batch.RejectionsIn(applied.Contains), position);
    }
}

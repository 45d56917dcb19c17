using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Terms;

namespace RetentionGrpc.Server.Application;

/// <summary>Takes batches: judges their events, splits them, and answers once all parts are in the log and applied.</summary>
/// <param name="partitions">The partitions.</param>
/// <param name="writers">The writer of each.</param>
/// <param name="memory">Says when nothing more may be taken.</param>
/// <param name="meter">Counts what became of batches.</param>
/// <param name="stableThrough">For each partition the newest entry that the log cannot lose any more.</param>
/// <param name="clock">The server's clock.</param>
public sealed class IngestionPipeline(
    PartitionSet partitions, IReadOnlyList<PartitionWriter> writers, MemoryLimit memory, IngestionMeter meter,
    Func<int, long> stableThrough, TimeProvider clock)
    : IDisposable
{
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly WholeBatches _batches = new();
    private volatile Refusal? _closed;

    /// <summary>What was rejected.</summary>
    public RejectedEvents Rejected => new(this, partitions, writers, clock);

    /// <summary>The producers.</summary>
    public ProducerRegistry Producers { get; } = new(partitions, position => IsStable(position, stableThrough), clock);

    /// <summary>Counts what becomes of batches.</summary>
    public IngestionMeter Meter => meter;

    /// <summary>Says that the server is about to stop: open streams go on for <see cref="DrainTime"/>, new calls are refused.</summary>
    public CancellationToken Draining => _draining.Token;

    /// <summary>How long streams go on once the stop has begun.</summary>
    public TimeSpan DrainTime { get; private set; }

    /// <summary>Says that nothing more is taken, because the server is stopping.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Why nothing of a tenant is taken just now; null if it is.</summary>
    internal Refusal? UnwillingnessFor(HostedTenant tenant) =>
        _stopping.IsCancellationRequested ? Refusal.ShuttingDown() : _closed ?? memory.Refusal ?? tenant.Lag;

    /// <summary>The log's id.</summary>
    public UInt128 LogId => partitions.Log.Id;

    /// <summary>The logs that the data was restored from, the newest last.</summary>
    public UInt128[] AncestorLogIds() => partitions.AncestorIds();

    /// <summary>Begins the stop: what is open may go on for so long.</summary>
    public void Drain(TimeSpan time)
    {
        DrainTime = time;
        _draining.Cancel();
    }

    /// <summary>Takes nothing more; what was taken is ended.</summary>
    public void Stop()
    {
        _draining.Cancel();
        _stopping.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _draining.Dispose();
        _stopping.Dispose();
        _batches.Dispose();
    }

    /// <summary>
    /// Looks at every partition at one point between batches: a batch is in all of its partitions by then, or in none, unless it was
    /// refused. Nothing waits for that but calls that are written in two steps.
    /// </summary>
    /// <param name="visit">Looks at a partition, on its writer's thread, with the partition's number.</param>
    /// <returns>Null once all were looked at; otherwise why not.</returns>
    public async Task<Refusal?> VisitAsync(Action<int, PartitionGate> visit)
    {
        var visits = await _batches.PlaceAsync(() => PlaceVisits(visit));
        return Array.Find(await Task.WhenAll(visits), visited => visited.Refusal is not null).Refusal;
    }

    /// <summary>Takes nothing more until <see cref="Reopen"/>.</summary>
    /// <param name="why">What is said meanwhile.</param>
    /// <returns>Null once all that was taken has come to its end; otherwise why that is not known.</returns>
    internal async Task<Refusal?> CloseAsync(Refusal why)
    {
        var visits = await _batches.PlaceAsync(() =>
        {
            _closed = why;
            return PlaceVisits((_, _) => { });
        });
        return Array.Find(await Task.WhenAll(visits), visited => visited.Refusal is not null).Refusal;
    }

    /// <summary>Takes everything again.</summary>
    internal void Reopen() => _closed = null;

    /// <summary>The time in which parts of a batch, or of something else that belongs together, are handed to the writers.</summary>
    internal WholeBatches.Handing Hand() => _batches.Hand();

    private Task<WriteResult>[] PlaceVisits(Action<int, PartitionGate> visit) =>
        [.. writers.Select((writer, partition) => writer.Write(PendingWrite.ForVisit(gate => visit(partition, gate))))];

    /// <summary>
    /// Asks every partition's log whether it is still what the partition holds, before something is said from memory: a duplicate, a gap, a
    /// loss, a flush. It answers after everything that was taken before.
    /// </summary>
    /// <returns>Null if it is; otherwise why nothing can be said.</returns>
    public async Task<Refusal?> ConfirmAsync()
    {
        Task<Refusal?>[] confirmations = [.. writers.Select(writer => writer.ConfirmAsync())];
        return Array.Find(await Task.WhenAll(confirmations), refusal => refusal is not null);
    }

    /// <summary>The token of a position in the log, for reading what was written up to there.</summary>
    public ReadToken TokenOf(long[] position) => partitions.TokenOf(position);

    /// <summary>Whether the log cannot lose any more what was written up to a position.</summary>
    public bool IsStable(long[] position) => IsStable(position, stableThrough);

    private static bool IsStable(long[] position, Func<int, long> stableThrough)
    {
        for (var partition = 0; partition < position.Length; partition++)
        {
            if (stableThrough(partition) < position[partition])
                return false;
        }
        return true;
    }

    /// <summary>
    /// Of batches up to one, all of which are applied, those that the log cannot lose any more: all of them, or none where that is not
    /// known yet.
    /// </summary>
    public long StableOf(long completeThrough) => IsStable(partitions.Sequences()) ? completeThrough : 0;

    /// <summary>Opens a stream of a producer, which takes over from the one before.</summary>
    /// <param name="tenant">Whose producer it is.</param>
    /// <param name="producerId">Its id.</param>
    /// <param name="ackedThrough">The last sequence whose ack the client has seen; 0 for none.</param>
    /// <param name="token">The newest ack's read token; null without any.</param>
    public async Task<Outcome<ProducerSession>> OpenAsync(HostedTenant tenant, string producerId, long ackedThrough, ReadToken? token)
    {
        if (_closed is { } closed)
            return closed;
        var producer = Producers.Rent(tenant, producerId);
        var arrival = producer.Arrive();
        var isOpen = false;
        try
        {
            if (await BeginTermAsync() is { } unwritable)
                return unwritable;
            var opening = producer.BeginOpen(arrival);
            if (opening.IsRefused)
                return opening.Refusal;
            var opened = await ConfirmAsync() is { } refusal ? refusal : producer.Open(opening.Value, new(ackedThrough, ProofOf(token)));
            isOpen = !opened.IsRefused;
            // All data may have been replaced meanwhile, and the streams of before ended without this one.
            if (!opened.IsRefused && (_closed ?? (tenant.Lag is { Reason: RefusalReason.Restoring } ? tenant.Lag : null)) is { } replaced)
            {
                opened.Value.Dispose();
                return replaced;
            }
            return opened;
        }
        finally
        {
            if (!isOpen)
                Producers.Return(producer);
        }
    }

    /// <summary>Of a log that was just confirmed: there is nothing behind what is applied.</summary>
    private AckProof ProofOf(ReadToken? token)
    {
        if (token is null)
            return AckProof.None;
        return (partitions.StandingOf(token) ?? partitions.StandingBeforeRestore(token)) switch
        {
            null => AckProof.Foreign,
            PlaceStanding.Held or PlaceStanding.Forgotten => AckProof.Held,
            _ => AckProof.Lost,
        };
    }

    /// <summary>Sees to it that this server's term has begun in every partition, before anything of the log is said.</summary>
    /// <returns>Null if it has; otherwise why the log cannot be written.</returns>
    private async Task<Refusal?> BeginTermAsync() => writers.All(writer => writer.HasTerm) ? null : await ConfirmAsync();

    /// <summary>How far the batches of a producer are known, or PRODUCER_NOT_FOUND.</summary>
    public async Task<Outcome<ProducerStanding>> FindAsync(HostedTenant tenant, string producerId)
    {
        if (await ConfirmAsync() is { } refusal)
            return refusal;
        var key = (Tenant: tenant.Id, Producer: producerId);
        var seenMs = Enumerable.Range(0, partitions.Count)
            .Max(partition => partitions[partition].Enter(key, (state, of) => state.PositionOf(of.Tenant, of.Producer).SeenMs));
        if (seenMs == 0)
            return Refusal.ProducerNotFound();
        var producer = Producers.Rent(tenant, producerId);
        try
        {
            var (last, complete) = producer.Known;
            return new ProducerStanding(last, complete, seenMs);
        }
        finally
        {
            Producers.Return(producer);
        }
    }

    /// <summary>Takes a batch without a sequence.</summary>
    public Task<Outcome<BatchReceipt>> IngestAsync(HostedTenant tenant, EventBatch events) =>
        TellAsync(tenant.Id, "", 0, events.Count, () => TakeAsync(tenant, events), outcome => outcome);

    private async Task<Outcome<BatchReceipt>> TakeAsync(HostedTenant tenant, EventBatch events)
    {
        if (UnwillingnessFor(tenant) is { } refusal)
            return refusal;
        if (await BeginTermAsync() is { } unwritable)
            return unwritable;
        return await WriteAsync(tenant, () =>
        {
            var batch = Judge(tenant, "", events);
            var parts = new List<(int, Task<WriteResult>)>();
            using (_batches.Hand())
            {
                foreach (var partition in batch.Partitions)
                    parts.Add((partition, Write(new SubBatchHeader(tenant.Id, "", 0, 0, 0), batch, partition)));
            }
            return EndAsync(batch, GatherAsync(0, batch, parts));
        });
    }

    /// <summary>
    /// Takes a batch of a stream. It is judged and handed to the writers before the method returns, so batches are written in the order
    /// of the calls; the tasks end in that order too.
    /// </summary>
    public Task<BatchAnswer> IngestAsync(ProducerSession stream, long sequence, EventBatch events)
    {
        var producer = stream.Producer;
        return TellAsync(producer.Tenant.Id, producer.Id, sequence, events.Count, () => TakeAsync(stream, sequence, events), OutcomeOf);
    }

    private Task<BatchAnswer> TakeAsync(ProducerSession stream, long sequence, EventBatch events)
    {
        var producer = stream.Producer;
        if (UnwillingnessFor(producer.Tenant) is { } refusal)
            return Task.FromResult(producer.Refuse(stream, sequence, refusal));
        return producer.Take(stream, sequence, events.Count, ConfirmAsync, turn => WriteAsync(producer.Tenant, () =>
        {
            var batch = Judge(producer.Tenant, producer.Id, events);
            return EndAsync(batch, GatherAsync(sequence, batch, WriteParts(turn, batch, [.. batch.Partitions], isRest: true)));
        }));
    }

    /// <summary>
    /// Takes a single batch of a producer. A stream says with its Open what it saw acknowledged; a single call cannot, so the log alone
    /// must tell after a restart that the batch was complete: its last part is written when the others have landed, and says so.
    /// </summary>
    public Task<Outcome<BatchReceipt>> IngestAsync(HostedTenant tenant, string producerId, long sequence, EventBatch events) =>
        TellAsync(tenant.Id, producerId, sequence, events.Count, () => TakeAsync(tenant, producerId, sequence, events), outcome => outcome);

    private async Task<Outcome<BatchReceipt>> TakeAsync(HostedTenant tenant, string producerId, long sequence, EventBatch events)
    {
        if (UnwillingnessFor(tenant) is { } refusal)
            return refusal;
        if (await BeginTermAsync() is { } unwritable)
            return unwritable;
        var producer = Producers.Rent(tenant, producerId);
        await producer.Turn.WaitAsync();
        await _batches.BeginStepsAsync();
        try
        {
            return await producer.Take(sequence, events.Count, ConfirmAsync, turn =>
                WriteAsync(tenant, () => WriteInTwoStepsAsync(turn, producer, events)));
        }
        finally
        {
            _batches.EndSteps();
            producer.Turn.Release();
            Producers.Return(producer);
        }
    }

    private Task<Outcome<BatchReceipt>> WriteInTwoStepsAsync(BatchTurn turn, Producer producer, EventBatch events)
    {
        var batch = Judge(producer.Tenant, producer.Id, events);
        int[] all = [.. batch.Partitions];
        var first = WriteParts(turn, batch, all[..^1], isRest: false);
        var last = turn.HeaderOf(all[^1], isRest: true);
        return EndAsync(batch, FinishAsync());

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
    private async Task<T> TellAsync<T>(
        string tenant, string producer, long sequence, int eventCount, Func<Task<T>> take, Func<T, Outcome<BatchReceipt>?> outcomeOf)
    {
        using var span = IngestionTrace.Batch(tenant, producer, sequence, eventCount);
        var taken = await take();
        if (outcomeOf(taken) is not { } outcome)
            return taken;
        if (outcome.IsRefused)
            meter.Refuse(outcome.Refusal.Reason);
        else
            meter.Count(outcome.Value);
        span?.Tell(outcome);
        return taken;
    }

    /// <summary>What became of a batch of a stream; null where nothing is said of it.</summary>
    private static Outcome<BatchReceipt>? OutcomeOf(BatchAnswer answer)
    {
        if (answer.Receipt is not null)
            return answer.Receipt;
        return answer.Refusal is { } refusal ? refusal : (Outcome<BatchReceipt>?)null;
    }

    /// <summary>Gives back what a batch has rented, unless it failed: then its parts may still be with the writers.</summary>
    private static async Task<Outcome<BatchReceipt>> EndAsync(JudgedBatch batch, Task<Outcome<BatchReceipt>> taking)
    {
        var outcome = await taking;
        batch.Dispose();
        return outcome;
    }

    /// <summary>Judges and writes a batch. Admission learns its names anew if it counts some that may not have been written.</summary>
    private async Task<Outcome<BatchReceipt>> WriteAsync(HostedTenant tenant, Func<Task<Outcome<BatchReceipt>>> write)
    {
        var outcome = await tenant.WhileUnderWay(write, outcome => outcome.IsRefused);
        if (tenant.IsDoubtful && !outcome.IsRefused && await ConfirmAsync() is null)
            tenant.Learn(partitions);
        return outcome;
    }

    private JudgedBatch Judge(HostedTenant tenant, string producerId, EventBatch events) =>
        JudgedBatch.Of(tenant, producerId, events, clock.GetUtcNow().ToUnixTimeMilliseconds(), partitions.Count);

    private List<(int Partition, Task<WriteResult> Result)> WriteParts(
        BatchTurn turn, JudgedBatch batch, int[] parts, bool isRest)
    {
        var results = new List<(int, Task<WriteResult>)>();
        using var handing = _batches.Hand();
        foreach (var partition in parts)
            results.Add((partition, Write(turn.HeaderOf(partition, isRest && parts.Length == 1), batch, partition)));
        return results;
    }

    private Task<WriteResult> Write(SubBatchHeader header, JudgedBatch batch, int partition) =>
        _closed is { } closed
            ? Task.FromResult(new WriteResult(closed, default, 0))
            : writers[partition].Write(new PendingWrite(header, batch, partition));

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
            if (result.Outcome.IsFull)
                batch.Tenant.MarkFull(partition);
            if (result.Outcome.Result == SubBatchResult.Applied)
                applied.Add(partition);
        }
        if (refusal is not null)
            return refusal;
        batch.CountRejectionsIn(applied.Contains, meter);
        return new BatchReceipt(sequence, accepted, duplicates, rejected, batch.RejectionsIn(applied.Contains), position);
    }
}

using System.Diagnostics.CodeAnalysis;
using RetentionGrpc.Engine.Entries;

namespace RetentionGrpc.Server.Application;

/// <summary>
/// The sequence of one producer's batches: which is next, which are under way, and which are wholly in the log. Safe from any thread.
/// <para>
/// After a start the last complete sequence is taken from the log as a lower bound: each part of a batch says through which sequence all
/// was complete when it was written. A bound that is too low is safe. Batches above it are sent again, always from the bound on without a
/// gap, and fall into the same parts; a partition that has a part knows it by its sequence and counts it once. A bound that is too high
/// would lose events, so nothing is taken from the newest sequence of any one partition.
/// </para>
/// <para>
/// A sequence that any partition has seen is never free for other events: a client that kept nothing goes on after the highest. What lies
/// between was never acknowledged, and whoever could send it again is gone.
/// </para>
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Lives as long as the process; nothing in it holds a handle.")]
public sealed class Producer
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<long, Task<Outcome<BatchReceipt>>> _underWay = [];
    private readonly long[] _previous;
    private readonly long[] _position;
    private Task<Outcome<BatchReceipt>>? _newest;
    private ProducerSession? _stream;
    private int _run;
    private long _complete;
    private long _taken;
    private long _highest;
    private bool _mayStartAfresh;

    /// <summary>A producer as the log knows it.</summary>
    /// <param name="tenant">Whose events it sends.</param>
    /// <param name="id">Its id.</param>
    /// <param name="partitions">What the log holds.</param>
    public Producer(HostedTenant tenant, string id, PartitionSet partitions)
    {
        (Tenant, Id) = (tenant, id);
        for (var i = 0; i < partitions.Count; i++)
        {
            var known = partitions[i].Enter((Tenant: tenant.Id, Producer: id), (state, key) => state.PositionOf(key.Tenant, key.Producer));
            _complete = Math.Max(_complete, known.CompleteThrough);
            _highest = Math.Max(_highest, known.Last);
        }
        _highest = Math.Max(_highest, _complete);
        _taken = _complete;
        _position = partitions.Sequences();
        _previous = new long[partitions.Count];
    }

    /// <summary>Whose events it sends.</summary>
    public HostedTenant Tenant { get; }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>Held by a batch that is written in two steps.</summary>
    internal SemaphoreSlim Turn => _turn;

    /// <summary>Opens a stream, which takes over from the one before.</summary>
    /// <param name="ackedThrough">
    /// The last sequence whose ack the client has seen: that ack said that all up to it is in the log. Every batch has a part somewhere, so
    /// one that no partition has seen was lost: DATA_LOST.
    /// </param>
    public Outcome<ProducerSession> Open(long ackedThrough)
    {
        lock (_lock)
        {
            if (ackedThrough > _highest)
                return Lost(ackedThrough);
            _stream?.Supersede();
            _complete = Math.Max(_complete, ackedThrough);
            StartOver();
            _mayStartAfresh = true;
            return _stream = new ProducerSession(this, _highest, _complete);
        }
    }

    /// <summary>The stream has ended.</summary>
    internal void Close(ProducerSession stream)
    {
        lock (_lock)
        {
            if (_stream == stream)
                _stream = null;
        }
    }

    /// <summary>
    /// Takes a batch if it is the next one. One that is complete is acknowledged as duplicate, one that is under way is waited for. The
    /// first of a stream may also be the one after the highest that was ever seen.
    /// </summary>
    /// <param name="stream">The stream that it came by; null for a single call.</param>
    /// <param name="sequence">Its sequence, from 1.</param>
    /// <param name="eventCount">How many events it has.</param>
    /// <param name="write">Hands its parts to the partitions' writers before it returns, and ends when they have ended.</param>
    internal Task<Outcome<BatchReceipt>> Take(
        ProducerSession? stream, long sequence, int eventCount, Func<BatchTurn, Task<Outcome<BatchReceipt>>> write)
    {
        lock (_lock)
        {
            if (stream is not null && stream != _stream)
                return Task.FromResult<Outcome<BatchReceipt>>(ProducerSession.Superseded);
            if (stream is not null && _mayStartAfresh && _newest is null && sequence == _highest + 1)
                _complete = _taken = _highest;
            _mayStartAfresh &= stream is null;
            if (sequence <= _complete)
                return Task.FromResult<Outcome<BatchReceipt>>(BatchReceipt.Duplicate(sequence, eventCount, [.. _position]));
            if (_underWay.TryGetValue(sequence, out var first))
                return FollowAsync(first, sequence, eventCount);
            if (sequence != _taken + 1)
                return Task.FromResult<Outcome<BatchReceipt>>(Gap(sequence, _taken + 1));
            var turn = new BatchTurn(this, _run, sequence, _complete, _previous);
            var own = write(turn);
            _taken = sequence;
            _highest = Math.Max(_highest, sequence);
            return _newest = _underWay[sequence] = FinishAsync(_run, sequence, _newest, own);
        }
    }

    /// <summary>
    /// Hands over the last part of a batch after its turn, unless its run has ended: what came after it may be in the log by then, and the
    /// part would be taken for one that was sent before.
    /// </summary>
    /// <returns>What becomes of the part, or null if the run has ended.</returns>
    internal Task<WriteResult>? WriteInRun(int run, Func<Task<WriteResult>> write)
    {
        lock (_lock)
            return run == _run ? write() : null;
    }

    private Refusal Lost(long ackedThrough) =>
        new Refusal(RefusalReason.DataCorrupt,
            $"Batch {ackedThrough} was acknowledged, and the log knows none above {_highest}: send what came after that under a new "
            + "producer_id, or put the newer data back.")
            .With("acked_through", ackedThrough).With("last_sequence", _highest);

    private static Refusal Gap(long sequence, long expected) =>
        new Refusal(RefusalReason.SequenceGap, $"The next sequence is {expected}, not {sequence}: send again from there.")
            .With("expected_sequence", expected).With("sequence", sequence);

    private static async Task<Outcome<BatchReceipt>> FollowAsync(Task<Outcome<BatchReceipt>> first, long sequence, int eventCount)
    {
        var outcome = await first;
        return outcome.IsRefused ? outcome.Refusal : BatchReceipt.Duplicate(sequence, eventCount, outcome.Value.Position);
    }

    /// <summary>A batch is complete once its parts and the batch before it are.</summary>
    private async Task<Outcome<BatchReceipt>> FinishAsync(
        int run, long sequence, Task<Outcome<BatchReceipt>>? before, Task<Outcome<BatchReceipt>> own)
    {
        try
        {
            // Never inline: the caller enters the batch as under way first.
            var outcome = await own.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (before is not null && await before is { IsRefused: true } earlier)
                outcome = earlier.Refusal;
            return outcome.IsRefused ? EndRun(run, outcome.Refusal) : Complete(run, sequence, outcome.Value);
        }
        catch
        {
            EndRun(run, Refusal.StoreUnavailable());
            throw;
        }
    }

    private Outcome<BatchReceipt> Complete(int run, long sequence, BatchReceipt receipt)
    {
        lock (_lock)
        {
            for (var i = 0; i < _position.Length; i++)
                _position[i] = Math.Max(_position[i], receipt.Position[i]);
            if (run == _run)
            {
                _complete = sequence;
                _underWay.Remove(sequence);
            }
            return receipt with { Position = [.. _position] };
        }
    }

    private Outcome<BatchReceipt> EndRun(int run, Refusal refusal)
    {
        lock (_lock)
        {
            if (run == _run)
                StartOver();
            return refusal;
        }
    }

    /// <summary>
    /// Goes on after the last complete batch, in a new run. What is under way from the run before may still land; it then counts there,
    /// and what is sent again finds itself in the log.
    /// </summary>
    private void StartOver()
    {
        _run++;
        _taken = _complete;
        _newest = null;
        _underWay.Clear();
        Array.Clear(_previous);
    }
}

/// <summary>The place of a batch in its producer's sequence, while its parts are handed to the writers.</summary>
/// <param name="producer">Who sent it.</param>
/// <param name="run">The producer's run that it belongs to.</param>
/// <param name="sequence">The batch's sequence.</param>
/// <param name="completeThrough">Batches up to this one are wholly in the log, or given up by the client.</param>
/// <param name="previous">For each partition the batch before that had a part there, in this run.</param>
internal sealed class BatchTurn(Producer producer, int run, long sequence, long completeThrough, long[] previous)
{
    /// <summary>The batch's sequence.</summary>
    public long Sequence => sequence;

    /// <summary>Hands over a part after the turn; null if its header no longer holds, because the producer's run has ended.</summary>
    public Task<WriteResult>? WriteLater(Func<Task<WriteResult>> write) => producer.WriteInRun(run, write);

    /// <summary>The header of the batch's part in a partition. Ask once for each, before the producer takes the next batch.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="isRest">Whether all other parts are in the log: then this one's landing makes the batch complete.</param>
    public SubBatchHeader HeaderOf(int partition, bool isRest)
    {
        var before = previous[partition];
        previous[partition] = sequence;
        var complete = isRest && completeThrough == sequence - 1 ? sequence : completeThrough;
        return new(producer.Tenant.Id, producer.Id, sequence, before, complete);
    }
}

using System.Diagnostics.CodeAnalysis;

namespace RetentionGrpc.Server.Application;

/// <summary>
/// The sequence of one producer's batches: which is next, which are under way, and which are wholly in the log. Safe from any thread.
/// <para>
/// What memory does not know of a producer is taken from the log: the last complete sequence as a lower bound, because each part of a batch
/// says through which sequence all was complete when it was written. A bound that is too low is safe. Batches above it are sent again,
/// always from the bound on without a gap, and fall into the same parts; a partition that has a part knows it by its sequence and counts it
/// once. A bound that is too high would lose events, so nothing is taken from the newest sequence of any one partition.
/// </para>
/// <para>
/// A sequence that any partition has seen is never free for other events: a client that kept nothing goes on after the highest. What lies
/// between was never acknowledged, and whoever could send it again is gone.
/// </para>
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Its semaphore is only awaited and has no handle.")]
public sealed partial class Producer
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<long, Task<Outcome<BatchReceipt>>> _underWay = [];
    private readonly PartitionSet _partitions;
    private readonly ProducerRegistry _home;
    private readonly long[] _previous;
    private readonly StableBatches _stable;
    private long[]? _position;
    private Task<Outcome<BatchReceipt>>? _newest;
    private ProducerSession? _stream;
    private int _arrivals;
    private int _openings;
    private int _run;
    private long _complete;
    private long _taken;
    private long _highest;
    private long _lostThrough;
    private long? _completeBefore;

    internal Producer(
        HostedTenant tenant, string id, PartitionSet partitions, Func<long[], bool> isStable, ProducerRegistry registry)
    {
        (Tenant, Id, _partitions, _home) = (tenant, id, partitions, registry);
        _previous = new long[partitions.Count];
        _stable = new(isStable);
    }

    /// <summary>Whose events it sends.</summary>
    public HostedTenant Tenant { get; }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>Held by a batch that is written in two steps.</summary>
    internal SemaphoreSlim Turn => _turn;

    // These three are the registry's, under its lock.
    internal int Holds { get; set; }

    internal long IdleSince { get; set; }

    internal LinkedListNode<Producer>? Place { get; set; }

    /// <summary>The highest sequence that was seen and the last that is wholly in the log.</summary>
    public (long LastSequence, long CompleteThrough) Known
    {
        get
        {
            lock (_lock)
            {
                Load();
                return (_highest, _completeBefore ?? _complete);
            }
        }
    }

    /// <summary>A stream asks to be opened: the order is that of asking, or a call that a client gave up could end the next one.</summary>
    /// <returns>For <see cref="BeginOpen"/>.</returns>
    public int Arrive() => Interlocked.Increment(ref _arrivals);

    /// <summary>
    /// The first step of opening a stream: the one before is over, and nothing more of it is handed to the writers. Once the log is
    /// confirmed behind what was, it tells exactly what there is of the producer.
    /// </summary>
    /// <param name="arrival">When it asked.</param>
    /// <returns>For the second step; PRODUCER_SUPERSEDED where one that asked later has begun.</returns>
    public Outcome<StreamOpening> BeginOpen(int arrival)
    {
        ProducerSession? older;
        StreamOpening opening;
        lock (_lock)
        {
            if (arrival < _openings)
                return ProducerSession.Superseded;
            Load();
            (older, _stream) = (_stream, null);
            StartOver();
            _openings = arrival;
            opening = new(arrival, _run);
        }
        older?.End(ProducerSession.Superseded);
        return opening;
    }

    /// <summary>
    /// Opens a stream, which gives the producer back at its end; PRODUCER_SUPERSEDED where another has begun to open since.
    /// </summary>
    /// <param name="opening">The first step, behind which the log is confirmed.</param>
    /// <param name="claim">What the client saw acknowledged.</param>
    public Outcome<ProducerSession> Open(StreamOpening opening, AckClaim claim)
    {
        lock (_lock)
        {
            if (opening.Number != _openings)
                return ProducerSession.Superseded;
            // What the stream before gave up and nothing in the log has followed since is told again.
            _complete = _completeBefore ?? _complete;
            _completeBefore = null;
            // What was refused is not in the log, so its sequences are free. Only a single call may be under way again.
            if (opening.Run == _run && _newest is null)
                _highest = 0;
            Reload();
            var lost = LostOf(claim);
            if (lost is null)
                Confirm(claim.Through, [.. _position]);
            _highest = Math.Max(_highest, _complete);
            _lostThrough = lost?.Last ?? 0;
            StartOver();
            return _stream = new ProducerSession(this, _highest, _complete, lost, [.. _position]);
        }
    }

    /// <summary>
    /// Takes a batch of a stream if it is the next one. One that is complete is acknowledged as duplicate, one that is under way is waited
    /// for. The first of a stream may also be the one after the highest that was ever seen, or any that was lost.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="sequence">Its sequence, from 1.</param>
    /// <param name="eventCount">How many events it has.</param>
    /// <param name="confirm">Asks the log before something is said from memory.</param>
    /// <param name="write">Hands its parts to the partitions' writers before it returns, and ends when they have ended.</param>
    internal Task<BatchAnswer> Take(
        ProducerSession stream, long sequence, int eventCount, Func<Task<Refusal?>> confirm,
        Func<BatchTurn, Task<Outcome<BatchReceipt>>> write)
    {
        lock (_lock)
        {
            if (Hinder(stream, sequence) is { } hindrance)
                return Task.FromResult(hindrance);
            var isFirst = stream.IsAtStart;
            Begin(stream, sequence);
            if (sequence <= _taken + 1)
                return AnswerAsync(stream, stream.Round, sequence, Order(sequence, eventCount, Vouched, confirm, write));
            stream.Await(_taken + 1);
            var gap = new BatchAnswer(null, Refusal.SequenceGap(sequence, _taken + 1), _taken + 1, stream.Round);
            return RefuseAsync(stream, isFirst ? sequence : _taken + 1, confirm, gap);
        }
    }

    /// <summary>Refuses a message of a stream before its events are looked at, in its place among the batches.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="sequence">The batch's sequence; 0 where it cannot be told.</param>
    /// <param name="refusal">Why.</param>
    internal BatchAnswer Refuse(ProducerSession stream, long sequence, Refusal refusal)
    {
        lock (_lock)
        {
            var place = sequence > 0 ? sequence : stream.Awaited;
            if (Hinder(stream, place) is { } hindrance)
                return hindrance;
            if (place > 0)
                Begin(stream, place);
            var from = place > 0 && place <= _taken ? place : _taken + 1;
            stream.Await(from);
            return new(null, sequence > from ? Refusal.SequenceGap(sequence, from) : refusal, from, stream.Round);
        }
    }

    /// <summary>Takes a single batch if it is the next one; otherwise as with one of a stream.</summary>
    internal Task<Outcome<BatchReceipt>> Take(
        long sequence, int eventCount, Func<Task<Refusal?>> confirm, Func<BatchTurn, Task<Outcome<BatchReceipt>>> write)
    {
        lock (_lock)
        {
            Load();
            return Order(sequence, eventCount, _complete, confirm, write);
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

    /// <summary>Gives a batch its place, under the lock, with what its parts may say is wholly in the log.</summary>
    private Task<Outcome<BatchReceipt>> Order(
        long sequence, int eventCount, long vouched, Func<Task<Refusal?>> confirm, Func<BatchTurn, Task<Outcome<BatchReceipt>>> write)
    {
        if (sequence <= _complete)
            return SayAsync(confirm, BatchReceipt.Duplicate(sequence, eventCount, [.. _position!]));
        if (_underWay.TryGetValue(sequence, out var first))
            return FollowAsync(first, sequence, eventCount);
        if (sequence != _taken + 1)
            return SayAsync(confirm, Refusal.SequenceGap(sequence, _taken + 1));
        var own = write(new BatchTurn(this, _run, sequence, vouched, _previous));
        _taken = sequence;
        _highest = Math.Max(_highest, sequence);
        _home.Keep(this);
        return _newest = _underWay[sequence] = FinishAsync(_run, sequence, _newest, own);
    }

    private static async Task<Outcome<BatchReceipt>> SayAsync(Func<Task<Refusal?>> confirm, Outcome<BatchReceipt> outcome) =>
        await confirm() is { } refusal ? refusal : outcome;

    private static async Task<Outcome<BatchReceipt>> FollowAsync(Task<Outcome<BatchReceipt>> first, long sequence, int eventCount)
    {
        var outcome = await first;
        return outcome.IsRefused ? outcome.Refusal : BatchReceipt.Duplicate(sequence, eventCount, outcome.Value.Position);
    }

    /// <summary>
    /// What a part of a stream's batch may say is wholly in the log: a partition that vouched for what another may still lose would make
    /// that loss one that nobody is told. A single call has nobody who keeps its batch until then: its parts say what is there.
    /// </summary>
    private long Vouched => _stable.IsBehind ? Math.Min(_complete, _stable.Through) : _complete;

    /// <summary>Batches up to one are in the log, up to a position: told or not, they wait to be stable.</summary>
    private void Confirm(long sequence, long[] position)
    {
        _complete = Math.Max(_complete, sequence);
        _stable.Add(sequence, position);
    }

    /// <summary>Reads what the log knows, once.</summary>
    [MemberNotNull(nameof(_position))]
    private void Load()
    {
        if (_position is not null)
            return;
        Reload();
        _taken = _complete;
    }

    [MemberNotNull(nameof(_position))]
    private void Reload()
    {
        for (var i = 0; i < _partitions.Count; i++)
        {
            var (complete, highest) = _partitions[i].Enter((Tenant.Id, Id), (state, key) => state.KnownOf(key.Item1, key.Item2));
            _complete = Math.Max(_complete, complete);
            _highest = Math.Max(Math.Max(_highest, _complete), highest);
        }
        _position = _partitions.Sequences();
        Confirm(_complete, [.. _position]);
    }

    /// <summary>
    /// What the client saw acknowledged and the log does not have. A batch above the last that is known to be complete may have lost some
    /// of its parts only, so all of those count as lost; what is there nevertheless, and is sent again, counts once.
    /// </summary>
    private LostBatches? LostOf(AckClaim claim) => claim.Proof switch
    {
        AckProof.Foreign when claim.Through > 0 => new(1, claim.Through),
        _ when claim.Through <= _complete => null,
        AckProof.Lost => new(_complete + 1, claim.Through),
        _ when claim.Through <= _highest => null,
        // Held, and nothing known of the producer: it was silent for so long that it is forgotten.
        AckProof.Held when _highest == 0 => null,
        _ => new(_complete + 1, claim.Through),
    };

    /// <summary>The answer of a stream that is not the newest, or that waits for another batch; null if it is this one's turn.</summary>
    private BatchAnswer? Hinder(ProducerSession stream, long sequence)
    {
        if (stream != _stream)
            return new(null, stream.EndReason, 0, stream.Round);
        if (stream.Awaited == 0)
            return null;
        if (stream.Awaited != sequence)
            return BatchAnswer.None;
        stream.BeginRound();
        return null;
    }

    /// <summary>Begins the stream's run with its first batch, where that gives up batches which nobody can send any more.</summary>
    private void Begin(ProducerSession stream, long sequence)
    {
        if (!stream.IsAtStart)
            return;
        stream.IsAtStart = false;
        var isAmongLost = sequence > _complete && sequence - 1 <= _lostThrough;
        if (_newest is null && (isAmongLost || sequence - 1 == _highest))
        {
            _completeBefore = _complete;
            _complete = _taken = sequence - 1;
        }
        _highest = Math.Max(_highest, _complete);
    }

    /// <summary>
    /// Where the log cannot be asked, a stream's first batch is not told which one would be next: it is to come again itself.
    /// </summary>
    private async Task<BatchAnswer> RefuseAsync(ProducerSession stream, long again, Func<Task<Refusal?>> confirm, BatchAnswer gap)
    {
        if (await confirm() is not { } unsaid)
            return gap;
        lock (_lock)
        {
            if (again != gap.NotTakenFrom && stream.Round == gap.Round)
                stream.AwaitInstead(again);
            return new(null, unsaid, again, gap.Round);
        }
    }

    private async Task<BatchAnswer> AnswerAsync(ProducerSession stream, int round, long sequence, Task<Outcome<BatchReceipt>> taken)
    {
        var outcome = await taken;
        if (!outcome.IsRefused)
            return new(outcome.Value, null, 0, round);
        lock (_lock)
        {
            var from = Math.Min(sequence, _complete + 1);
            if (stream.Round == round)
                stream.Await(from);
            return new(null, outcome.Refusal, from, round);
        }
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
        finally
        {
            _home.Return(this);
        }
    }

    /// <summary>
    /// All up to the batch is in the log, also where its run has ended meanwhile; what the newer run has taken up again is then known.
    /// </summary>
    private Outcome<BatchReceipt> Complete(int run, long sequence, BatchReceipt receipt)
    {
        lock (_lock)
        {
            for (var i = 0; i < _position!.Length; i++)
                _position[i] = Math.Max(_position[i], receipt.Position[i]);
            _completeBefore = sequence > _complete || _completeBefore is not { } before ? null : Math.Max(before, sequence);
            Confirm(sequence, [.. _position]);
            _taken = Math.Max(_taken, _complete);
            if (run == _run)
                _underWay.Remove(sequence);
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

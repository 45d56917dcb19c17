using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Application;

/// <summary>An entry that is in the log and applied.</summary>
/// <param name="Outcomes">What the fold made of its sub-batches.</param>
/// <param name="Sequence">Its sequence.</param>
public sealed record AppendedEntry(IReadOnlyList<SubBatchOutcome> Outcomes, long Sequence);

/// <summary>
/// Appends entries to one partition's log and applies each to the partition once it is known to be there, in the log's order. An append
/// that failed is settled by the log's head: the new head means that it landed; the old one that it has not, but where that may still
/// happen (<see cref="ILogStore.MayLandLate"/>) the same bytes are appended again before any others; any other head means that somebody
/// else writes this log, or that it lost its tail. Then (clients are sent elsewhere, or away for a while), or if the log is damaged, or has
/// what the partition cannot apply (DATA_CORRUPT), nothing more is written.
/// Before anything else it opens a term, which ends that of every server before it.
/// One caller at a time.
/// </summary>
/// <param name="partition">The partition's number.</param>
/// <param name="store">The log.</param>
/// <param name="gate">The partition, which has applied what the log holds.</param>
/// <param name="snapshots">Learns of what was applied, and of a log without room.</param>
/// <param name="indexes">Learns of what was applied.</param>
/// <param name="forgotten">Called when the partition has forgotten what files still have, also if the caller was never told so.</param>
/// <param name="stopped">Called when nothing more is written: true if the log is another server's, or another than was applied.</param>
/// <param name="logger">Takes what the store says.</param>
public sealed class LogAppender(
    int partition, ILogStore store, PartitionGate gate, SnapshotTaker snapshots, IndexBuilder indexes, Action forgotten,
    Action<bool> stopped, ILogger logger)
{
    private const int Attempts = 2;

    // Another server may write between any two of them.
    private const int TermAttempts = 100;

    private LogHead _head = gate.Head;
    private (LogHead Onto, LogHead Landed, byte[] Entry)? _doubtful;
    private Refusal? _damage;
    private bool _isFull;
    private bool _isBehind;
    private bool _hasTerm;

    /// <summary>Settles an append that nobody knows the end of, so that the next may follow.</summary>
    /// <returns>Null if the next may follow; otherwise why not.</returns>
    public async ValueTask<Refusal?> SettleAsync()
    {
        if (_doubtful is not var (onto, landed, entry) || _damage is not null)
            return _damage;
        var whereabouts = await FindOutAsync(landed);
        if (whereabouts == Whereabouts.Absent && store.MayLandLate)
            whereabouts = await TryAppendAsync(entry, onto, landed);
        if (IsInDoubt(whereabouts))
            return Refusal.StoreUnavailable();
        if (whereabouts == Whereabouts.Full)
            return Refusal.StoreFull();
        _doubtful = null;
        if (whereabouts == Whereabouts.Landed)
            Apply(landed, entry);
        return _damage;
    }

    /// <summary>
    /// Whether the term of this server has begun, and no other since: only then is anything else written, or said from memory.
    /// </summary>
    public bool HasTerm => Volatile.Read(ref _hasTerm);

    /// <summary>
    /// Opens this server's term: a server before it writes nothing more from then on. What it wrote until then is applied.
    /// </summary>
    /// <param name="entry">The bytes of its entry, unchanged until the call ends.</param>
    /// <returns>Null if the term has begun; otherwise why not.</returns>
    public async ValueTask<Refusal?> OpenTermAsync(ReadOnlyMemory<byte> entry)
    {
        for (var attempt = 1; !HasTerm; attempt++)
        {
            var outcome = await AppendAsync(entry, _head with { Epoch = _head.Epoch + 1 });
            if (outcome.IsRefused && (!_isBehind || attempt == TermAttempts))
                return outcome.Refusal;
            if (_isBehind && await CatchUpAsync() is { } refusal)
                return refusal;
        }
        return null;
    }

    /// <summary>Appends an entry.</summary>
    /// <param name="entry">Its bytes, unchanged until the call ends.</param>
    /// <returns>The entry, or why it is not in the log, or not known to be.</returns>
    public ValueTask<Outcome<AppendedEntry>> AppendAsync(ReadOnlyMemory<byte> entry) => AppendAsync(entry, _head);

    /// <summary>Whether the log's head is still the one that the partition has applied, so that its memory may be told.</summary>
    /// <returns>Null if it is; otherwise why nothing can be said.</returns>
    public async ValueTask<Refusal?> ConfirmAsync() =>
        _doubtful is null && _damage is null && await FindOutAsync(_head) == Whereabouts.Landed
            ? null
            : _damage ?? Refusal.StoreUnavailable();

    private async ValueTask<Outcome<AppendedEntry>> AppendAsync(ReadOnlyMemory<byte> entry, LogHead onto)
    {
        var landed = onto.Next(entry.Span);
        try
        {
            var whereabouts = await TryAppendAsync(entry, onto, landed);
            var mayLand = IsInDoubt(whereabouts);
            for (var attempt = 2; attempt <= Attempts && whereabouts == Whereabouts.Absent; attempt++)
                whereabouts = await TryAppendAsync(entry, onto, landed);
            if (whereabouts == Whereabouts.Landed)
                return Apply(landed, entry) is { } outcomes ? new AppendedEntry(outcomes, landed.Sequence) : _damage!;
            // What was refused for want of room may yet be done for an attempt before, once there is room.
            if (IsInDoubt(whereabouts) || (whereabouts == Whereabouts.Full && mayLand))
                _doubtful = (onto, landed, entry.ToArray());
            return whereabouts == Whereabouts.Full ? Refusal.StoreFull() : _damage ?? Refusal.StoreUnavailable();
        }
        catch (Exception)
        {
            _doubtful = (onto, landed, entry.ToArray());
            throw;
        }
    }

    private bool IsInDoubt(Whereabouts whereabouts) =>
        whereabouts == Whereabouts.Unknown || (whereabouts == Whereabouts.Absent && store.MayLandLate);

    private async ValueTask<Whereabouts> TryAppendAsync(ReadOnlyMemory<byte> entry, LogHead onto, LogHead landed)
    {
        try
        {
            var outcome = await store.AppendAsync(partition, onto, entry);
            TellOfRoom(null, landed);
            return outcome.IsAppended ? Whereabouts.Landed : Locate(outcome.Head, landed);
        }
        catch (StoreFullException failure)
        {
            TellOfRoom(failure, landed);
            return Whereabouts.Full;
        }
        catch (StoreUnavailableException failure)
        {
            logger.LogError(failure, "Partition {Partition}: entry {Sequence} could not be written.", partition, landed.Sequence);
            return await FindOutAsync(landed);
        }
        catch (LogCorruptException failure)
        {
            return Stop(failure, landed.Sequence);
        }
    }

    private async ValueTask<Whereabouts> FindOutAsync(LogHead landed)
    {
        try
        {
            return Locate(await store.ReadHeadAsync(partition), landed);
        }
        catch (StoreUnavailableException failure)
        {
            logger.LogError(failure, "Partition {Partition}: the log's head could not be read.", partition);
            return Whereabouts.Unknown;
        }
        catch (LogCorruptException failure)
        {
            return Stop(failure, landed.Sequence);
        }
    }

    private Whereabouts Locate(LogHead found, LogHead landed)
    {
        if (found == landed)
            return Whereabouts.Landed;
        if (found == _head)
            return Whereabouts.Absent;
        if (!HasTerm)
        {
            _isBehind = true;
            return Whereabouts.Behind;
        }
        logger.LogCritical(
            "Partition {Partition}: the log's head is {Found}, not {Expected}: another server writes this log, or it lost its tail. "
                + "Nothing more is written.", partition, found, _head);
        // A server that another one has overtaken here says nothing of the other partitions either.
        Volatile.Write(ref _hasTerm, false);
        return Stop(Refusal.StoreUnavailable(), isOvertaken: true);
    }

    /// <summary>Applies what the server before has written since the partition was rebuilt.</summary>
    private async ValueTask<Refusal?> CatchUpAsync()
    {
        try
        {
            await foreach (var entry in store.ReadAsync(partition, _head.Sequence))
            {
                if (!entry.Follows(_head))
                    throw new LogCorruptException("log", partition, entry.Head.Sequence, $"it does not follow entry {_head}");
                if (Fold(entry.Head, entry.Payload) is null)
                    return _damage;
            }
            _isBehind = false;
            return null;
        }
        catch (StoreUnavailableException failure)
        {
            logger.LogError(failure, "Partition {Partition}: what another server wrote could not be read.", partition);
            return Refusal.StoreUnavailable();
        }
        catch (LogTrimmedException failure)
        {
            logger.LogCritical(failure, "Partition {Partition}: what another server wrote was trimmed. Nothing is written.", partition);
            Stop(Refusal.StoreUnavailable(), isOvertaken: true);
            return _damage;
        }
        catch (LogCorruptException failure)
        {
            Stop(failure, _head.Sequence + 1);
            return _damage;
        }
    }

    /// <summary>Applies an entry of this server: whatever it writes, its term came first.</summary>
    private IReadOnlyList<SubBatchOutcome>? Apply(LogHead landed, ReadOnlyMemory<byte> entry)
    {
        var outcomes = Fold(landed, entry);
        if (outcomes is not null)
            Volatile.Write(ref _hasTerm, true);
        return outcomes;
    }

    /// <summary>Null if the partition could not apply what the log has: state and log are no longer one.</summary>
    private IReadOnlyList<SubBatchOutcome>? Fold(LogHead landed, ReadOnlyMemory<byte> entry)
    {
        try
        {
            var outcomes = gate.Apply(landed, entry.Span);
            _head = landed;
            snapshots.Applied(partition);
            indexes.Applied(partition);
            if (gate.Enter(state => state.ForgottenAt > 0))
                forgotten();
            return outcomes;
        }
        catch (Exception failure)
        {
            Stop(failure, landed.Sequence);
            return null;
        }
    }

    private void TellOfRoom(StoreFullException? failure, LogHead landed)
    {
        if (failure is not null)
            snapshots.MakeRoom();
        if (failure is not null == _isFull)
            return;
        _isFull = failure is not null;
        if (_isFull)
            logger.LogError(failure, "Partition {Partition}: there is no room for entry {Sequence}.", partition, landed.Sequence);
        else
            logger.LogInformation("Partition {Partition}: there is room again.", partition);
    }

    private Whereabouts Stop(Exception failure, long sequence)
    {
        logger.LogCritical(
            failure, "Partition {Partition}, entry {Sequence}: log and state are not one. Nothing more is written.", partition, sequence);
        return Stop(Refusal.DataCorrupt(partition));
    }

    /// <summary>Nothing more is written, and nothing is said from memory: the partition is not what the log holds.</summary>
    private Whereabouts Stop(Refusal refusal, bool isOvertaken = false)
    {
        _damage = refusal;
        stopped(isOvertaken);
        return Whereabouts.Refused;
    }

    private enum Whereabouts
    {
        /// <summary>The entry is in the log.</summary>
        Landed,

        /// <summary>It is not, and may be appended again.</summary>
        Absent,

        /// <summary>It is not, and there is no room.</summary>
        Full,

        /// <summary>Nothing more is written.</summary>
        Refused,

        /// <summary>It is not, and another server wrote before this one's term: that is to be applied first.</summary>
        Behind,

        /// <summary>Nobody knows.</summary>
        Unknown,
    }
}

using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Application;

/// <summary>
/// Appends entries to one partition's log and applies each to the partition once it is known to be there, in the log's order. An append
/// whose end is unknown is settled by the log's head: the new head means that it landed, the old one that it did not, any other that
/// somebody else writes this log; then nothing more is written. One caller at a time.
/// </summary>
/// <param name="partition">The partition's number.</param>
/// <param name="store">The log.</param>
/// <param name="gate">The partition.</param>
/// <param name="head">The head of the log whose entries the partition has applied.</param>
/// <param name="logger">Takes what the store says.</param>
public sealed class LogAppender(int partition, ILogStore store, PartitionGate gate, LogHead head, ILogger logger)
{
    private const int Attempts = 2;

    private LogHead _head = head;
    private byte[]? _doubtful;
    private bool _stopped;

    /// <summary>Whether an append that nobody knows the end of can be settled now, so that the next may follow.</summary>
    public async ValueTask<bool> IsReadyAsync()
    {
        if (_doubtful is not { } entry || _stopped)
            return !_stopped;
        switch (await FindOutAsync(_head.Next(entry)))
        {
            case Whereabouts.Landed:
                Apply(_head.Next(entry), entry);
                break;
            case Whereabouts.Unknown:
                return false;
            default:
                break;
        }
        _doubtful = null;
        return !_stopped;
    }

    /// <summary>Appends an entry.</summary>
    /// <param name="entry">Its bytes, unchanged until the call ends.</param>
    /// <returns>What the fold made of it and its sequence, or null if it is not in the log, or not known to be.</returns>
    public async ValueTask<(IReadOnlyList<SubBatchOutcome> Outcomes, long Sequence)?> AppendAsync(ReadOnlyMemory<byte> entry)
    {
        try
        {
            var landed = _head.Next(entry.Span);
            for (var attempt = 1; attempt <= Attempts; attempt++)
            {
                var whereabouts = await TryAppendAsync(entry, landed);
                if (whereabouts == Whereabouts.Landed)
                    return (Apply(landed, entry), landed.Sequence);
                if (whereabouts == Whereabouts.Unknown)
                    _doubtful = entry.ToArray();
                if (whereabouts != Whereabouts.Absent)
                    return null;
            }
            return null;
        }
        catch (Exception) when (!_stopped)
        {
            _doubtful = entry.ToArray();
            throw;
        }
    }

    /// <summary>Whether the log's head is still the one that the partition has applied, so that its memory may be told.</summary>
    /// <returns>Null if it is; otherwise why nothing can be said.</returns>
    public async ValueTask<Refusal?> ConfirmAsync() =>
        _doubtful is null && !_stopped && await FindOutAsync(_head) == Whereabouts.Landed ? null : Refusal.StoreUnavailable();

    private async ValueTask<Whereabouts> TryAppendAsync(ReadOnlyMemory<byte> entry, LogHead landed)
    {
        try
        {
            var outcome = await store.AppendAsync(partition, _head, entry);
            return outcome.IsAppended ? Whereabouts.Landed : Locate(outcome.Head, landed);
        }
        catch (StoreFullException failure)
        {
            logger.LogError(failure, "Partition {Partition}: there is no room for entry {Sequence}.", partition, landed.Sequence);
            return Whereabouts.Refused;
        }
        catch (StoreUnavailableException failure)
        {
            logger.LogError(failure, "Partition {Partition}: entry {Sequence} could not be written.", partition, landed.Sequence);
            return await FindOutAsync(landed);
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
    }

    private Whereabouts Locate(LogHead found, LogHead landed)
    {
        if (found == landed)
            return Whereabouts.Landed;
        if (found == _head)
            return Whereabouts.Absent;
        _stopped = true;
        logger.LogCritical(
            "Partition {Partition}: the log's head is {Found}, not {Expected}: something else writes this log. Nothing more is written.",
            partition, found, _head);
        return Whereabouts.Refused;
    }

    private IReadOnlyList<SubBatchOutcome> Apply(LogHead landed, ReadOnlyMemory<byte> entry)
    {
        try
        {
            var outcomes = gate.Enter((landed.Sequence, entry), (state, next) => state.Apply(next.Sequence, next.entry.Span));
            _head = landed;
            return outcomes;
        }
        catch
        {
            // The log has what the partition could not apply: state and log are no longer one.
            _stopped = true;
            throw;
        }
    }

    private enum Whereabouts
    {
        /// <summary>The entry is in the log.</summary>
        Landed,

        /// <summary>It is not, and may be appended again.</summary>
        Absent,

        /// <summary>It is not, and won't be.</summary>
        Refused,

        /// <summary>Nobody knows.</summary>
        Unknown,
    }
}

using System.Threading.Channels;
using RetentionGrpc.Engine.Entries;

namespace RetentionGrpc.Server.Application;

/// <summary>
/// Writes one partition's log: one append in flight, the next group gathering meanwhile. A write ends once its entry is in the log by the
/// store's durability and the partition has applied it. Entries hold the writes in the order in which they came.
/// </summary>
public sealed class PartitionWriter : IAsyncDisposable
{
    private const int GroupBytes = 4 * 1024 * 1024;

    private readonly Channel<PendingWrite> _queue = Channel.CreateUnbounded<PendingWrite>();
    private readonly EntryWriter _entry = new();
    private readonly int _partition;
    private readonly PartitionGate _gate;
    private readonly LogAppender _log;
    private readonly Func<ulong> _newTermId;
    private readonly TimeProvider _clock;
    private readonly IngestionMeter _meter;
    private readonly ILogger _logger;
    private readonly Task _run;
    private long _receivedMs;

    /// <summary>Starts to write.</summary>
    /// <param name="partition">The partition's number.</param>
    /// <param name="gate">The partition.</param>
    /// <param name="log">Its log.</param>
    /// <param name="newestMs">The time of the newest entry: the log's time never goes back, whatever the clock does.</param>
    /// <param name="newTermId">Makes an id that no other term has.</param>
    /// <param name="clock">The server's clock.</param>
    /// <param name="meter">Takes how long appends take.</param>
    /// <param name="scheduler">Where the writer runs.</param>
    /// <param name="logger">Takes failures.</param>
    public PartitionWriter(
        int partition, PartitionGate gate, LogAppender log, long newestMs, Func<ulong> newTermId, TimeProvider clock,
        IngestionMeter meter, TaskScheduler scheduler, ILogger logger)
    {
        (_partition, _gate, _log, _receivedMs, _newTermId) = (partition, gate, log, newestMs, newTermId);
        (_clock, _meter, _logger) = (clock, meter, logger);
        _run = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.None, scheduler).Unwrap();
    }

    /// <summary>Writes that wait for their place in an entry.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>Takes a write after those that were taken before; SHUTTING_DOWN once the writer is being disposed of.</summary>
    public Task<WriteResult> Write(PendingWrite write)
    {
        if (!_queue.Writer.TryWrite(write))
            write.Refuse(Refusal.ShuttingDown());
        return write.Result;
    }

    /// <summary>Whether this server's term has begun: until then nothing is written and nothing confirmed.</summary>
    public bool HasTerm => _log.HasTerm;

    /// <summary>
    /// Reads the log's head before something is said from memory, after the writes that were taken before: what the partition holds is in
    /// the log, and nobody else has written there.
    /// </summary>
    /// <returns>Null if it is so; otherwise why nothing can be said.</returns>
    public async Task<Refusal?> ConfirmAsync() => (await Write(PendingWrite.Confirmation())).Refusal;

    /// <summary>Takes nothing more and ends what was taken.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _run;
    }

    private async Task RunAsync()
    {
        while (await _queue.Reader.WaitToReadAsync())
        {
            var group = TakeGroup();
            try
            {
                if ((await _log.SettleAsync() ?? await OpenTermAsync()) is { } refusal)
                    group.ForEach(write => write.Refuse(refusal));
                else if (group[0].Visit is { } visit)
                    await VisitAsync(group[0], visit);
                else
                    await WriteAsync(group);
            }
            catch (Exception failure)
            {
                _logger.LogError(failure, "A group of writes failed.");
                group.ForEach(write => write.Fail(failure));
            }
        }
    }

    /// <summary>Before anything else is written, whoever writes first.</summary>
    private async ValueTask<Refusal?> OpenTermAsync()
    {
        if (_log.HasTerm)
            return null;
        PassTime();
        _entry.WriteTerm(_receivedMs, _newTermId());
        return await _log.OpenTermAsync(_entry.Written);
    }

    /// <summary>What shares the next entry: a write that must be alone, or the sub-batches up to the next such write or limit.</summary>
    private List<PendingWrite> TakeGroup()
    {
        var group = new List<PendingWrite>();
        var bytes = 0;
        while (bytes < GroupBytes && _queue.Reader.TryPeek(out var next) && (group.Count == 0 || !next.IsAlone))
        {
            _queue.Reader.TryRead(out _);
            group.Add(next);
            bytes += next.ByteCount;
            if (next.IsAlone)
                break;
        }
        return group;
    }

    /// <summary>
    /// Appends what is new. What is known already is told by memory alone, so the log is asked first, unless an append has just proved it.
    /// </summary>
    private async ValueTask WriteAsync(List<PendingWrite> group)
    {
        var known = new List<(PendingWrite Write, WriteResult Result)>();
        var fresh = _gate.Enter((group, known), Sort);
        var isProven = fresh.Count > 0 && await AppendAsync(fresh);
        if (known.Count == 0)
            return;
        var refusal = isProven ? null : await _log.ConfirmAsync();
        foreach (var (write, result) in known)
            write.End(refusal is null ? result : new(refusal, default, 0));
    }

    private async ValueTask VisitAsync(PendingWrite write, Action<PartitionGate> visit)
    {
        if (await _log.ConfirmAsync() is { } unconfirmed)
        {
            write.Refuse(unconfirmed);
            return;
        }
        visit(_gate);
        write.End(new(null, default, _gate.Head.Sequence));
    }

    private async ValueTask<bool> AppendAsync(List<PendingWrite> fresh)
    {
        Compose(fresh);
        var appended = await MeterAsync(fresh);
        if (appended.IsRefused)
        {
            fresh.ForEach(write => write.Refuse(appended.Refusal));
            return false;
        }
        var (outcomes, sequence) = appended.Value;
        for (var i = 0; i < fresh.Count; i++)
            fresh[i].Complete(outcomes.Count > 0 ? outcomes[i] : default, sequence);
        return true;
    }

    private async ValueTask<Outcome<AppendedEntry>> MeterAsync(List<PendingWrite> group)
    {
        using var span = IngestionTrace.Append(_partition, group);
        var start = _clock.GetTimestamp();
        try
        {
            return await _log.AppendAsync(_entry.Written);
        }
        finally
        {
            _meter.Append(_partition, _clock.GetElapsedTime(start), group.Count, _entry.Length);
        }
    }

    /// <summary>
    /// Sets aside what needs no place in the log: sub-batches that the partition has, questions, and what is of a tenant that was deleted
    /// meanwhile. Returns the others.
    /// </summary>
    private static List<PendingWrite> Sort(
        Engine.Partition partition, (List<PendingWrite> Group, List<(PendingWrite Write, WriteResult Result)> Known) writes)
    {
        var fresh = new List<PendingWrite>(writes.Group.Count);
        foreach (var write in writes.Group)
        {
            if (write.Owner is { } owner && partition.Find(owner.Id)?.Settings.CreatedMs != owner.Settings.CreatedMs)
                write.Refuse(Refusal.TenantNotFound(owner.Id));
            else if (write.IsAlone)
                fresh.Add(write);
            else if (write.IsConfirmation)
                writes.Known.Add((write, new(null, default, partition.Sequence)));
            else if (partition.Judge(write.Header) == SubBatchResult.Duplicate)
                writes.Known.Add((write, new(null, new(SubBatchResult.Duplicate, 0, write.EventCount, 0), partition.Sequence)));
            else
                fresh.Add(write);
        }
        return fresh;
    }

    private void Compose(List<PendingWrite> group)
    {
        PassTime();
        if (group[0].IsAlone)
        {
            group[0].WriteAloneTo(_entry, _receivedMs);
            return;
        }
        _entry.BeginBatches(_receivedMs, group.Count);
        foreach (var write in group)
            write.WriteTo(_entry);
    }

    private void PassTime() => _receivedMs = Math.Max(_receivedMs, _clock.GetUtcNow().ToUnixTimeMilliseconds());
}

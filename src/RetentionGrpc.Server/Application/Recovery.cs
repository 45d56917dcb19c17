using RetentionGrpc.Engine;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Application;

/// <summary>The snapshot that a partition was rebuilt from.</summary>
/// <param name="Head">The head of the log that it stands for.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="LogMs">The log's time at that head, in ms since 1970.</param>
public sealed record RecoveredSnapshot(LogHead Head, long Bytes, long LogMs);

/// <summary>A partition as its log has it.</summary>
/// <param name="Head">The head of the log that the partition has applied.</param>
/// <param name="NewestMs">The time of the newest entry; 0 without one.</param>
/// <param name="Snapshot">The snapshot that it was rebuilt from; null if the whole log was replayed.</param>
/// <param name="Unusable">The heads of newer snapshots, which could not be used, and which the log stands for.</param>
public sealed record RecoveredPartition(LogHead Head, long NewestMs, RecoveredSnapshot? Snapshot, IReadOnlyList<LogHead> Unusable);

/// <summary>
/// Rebuilds the partitions: the newest snapshot that can be read, and the log after it. A damaged snapshot is told in the log, and the one
/// before takes its place with a longer log, or the whole log if it is there. Nothing else is ever left out: a log that does not follow
/// from its snapshot entry by entry up to its head is refused.
/// </summary>
/// <param name="store">The log.</param>
/// <param name="partitions">Empty partitions, which are filled.</param>
/// <param name="clock">Measures progress.</param>
/// <param name="scheduler">Where it runs, one task for each partition.</param>
/// <param name="logger">Takes progress, and what was damaged.</param>
public sealed class Recovery(ILogStore store, PartitionSet partitions, TimeProvider clock, TaskScheduler scheduler, ILogger logger)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);

    /// <summary>Rebuilds all partitions.</summary>
    /// <exception cref="LogCorruptException">A log is damaged, and no snapshot stands for the damaged part.</exception>
    /// <exception cref="InvalidDataException">An entry or snapshot is of no known format.</exception>
    public async Task<RecoveredPartition[]> RunAsync(CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        var replays = Enumerable.Range(0, partitions.Count).Select(partition => Task.Factory.StartNew(
            () => RecoverAsync(partition, cancellation), cancellation, TaskCreationOptions.None, scheduler).Unwrap());
        var recovered = await Task.WhenAll(replays);
        logger.LogInformation(
            "Recovered {Entries} entries, {Replayed} of them by replay, in {Elapsed}.", recovered.Sum(partition => partition.Head.Sequence),
            recovered.Sum(partition => partition.Head.Sequence - (partition.Snapshot?.Head.Sequence ?? 0)), clock.GetElapsedTime(start));
        return recovered;
    }

    private async Task<RecoveredPartition> RecoverAsync(int partition, CancellationToken cancellation)
    {
        var end = await store.ReadHeadAsync(partition, cancellation);
        var snapshots = await store.ReadSnapshotHeadsAsync(partition, cancellation);
        Exception? damage = null;
        foreach (var head in snapshots.Append(LogHead.Empty))
        {
            try
            {
                var (state, snapshot) = await ReadSnapshotAsync(partition, head, cancellation);
                partitions[partition].Restore(state, head);
                var applied = await ReplayAsync(partition, head, end, cancellation);
                var logMs = partitions[partition].Enter(rebuilt => rebuilt.LogMs);
                return new(applied, logMs, snapshot, [.. snapshots.TakeWhile(newer => newer != head)]);
            }
            catch (Exception failure) when (IsDamage(failure, head))
            {
                // The server before may still take snapshots and trim: then what was listed is gone, and newer ones are there.
                if (failure is LogTrimmedException && !snapshots.SequenceEqual(await store.ReadSnapshotHeadsAsync(partition, cancellation)))
                    return await RecoverAsync(partition, cancellation);
                // Where the whole log was trimmed long ago, it says nothing that the failure before did not.
                damage = damage is null || failure is not LogTrimmedException ? failure : damage;
                if (head != LogHead.Empty)
                {
                    logger.LogError(
                        failure, "Partition {Partition}: the snapshot of entry {Sequence}, or the log after it, cannot be used; an "
                            + "older one and a longer log are tried.", partition, head.Sequence);
                }
            }
        }
        throw damage is LogTrimmedException
            ? new LogCorruptException("log", partition, 1, "its beginning was trimmed, and there is no snapshot of it", damage)
            : damage!;
    }

    /// <summary>A snapshot on a part of the disk that cannot be read is damaged, too: the one before may stand elsewhere.</summary>
    private static bool IsDamage(Exception failure, LogHead snapshot) =>
        failure is LogCorruptException or LogTrimmedException or InvalidDataException
        || (failure is StoreUnavailableException && snapshot != LogHead.Empty);

    /// <summary>The state at a head: that of its snapshot, or nothing before the first entry.</summary>
    private async Task<(Partition State, RecoveredSnapshot? Snapshot)> ReadSnapshotAsync(
        int partition, LogHead head, CancellationToken cancellation)
    {
        if (head == LogHead.Empty)
            return (partitions.NewPartition(), null);
        var chunks = new List<ReadOnlyMemory<byte>>();
        await foreach (var chunk in store.ReadSnapshotAsync(partition, head, cancellation))
            chunks.Add(chunk);
        var state = Placed(partition, head.Sequence, () => partitions.ReadPartition(chunks));
        if (state.Sequence != head.Sequence)
            throw new LogCorruptException("log", partition, head.Sequence, $"its snapshot is that of entry {state.Sequence}");
        return (state, new(head, chunks.Sum(chunk => (long)chunk.Length), state.LogMs));
    }

    /// <summary>Applies what follows a head; the server before may still add to it, so it may be more than was there at first.</summary>
    private async Task<LogHead> ReplayAsync(int partition, LogHead from, LogHead end, CancellationToken cancellation)
    {
        var reported = clock.GetTimestamp();
        var at = from;
        ThrowIfOther(partition, at, end);
        await foreach (var entry in store.ReadAsync(partition, from.Sequence, cancellation))
        {
            // The store checks each entry against the one before; that the first one follows the snapshot, only we can tell.
            if (at == from && !entry.Follows(at))
                throw new LogCorruptException("log", partition, entry.Head.Sequence, $"it does not follow the snapshot of entry {from}");
            Placed(partition, entry.Head.Sequence, () => partitions[partition].Apply(entry.Head, entry.Payload.Span));
            at = entry.Head;
            ThrowIfOther(partition, at, end);
            if (clock.GetElapsedTime(reported) < ReportEvery)
                continue;
            reported = clock.GetTimestamp();
            logger.LogInformation("Partition {Partition}: entry {Sequence} of {End}.", partition, entry.Head.Sequence, end.Sequence);
        }
        if (at.Sequence < end.Sequence)
            throw new LogCorruptException("log", partition, at.Sequence, $"the log ends at {at}, and its head is {end}");
        return at;
    }

    private static void ThrowIfOther(int partition, LogHead at, LogHead end)
    {
        if (at.Sequence == end.Sequence && at != end)
            throw new LogCorruptException("log", partition, at.Sequence, "it is not the entry of the log's head");
    }

    private static T Placed<T>(int partition, long sequence, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure)
        {
            // Whatever the fold stumbles over, the place is what helps.
            throw new InvalidDataException($"Partition {partition}, entry {sequence} cannot be read: {failure.Message}", failure);
        }
    }
}

using System.Security.Cryptography;
using RetentionGrpc.Engine;
using RetentionGrpc.Engine.Restores;
using RetentionGrpc.Storage;
using RetentionGrpc.Storage.Archives;

namespace RetentionGrpc.Server.Application;

/// <summary>What was restored.</summary>
/// <param name="Header">What the archive says of itself.</param>
/// <param name="Counts">What is here now.</param>
public sealed record RestoreReceipt(ArchiveHeader Header, ArchiveCounts Counts);

/// <summary>
/// Restores an archive into a server that holds nothing, wholly or not at all. While it is read, the new partitions are built in memory,
/// and nothing is written. Once it was read to its end and found whole, their states go into the logs in pieces, which count for nothing;
/// then an entry in partition 0's log says that they count, and one in each other: where a crash comes between, the others are completed
/// at the next start, and where it comes before, the pieces are given up.
/// </summary>
/// <param name="partitions">The partitions.</param>
/// <param name="writers">The writer of each.</param>
/// <param name="pipeline">Takes nothing else meanwhile.</param>
/// <param name="tenants">The tenants.</param>
/// <param name="erasures">The erasures.</param>
/// <param name="memory">Says when no more may be built.</param>
/// <param name="clock">Measures pauses.</param>
/// <param name="logger">Is told of restores.</param>
public sealed class ArchiveRestore(
    PartitionSet partitions, IReadOnlyList<PartitionWriter> writers, IngestionPipeline pipeline, TenantRegistry tenants,
    CustomerErasures erasures, MemoryLimit memory, TimeProvider clock, ILogger<ArchiveRestore> logger)
    : IDisposable
{
    private const int StartAttempts = 20;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Restores an archive.</summary>
    /// <param name="bytes">The archive, read once.</param>
    /// <param name="cancellation">Gives up while it is read, and leaves nothing; not any more afterwards.</param>
    public async Task<Outcome<RestoreReceipt>> RunAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> bytes, CancellationToken cancellation)
    {
        if (!await _one.WaitAsync(TimeSpan.Zero, CancellationToken.None))
            return Refusal.Restoring();
        try
        {
            if (!IsEmpty())
                return Refusal.StoreNotEmpty();
            var read = await ReadAsync(bytes, cancellation);
            if (read.IsRefused)
                return read.Refusal;
            var (header, states) = read.Value;
            return await tenants.StandStillAsync(() => erasures.StandStillAsync(tenants.Find, () => TakeOverAsync(header, states)));
        }
        catch (Exception failure) when (failure is ArchiveException or InvalidDataException)
        {
            return Refusal.ArchiveUnreadable(failure.Message);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    /// <summary>
    /// Ends at the start what a server before has left: what partition 0 has taken the others take, and nothing else. What it has taken is
    /// asked once the logs are confirmed: the server before may have said its word after they were read.
    /// </summary>
    /// <returns>Null once that is done; otherwise why the partitions do not hold the same.</returns>
    /// <exception cref="LogCorruptException">Partition 0 has taken what another has neither taken nor pieces of.</exception>
    internal async Task<Refusal?> CompleteAsync(CancellationToken cancellation)
    {
        if (!IsCutShort())
            return null;
        for (var attempt = 1; await pipeline.ConfirmAsync() is { } unconfirmed; attempt++)
        {
            if (attempt == StartAttempts)
                return unconfirmed;
            logger.LogWarning("A restore was cut short, and the log cannot be asked what became of it. {Reason}", unconfirmed.Message);
            await Task.Delay(LookEvery, clock, cancellation);
        }
        var taken = partitions[0].Enter(state => state.RestoreId);
        for (var partition = 1; partition < partitions.Count; partition++)
        {
            var (sequence, has) = partitions[partition].Enter(taken, (state, id) =>
                (state.Sequence, state.RestoreId == id || state.StagedRestoreId == id));
            if (!has)
            {
                throw new LogCorruptException(
                    "log", partition, sequence, "partition 0 holds a restored archive, of which this partition has nothing");
            }
        }
        for (var partition = 0; partition < partitions.Count; partition++)
        {
            if (partitions[partition].Enter(state => state.StagedRestoreId) is not (> 0 and var staged))
                continue;
            var isKept = staged == taken;
            var refusal = await EndAsync(partition, staged, isKept);
            logger.LogWarning(
                "Partition {Partition}: a restore that was cut short is {End}.", partition, isKept ? "completed" : "given up");
            if (isKept && refusal is not null)
                return refusal;
        }
        return null;
    }

    private bool IsCutShort()
    {
        var taken = partitions[0].Enter(state => state.RestoreId);
        return Enumerable.Range(0, partitions.Count).Any(partition =>
            partitions[partition].Enter(taken, (state, id) => state.StagedRestoreId > 0 || state.RestoreId != id));
    }

    private bool IsEmpty() => Enumerable.Range(0, partitions.Count).All(partition => partitions[partition].Enter(state =>
        state.IsEmpty && state.Tenants.All(tenant => tenant.Settings.TenantId == Engine.Tenants.TenantSettings.DefaultId)));

    /// <summary>The new partitions, once the archive was read to its end and is whole.</summary>
    private async Task<Outcome<ReadArchive>> ReadAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> bytes, CancellationToken cancellation)
    {
        ArchiveHeader? header = null;
        Repartition? repartition = null;
        var chunks = new List<ReadOnlyMemory<byte>>();
        var room = 0L;
        await foreach (var record in new ArchiveReader(bytes).ReadAsync(cancellation))
        {
            switch (record.Kind)
            {
                case ArchiveRecordKind.Header:
                    header = ArchiveHeader.Parse(record.Payload);
                    repartition = partitions.NewRepartition(header.LogId, header.PartitionCount);
                    break;
                case ArchiveRecordKind.Chunk:
                    if (memory.Refusal is { } aboveLimit)
                        return aboveLimit;
                    if (chunks.Count == 0)
                        room = memory.RoomBytes;
                    room -= record.Payload.Length;
                    if (room < 0)
                        return memory.Full();
                    chunks.Add(record.Payload);
                    break;
                default:
                    if (memory.Refusal is { } full)
                        return full;
                    repartition!.Take(Partition.ReadForeign(chunks));
                    chunks.Clear();
                    break;
            }
        }
        if (repartition is null || chunks.Count > 0)
            throw new ArchiveException("The archive is damaged: it ends within a partition.");
        return new ReadArchive(header!, repartition.Finish());
    }

    private async Task<Outcome<RestoreReceipt>> TakeOverAsync(ArchiveHeader header, Partition[] states)
    {
        var counts = ArchiveExport.Sum(states.Select((state, i) => ArchiveExport.CountsOf(state, isFirst: i == 0)));
        // Dead letters keep to what a partition may hold, so there may be fewer of those.
        if (counts with { RejectedEvents = 0 } != header.Counts with { RejectedEvents = 0 })
            throw new ArchiveException($"The archive holds {counts}, where its header tells of {header.Counts}.");
        // Where an exception or the stop leaves it in between, nothing is taken and nothing asked until the next start.
        var isWhole = true;
        try
        {
            if (await pipeline.CloseAsync(Refusal.Restoring()) is { } unconfirmed)
                return unconfirmed;
            if (!IsEmpty())
                return Refusal.StoreNotEmpty();
            var id = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;
            var unstaged = await StageAsync(id, states);
            isWhole = false;
            tenants.Interruption = Refusal.Restoring();
            if ((unstaged ?? await DecideAsync(id)) is { } undecided)
            {
                isWhole = await GiveUpAsync(id);
                return undecided;
            }
            if (!await SpreadAsync(id))
                return Refusal.ShuttingDown();
            tenants.HostAnew(Refusal.Restoring());
            // Streams of before know nothing of the producers that are here now: their clients open anew.
            pipeline.Producers.EndStreams(Refusal.Restoring());
            isWhole = true;
            logger.LogInformation("Restored {Counts} from an archive of {Partitions} partitions.", counts, header.PartitionCount);
            return new RestoreReceipt(header, counts);
        }
        finally
        {
            if (isWhole)
            {
                tenants.Interruption = null;
                pipeline.Reopen();
            }
        }
    }

    /// <summary>Brings the pieces of each state into its partition's log, for good; the state is let go then.</summary>
    private async Task<Refusal?> StageAsync(ulong id, Partition[] states)
    {
        for (var partition = 0; partition < states.Length; partition++)
        {
            var chunks = states[partition].Cut().Chunks();
            states[partition] = null!;
            foreach (var chunk in chunks)
            {
                var piece = new PendingWrite(null, (entry, ms) => entry.WriteRestorePart(ms, id, chunk.Span));
                if ((await writers[partition].Write(piece)).Refusal is { } refusal)
                    return refusal;
            }
        }
        return await StableAsync() ? null : Refusal.ShuttingDown();
    }

    /// <summary>Says in partition 0's log that the pieces count. Whether that landed is found out, however long it takes.</summary>
    private async Task<Refusal?> DecideAsync(ulong id)
    {
        var refusal = await EndAsync(0, id, isKept: true);
        while (refusal is not null && !pipeline.Stopping.IsCancellationRequested && await writers[0].ConfirmAsync() is not null)
            await Task.Delay(LookEvery, clock);
        return partitions[0].Enter(state => state.RestoreId) == id ? null : refusal ?? Refusal.StoreUnavailable();
    }

    /// <summary>Says the same in the other logs; false if the server stops before: then the next start does it.</summary>
    private async Task<bool> SpreadAsync(ulong id)
    {
        if (!await StableAsync())
            return false;
        for (var partition = 1; partition < partitions.Count; partition++)
        {
            while (partitions[partition].Enter(state => state.RestoreId) != id)
            {
                if (await EndAsync(partition, id, isKept: true) is null)
                    continue;
                if (pipeline.Stopping.IsCancellationRequested)
                    return false;
                await Task.Delay(LookEvery, clock);
            }
        }
        return true;
    }

    /// <summary>
    /// Gives the pieces up, in partition 0 first: only where its log is known to have the end of them, and not the word that they count,
    /// they are given up elsewhere.
    /// </summary>
    /// <returns>Whether that is known; otherwise the next start finds out.</returns>
    private async Task<bool> GiveUpAsync(ulong id)
    {
        var isStaged = partitions[0].Enter(state => state.StagedRestoreId) == id;
        if (((isStaged ? await EndAsync(0, id, isKept: false) : null) ?? await writers[0].ConfirmAsync()) is { } unknown)
        {
            logger.LogWarning("What is left of a restore stays until the next start. {Reason}", unknown.Message);
            return false;
        }
        if (partitions[0].Enter(state => state.RestoreId) == id)
            return false;
        for (var partition = 1; partition < partitions.Count; partition++)
        {
            if (partitions[partition].Enter(state => state.StagedRestoreId) == id
                && await EndAsync(partition, id, isKept: false) is { } refusal)
                logger.LogWarning(
                    "Partition {Partition}: the next start gives up what is left of a restore. {Reason}", partition, refusal.Message);
        }
        return true;
    }

    private async Task<Refusal?> EndAsync(int partition, ulong id, bool isKept) =>
        (await writers[partition].Write(new PendingWrite(null, (entry, ms) => entry.WriteRestoreEnd(ms, id, isKept)))).Refusal;

    /// <summary>Waits until the log can lose nothing of what is written; false if the server stops before.</summary>
    private async Task<bool> StableAsync()
    {
        while (!pipeline.IsStable(partitions.Sequences()))
        {
            if (pipeline.Stopping.IsCancellationRequested)
                return false;
            await Task.Delay(LookEvery, clock);
        }
        return true;
    }

    private sealed record ReadArchive(ArchiveHeader Header, Partition[] States);
}

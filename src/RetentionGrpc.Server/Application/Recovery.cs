using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Application;

/// <summary>A partition as its log has it.</summary>
/// <param name="Head">The head of the log that the partition has applied.</param>
/// <param name="NewestMs">The time of the newest entry.</param>
public readonly record struct RecoveredPartition(LogHead Head, long NewestMs);

/// <summary>Rebuilds the partitions from their logs.</summary>
/// <param name="store">The log.</param>
/// <param name="partitions">Empty partitions, which are filled.</param>
/// <param name="clock">Measures progress.</param>
/// <param name="scheduler">Where it runs, one task for each partition.</param>
/// <param name="logger">Takes progress.</param>
public sealed class Recovery(ILogStore store, PartitionSet partitions, TimeProvider clock, TaskScheduler scheduler, ILogger logger)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);

    /// <summary>Replays every log from its beginning.</summary>
    /// <exception cref="LogCorruptException">A log is damaged.</exception>
    /// <exception cref="InvalidDataException">An entry is of no known format.</exception>
    public async Task<RecoveredPartition[]> RunAsync(CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        var replays = Enumerable.Range(0, partitions.Count).Select(partition => Task.Factory.StartNew(
            () => ReplayAsync(partition, cancellation), cancellation, TaskCreationOptions.None, scheduler).Unwrap());
        var recovered = await Task.WhenAll(replays);
        logger.LogInformation(
            "Replayed {Entries} entries in {Elapsed}.", recovered.Sum(partition => partition.Head.Sequence), clock.GetElapsedTime(start));
        return recovered;
    }

    private async Task<RecoveredPartition> ReplayAsync(int partition, CancellationToken cancellation)
    {
        var end = await store.ReadHeadAsync(partition, cancellation);
        var recovered = new RecoveredPartition(LogHead.Empty, 0);
        var reported = clock.GetTimestamp();
        await foreach (var entry in store.ReadAsync(partition, 0, cancellation))
        {
            partitions[partition].Enter(entry, (state, next) => state.Apply(next.Head.Sequence, next.Payload.Span));
            recovered = new(entry.Head, new EntryReader(entry.Payload.Span).ReceivedMs);
            if (clock.GetElapsedTime(reported) < ReportEvery)
                continue;
            reported = clock.GetTimestamp();
            logger.LogInformation("Partition {Partition}: entry {Sequence} of {End}.", partition, entry.Head.Sequence, end.Sequence);
        }
        return recovered;
    }
}

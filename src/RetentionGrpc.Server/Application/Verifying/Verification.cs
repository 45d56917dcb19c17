using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Application.Verifying;

/// <summary>
/// Proves on live data that the log, the served state, its indexes and the timelines say the same: one partition after the other, because
/// each takes a second copy of itself, and one verification at a time. Ingestion and queries go on.
/// </summary>
/// <param name="store">The log.</param>
/// <param name="partitions">The partitions that are served.</param>
/// <param name="memory">Says whether a second copy fits.</param>
/// <param name="isStale">Whether the log cannot be asked, or is another one.</param>
/// <param name="clock">The server's clock.</param>
/// <param name="logger">Is told of begin, end and differences.</param>
public sealed class Verification(
    ILogStore store, PartitionSet partitions, MemoryLimit memory, Func<bool> isStale, TimeProvider clock, ILogger logger)
{
    /// <summary>The most questions to each tenant in each partition.</summary>
    public const int MostQuestions = 10_000;

    // Each trim takes a snapshot of everything: more are taken during one read only where events come very fast.
    private const int MostAttempts = 5;

    private static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(200);

    private int _isRunning;

    /// <summary>Verifies.</summary>
    /// <param name="request">What.</param>
    /// <param name="tell">Is told of progress, a few times a second.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What was found in each partition, or why it could not be verified.</returns>
    public async Task<Outcome<IReadOnlyList<VerifiedPartition>>> RunAsync(
        VerificationRequest request, Func<VerificationProgress, Task> tell, CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _isRunning, 1) != 0)
            return Refusal.VerificationRunning();
        try
        {
            return await RunAllAsync(request, Seldom(tell), cancellation);
        }
        catch (StoreUnavailableException outage)
        {
            logger.LogWarning(outage, "The verification ended: the log cannot be read.");
            return Unreadable();
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }

    private async Task<Outcome<IReadOnlyList<VerifiedPartition>>> RunAllAsync(
        VerificationRequest request, Func<VerificationProgress, Task> tell, CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        var all = new List<VerifiedPartition>();
        for (var partition = 0; partition < partitions.Count; partition++)
        {
            if (isStale())
                return Unreadable();
            var outcome = await RunOneAsync(partition, request, tell, cancellation);
            if (outcome.IsRefused)
                return outcome.Refusal;
            all.Add(outcome.Value);
            foreach (var difference in outcome.Value.Differences)
            {
                logger.LogError(
                    "Partition {Partition}, tenant '{Tenant}': verification by {Check} found a difference: {Description}.",
                    partition, difference.TenantId, difference.Check, difference.Description);
            }
        }
        logger.LogInformation(
            "Verified {Entries} entries, {Questions} answers and {Steps} steps of indexes in {Elapsed}, with a partition held for "
                + "{LongestVisit} at most: {Differences} differences.",
            all.Sum(each => each.Entries), all.Sum(each => each.Questions), all.Sum(each => each.IndexSteps), clock.GetElapsedTime(start),
            all.Max(each => each.LongestVisit), all.Sum(each => each.DifferenceCount));
        return all;
    }

    private async Task<Outcome<VerifiedPartition>> RunOneAsync(
        int partition, VerificationRequest request, Func<VerificationProgress, Task> tell, CancellationToken cancellation)
    {
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            if (await memory.RoomForAsync(RoomNeeded(), cancellation) is { } full)
                return TooLarge(full);
            var verified = new VerifiedPartition { Partition = partition };
            var refold = new PartitionRefold(store, partitions, verified, memory, logger);
            try
            {
                var end = await new PartitionVerification(partitions[partition], refold, verified, request, tell, clock)
                    .RunAsync(cancellation);
                if (refold.Full is { } outgrown)
                    return TooLarge(outgrown);
                if (end == RefoldEnd.Damaged)
                    verified.Leave(VerificationCheck.State, "", "nothing can be compared beyond the damage of the log");
                return verified;
            }
            catch (LogTrimmedException)
            {
                logger.LogInformation("Partition {Partition}: its log was trimmed meanwhile; its verification begins anew.", partition);
            }
        }
        return new Refusal(
            RefusalReason.Overloaded, $"The log of partition {partition} is trimmed faster than it is read: verify when less comes in.");
    }

    /// <summary>
    /// In thousandths of what is used: a partition's share, and once more as much for the snapshot that it is read from.
    /// </summary>
    private int RoomNeeded() => 2_000 / partitions.Count;

    private static Refusal TooLarge(Refusal full)
    {
        var refusal = new Refusal(RefusalReason.MemoryFull,
            "A second copy of a partition does not fit below the memory limit. Raise --memory-limit, or verify a copy of the data on "
            + "another machine.");
        return refusal with { Metadata = full.Metadata };
    }

    private static Refusal Unreadable() =>
        new(RefusalReason.StoreUnavailable, "The log cannot be read just now, so nothing can be compared with it. Verify again later.");

    /// <summary>Tells the first of each check, and the others every now and then.</summary>
    private Func<VerificationProgress, Task> Seldom(Func<VerificationProgress, Task> tell)
    {
        var (told, last) = (clock.GetTimestamp(), default(VerificationProgress));
        return progress =>
        {
            var isNew = last is null || last with { Done = 0, Total = 0 } != progress with { Done = 0, Total = 0 };
            if (!isNew && clock.GetElapsedTime(told) < TellEvery)
                return Task.CompletedTask;
            (told, last) = (clock.GetTimestamp(), progress);
            return tell(progress);
        };
    }
}

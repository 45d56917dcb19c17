using RetentionGrpc.Engine;
using RetentionGrpc.Engine.Indexes;

namespace RetentionGrpc.Server.Application.Verifying;

/// <summary>
/// Compares the index that a tenant's share of a partition is served from with one that is made of the refold's timelines: digest by
/// digest, some in each visit of the served one, at the entry that it has applied then.
/// </summary>
/// <param name="gate">The served partition.</param>
/// <param name="refold">The second copy.</param>
/// <param name="verified">Takes what is found.</param>
/// <param name="tenantId">The tenant.</param>
/// <param name="tell">Is told of progress.</param>
/// <param name="clock">Bounds visits.</param>
internal sealed class IndexVerification(
    PartitionGate gate, PartitionRefold refold, VerifiedPartition verified, string tenantId, Func<VerificationProgress, Task> tell,
    TimeProvider clock)
{
    // An index is replaced where something else is declared, or its days run out.
    private const int MostAttempts = 3;

    private static readonly TimeSpan Visit = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);

    /// <summary>Compares all of it.</summary>
    /// <returns>Why it ended early; <see cref="RefoldEnd.Reached"/> if it did not.</returns>
    public async Task<RefoldEnd> RunAsync(CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (Open() is not { } served)
                return RefoldEnd.Reached;
            var end = await refold.AdvanceAsync(served.Sequence, _ => Task.CompletedTask, cancellation);
            if (end != RefoldEnd.Reached || refold.State.Find(tenantId) is not { } tenant)
                return end;
            await tell(new(VerificationCheck.Indexes, verified.Partition, tenantId, 0, served.Digests.Count));
            if (tenant.Indexes.BuildLike(served.Plan, served.Today, cancellation) is { } made)
            {
                var digests = made.Digests(served.Attributes);
                if (await CompareAsync(served.Digests, made, digests, cancellation) is { } ended)
                    return ended;
            }
            if (attempt == MostAttempts)
            {
                verified.Leave(VerificationCheck.Indexes, tenantId, "its index is being built anew: verify it again later");
                return RefoldEnd.Reached;
            }
        }
    }

    /// <summary>The index that is served; null without one, or without the tenant.</summary>
    private ServedIndex? Open() => gate.Enter(partition =>
    {
        if (partition.Find(tenantId) is not { } tenant)
            return null;
        if (tenant.Indexes.Ready is { } ready)
        {
            var attributes = ready.Attributes;
            return new ServedIndex(ready.Plan, ready.Today, attributes, ready.Digests(attributes), partition.Sequence);
        }
        if (tenant.Indexes.NeedsWork || tenant.Indexes.Failure is not null)
            verified.Leave(VerificationCheck.Indexes, tenantId, "it has no index now, timelines answer");
        return null;
    });

    /// <returns>Null where the served index was replaced meanwhile.</returns>
    private async Task<RefoldEnd?> CompareAsync(
        IndexDigests served, TenantIndex made, IndexDigests expected, CancellationToken cancellation)
    {
        for (var step = 0; step < served.Count;)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = clock.GetTimestamp();
            if (gate.Enter((served, step), Read) is not { } read)
                return null;
            var taken = clock.GetElapsedTime(start);
            var end = await refold.AdvanceAsync(read.Sequence, _ => Task.CompletedTask, cancellation);
            if (end != RefoldEnd.Reached)
                return end;
            if (refold.State.Find(tenantId)?.Indexes is not { } indexes || !expected.IsOf(indexes.Ready))
                return null;
            made.RollTo(read.Today);
            foreach (var digest in read.Digests)
            {
                if (digest != expected[step])
                {
                    verified.Differ(VerificationCheck.Indexes, tenantId,
                        $"{served.NameOf(step)}, at entry {read.Sequence}: the served index has digest {digest:x16}, one made of the log's "
                        + $"timelines {expected[step]:x16}");
                }
                step++;
            }
            verified.IndexSteps += read.Digests.Count;
            await tell(new(VerificationCheck.Indexes, verified.Partition, tenantId, step, served.Count));
            await Task.Delay(taken > ShortestPause ? taken : ShortestPause, clock, cancellation);
        }
        return RefoldEnd.Reached;
    }

    private ReadDigests? Read(Partition partition, (IndexDigests Digests, int Step) from)
    {
        if (partition.Find(tenantId)?.Indexes.Ready is not { } ready || !from.Digests.IsOf(ready))
            return null;
        var (start, read) = (clock.GetTimestamp(), new List<ulong>());
        for (var step = from.Step; step < from.Digests.Count && (read.Count == 0 || clock.GetElapsedTime(start) < Visit); step++)
            read.Add(from.Digests[step]);
        verified.Visit(clock.GetElapsedTime(start));
        return new(read, partition.Sequence, ready.Today);
    }

    private sealed record ServedIndex(
        IndexPlan Plan, int Today, IReadOnlyList<IReadOnlyList<byte[]>> Attributes, IndexDigests Digests, long Sequence);

    private sealed record ReadDigests(IReadOnlyList<ulong> Digests, long Sequence, int Today);
}

using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.Engine.Tests.Recount;
using RetentionGrpc.Engine.Verification;

namespace RetentionGrpc.Engine.Tests.Verification;

/// <summary>
/// Partitions that are indexed while events come, late, twice, taken back and erased, and others that fold the same log without indexes.
/// </summary>
internal static class VerificationRounds
{
    private static readonly PartitionSettings Unindexed = new(0x5EED, 2, Indexes: new IndexSettings(long.MaxValue));

    /// <summary>Each partition, and its refold.</summary>
    public static IEnumerable<(Partition Served, Partition Refold)> Of(int seed, int rounds)
    {
        foreach (var folded in Rounds.Of(seed, rounds).SelectMany(round => round.Folded).Where(folded => folded.IsIndexed))
        {
            foreach (var (served, entries) in folded.Partitions.Zip(folded.Entries))
            {
                if (IndexOf(served) is not null)
                    yield return (served, Fold(new Partition(Unindexed with { PartitionCount = folded.PartitionCount }), entries));
            }
        }
    }

    /// <summary>The index that a partition answers from.</summary>
    public static TenantIndex? IndexOf(Partition partition) => TenantOf(partition).Indexes.Ready;

    /// <summary>The tenant's share.</summary>
    public static TenantState TenantOf(Partition partition) => partition.Tenants.Single();

    /// <summary>What an index made of a refold's timelines does not say as the served one does.</summary>
    public static IReadOnlyList<string> Differences(Partition served, Partition refold)
    {
        var index = IndexOf(served)!;
        var made = TenantOf(refold).Indexes.BuildLike(index.Plan, index.Today, CancellationToken.None)!;
        return Differences(index, made);
    }

    /// <summary>The steps that differ, by name.</summary>
    public static IReadOnlyList<string> Differences(TenantIndex served, TenantIndex made)
    {
        var attributes = served.Attributes;
        var (one, other) = (served.Digests(attributes), made.Digests(attributes));
        return [.. Enumerable.Range(0, one.Count).Where(step => one[step] != other[step]).Select(one.NameOf)];
    }

    /// <summary>Questions about the tenant as a partition has it.</summary>
    public static QuestionDraws Draws(Partition partition, ulong seed)
    {
        var tenant = TenantOf(partition);
        var day = new Interval(tenant.FirstEventMs() ?? 0, Math.Max(tenant.FirstEventMs() ?? 0, tenant.Indexes.NewestMs) + 1);
        return new(tenant, tenant.Calendar.WidenTo(day, BucketUnit.Day), seed);
    }

    /// <summary>Applies entries.</summary>
    public static Partition Fold(Partition partition, IEnumerable<byte[]> entries)
    {
        foreach (var entry in entries)
            partition.Apply(partition.Sequence + 1, entry);
        return partition;
    }
}

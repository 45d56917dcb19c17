using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Terms;

namespace RetentionGrpc.Server.Application;

/// <summary>An answer over all partitions, and what was read for it.</summary>
/// <param name="Value">The answer.</param>
/// <param name="Sequences">For each partition the newest entry that the answer holds.</param>
/// <param name="Revisions">For each partition the newest entry that changed the tenant.</param>
/// <param name="Cost">What was read for it.</param>
public sealed record Answered<T>(T Value, long[] Sequences, long[] Revisions, AnswerCost Cost);

/// <summary>Asks every partition and merges what they say: scatter and gather, inline on the caller's thread.</summary>
/// <param name="partitions">All partitions.</param>
public sealed class QueryRunner(PartitionSet partitions)
{
    /// <summary>The log whose positions answers name.</summary>
    public PartitionSet Partitions => partitions;

    /// <summary>Asks a question about a tenant that exists. Each partition is read whole batch by whole batch.</summary>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public Answered<T> Ask<T>(string tenantId, Query<T> query, CancellationToken deadline)
    {
        var sequences = new long[partitions.Count];
        var revisions = new long[partitions.Count];
        var merged = default(T)!;
        var cost = default(AnswerCost);
        for (var i = 0; i < partitions.Count; i++)
        {
            deadline.ThrowIfCancellationRequested();
            var part = partitions[i].Enter(partition => partition.Answer(tenantId, query, deadline));
            merged = i == 0 ? part.Partial : query.Merge(merged, part.Partial);
            sequences[i] = part.Sequence;
            revisions[i] = part.Revision;
            cost += part.Cost;
        }
        return new(merged, sequences, revisions, cost);
    }

    /// <summary>Why a question about a position cannot be answered; null if it can.</summary>
    public Refusal? Check(ReadToken token) => partitions.StandingOf(token) switch
    {
        null => Refusal.ReadTokenForeign(),
        PlaceStanding.Ahead => Refusal.ReadTokenAhead(),
        PlaceStanding.Lost => Refusal.ReadTokenLost(),
        _ => null,
    };
}

using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Terms;

namespace RetentionGrpc.Server.Application;

/// <summary>An answer over all partitions, and what was read for it.</summary>
/// <param name="Value">The answer.</param>
/// <param name="Position">What it was read at.</param>
/// <param name="Cost">What was read for it.</param>
public readonly record struct Answered<T>(T Value, AnswerPosition Position, AnswerCost Cost);

/// <summary>Asks every partition and merges what they say: scatter and gather, inline on the caller's thread.</summary>
/// <param name="partitions">All partitions.</param>
/// <param name="isStale">Whether the log may hold what the partitions do not.</param>
public sealed class QueryRunner(PartitionSet partitions, Func<bool> isStale)
{
    // Answers are often at one position, and its texts take longer to write than to compare it.
    private volatile AnswerPosition? _newest;

    /// <summary>Whether answers may lack what another server has written, because the log cannot be asked.</summary>
    public bool IsStale => isStale();

    /// <summary>Asks a question about a tenant that exists. Each partition is read whole batch by whole batch.</summary>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public Answered<T> Ask<T>(string tenantId, Query<T> query, CancellationToken deadline)
    {
        var places = new LogPlace[partitions.Count];
        var revisions = new long[partitions.Count];
        var merged = default(T)!;
        var cost = default(AnswerCost);
        for (var i = 0; i < partitions.Count; i++)
        {
            deadline.ThrowIfCancellationRequested();
            var (part, place) = partitions[i].Enter((tenantId, query, deadline), static (partition, asked) =>
            {
                var part = partition.Answer(asked.tenantId, asked.query, asked.deadline);
                return (part, partition.PlaceOf(part.Sequence));
            });
            merged = i == 0 ? part.Partial : query.Merge(merged, part.Partial);
            places[i] = place;
            revisions[i] = part.Revision;
            cost += part.Cost;
        }
        return new(merged, PositionOf(places, revisions), cost);
    }

    /// <summary>
    /// Asks several questions at one position: nothing is written until the visit is over, and it may ask as often as it likes.
    /// </summary>
    public void AtOnePosition(Action visit) => partitions.EnterAll(visit);

    /// <summary>Why a question about a position cannot be answered; null if it can.</summary>
    public Refusal? Check(ReadToken token) => partitions.StandingOf(token) switch
    {
        null => Refusal.ReadTokenForeign(),
        PlaceStanding.Ahead => Refusal.ReadTokenAhead(),
        PlaceStanding.Lost => Refusal.ReadTokenLost(),
        _ => null,
    };

    private AnswerPosition PositionOf(LogPlace[] places, long[] revisions)
    {
        if (_newest is { } newest && newest.IsAt(places, revisions))
            return newest;
        return _newest = new AnswerPosition(partitions.Log.Id, places, revisions);
    }
}

using System.Diagnostics;
using System.Runtime.ExceptionServices;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Terms;

namespace RetentionGrpc.Server.Application;

/// <summary>An answer over all partitions, and what was read for it.</summary>
/// <param name="Value">The answer.</param>
/// <param name="Position">What it was read at.</param>
/// <param name="Cost">What was read for it.</param>
public readonly record struct Answered<T>(T Value, AnswerPosition Position, AnswerCost Cost);

/// <summary>
/// Asks every partition and merges what they say: scatter and gather, inline on the caller's thread unless it takes long.
/// </summary>
/// <param name="partitions">All partitions.</param>
/// <param name="isStale">Whether the log may hold what the partitions do not.</param>
public sealed class QueryRunner(PartitionSet partitions, Func<bool> isStale)
{
    /// <summary>Far longer than it takes to wake a thread.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(2);

    // Answers are often at one position, and its texts take longer to write than to compare it.
    private volatile AnswerPosition? _newest;

    /// <summary>Whether answers may lack what another server has written, because the log cannot be asked.</summary>
    public bool IsStale => isStale();

    /// <summary>
    /// Asks a question about a tenant that exists. Each partition is read whole batch by whole batch: one after the other, because most
    /// answers take less than another thread's help; those that are left once one has taken long, and all of a question that reads every
    /// timeline, at the same time.
    /// </summary>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    /// <exception cref="RestoringException">Some partitions hold what was restored, and others do not yet.</exception>
    public Answered<T> Ask<T>(string tenantId, Query<T> query, CancellationToken deadline)
    {
        var shares = new Share<T>[partitions.Count];
        var asked = 0;
        // Who is in all partitions already can ask them from no other thread.
        var isAlone = shares.Length == 1 || Environment.ProcessorCount == 1 || partitions[0].IsEntered;
        var start = Stopwatch.GetTimestamp();
        while (asked < shares.Length && (isAlone || (!query.ReadsEveryTimeline && Stopwatch.GetElapsedTime(start) < Long)))
        {
            shares[asked] = AskOne(asked, tenantId, query, deadline);
            asked++;
        }
        if (asked < shares.Length)
            AskTogether(shares, asked, tenantId, query, deadline);
        return Gather(shares, query);
    }

    /// <summary>
    /// How long a question takes that reads all timelines, about, on one processor; null if indexes answer it. One partition is asked, to
    /// which the others are alike.
    /// </summary>
    public TimeSpan? ScanTimeOf(string tenantId, Query query) => partitions.Count
        * partitions[0].Enter((tenantId, query), static (partition, asked) => partition.ScanTimeOf(asked.tenantId, asked.query));

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

    private Share<T> AskOne<T>(int partition, string tenantId, Query<T> query, CancellationToken deadline)
    {
        deadline.ThrowIfCancellationRequested();
        return partitions[partition].Enter((tenantId, query, deadline), static (partition, asked) =>
        {
            var part = partition.Answer(asked.tenantId, asked.query, asked.deadline);
            return new Share<T>(part, partition.PlaceOf(part.Sequence), partition.RestoreId);
        });
    }

    private void AskTogether<T>(Share<T>[] shares, int from, string tenantId, Query<T> query, CancellationToken deadline)
    {
        try
        {
            Parallel.For(from, shares.Length, partition => shares[partition] = AskOne(partition, tenantId, query, deadline));
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }

    private Answered<T> Gather<T>(Share<T>[] shares, Query<T> query)
    {
        var places = new LogPlace[shares.Length];
        var revisions = new long[shares.Length];
        var merged = shares[0].Part.Partial;
        var cost = default(AnswerCost);
        for (var i = 0; i < shares.Length; i++)
        {
            if (shares[i].RestoreId != shares[0].RestoreId)
                throw new RestoringException();
            merged = i == 0 ? merged : query.Merge(merged, shares[i].Part.Partial);
            places[i] = shares[i].Place;
            revisions[i] = shares[i].Part.Revision;
            cost += shares[i].Part.Cost;
        }
        return new(merged, PositionOf(places, revisions), cost);
    }

    private AnswerPosition PositionOf(LogPlace[] places, long[] revisions)
    {
        if (_newest is { } newest && newest.IsAt(places, revisions))
            return newest;
        return _newest = new AnswerPosition(partitions.Log.Id, places, revisions);
    }

    /// <summary>What one partition said, the place of the newest entry that it holds, and which restore that came of.</summary>
    private readonly record struct Share<T>(PartialAnswer<T> Part, LogPlace Place, ulong RestoreId);
}

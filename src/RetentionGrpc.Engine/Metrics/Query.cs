using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>A question to one tenant. Every partition answers its share; shares are statistics that add up, never rates.</summary>
/// <typeparam name="TPartial">What one partition answers.</typeparam>
public abstract class Query<TPartial>
{
    /// <summary>
    /// Whether every customer's timeline is read for it, whatever indexes there are: it takes long for many customers, and the partitions
    /// are
    /// better asked at the same time. A query is not changed by being asked, so they may be.
    /// </summary>
    public virtual bool ReadsEveryTimeline => false;

    /// <summary>One partition's share of the answer.</summary>
    public abstract TPartial Answer(TenantState tenant);

    /// <summary>
    /// The answer over the customers of both shares, which have none in common. May be made of either: use neither again.
    /// </summary>
    public abstract TPartial Merge(TPartial left, TPartial right);

    /// <summary>The shares of some segments, at least one, together.</summary>
    internal TPartial Gather(IReadOnlyList<IndexReach> segments, Func<IndexReach, TPartial> answer)
    {
        var sum = answer(segments[0]);
        for (var i = 1; i < segments.Count; i++)
            sum = Merge(sum, answer(segments[i]));
        return sum;
    }
}

/// <summary>One partition's share of an answer, and what was read for it.</summary>
/// <param name="Partial">The share.</param>
/// <param name="Sequence">The newest entry that it holds.</param>
/// <param name="Revision">The newest entry that changed the tenant.</param>
/// <param name="Cost">What was read for it.</param>
public readonly record struct PartialAnswer<TPartial>(TPartial Partial, long Sequence, long Revision, AnswerCost Cost);

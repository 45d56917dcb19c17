using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>A question to one tenant, whatever its answer is.</summary>
public abstract class Query
{
    /// <summary>
    /// Whether every customer's timeline is read for it, whatever indexes there are: it takes long for many customers, and the partitions
    /// are
    /// better asked at the same time. A query is not changed by being asked, so they may be.
    /// </summary>
    public virtual bool ReadsEveryTimeline => false;

    /// <summary>
    /// The instant from which on nothing matters to the answer, UTC milliseconds: no event at it or later, profiles and erasures apart, and
    /// no later "now". Null where an event of any time may change the answer.
    /// </summary>
    public virtual long? ReadsUntil => null;

    /// <summary>Notes in the tenant's trace whether the answer would be read from the timelines of all its customers.</summary>
    internal virtual void Plan(TenantState tenant)
    {
        if (ReadsEveryTimeline)
            tenant.Trace.Path |= AnswerPath.Timelines;
    }

    /// <summary>
    /// The later end of windows; null where customers are told apart by their plan, which an event of any time may change.
    /// </summary>
    private protected static long? EndOf(IReadOnlyList<Interval> windows, Filter filter, bool isSplitByPlan = false)
    {
        if (filter.ReadsPlan || isSplitByPlan)
            return null;
        var endMs = long.MinValue;
        foreach (var window in windows)
            endMs = Math.Max(endMs, window.EndMs);
        return endMs;
    }

    /// <summary>The later of an end, if there is one, and another.</summary>
    private protected static long? Later(long? endMs, long otherMs) => endMs is { } ms ? Math.Max(ms, otherMs) : null;
}

/// <summary>A question to one tenant. Every partition answers its share; shares are statistics that add up, never rates.</summary>
/// <typeparam name="TPartial">What one partition answers.</typeparam>
public abstract class Query<TPartial> : Query
{
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

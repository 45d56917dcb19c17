using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>Activity between two instants.</summary>
/// <param name="Window">The two instants.</param>
/// <param name="Selector">The events that count.</param>
public sealed record ActivityWindow(Interval Window, ActivitySelector Selector);

/// <summary>A against one B.</summary>
/// <param name="Comparison">|B|.</param>
/// <param name="Retained">|A ∩ B|.</param>
/// <param name="Union">|A ∪ B|.</param>
public readonly record struct RetentionComparison(long Comparison, long Retained, long Union)
{
    /// <summary>The counts of two disjoint sets of customers together.</summary>
    public static RetentionComparison operator +(RetentionComparison x, RetentionComparison y) =>
        new(x.Comparison + y.Comparison, x.Retained + y.Retained, x.Union + y.Union);
}

/// <summary>How many customers of A came again in each B.</summary>
/// <param name="Base">|A|.</param>
/// <param name="Comparisons">One for each B, in the order asked.</param>
public sealed record RetentionCounts(long Base, IReadOnlyList<RetentionComparison> Comparisons)
{
    /// <summary>The counts of two disjoint sets of customers together.</summary>
    public static RetentionCounts operator +(RetentionCounts x, RetentionCounts y)
    {
        var comparisons = new RetentionComparison[x.Comparisons.Count];
        for (var i = 0; i < comparisons.Length; i++)
            comparisons[i] = x.Comparisons[i] + y.Comparisons[i];
        return new(x.Base + y.Base, comparisons);
    }
}

/// <summary>How many customers who were active in one window were active in others: adjacent, apart or overlapping.</summary>
/// <param name="baseWindow">A: the customers to look for again.</param>
/// <param name="comparisons">The B's; each is paired with A, not chained.</param>
/// <param name="customerFilter">Only customers who pass it.</param>
public sealed class RetentionQuery(ActivityWindow baseWindow, IReadOnlyList<ActivityWindow> comparisons, Filter customerFilter)
    : Query<RetentionCounts>
{
    /// <summary>A.</summary>
    public ActivityWindow Base => baseWindow;

    /// <summary>The B's.</summary>
    public IReadOnlyList<ActivityWindow> Comparisons => comparisons;

    /// <summary>Only customers who pass it.</summary>
    public Filter CustomerFilter => customerFilter;

    /// <inheritdoc/>
    public override long? ReadsUntil =>
        EndOf([baseWindow.Window, .. comparisons.Select(comparison => comparison.Window)], customerFilter);

    /// <inheritdoc/>
    internal override void Plan(TenantState tenant) => Planner.SegmentsFor(tenant, this);

    /// <inheritdoc/>
    public override RetentionCounts Answer(TenantState tenant) => Planner.SegmentsFor(tenant, this) is { } segments
        ? Gather(segments, reach => new WindowRetention(reach, this).Answer())
        : RetentionReference.Scan(tenant, this);

    /// <inheritdoc/>
    public override RetentionCounts Merge(RetentionCounts left, RetentionCounts right) => left + right;
}

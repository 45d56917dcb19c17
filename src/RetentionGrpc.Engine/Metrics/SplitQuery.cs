using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// A question whose answer may be split by a value: ask it, and again as long as <see cref="ChooseGroups"/> says so, because a customer with
/// several values beyond the limit is to count once in OTHER, or because there are too many values to keep all that is counted for each.
/// </summary>
/// <typeparam name="TStatistic">What is counted.</typeparam>
public abstract class SplitQuery<TStatistic> : Query<Split<TStatistic>>
    where TStatistic : class, IStatistic<TStatistic>
{
    /// <summary>How the answer is split; null where it is not.</summary>
    public Grouping? Grouping { get; set; }

    /// <summary>Only customers who pass it.</summary>
    public Filter CustomerFilter { get; init; } = Filter.None;

    /// <summary>
    /// Statistics of so few windows and days, together, may be kept for each of the 10,000 values that an attribute may have.
    /// </summary>
    protected const int FewRows = 100;

    /// <summary>So many windows and days of statistics, of 100 to 250 bytes each, are kept by a partition while groups are not known.</summary>
    private const int MostRows = 100_000;

    private bool _hasTooManyValues;

    /// <summary>
    /// Whether the first asking counts all that there is to count; else it finds the groups, and the question is asked again with them. For
    /// statistics that are too large to be kept for values that will have no group.
    /// </summary>
    protected virtual bool CountsAllAtFirst => true;

    /// <summary>
    /// Whether the values that are to have groups are still to be found, so that only customers are counted.
    /// </summary>
    internal bool OnlyFindsGroups => Grouping is { Values: null } && !CountsAllAtOnce;

    private bool CountsAllAtOnce => CountsAllAtFirst && !_hasTooManyValues;

    /// <summary>How many windows and days one statistic has.</summary>
    private protected virtual int RowsOfStatistic => 1;

    /// <inheritdoc/>
    public override bool ReadsEveryTimeline => true;

    /// <inheritdoc/>
    public override Split<TStatistic> Answer(TenantState tenant)
    {
        tenant.Trace.Path |= AnswerPath.Timelines;
        var mostValues = CountsAllAtOnce ? MostRows / Math.Max(1, RowsOfStatistic) : int.MaxValue;
        var scan = new SplitScan<TStatistic>(tenant, Grouping, CreateStatistic, mostValues);
        try
        {
            Scan(tenant, scan);
        }
        catch (TooManyStatisticsException)
        {
            return new(Grouping, CreateStatistic(), CreateStatistic()) { HasTooManyValues = true };
        }
        return scan.Finish();
    }

    /// <inheritdoc/>
    public sealed override Split<TStatistic> Merge(Split<TStatistic> left, Split<TStatistic> right)
    {
        left.Add(right);
        return left;
    }

    /// <summary>
    /// Whether the question is to be asked again: values are left that have no group of their own, and those that have were chosen now; or
    /// there are so many that groups are to be found before anything else is counted. Of an attribute each customer has one value: those
    /// beyond the limit become OTHER without asking again.
    /// </summary>
    /// <param name="answer">The answer of all partitions.</param>
    public bool ChooseGroups(Split<TStatistic> answer)
    {
        if (answer.HasTooManyValues)
            return _hasTooManyValues = true;
        if (Grouping is not { Values: null } grouping || (CountsAllAtOnce && answer.Values.Count <= grouping.Limit))
            return false;
        Grouping = grouping with { Values = answer.Largest(grouping.Limit) };
        if (!CountsAllAtOnce || !grouping.IsAttribute)
            return true;
        answer.KeepLargest(grouping.Limit);
        return false;
    }

    /// <summary>
    /// The answer over all groups, where an attribute splits, so that no two have a customer in common; or where a statistic unites what it
    /// adds, as that of referrals does.
    /// </summary>
    public TStatistic Whole(Split<TStatistic> answer)
    {
        var whole = CreateStatistic();
        foreach (var part in answer.All)
            whole.Add(part);
        return whole;
    }

    /// <summary>The later end of windows, if no event after it matters; null where the customer's plan does.</summary>
    private protected long? EndOf(IReadOnlyList<Interval> windows) => EndOf(windows, CustomerFilter, Grouping is { IsPlan: true });

    /// <summary>The same of a question that wraps another.</summary>
    private protected long? EndOf(Query wrapped) => Grouping is { IsPlan: true } ? null : wrapped.ReadsUntil;

    /// <summary>A statistic of nobody.</summary>
    protected abstract TStatistic CreateStatistic();

    /// <summary>Counts every customer of one partition who passes the filter.</summary>
    private protected abstract void Scan(TenantState tenant, SplitScan<TStatistic> scan);
}

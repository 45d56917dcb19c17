using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>Recurring revenue in one window.</summary>
public sealed class RevenueWindow
{
    /// <summary>Both ends and the movements between them.</summary>
    public RevenueMovements Movements { get; } = new();

    /// <summary>The tenant's days, clipped to the window; null where nobody had any revenue.</summary>
    public DailyRevenue? Days { get; private set; }

    /// <summary>The days, to be counted in.</summary>
    /// <param name="count">How many there are.</param>
    internal DailyRevenue DaysOf(int count) => Days ??= new DailyRevenue(count);

    internal void Add(RevenueWindow other)
    {
        Movements.Add(other.Movements);
        if (Days is null)
            Days = other.Days;
        else if (other.Days is not null)
            Days.Add(other.Days);
    }
}

/// <summary>Recurring revenue, window by window.</summary>
/// <param name="windowCount">How many windows.</param>
public sealed class RevenueStatistic(int windowCount) : IStatistic<RevenueStatistic>
{
    // Bucket by bucket what changes of those whose revenue is the same all through it: a contract goes on through most buckets.
    private readonly RevenueTotal[] _stayingChanges = new RevenueTotal[windowCount + 1];

    /// <summary>The windows; the first is that of the request.</summary>
    public IReadOnlyList<RevenueWindow> Windows { get; } = [.. Enumerable.Range(0, windowCount).Select(_ => new RevenueWindow())];

    /// <summary>
    /// Distinct customers with recurring revenue at some time from the first window's start to its end, both included. Counted only where
    /// the answer is split.
    /// </summary>
    public long Customers { get; internal set; }

    /// <inheritdoc/>
    public void Add(RevenueStatistic other)
    {
        Customers += other.Customers;
        for (var i = 0; i < Windows.Count; i++)
            Windows[i].Add(other.Windows[i]);
    }

    /// <summary>A customer has the same revenue all through some buckets.</summary>
    /// <param name="first">The first of them, as a window.</param>
    /// <param name="end">Behind the last of them.</param>
    /// <param name="amount">The revenue.</param>
    internal void Stay(int first, int end, MonthlyRevenue amount)
    {
        if (first >= end || amount.IsZero)
            return;
        _stayingChanges[first] += new RevenueTotal(amount, 1);
        _stayingChanges[end] -= new RevenueTotal(amount, 1);
    }

    /// <summary>Adds to each bucket what stayed in it; once, when all customers are counted.</summary>
    /// <param name="days">The days of each window.</param>
    internal void Settle(RevenueDays[] days)
    {
        var staying = default(RevenueTotal);
        for (var i = 1; i < Windows.Count; i++)
        {
            staying += _stayingChanges[i];
            if (staying.Customers == 0)
                continue;
            Windows[i].Movements[RevenueGroup.Start] += staying;
            Windows[i].Movements[RevenueGroup.End] += staying;
            days[i].Begin(staying.Amount, Windows[i]);
        }
    }
}

/// <summary>Recurring revenue and how it moves.</summary>
public sealed class RecurringRevenueQuery : SplitQuery<RevenueStatistic>
{
    /// <summary>The windows, each by itself: first the whole, then its buckets in order and apart from each other.</summary>
    public required IReadOnlyList<Interval> Windows { get; init; }

    /// <inheritdoc/>
    public override bool ReadsEveryTimeline => Grouping is not null;

    /// <inheritdoc/>
    public override long? ReadsUntil => EndOf(Windows);

    /// <inheritdoc/>
    protected override bool CountsAllAtFirst => false;

    /// <inheritdoc/>
    internal override void Plan(TenantState tenant) => Planner.SegmentsFor(tenant, this);

    /// <inheritdoc/>
    public override Split<RevenueStatistic> Answer(TenantState tenant) => Planner.SegmentsFor(tenant, this) is { } segments
        ? Gather(segments, reach => new Split<RevenueStatistic>(null, new RevenueOverIndexes(reach, Windows).Answer(), CreateStatistic()))
        : base.Answer(tenant);

    /// <inheritdoc/>
    protected override RevenueStatistic CreateStatistic() => new(OnlyFindsGroups ? 0 : Windows.Count);

    /// <inheritdoc/>
    private protected override void Scan(TenantState tenant, SplitScan<RevenueStatistic> scan) =>
        RecurringRevenueReference.Scan(tenant, this, scan);
}

/// <summary>
/// The customers behind a total of recurring revenue, with their own: NEW at their first revenue ever, REACTIVATION at the first in the
/// window, EXPANSION, CONTRACTION and CHURNED at the last change in the window, START and END not dated.
/// </summary>
/// <param name="query">The question; how it is split is not read.</param>
/// <param name="window">Which of its windows.</param>
/// <param name="group">Which total.</param>
/// <param name="after">See <see cref="MembersQuery"/>.</param>
/// <param name="pageSize">See <see cref="MembersQuery"/>.</param>
public sealed class RevenueMembersQuery(RecurringRevenueQuery query, int window, RevenueGroup group, byte[] after, int pageSize)
    : MembersQuery(after, pageSize)
{
    /// <inheritdoc/>
    protected override IEnumerable<MemberMatch> Matches(TenantState tenant) =>
        RecurringRevenueReference.Members(tenant, query, window, group);
}

using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>A set of customers behind a count of <see cref="LoyaltyCounts"/>. The numbers are those of the wire.</summary>
public enum LoyaltyGroup : byte
{
    /// <summary>Active in the window.</summary>
    Active = 1,

    /// <summary>Active and redeemed points in the window.</summary>
    Redeemers = 2,

    /// <summary>With any loyalty event before the window's start.</summary>
    Members = 3,
}

/// <summary>Points of one window.</summary>
/// <param name="Earned">Earned in the window.</param>
/// <param name="Redeemed">Redeemed in the window.</param>
/// <param name="Expired">Expired in the window.</param>
/// <param name="Outstanding">At its end: all earned before less all redeemed and expired before.</param>
/// <param name="Active">Customers with a selected event in the window.</param>
/// <param name="Redeemers">Those of them who redeemed points in it.</param>
/// <param name="Members">Customers with any loyalty event before its start.</param>
public readonly record struct LoyaltyCounts(
    Int128 Earned, Int128 Redeemed, Int128 Expired, Int128 Outstanding, long Active, long Redeemers, long Members)
{
    /// <summary>Of two disjoint sets of customers together.</summary>
    public static LoyaltyCounts operator +(LoyaltyCounts x, LoyaltyCounts y) => new(
        x.Earned + y.Earned, x.Redeemed + y.Redeemed, x.Expired + y.Expired, x.Outstanding + y.Outstanding,
        x.Active + y.Active, x.Redeemers + y.Redeemers, x.Members + y.Members);
}

/// <summary>Points, window by window, and what became of members and others in the first.</summary>
/// <param name="windowCount">How many windows.</param>
/// <param name="dayCount">Days of the first.</param>
public sealed class LoyaltyStatistic(int windowCount, int dayCount) : IStatistic<LoyaltyStatistic>
{
    private readonly LoyaltyCounts[] _windows = new LoyaltyCounts[windowCount];

    // Of buckets: those with activity are many, and few of them have points.
    private readonly long[] _active = new long[windowCount];

    // Bucket by bucket what changes: points that are outstanding, and members, are so in every bucket that follows.
    private readonly LoyaltyCounts[] _changes = new LoyaltyCounts[windowCount];

    /// <summary>Churn of members (any loyalty event before the first window's start) beside that of the others.</summary>
    public ChurnComparison Churn { get; } = new(dayCount);

    /// <inheritdoc/>
    public long Customers { get; internal set; }

    /// <summary>The windows, summed up anew at each call; the first is that of the request.</summary>
    public IReadOnlyList<LoyaltyCounts> Windows()
    {
        var windows = _windows.ToArray();
        var counts = default(LoyaltyCounts);
        for (var i = 0; i < windowCount; i++)
        {
            counts += _changes[i];
            windows[i] += counts with { Active = _active[i] };
        }
        return windows;
    }

    /// <inheritdoc/>
    public void Add(LoyaltyStatistic other)
    {
        for (var i = 0; i < _windows.Length; i++)
        {
            _windows[i] += other._windows[i];
            _changes[i] += other._changes[i];
            _active[i] += other._active[i];
        }
        Churn.Add(other.Churn);
        Customers += other.Customers;
    }

    internal void CountActive(int window) => _active[window]++;

    internal void Count(int window, in LoyaltyCounts counts) => _windows[window] += counts;

    /// <summary>Counts in a bucket and all that follow.</summary>
    internal void CountFrom(int window, in LoyaltyCounts counts)
    {
        if (window < windowCount)
            _changes[window] += counts;
    }
}

/// <summary>Loyalty points, and whether members stay longer.</summary>
public sealed class LoyaltyQuery : WindowSplitQuery<LoyaltyStatistic>
{
    /// <summary>The events that make a customer active.</summary>
    public ActivitySelector Selector { get; init; } = ActivitySelector.Any;

    /// <summary>Who is a customer, for the comparison; its filter is not read.</summary>
    public required ChurnPopulation Population { get; init; }

    /// <summary>How many of the tenant's days the first window has, clipped ones included.</summary>
    public required int DayCount { get; init; }

    /// <inheritdoc/>
    protected override LoyaltyStatistic CreateStatistic() => new(Windows.Count, OnlyFindsGroups ? 0 : DayCount);

    /// <inheritdoc/>
    private protected override int RowsOfStatistic => Windows.Count + DayCount;

    /// <inheritdoc/>
    private protected override void Scan(TenantState tenant, SplitScan<LoyaltyStatistic> scan) => LoyaltyReference.Scan(tenant, this, scan);
}

/// <summary>The customers behind a count of loyalty: when they were first active, first redeemed, or became members.</summary>
/// <param name="query">The question; how it is split is not read.</param>
/// <param name="window">Which of its windows.</param>
/// <param name="group">Which customers.</param>
/// <param name="after">See <see cref="MembersQuery"/>.</param>
/// <param name="pageSize">See <see cref="MembersQuery"/>.</param>
public sealed class LoyaltyMembersQuery(LoyaltyQuery query, int window, LoyaltyGroup group, byte[] after, int pageSize)
    : MembersQuery(after, pageSize)
{
    /// <inheritdoc/>
    protected override IEnumerable<MemberMatch> Matches(TenantState tenant) => LoyaltyReference.Members(tenant, query, window, group);
}

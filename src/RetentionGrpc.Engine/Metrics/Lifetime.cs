using System.Diagnostics.CodeAnalysis;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>An average lifetime. The numbers are those of the wire.</summary>
public enum LifetimeEstimator : byte
{
    /// <summary>The mean of those who left.</summary>
    LeftOnly = 1,

    /// <summary>Window days over the default churn.</summary>
    InverseChurn = 2,

    /// <summary>The median of the Kaplan–Meier curve.</summary>
    KaplanMeierMedian = 3,

    /// <summary>The area under it up to a horizon.</summary>
    RestrictedMean = 4,
}

/// <summary>The customers behind a count of lifetimes. The numbers are those of the wire.</summary>
public enum LifetimeGroup : byte
{
    /// <summary>Those who first ever started in the window.</summary>
    Customers = 1,

    /// <summary>Those of them who are gone.</summary>
    Left = 2,

    /// <summary>Those of them who are still there.</summary>
    Censored = 3,
}

/// <summary>How long a customer stayed, or stays.</summary>
/// <param name="FirstStartMs">When it first ever started.</param>
/// <param name="LastEndMs">When it last ended; null while it is still there.</param>
/// <param name="DurationMs">From the first start to the last end, or to "now"; 0 or more.</param>
public readonly record struct Lifetime(long FirstStartMs, long? LastEndMs, long DurationMs);

/// <summary>The lifetimes of those who first ever started in one window, and its churn.</summary>
/// <param name="churn">Churn, window by window.</param>
/// <param name="window">Which of the windows.</param>
public sealed class LifetimeCounts(ChurnSeries churn, int window)
{
    private readonly List<long> _leftMs = [];
    private readonly List<long> _censoredMs = [];
    private LifetimeCurve? _curve;

    /// <summary>Those who are gone.</summary>
    public long Left => _leftMs.Count;

    /// <summary>Those who are still there.</summary>
    public long Censored => _censoredMs.Count;

    /// <summary>Who stayed and who left between the ends of the window, whenever they started.</summary>
    public ChurnCounts Churn => churn[window];

    /// <summary>The Kaplan–Meier curve.</summary>
    public LifetimeCurve Curve => _curve ??= new(_leftMs, _censoredMs);

    /// <summary>An average lifetime in days; null where it does not exist.</summary>
    /// <param name="estimator">Which.</param>
    /// <param name="window">The window of the counts.</param>
    /// <param name="horizonMs">Of RESTRICTED_MEAN.</param>
    public double? Days(LifetimeEstimator estimator, Interval window, long horizonMs) => estimator switch
    {
        LifetimeEstimator.LeftOnly => LeftOnlyDays(),
        LifetimeEstimator.InverseChurn when Churn is { Start: > 0, LostFromStart: > 0 } =>
            window.LengthMs / LifetimeCurve.DayMs * Churn.Start / Churn.LostFromStart,
        LifetimeEstimator.KaplanMeierMedian => Curve.MedianDays,
        LifetimeEstimator.RestrictedMean => Curve.RestrictedMeanDays(horizonMs),
        _ => null,
    };

    internal void Count(in Lifetime counted) => (counted.LastEndMs is null ? _censoredMs : _leftMs).Add(counted.DurationMs);

    internal void Add(LifetimeCounts other)
    {
        _leftMs.AddRange(other._leftMs);
        _censoredMs.AddRange(other._censoredMs);
    }

    private double? LeftOnlyDays()
    {
        Int128 sum = 0;
        foreach (var ms in _leftMs)
            sum += ms;
        return Left == 0 ? null : (double)sum / Left / LifetimeCurve.DayMs;
    }
}

/// <summary>Lifetimes, window by window.</summary>
public sealed class LifetimeStatistic : IStatistic<LifetimeStatistic>
{
    /// <param name="windowCount">How many windows.</param>
    public LifetimeStatistic(int windowCount)
    {
        Churn = new(windowCount);
        Windows = [.. Enumerable.Range(0, windowCount).Select(window => new LifetimeCounts(Churn, window))];
    }

    /// <summary>The windows; the first is that of the request.</summary>
    public IReadOnlyList<LifetimeCounts> Windows { get; }

    /// <summary>Those who first ever started in the first window, or were customers at some time in it.</summary>
    public long Customers { get; internal set; }

    internal ChurnSeries Churn { get; }

    /// <inheritdoc/>
    public void Add(LifetimeStatistic other)
    {
        Customers += other.Customers;
        Churn.Add(other.Churn);
        for (var i = 0; i < Windows.Count; i++)
            Windows[i].Add(other.Windows[i]);
    }
}

/// <summary>How long customers stay: of those who first ever started in a window, watched until "now".</summary>
public sealed class LifetimeQuery : WindowSplitQuery<LifetimeStatistic>
{
    /// <summary>The question.</summary>
    /// <param name="population">Who is a customer; its filter is that of the query.</param>
    /// <param name="windows">The windows, each by itself: first the whole, then its buckets in order and apart from each other.</param>
    /// <param name="asOfMs">"Now": whoever is a customer just before it is still there.</param>
    [SetsRequiredMembers]
    public LifetimeQuery(ChurnPopulation population, IReadOnlyList<Interval> windows, long asOfMs) =>
        (Population, Windows, AsOfMs) = (population, windows, asOfMs);

    /// <summary>Who is a customer.</summary>
    public ChurnPopulation Population { get; }

    /// <summary>"Now".</summary>
    public long AsOfMs { get; }

    /// <inheritdoc/>
    public override long? ReadsUntil => Later(EndOf(Windows), AsOfMs);

    /// <inheritdoc/>
    protected override LifetimeStatistic CreateStatistic() => new(Windows.Count);

    /// <inheritdoc/>
    private protected override void Scan(TenantState tenant, SplitScan<LifetimeStatistic> scan) =>
        LifetimeReference.Scan(tenant, this, scan);
}

/// <summary>The customers behind a count of lifetimes: at the last end of those who left, at the first start of the others.</summary>
/// <param name="query">The question; how it is split is not read.</param>
/// <param name="window">Which of its windows.</param>
/// <param name="group">Which customers.</param>
/// <param name="after">See <see cref="MembersQuery"/>.</param>
/// <param name="pageSize">See <see cref="MembersQuery"/>.</param>
public sealed class LifetimeMembersQuery(LifetimeQuery query, int window, LifetimeGroup group, byte[] after, int pageSize)
    : MembersQuery(after, pageSize)
{
    /// <inheritdoc/>
    protected override IEnumerable<MemberMatch> Matches(TenantState tenant) => LifetimeReference.Members(tenant, query, window, group);
}

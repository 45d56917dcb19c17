using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>Customers behind a count of win-back. The numbers are those of the wire.</summary>
public enum WinBackGroup : byte
{
    /// <summary>Lost in the window.</summary>
    LostInWindow = 1,

    /// <summary>Those of them who came back soon enough.</summary>
    WonBackOfLostInWindow = 2,

    /// <summary>No customers at the start, but once.</summary>
    AllLost = 3,

    /// <summary>Those of them who came back in the window.</summary>
    WonBackOfAllLost = 4,
}

/// <summary>Win-back in one window; each customer counts once.</summary>
/// <param name="Lost">Customers with a loss in the window.</param>
/// <param name="WonBackOfLost">Those of them with a return soon enough after such a loss.</param>
/// <param name="AllLost">No customers at the start, but once.</param>
/// <param name="WonBackOfAll">Those of them with a return in the window.</param>
public readonly record struct WinBackCounts(long Lost, long WonBackOfLost, long AllLost, long WonBackOfAll);

/// <summary>Win-back, window by window.</summary>
/// <param name="windowCount">How many windows.</param>
public sealed class WinBackStatistic(int windowCount) : IStatistic<WinBackStatistic>
{
    private readonly long[] _lost = new long[windowCount];
    private readonly long[] _wonBackOfLost = new long[windowCount];
    private readonly long[] _wonBackOfAll = new long[windowCount];

    // Window by window what changes: somebody who is away for years is in every bucket of a long series.
    private readonly long[] _allLostChange = new long[windowCount + 1];

    /// <inheritdoc/>
    public long Customers { get; private set; }

    /// <summary>What was counted of a window.</summary>
    /// <param name="window">Which; the first is that of the request.</param>
    public WinBackCounts In(int window)
    {
        var allLost = 0L;
        for (var i = 0; i <= window; i++)
            allLost += _allLostChange[i];
        return new(_lost[window], _wonBackOfLost[window], allLost, _wonBackOfAll[window]);
    }

    /// <inheritdoc/>
    public void Add(WinBackStatistic other)
    {
        Customers += other.Customers;
        for (var i = 0; i < windowCount; i++)
        {
            _lost[i] += other._lost[i];
            _wonBackOfLost[i] += other._wonBackOfLost[i];
            _wonBackOfAll[i] += other._wonBackOfAll[i];
            _allLostChange[i] += other._allLostChange[i];
        }
    }

    internal void CountCustomer() => Customers++;

    internal void CountLost(int window) => _lost[window]++;

    internal void CountWonBackOfLost(int window) => _wonBackOfLost[window]++;

    internal void CountWonBackOfAll(int window) => _wonBackOfAll[window]++;

    /// <summary>Counts a customer who is away at the starts of some windows.</summary>
    internal void CountAllLost(int from, int to)
    {
        _allLostChange[from]++;
        _allLostChange[to]--;
    }
}

/// <summary>How many lost customers come back.</summary>
public sealed class WinBackQuery : WindowSplitQuery<WinBackStatistic>
{
    /// <param name="population">Who counts.</param>
    public WinBackQuery(ChurnPopulation population) => (Population, CustomerFilter) = (population, population.CustomerFilter);

    /// <summary>Who counts.</summary>
    public ChurnPopulation Population { get; }

    /// <summary>How long after a loss in the window a return still counts, this instant included; milliseconds.</summary>
    public required long MaxGapMs { get; init; }

    /// <summary>"Now": after a loss in the window, only a return before it counts.</summary>
    public required long AsOfMs { get; init; }

    /// <summary>The last loss in a window may be won back until the gap is over, or until "now".</summary>
    public override long? ReadsUntil =>
        EndOf(Windows) is { } endMs ? Math.Min(endMs + MaxGapMs, Math.Max(endMs, AsOfMs)) : null;

    /// <inheritdoc/>
    protected override WinBackStatistic CreateStatistic() => new(Windows.Count);

    /// <inheritdoc/>
    private protected override void Scan(TenantState tenant, SplitScan<WinBackStatistic> scan) =>
        WinBackReference.Scan(tenant, this, scan);
}

/// <summary>
/// The customers behind a count of win-back: at the first loss in the window, the first return that counts, or, where all lost ones are
/// listed, the last loss before the window.
/// </summary>
/// <param name="query">The question; how it is split is not read.</param>
/// <param name="window">Which of its windows.</param>
/// <param name="group">Which count.</param>
/// <param name="after">See <see cref="MembersQuery"/>.</param>
/// <param name="pageSize">See <see cref="MembersQuery"/>.</param>
public sealed class WinBackMembersQuery(WinBackQuery query, int window, WinBackGroup group, byte[] after, int pageSize)
    : MembersQuery(after, pageSize)
{
    /// <inheritdoc/>
    protected override IEnumerable<MemberMatch> Matches(TenantState tenant) => WinBackReference.Members(tenant, query, window, group);
}

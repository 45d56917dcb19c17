using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>How many customers of A came again in each B.</summary>
/// <param name="comparisonCount">How many B's.</param>
public sealed class RetentionStatistic(int comparisonCount) : IStatistic<RetentionStatistic>
{
    private readonly RetentionComparison[] _comparisons = new RetentionComparison[comparisonCount];
    private long _base;

    /// <summary>Customers in A or in some B.</summary>
    public long Customers { get; private set; }

    /// <summary>What was counted.</summary>
    public RetentionCounts Counts => new(_base, _comparisons);

    /// <inheritdoc/>
    public void Add(RetentionStatistic other)
    {
        Customers += other.Customers;
        _base += other._base;
        for (var i = 0; i < _comparisons.Length; i++)
            _comparisons[i] += other._comparisons[i];
    }

    internal void Count(RetentionReference.FirstTimes firsts)
    {
        var inBase = RetentionReference.CountBase(firsts);
        var isThere = inBase > 0;
        _base += inBase;
        for (var i = 0; i < _comparisons.Length; i++)
        {
            var counts = RetentionReference.Compare(firsts, i);
            isThere |= counts.Union > 0;
            _comparisons[i] += counts;
        }
        Customers += isThere ? 1 : 0;
    }
}

/// <summary>Retention between windows, split by an attribute: every customer's timeline is read.</summary>
/// <param name="query">The question.</param>
public sealed class RetentionByGroupQuery(RetentionQuery query) : SplitQuery<RetentionStatistic>
{
    /// <inheritdoc/>
    public override long? ReadsUntil => EndOf(query);

    /// <inheritdoc/>
    protected override RetentionStatistic CreateStatistic() => new(query.Comparisons.Count);

    /// <inheritdoc/>
    private protected override void Scan(TenantState tenant, SplitScan<RetentionStatistic> scan) =>
        RetentionReference.Scan(tenant, query, scan);
}

using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Lifetime value by looking at every customer's timeline.</summary>
internal sealed class LifetimeValueReference
{
    private readonly TenantState _tenant;
    private readonly LifetimeValueQuery _query;
    private readonly BoundFilter _filter;
    private readonly PurchaseTotals _totals;
    private readonly SpanReader _spans;
    private readonly bool _hasFormula;
    private readonly bool _hasHistoric;
    private readonly bool _hasArpu;
    private readonly bool _hasPrediction;

    public LifetimeValueReference(TenantState tenant, LifetimeValueQuery query)
    {
        (_tenant, _query, _filter) = (tenant, query, query.CustomerFilter.Bind(tenant));
        (_totals, _spans) = (new(tenant, query.Window), new(tenant, query.Population));
        _hasFormula = query.Readings.Contains(LifetimeValueReading.Formula);
        _hasHistoric = query.Readings.Contains(LifetimeValueReading.Historic);
        _hasArpu = query.Readings.Contains(LifetimeValueReading.ArpuOverChurn);
        _hasPrediction = query.Readings.Contains(LifetimeValueReading.Predicted);
    }

    /// <summary>Counts every customer who passes.</summary>
    public void Scan(SplitScan<LifetimeValueStatistic> scan)
    {
        for (var customer = 0; customer < _tenant.Customers.Count; customer++)
        {
            var live = _tenant.Live(customer);
            if (!_filter.PassesCustomer(live))
                continue;
            _totals.Read(live);
            var (lifetime, churn) = _hasFormula || _hasArpu ? Lifetime(live) : default;
            var isCounted = (_hasFormula && (_totals.FirstInWindowMs is not null || lifetime is not null))
                || ((_hasHistoric || _hasPrediction) && _totals.FirstMs is not null)
                || churn != default;
            if (isCounted)
                Count(scan.Of(live), lifetime, churn);
        }
    }

    /// <summary>Every customer of a group.</summary>
    public IEnumerable<MemberMatch> Members(LifetimeValueGroup group)
    {
        for (var customer = 0; customer < _tenant.Customers.Count; customer++)
        {
            if (!_filter.PassesCustomer(_tenant.Live(customer)))
                continue;
            _totals.Read(_tenant.Live(customer));
            var isUser = group == LifetimeValueGroup.Users && IsUser(Lifetime(_tenant.Live(customer)).Churn);
            var ms = group switch
            {
                LifetimeValueGroup.Purchasers => _totals.FirstInWindowMs,
                LifetimeValueGroup.Buyers => _totals.FirstMs,
                _ => null,
            };
            if (isUser || ms is not null)
                yield return new(customer, ms, []);
        }
    }

    private (Lifetime? Lifetime, ChurnCounts Churn) Lifetime(ReadOnlySpan<TimelineEvent> live)
    {
        var spans = _spans.Read(live);
        var lifetime = LifetimeReference.Counted(LifetimeReference.Of(spans, _query.AsOfMs), _query.Window);
        return (lifetime, ChurnReference.Count(spans, _query.Window));
    }

    private void Count(LifetimeValueStatistic statistic, Lifetime? lifetime, ChurnCounts churn)
    {
        statistic.Customers++;
        if (_hasFormula || _hasArpu)
            statistic.Stays.Churn.Count(0, churn);
            if (_hasFormula && lifetime is { } counted)
                statistic.Lifetimes.Count(counted);
        if (_hasFormula && _totals.FirstInWindowMs is not null)
            statistic.CountPurchaser(_totals.Orders, _totals.Bought);
        if (_hasHistoric && _totals.FirstMs is not null)
            statistic.CountBuyer(_totals.NetEver);
        if (_hasArpu && IsUser(churn))
            statistic.CountUser(_totals.Net);
        if (_hasPrediction && _totals.FirstMs is not null)
            statistic.Predict(_totals.Row);
    }

    private static bool IsUser(ChurnCounts churn) => churn.Start + churn.New + churn.Returned + churn.LostFromReturned > 0;
}

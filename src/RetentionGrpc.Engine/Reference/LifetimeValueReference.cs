using RetentionGrpc.Engine.Calendar;
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
    private CustomerSpans? _read;
    private Lifetime? _lifetime;

    public LifetimeValueReference(TenantState tenant, LifetimeValueQuery query)
    {
        (_tenant, _query, _filter) = (tenant, query, query.CustomerFilter.Bind(tenant));
        (_totals, _spans) = (new(tenant), new(tenant, query.Population));
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
            Read(live);
            LifetimeValueStatistic? statistic = null;
            for (var i = 0; i < _query.Windows.Count; i++)
            {
                // The whole window is read first, then its buckets, which follow one another.
                if (i <= 1)
                    _totals.Begin();
                _totals.ReadTo(live, _query.Windows[i]);
                var (lifetime, churn) = Counted(_query.Windows[i]);
                var isCounted = (_hasFormula && (_totals.FirstInWindowMs is not null || lifetime is not null))
                    || ((_hasHistoric || _hasPrediction) && _totals.FirstMs is not null)
                    || churn != default;
                if (!isCounted)
                    continue;
                statistic ??= scan.Of(live);
                Count(statistic.Windows[i], lifetime, churn);
                if (i > 0)
                    continue;
                statistic.Customers++;
                if (_hasPrediction && _totals.FirstMs is not null)
                    statistic.Windows[0].Predict(_totals.Row);
            }
        }
    }

    /// <summary>Every customer of a group.</summary>
    public IEnumerable<MemberMatch> Members(Interval window, LifetimeValueGroup group)
    {
        for (var customer = 0; customer < _tenant.Customers.Count; customer++)
        {
            if (!_filter.PassesCustomer(_tenant.Live(customer)))
                continue;
            _totals.Begin();
            _totals.ReadTo(_tenant.Live(customer), window);
            var isUser = group == LifetimeValueGroup.Users && IsUser(ChurnReference.Count(_spans.Read(_tenant.Live(customer)), window));
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

    /// <summary>Reads when a customer was one, if that is asked about.</summary>
    private void Read(ReadOnlySpan<TimelineEvent> live)
    {
        if (!_hasFormula && !_hasArpu)
            return;
        _read = _spans.Read(live);
        _lifetime = LifetimeReference.Of(_read, _query.AsOfMs);
    }

    private (Lifetime? Lifetime, ChurnCounts Churn) Counted(Interval window) => _read is null
        ? default
        : (LifetimeReference.Counted(_lifetime, window), ChurnReference.Count(_read, window));

    private void Count(LifetimeValueCounts counts, Lifetime? lifetime, ChurnCounts churn)
    {
        if (_hasFormula || _hasArpu)
        {
            counts.Stays.Churn.Count(0, churn);
            if (_hasFormula && lifetime is { } counted)
                counts.Lifetimes.Count(counted);
        }
        if (_hasFormula && _totals.FirstInWindowMs is not null)
            counts.CountPurchaser(_totals.Orders, _totals.Bought);
        if (_hasHistoric && _totals.FirstMs is not null)
            counts.CountBuyer(_totals.NetEver);
        if (_hasArpu && IsUser(churn))
            counts.CountUser(_totals.Net);
    }

    private static bool IsUser(ChurnCounts churn) => churn.Start + churn.New + churn.Returned + churn.LostFromReturned > 0;
}

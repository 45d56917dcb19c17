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
    private readonly ChurnSeriesScan _churn;
    private readonly WindowBuckets _buckets;
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
        (_churn, _buckets) = (new(query.Windows), new(query.Windows));
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
            _totals.Begin();
            _totals.ReadTo(live, _query.Windows[0]);
            // Others are in no bucket either.
            if (_totals.FirstMs is null && _read is null or { FirstStartMs: null, Spans.Count: 0 })
                continue;
            var statistic = scan.Of(live);
            var churn = _read is null ? default : _churn.Count(_read, statistic.Churn);
            CountWhole(statistic, churn);
            if (_query.Windows.Count > 1)
                CountBuckets(live, statistic);
        }
        foreach (var statistic in scan.All)
            statistic.Settle();
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
            var isUser = group == LifetimeValueGroup.Users && ChurnReference.Count(_spans.Read(_tenant.Live(customer)), window).Seen > 0;
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
        _lifetime = _hasFormula ? LifetimeReference.Of(_read, _query.AsOfMs) : null;
    }

    private void CountWhole(LifetimeValueStatistic statistic, ChurnCounts churn)
    {
        var (counts, isCounted) = (statistic.Windows[0], churn != default);
        isCounted |= CountBought(counts, _hasArpu && churn.Seen > 0);
        if (LifetimeReference.Counted(_lifetime, _query.Windows[0]) is { } lifetime)
        {
            counts.Lifetimes.Count(lifetime);
            isCounted = true;
        }
        if (_totals.FirstMs is not null && (_hasHistoric || _hasPrediction))
        {
            isCounted = true;
            if (_hasHistoric)
                counts.CountBuyer(true, _totals.NetEver);
            if (_hasPrediction)
                counts.Predict(_totals.Row);
        }
        statistic.Customers += isCounted ? 1 : 0;
    }

    /// <summary>Counts in the buckets in which the customer first started, bought or got money back.</summary>
    private void CountBuckets(ReadOnlySpan<TimelineEvent> live, LifetimeValueStatistic statistic)
    {
        if (_lifetime is { } lifetime && _buckets.Of(lifetime.FirstStartMs) is > 0 and var start)
            statistic.Windows[start].Lifetimes.Count(lifetime);
        var (isBuyer, revenue) = (false, default(Int128));
        _totals.Begin();
        while (_totals.NextMs(live) is { } ms)
        {
            // The first at whose end it has happened.
            var bucket = _buckets.FirstEndingAfter(ms);
            if (bucket == _query.Windows.Count)
                return;
            var (counts, window) = (statistic.Windows[bucket], _query.Windows[bucket]);
            _totals.ReadTo(live, window);
            CountBought(counts, _hasArpu && ChurnReference.Count(_read!, window).Seen > 0);
            if (!_hasHistoric || _totals.FirstMs is null)
                continue;
            counts.CountBuyer(!isBuyer, _totals.NetEver - revenue);
            (isBuyer, revenue) = (true, _totals.NetEver);
        }
    }

    /// <summary>Counts what was bought in the window that was read last; whether there is a purchaser.</summary>
    private bool CountBought(LifetimeValueCounts counts, bool isUser)
    {
        if (isUser)
            counts.CountUsersRevenue(_totals.Net);
        if (!_hasFormula || _totals.FirstInWindowMs is null)
            return false;
        counts.CountPurchaser(_totals.Orders, _totals.Bought);
        return true;
    }
}

using System.Runtime.InteropServices;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Whether one customer has been silent for too long, and what it is worth. One is used for customer after customer.</summary>
internal sealed class AtRiskReference
{
    private const long YearMs = 365 * 24 * LocalClock.HourMs;

    private readonly TenantCalendar _calendar;
    private readonly AtRiskQuery _query;
    private readonly BoundFilter _filter;
    private readonly BoundSelector _selector;
    private readonly RevenueSteps _contracts;
    private readonly long _today;
    private readonly List<long> _gaps = [];
    private long _lastMs;
    private long _silentDays;
    private long? _twiceMedian;

    public AtRiskReference(TenantState tenant, AtRiskQuery query)
    {
        (_calendar, _query, _contracts) = (tenant.Calendar, query, new(tenant.Settings));
        (_filter, _selector) = (query.CustomerFilter.Bind(tenant), query.Selector.Bind(tenant));
        _today = _calendar.StartOfBucket(query.AsOfMs, BucketUnit.Day);
    }

    /// <summary>See <see cref="CustomerAtRisk.RecurringRevenue"/>; of the customer that was read last.</summary>
    public Int128 RecurringRevenue { get; private set; }

    /// <summary>See <see cref="CustomerAtRisk.Revenue"/>; of the customer that was read last.</summary>
    public Int128 Revenue { get; private set; }

    /// <summary>Takes the next customer's events; whether it is at risk.</summary>
    public bool Read(ReadOnlySpan<TimelineEvent> live)
    {
        if (!ReadDays(live) || !IsTooLong() || !_filter.PassesCustomer(live))
            return false;
        _contracts.Read(live);
        RecurringRevenue = _contracts.At(_query.AsOfMs).Rounded;
        Revenue = 0;
        foreach (ref readonly var act in live)
        {
            if (act.OccurredMs >= _query.AsOfMs)
                break;
            if (act.Kind is EventKind.Purchase or EventKind.Refund && act.OccurredMs >= _query.AsOfMs - YearMs)
                Revenue += act.Kind == EventKind.Purchase ? act.Number : -act.Number;
        }
        return true;
    }

    /// <summary>The customer that was read last, who is at risk.</summary>
    public CustomerAtRisk Customer(ReadOnlySpan<byte> id) =>
        new(id.ToArray(), _lastMs, _silentDays, _twiceMedian, RecurringRevenue, Revenue);

    /// <summary>Reads the gaps between active days; false without one.</summary>
    private bool ReadDays(ReadOnlySpan<TimelineEvent> live)
    {
        _gaps.Clear();
        var (dayMs, dayEndMs) = (long.MinValue, long.MinValue);
        foreach (ref readonly var act in live)
        {
            if (act.OccurredMs >= _query.AsOfMs)
                break;
            if (!_selector.Picks(act))
                continue;
            _lastMs = act.OccurredMs;
            if (act.OccurredMs < dayEndMs)
                continue;
            var startMs = _calendar.StartOfBucket(act.OccurredMs, BucketUnit.Day);
            if (dayMs != long.MinValue)
                _gaps.Add(WholeDays.Between(dayMs, startMs));
            (dayMs, dayEndMs) = (startMs, _calendar.NextBucket(startMs, BucketUnit.Day));
        }
        if (dayMs == long.MinValue)
            return false;
        _silentDays = WholeDays.Between(dayMs, _today);
        _twiceMedian = null;
        if (_gaps.Count >= AtRiskQuery.LeastGaps)
        {
            CollectionsMarshal.AsSpan(_gaps).Sort();
            _twiceMedian = _gaps[(_gaps.Count - 1) / 2] + _gaps[_gaps.Count / 2];
        }
        return true;
    }

    private bool IsTooLong() => _query.SilenceMs is { } silenceMs
        ? _query.AsOfMs - _lastMs > silenceMs
        : _twiceMedian is { } median && 2 * _silentDays > _query.GapMultiple * median;
}

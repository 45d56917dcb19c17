using System.Runtime.InteropServices;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Campaigns by looking at every customer's timeline.</summary>
internal sealed class CampaignScan
{
    private readonly TenantState _tenant;
    private readonly CampaignPerformanceQuery _query;
    private readonly WindowBuckets _buckets;
    private readonly BoundFilter _filter;
    private readonly BoundSelector _conversion;
    private readonly HashSet<int>? _campaigns;
    private readonly List<int> _touches = [];
    private readonly List<int> _nextConversion = [];
    private readonly HashSet<(CampaignStatistic, int Window, int Campaign, int Stage)> _met = [];
    private readonly Dictionary<int, int> _attributing = [];

    public CampaignScan(TenantState tenant, CampaignPerformanceQuery query)
    {
        (_tenant, _query, _buckets) = (tenant, query, new(query.Windows));
        _filter = query.CustomerFilter.Bind(tenant);
        _conversion = query.Conversion.Bind(tenant);
        _campaigns = query.Campaigns.Count == 0 ? null : [.. query.Campaigns.Select(campaign => tenant.Texts.Find(campaign))];
    }

    /// <summary>Counts the touches of every customer who passes.</summary>
    public void Count(SplitScan<CampaignStatistic> scan)
    {
        for (var customer = 0; customer < _tenant.Customers.Count; customer++)
        {
            var live = _tenant.Live(customer);
            if (!ReadTouches(live) || !_filter.PassesCustomer(live))
                continue;
            if (_met.Count > 0)
                _met.Clear();
            Count(live, 0, scan);
            var last = 0;
            foreach (var touch in _touches)
            {
                // Touches come in order: one in the same bucket was the one before.
                if (_buckets.Of(live[touch].OccurredMs) is > 0 and var bucket && bucket != last)
                    Count(live, last = bucket, scan);
            }
        }
    }

    /// <summary>
    /// Every customer with a touch of a stage, or to whom something is attributed, by touches of the part of a split answer, if there is
    /// one.
    /// </summary>
    public IEnumerable<MemberMatch> Members(int window, CampaignStage? stage, GroupTest? part)
    {
        for (var customer = 0; customer < _tenant.Customers.Count; customer++)
        {
            if (FirstMs(_tenant.Live(customer), window, stage, part) is { } ms)
                yield return new(customer, ms, []);
        }
    }

    private long? FirstMs(ReadOnlySpan<TimelineEvent> live, int window, CampaignStage? stage, GroupTest? part)
    {
        if (!ReadTouches(live) || !_filter.PassesCustomer(live))
            return null;
        if (stage is null)
            return FirstAttributedMs(live, window, part);
        foreach (var place in _touches)
        {
            if (live[place].Action == (int)stage && _query.Windows[window].Contains(live[place].OccurredMs)
                && part?.Has(live, place) != false)
            {
                return live[place].OccurredMs;
            }
        }
        return null;
    }

    private long? FirstAttributedMs(ReadOnlySpan<TimelineEvent> live, int window, GroupTest? part)
    {
        FindAttributing(live, _query.Windows[window]);
        long? first = null;
        foreach (var touch in _attributing.Values)
        {
            if (part?.Has(live, touch) != false && Attributed(live, touch) is { } place && !(live[place].OccurredMs >= first))
                first = live[place].OccurredMs;
        }
        return first;
    }

    /// <summary>Finds a customer's touches, and after each event the next conversion; false without touches.</summary>
    private bool ReadTouches(ReadOnlySpan<TimelineEvent> live)
    {
        _touches.Clear();
        for (var i = 0; i < live.Length; i++)
        {
            if (live[i].Kind == EventKind.CampaignTouch && _campaigns?.Contains(live[i].NameNumber) != false)
                _touches.Add(i);
        }
        if (_touches.Count == 0)
            return false;
        CollectionsMarshal.SetCount(_nextConversion, live.Length);
        var next = -1;
        for (var i = live.Length - 1; i >= 0; i--)
        {
            _nextConversion[i] = next;
            if (_conversion.Picks(live[i]))
                next = i;
        }
        return true;
    }

    private void Count(ReadOnlySpan<TimelineEvent> live, int window, SplitScan<CampaignStatistic> scan)
    {
        foreach (var place in _touches)
        {
            ref readonly var touch = ref live[place];
            if (!_query.Windows[window].Contains(touch.OccurredMs))
                continue;
            var statistic = scan.Of(live, touch);
            var isFirstOfStage = _met.Add((statistic, window, touch.NameNumber, touch.Action));
            statistic.Windows[window].Touch(touch.Action, isFirstOfStage, _met.Add((statistic, window, touch.NameNumber, 0)));
            if (window > 0)
                continue;
            statistic.Customers += _met.Add((statistic, 0, -1, 0)) ? 1 : 0;
            if (_query.HasTimes)
                CountTime(touch, statistic);
        }
        FindAttributing(live, _query.Windows[window]);
        foreach (var touch in _attributing.Values)
        {
            if (Attributed(live, touch) is { } place)
                scan.Of(live, live[touch]).Windows[window].Attribute(live[place].Kind == EventKind.Purchase ? live[place].Number : 0);
        }
    }

    private void CountTime(in TimelineEvent touch, CampaignStatistic statistic)
    {
        var (hour, weekday) = _tenant.Calendar.HourAndWeekday(touch.OccurredMs);
        statistic.OfHour[touch.Action - 1, hour]++;
        statistic.OfWeekday[touch.Action - 1, weekday - 1]++;
    }

    /// <summary>Of each campaign the touch that events are attributed to: its last CLICKED in the window, else its last OPENED.</summary>
    private void FindAttributing(ReadOnlySpan<TimelineEvent> live, Interval window)
    {
        if (_attributing.Count > 0)
            _attributing.Clear();
        foreach (var place in _touches)
        {
            ref readonly var touch = ref live[place];
            if (touch.Action is not ((byte)CampaignStage.Opened or (byte)CampaignStage.Clicked) || !window.Contains(touch.OccurredMs))
                continue;
            var isOpened = touch.Action == (byte)CampaignStage.Opened;
            var isBeaten = isOpened && _attributing.TryGetValue(touch.NameNumber, out var known)
                && live[known].Action == (byte)CampaignStage.Clicked;
            if (!isBeaten)
                _attributing[touch.NameNumber] = place;
        }
    }

    /// <summary>The place of the event that is attributed to a touch; null without one.</summary>
    private int? Attributed(ReadOnlySpan<TimelineEvent> live, int touch) =>
        _nextConversion[touch] is >= 0 and var place && live[place].OccurredMs - live[touch].OccurredMs <= _query.AttributionMs
            ? place
            : null;
}

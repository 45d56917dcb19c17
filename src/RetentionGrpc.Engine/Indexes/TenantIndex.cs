using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// All indexes of one tenant's share of a partition, over one axis of days. They are sums over customers, so they are built customer by
/// customer while events go on coming: a customer that was reached is kept up to date, the others wait for their turn. Nothing may be read
/// before all were reached.
/// </summary>
public sealed class TenantIndex
{
    private static readonly BucketUnit[] CohortUnits =
        [BucketUnit.Day, BucketUnit.Week, BucketUnit.Month, BucketUnit.Quarter, BucketUnit.Year];

    private readonly TenantState _tenant;
    private readonly ActivityIndex[] _activities;
    private readonly RuleIndex[] _rules;
    private readonly DayActs[] _heldActs;
    private readonly DayActs _acts = new();
    private readonly HeldState _subscription;
    private readonly HeldState _paying;
    private readonly SegmentList _segments = new();
    private ulong[][]? _bitRoom;
    private int _built;

    /// <summary>How many windows <see cref="BitRoom"/> has room for.</summary>
    internal const int BitRooms = 8;

    /// <summary>An index that has reached no customer yet.</summary>
    /// <param name="tenant">Whose customers.</param>
    /// <param name="originMs">Its axis begins with the day of this instant.</param>
    /// <param name="limit">It can take days below this.</param>
    public TenantIndex(TenantState tenant, long originMs, int limit)
    {
        (_tenant, Limit) = (tenant, limit);
        Axis = new DayAxis(tenant.Calendar, originMs);
        BucketMap[] units = [.. CohortUnits.Select(unit => new BucketMap(tenant.Calendar, Axis, unit))];
        var selectors = new List<ActivitySelector> { ActivitySelector.Any, ActivitySelector.Purchases };
        foreach (var selector in tenant.Settings.Selectors.Select(one => one.Selector)
            .Concat(tenant.Settings.InactivityRules.Select(rule => rule.Selector)))
        {
            if (!selectors.Contains(selector))
                selectors.Add(selector);
        }
        _activities = [.. selectors.Select(selector => new ActivityIndex(selector, selector.Bind(tenant), Axis, units))];
        _rules = [.. tenant.Settings.InactivityRules.Select(rule => new RuleIndex(ActivityOf(rule.Selector)!, rule.InactivityMs, limit))];
        _heldActs = [.. _activities.Select(_ => new DayActs())];
        (_subscription, _paying) = (new(limit), new(limit));
        Attributes = new AttributeIndex(tenant);
    }

    /// <summary>The days.</summary>
    public DayAxis Axis { get; }

    /// <summary>Boundaries from this one on are not kept apart.</summary>
    public int Limit { get; }

    /// <summary>Whether all customers were reached, so that it may be read.</summary>
    public bool IsReady { get; private set; }

    /// <summary>The boundary after the newest event's day.</summary>
    public int Today { get; private set; }

    /// <summary>Contracts, whether they pay or not.</summary>
    public StateIndex Subscriptions => _subscription.Index;

    /// <summary>Contracts with recurring revenue over 0.</summary>
    public StateIndex Paying => _paying.Index;

    /// <summary>The attributes of customers that were asked for.</summary>
    public AttributeIndex Attributes { get; }

    /// <summary>Room for the bits of one chunk in some windows; whoever counts uses it from anew.</summary>
    internal ulong[][] BitRoom => _bitRoom ??= NewBitRoom();

    /// <summary>The index of a selector; null without one.</summary>
    public ActivityIndex? ActivityOf(ActivitySelector selector)
    {
        foreach (var activity in _activities)
        {
            if (activity.Selector.Equals(selector))
                return activity;
        }
        return null;
    }

    /// <summary>The customers of a declared inactivity rule; null if there is none like it.</summary>
    public StateIndex? RuleOf(ActivityIndex activity, long inactivityMs)
    {
        foreach (var rule in _rules)
        {
            if (rule.Activity == activity && rule.InactivityMs == inactivityMs)
                return rule.Index;
        }
        return null;
    }

    /// <summary>Whether a customer was reached, so that it must be kept up to date.</summary>
    internal bool Covers(int customer) => IsReady || customer < _built;

    /// <summary>Reaches some more customers.</summary>
    /// <param name="customers">How many, at least 1.</param>
    /// <param name="newestMs">The newest event of all.</param>
    internal void Build(int customers, long newestMs)
    {
        for (var end = Math.Min(_tenant.Customers.Count, _built + customers); _built < end; _built++)
        {
            Forget();
            Renew(_built);
        }
        if (_built < _tenant.Customers.Count)
            return;
        IsReady = true;
        RollTo(newestMs);
    }

    /// <summary>The newest event is in a later day: all matrices go on to it.</summary>
    internal void RollTo(long newestMs)
    {
        var today = Axis.DayOf(newestMs) + 1;
        if (!IsReady || today <= Today)
            return;
        foreach (var activity in _activities)
        {
            activity.RollTo(today);
            activity.CloseDays(Today, today - 1);
        }
        foreach (var rule in _rules)
            rule.Index.Matrix.RollTo(today);
        Subscriptions.Matrix.RollTo(today);
        Paying.Matrix.RollTo(today);
        Today = today;
    }

    /// <summary>
    /// Whether an event that is later than all others of its customer can be taken by <see cref="Append"/>, without looking at them.
    /// </summary>
    internal bool CanAppend(in TimelineEvent added)
    {
        if (added.OccurredMs < Axis.OriginMs || added.Kind is EventKind.Subscription or EventKind.Profile)
            return false;
        foreach (var rule in _rules)
        {
            if (rule.Activity.Picks(added))
                return false;
        }
        return true;
    }

    /// <summary>Takes an event that is later than all others of its customer.</summary>
    internal void Append(int customer, in TimelineEvent added)
    {
        foreach (var activity in _activities)
        {
            if (activity.Picks(added))
                activity.Append(customer, added);
        }
    }

    /// <summary>Notes what a customer did, before that changes.</summary>
    internal void Hold(int customer)
    {
        var live = _tenant.Live(customer);
        for (var i = 0; i < _activities.Length; i++)
            _heldActs[i].Read(live, _activities[i], Axis);
        foreach (var rule in _rules)
            rule.Held.Read(live, rule.Activity, rule.InactivityMs, Axis, Limit);
        Read(live, mustPay: false, _subscription.Held);
        Read(live, mustPay: true, _paying.Held);
    }

    /// <summary>Replaces what was noted by what a customer did in truth.</summary>
    internal void Renew(int customer)
    {
        var live = _tenant.Live(customer);
        for (var i = 0; i < _activities.Length; i++)
        {
            _acts.Read(live, _activities[i], Axis);
            _activities[i].Change(customer, _heldActs[i].Days, _acts.Days);
        }
        foreach (var rule in _rules)
        {
            _segments.Read(live, rule.Activity, rule.InactivityMs, Axis, Limit);
            rule.Index.Change(customer, rule.Held, _segments);
        }
        Read(live, mustPay: false, _segments);
        Subscriptions.Change(customer, _subscription.Held, _segments);
        Read(live, mustPay: true, _segments);
        Paying.Change(customer, _paying.Held, _segments);
        Attributes.Renew(customer, live);
    }

    private static ulong[][] NewBitRoom()
    {
        var room = new ulong[BitRooms][];
        for (var i = 0; i < room.Length; i++)
            room[i] = new ulong[CustomerSet.ChunkWords];
        return room;
    }

    private void Forget()
    {
        foreach (var held in _heldActs)
            held.Clear();
        foreach (var rule in _rules)
            rule.Held.Clear();
        _subscription.Held.Clear();
        _paying.Held.Clear();
    }

    private void Read(ReadOnlySpan<TimelineEvent> live, bool mustPay, SegmentList into)
    {
        into.Clear();
        foreach (ref readonly var step in live)
        {
            if (step.Kind != EventKind.Subscription)
                continue;
            into.Read(ContractSpans.Of(live, _tenant.Settings, mustPay), Axis, Limit);
            return;
        }
    }

    /// <summary>A declared inactivity rule.</summary>
    private sealed class RuleIndex(ActivityIndex activity, long inactivityMs, int limit)
    {
        public ActivityIndex Activity => activity;

        public long InactivityMs => inactivityMs;

        public StateIndex Index { get; } = new(limit);

        public SegmentList Held { get; } = new();
    }

    /// <summary>Contracts, and room for what one customer's were.</summary>
    private sealed class HeldState(int limit)
    {
        public StateIndex Index { get; } = new(limit);

        public SegmentList Held { get; } = new();
    }
}

using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// All indexes of one tenant's share of a partition, segment by segment. They are sums over customers, so they are built customer by
/// customer while events go on coming: a customer that was reached is kept up to date, the others wait for their turn. Nothing may be read
/// before all were reached.
/// </summary>
public sealed class TenantIndex
{
    private const uint Nowhere = uint.MaxValue;
    private const int NumberBits = 27;
    private const uint NumberMask = (1U << NumberBits) - 1;

    private readonly TenantState _tenant;
    private readonly IndexPlan _plan;
    private readonly SegmentIndex[] _segments;
    private readonly CustomerActs _before;
    private readonly CustomerActs _after;
    private readonly CustomerActs _nothing;

    // A customer's segment, and its number there.
    private uint[] _places = [];
    private int _built;

    /// <summary>An index that has reached no customer yet.</summary>
    /// <param name="tenant">Whose customers.</param>
    /// <param name="plan">What is indexed.</param>
    public TenantIndex(TenantState tenant, IndexPlan plan)
    {
        (_tenant, _plan) = (tenant, plan);
        (_before, _after, _nothing) = (new(tenant, plan), new(tenant, plan), new(tenant, plan));
        _segments = [.. Enumerable.Range(0, plan.SegmentCount).Select(_ => new SegmentIndex(tenant, plan))];
    }

    /// <summary>What is indexed.</summary>
    public IndexPlan Plan => _plan;

    /// <summary>The days.</summary>
    public DayAxis Axis => _plan.Axis;

    /// <summary>Boundaries from this one on are not told apart.</summary>
    public int Limit => _plan.Limit;

    /// <summary>Whether all customers were reached, so that it may be read.</summary>
    public bool IsReady { get; private set; }

    /// <summary>The boundary after the newest event's day.</summary>
    public int Today { get; private set; }

    /// <summary>The segments: those of the declared values, then OTHER.</summary>
    public IReadOnlyList<SegmentIndex> Segments => _segments;

    /// <summary>Whether a customer was reached, so that it must be kept up to date.</summary>
    internal bool Covers(int customer) => IsReady || customer < _built;

    /// <summary>Reaches some more customers.</summary>
    /// <param name="customers">How many, at least 1.</param>
    /// <param name="newestMs">The newest event of all.</param>
    internal void Build(int customers, long newestMs)
    {
        _before.Clear();
        for (var end = Math.Min(_tenant.Customers.Count, _built + customers); _built < end; _built++)
            Renew(_built, IndexParts.All);
        if (_built < _tenant.Customers.Count)
            return;
        IsReady = true;
        RollTo(newestMs);
    }

    /// <summary>The newest event is in a later day: all matrices go on to it.</summary>
    internal void RollTo(long newestMs) => RollTo(Axis.DayOf(newestMs) + 1);

    /// <summary>The same, by the boundary after the newest event's day.</summary>
    public void RollTo(int today)
    {
        if (!IsReady || today <= Today)
            return;
        foreach (var segment in _segments)
            segment.RollTo(Today, today);
        Today = today;
    }

    /// <summary>
    /// Whether an event that is later than all others of its customer can be taken by <see cref="Append"/>: it changes neither contracts
    /// nor the segment.
    /// </summary>
    internal bool CanAppend(in TimelineEvent added) => added.OccurredMs >= Axis.OriginMs
        && added.Kind != EventKind.Subscription && (added.Kind != EventKind.Profile || _plan.SegmentCount == 1);

    /// <summary>
    /// Whether that is so, too, where another event is of the same instant: the day alone counts then. Orders, and what keeps a customer by
    /// a rule, depend on which of them is the last.
    /// </summary>
    internal bool CanTie(in TimelineEvent added) => added.Kind != EventKind.Purchase && !_plan.HasRules;

    /// <summary>Takes an event that none of its customer's others is later than, and that is in its timeline by now.</summary>
    internal void Append(int customer, in TimelineEvent added)
    {
        MakeRoom(customer);
        // A customer without a profile is in OTHER, the last.
        if (_places[customer] == Nowhere)
            Place(customer, _segments.Length - 1);
        var segment = _segments[SegmentOf(customer)];
        segment.Append(NumberOf(customer), added);
        if (added.Kind == EventKind.Purchase)
        {
            _after.Purchases.Read(_tenant.Customers.Timelines.LiveOf(EventKind.Purchase, customer, _tenant.Order));
            segment.Purchases.Append(_after.Purchases);
        }
        else if (added.Kind == EventKind.Profile && segment.Attributes.IsUsed)
        {
            segment.Attributes.Renew(NumberOf(customer), _tenant.Live(customer));
        }
        if (!_plan.HasRules || !_plan.IsPickedByRule(added))
            return;
        var live = _tenant.Live(customer);
        for (var rule = 0; rule < _plan.Rules.Count; rule++)
        {
            if (!_plan.SelectorOf(rule).Picks(live[^1]))
                continue;
            _before.ReadRule(rule, live[..^1]);
            _after.ReadRule(rule, live);
            segment.ChangeRule(NumberOf(customer), rule, _before, _after);
        }
    }

    /// <summary>Notes what a customer did, before that changes by an event.</summary>
    internal void Hold(int customer, in TimelineEvent changed) => _before.Read(_tenant.Live(customer), new IndexParts(_plan, changed));

    /// <summary>Replaces what was noted by what a customer did in truth.</summary>
    internal void Renew(int customer, in TimelineEvent changed) => Renew(customer, new IndexParts(_plan, changed));

    private void Renew(int customer, IndexParts parts)
    {
        MakeRoom(customer);
        var live = _tenant.Live(customer);
        if (_places[customer] == Nowhere)
        {
            Place(customer, _plan.SegmentOf(live, _tenant));
            _before.Clear();
            parts = IndexParts.All;
        }
        _after.Read(live, parts);
        var segment = parts.HasSegment ? _plan.SegmentOf(live, _tenant) : SegmentOf(customer);
        if (SegmentOf(customer) != segment)
        {
            var left = _segments[SegmentOf(customer)];
            left.Change(NumberOf(customer), _before, _nothing, parts);
            left.Release(NumberOf(customer));
            Place(customer, segment);
            _before.Clear();
        }
        _segments[segment].Change(NumberOf(customer), _before, _after, parts);
        if (parts.HasAttributes)
            _segments[segment].Attributes.Renew(NumberOf(customer), live);
    }

    /// <summary>Notes what a customer did, before all of it is forgotten.</summary>
    internal void Hold(int customer) => _before.Read(_tenant.Live(customer), IndexParts.All);

    /// <summary>Takes out what was noted of a customer that is no more.</summary>
    internal void Forget(int customer)
    {
        if (customer >= _places.Length || _places[customer] == Nowhere)
            return;
        var left = _segments[SegmentOf(customer)];
        left.Change(NumberOf(customer), _before, _nothing, IndexParts.All);
        left.Release(NumberOf(customer));
        _places[customer] = Nowhere;
    }

    /// <summary>Brings near what events of some customers are going to need.</summary>
    internal void Bring(ReadOnlySpan<int> customers)
    {
        foreach (var customer in customers)
        {
            if (customer >= 0 && customer < _places.Length)
                Near.Bring(ref _places[customer]);
        }
        foreach (var customer in customers)
        {
            if (customer >= 0 && customer < _places.Length && _places[customer] != Nowhere)
                _segments[SegmentOf(customer)].Bring(NumberOf(customer));
        }
    }

    /// <summary>The attributes of each segment that questions have asked for, in UTF-8.</summary>
    public IReadOnlyList<IReadOnlyList<byte[]>> Attributes => [.. _segments.Select(segment => segment.Attributes.Keys.ToArray())];

    /// <summary>The digests of all that it holds.</summary>
    /// <param name="attributes">Those of <see cref="Attributes"/> that are to be among them.</param>
    public IndexDigests Digests(IReadOnlyList<IReadOnlyList<byte[]>> attributes) => new(this, attributes);

    private int SegmentOf(int customer) => (int)(_places[customer] >> NumberBits);

    private int NumberOf(int customer) => (int)(_places[customer] & NumberMask);

    private void Place(int customer, int segment)
    {
        var number = _segments[segment].Take(customer);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)number, NumberMask, nameof(customer));
        _places[customer] = (uint)segment << NumberBits | (uint)number;
    }

    private void MakeRoom(int customer)
    {
        if (customer < _places.Length)
            return;
        var known = _places.Length;
        Array.Resize(ref _places, Math.Max(customer + 1, Growth.Next(known)));
        _places.AsSpan(known).Fill(Nowhere);
    }
}

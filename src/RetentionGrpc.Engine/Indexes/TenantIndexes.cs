using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// The index that answers, and the one that is being built to take its place: the first, one with what was declared since, or one with
/// another first day. None where looking at the timelines is fast enough.
/// </summary>
/// <param name="tenant">Whose customers.</param>
/// <param name="settings">When it pays, and how far back.</param>
public sealed class TenantIndexes(TenantState tenant, IndexSettings settings)
{
    private TenantIndex? _ready;
    private TenantIndex? _next;
    private long _newestMs = long.MinValue;
    private long _oldestMs = long.MaxValue;
    private bool _isOutdated;
    private BitRoom? _bitRoom;

    /// <summary>When it pays, and how far back.</summary>
    public IndexSettings Settings => settings;

    /// <summary>The index that answers; null without one.</summary>
    public TenantIndex? Ready => _ready;

    /// <summary>Room to count in.</summary>
    internal BitRoom BitRoom => _bitRoom ??= new();

    /// <summary>Whether one is being built.</summary>
    public bool IsBuilding => _next is not null;

    /// <summary>The newest event of a customer that ever was accepted; <see cref="long.MinValue"/> without any.</summary>
    public long NewestMs => _newestMs;

    /// <summary>Whether no event of a customer lies before the first day of the ready index.</summary>
    public bool ReachesBackToFirst => _ready is not null && _oldestMs >= _ready.Axis.OriginMs;

    /// <summary>Whether there is something to build.</summary>
    public bool NeedsWork => _next is not null || (tenant.Tally.EventCount >= settings.MinEvents && _newestMs > long.MinValue
        && (_ready is null || _isOutdated));

    /// <summary>A customer's timeline was read from a snapshot: its events are as if they had come.</summary>
    internal void Pass(long firstMs, long lastMs)
    {
        Pass(firstMs);
        Pass(lastMs);
    }

    /// <summary>What is declared, or a policy, has changed: the index that answers is right all the same, or is given up.</summary>
    /// <param name="changesAnswers">Whether it changes what was a customer when.</param>
    internal void Outdate(bool changesAnswers)
    {
        _isOutdated = true;
        _next = null;
        if (changesAnswers)
            _ready = null;
    }

    /// <summary>Builds on.</summary>
    /// <param name="customers">How many customers at most are looked at.</param>
    /// <returns>Whether there is more to do.</returns>
    internal bool Build(int customers)
    {
        if (!NeedsWork)
            return false;
        _next ??= Begin();
        _next.Build(customers, _newestMs);
        if (!_next.IsReady)
            return true;
        (_ready, _next) = (_next, null);
        return NeedsWork;
    }

    /// <summary>Adds an event, and keeps the indexes up to date.</summary>
    /// <param name="customer">Whose; -1 if nobody's.</param>
    /// <param name="timeline">The customer's events.</param>
    /// <param name="added">The event.</param>
    /// <param name="scratch">Room to work in.</param>
    internal void Add(int customer, Timeline timeline, in TimelineEvent added, TimelineScratch scratch)
    {
        if (customer >= 0)
            Pass(added.OccurredMs);
        if (customer < 0 || !Covers(customer))
        {
            timeline.Add(added, tenant.Order, scratch);
            return;
        }
        if (timeline.IsNewest(added.OccurredMs) && CanAppend(added))
        {
            timeline.Add(added, tenant.Order, scratch);
            if (_ready is { } ready)
                ready.Append(customer, added);
            if (_next is { } next && next.Covers(customer))
                next.Append(customer, added);
            return;
        }
        Hold(customer);
        timeline.Add(added, tenant.Order, scratch);
        Renew(customer);
    }

    /// <summary>Takes an event back, now or when it comes, and keeps the indexes up to date.</summary>
    internal void Retract(int customer, Timeline timeline, in TimelineEvent identity, TimelineScratch scratch)
    {
        if (customer < 0 || !Covers(customer))
        {
            timeline.Retract(identity, tenant.Order, scratch);
            return;
        }
        Hold(customer);
        timeline.Retract(identity, tenant.Order, scratch);
        Renew(customer);
    }

    private bool Covers(int customer) => _ready is not null || (_next is { } next && next.Covers(customer));

    private bool CanAppend(in TimelineEvent added) =>
        (_ready is null || _ready.CanAppend(added)) && (_next is null || _next.CanAppend(added));

    private void Hold(int customer)
    {
        _ready?.Hold(customer);
        if (_next is { } next && next.Covers(customer))
            next.Hold(customer);
    }

    private void Renew(int customer)
    {
        _ready?.Renew(customer);
        if (_next is { } next && next.Covers(customer))
            next.Renew(customer);
    }

    /// <summary>An event at an instant comes: it may be the newest, or one before the axis.</summary>
    private void Pass(long ms)
    {
        _oldestMs = Math.Min(_oldestMs, ms);
        if (ms > _newestMs)
        {
            _newestMs = ms;
            _ready?.RollTo(ms);
        }
        if (_ready is { } ready && !_isOutdated)
            _isOutdated = ready.Today >= ready.Limit - 1 || (_oldestMs < ready.Axis.OriginMs && OriginMs() < ready.Axis.OriginMs);
        if (_ready is { } full && full.Today >= full.Limit)
            _ready = null;
        if (_next is { } next && next.Axis.DayOf(ms) >= next.Limit - 1)
            _next = null;
    }

    private TenantIndex Begin()
    {
        _isOutdated = false;
        return new TenantIndex(tenant, new IndexPlan(tenant, OriginMs(), settings.Days + settings.SpareDays));
    }

    /// <summary>The first day: some before the oldest event, for those that are late, but not more days back than are indexed.</summary>
    private long OriginMs()
    {
        var days = (_newestMs - _oldestMs) / DayAxis.UsualDayMs;
        var back = Math.Min(settings.Days, days + Math.Min(settings.SpareDays, days / 4 + 8));
        return Math.Max(_newestMs - back * DayAxis.UsualDayMs, LowestMs);
    }

    private const long LowestMs = -62_000_000_000_000;
}

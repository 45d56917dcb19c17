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
    private const int CustomersAtOnce = 4_096;

    private TenantIndex? _ready;
    private TenantIndex? _next;
    private long _newestMs = long.MinValue;
    private long _oldestMs = long.MaxValue;
    private bool _isOutdated;
    private bool _isHeld;
    private bool _isAppended;
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

    /// <summary>Why there are no indexes until the next start; null as long as there may be.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether there is something to build.</summary>
    public bool NeedsWork => Failure is null && (_next is not null
        || (tenant.Tally.EventCount >= settings.MinEvents && _newestMs > long.MinValue && (_ready is null || _isOutdated)));

    /// <summary>A customer's timeline was read from a snapshot: its events are as if they had come.</summary>
    internal void Pass(long firstMs, long lastMs)
    {
        Pass(firstMs);
        Pass(lastMs);
    }

    /// <summary>Something else is declared: the index that answers is right all the same, until one with it takes its place.</summary>
    internal void Outdate() => (_isOutdated, _next) = (true, null);

    /// <summary>Builds on.</summary>
    /// <param name="customers">How many customers at most are looked at.</param>
    /// <returns>Whether there is more to do.</returns>
    internal bool Build(int customers)
    {
        if (!NeedsWork)
            return false;
        try
        {
            _next ??= Begin();
            _next.Build(customers, _newestMs);
        }
        catch (Exception failure)
        {
            GiveUp(failure);
            return false;
        }
        if (!_next.IsReady)
            return true;
        (_ready, _next) = (_next, null);
        return NeedsWork;
    }

    /// <summary>
    /// Builds an index from the timelines, at once, that holds what another does, and puts it in the place of the one that answers, if any:
    /// from then on it follows what is folded.
    /// </summary>
    /// <param name="plan">What the other holds.</param>
    /// <param name="today">Its <see cref="TenantIndex.Today"/>.</param>
    /// <param name="cancellation">Gives up between some customers.</param>
    /// <returns>The index; null where the tenant's settings ask for another one now.</returns>
    public TenantIndex? BuildLike(IndexPlan plan, int today, CancellationToken cancellation)
    {
        var own = new IndexPlan(tenant, plan.Axis.OriginMs, plan.Limit);
        if (!own.IsLike(plan))
            return null;
        var index = new TenantIndex(tenant, own);
        while (!index.IsReady)
        {
            cancellation.ThrowIfCancellationRequested();
            index.Build(CustomersAtOnce, own.Axis.StartOf(Math.Max(today - 1, 0)));
        }
        return _ready = index;
    }

    /// <summary>An event of a customer is going to be added, or taken back; <see cref="Follow"/> comes next.</summary>
    /// <param name="customer">Whose.</param>
    /// <param name="folded">The event.</param>
    /// <param name="isRetraction">Whether it is taken back.</param>
    /// <returns>Whether the customer's timeline was unpacked for it.</returns>
    internal bool Prepare(int customer, in TimelineEvent folded, bool isRetraction)
    {
        try
        {
            if (!isRetraction)
                Pass(folded.OccurredMs);
            _isAppended = false;
            _isHeld = Covers(customer);
            if (!_isHeld)
                return false;
            var earliest = CanTie(folded) ? folded.OccurredMs + 1 : folded.OccurredMs;
            _isAppended = !isRetraction && tenant.Customers.Timelines.IsNewest(customer, earliest) && CanAppend(folded);
            if (!_isAppended)
                Hold(customer, folded);
        }
        catch (Exception failure)
        {
            GiveUp(failure);
        }
        return !_isAppended;
    }

    /// <summary>Brings near what events of some customers are going to need; see <see cref="CustomerDirectory.Bring"/>.</summary>
    /// <param name="customers">The customers; those below 0 are not known.</param>
    internal void Bring(ReadOnlySpan<int> customers) => _ready?.Bring(customers);

    /// <summary>The event was added, or taken back: the indexes follow.</summary>
    internal void Follow(int customer, in TimelineEvent folded)
    {
        if (!_isHeld)
            return;
        try
        {
            if (_isAppended)
                Append(customer, folded);
            else
                Renew(customer, folded);
        }
        catch (Exception failure)
        {
            GiveUp(failure);
        }
    }

    /// <summary>A customer is going to be forgotten; <see cref="Forget"/> comes next.</summary>
    internal void PrepareToForget(int customer)
    {
        try
        {
            _isHeld = Covers(customer);
            if (!_isHeld)
                return;
            _ready?.Hold(customer);
            if (_next is { } next && next.Covers(customer))
                next.Hold(customer);
        }
        catch (Exception failure)
        {
            GiveUp(failure);
        }
    }

    /// <summary>The customer was forgotten: the indexes follow.</summary>
    internal void Forget(int customer)
    {
        if (!_isHeld)
            return;
        try
        {
            _ready?.Forget(customer);
            if (_next is { } next && next.Covers(customer))
                next.Forget(customer);
        }
        catch (Exception failure)
        {
            GiveUp(failure);
        }
    }

    /// <summary>
    /// An index that cannot be kept is worth less than the events that it is of: there is none until the next start, the timelines answer,
    /// and ingestion goes on.
    /// </summary>
    private void GiveUp(Exception failure)
    {
        (_ready, _next) = (null, null);
        (_isHeld, _isAppended) = (false, false);
        Failure = failure;
    }

    /// <summary>Which of the declarations of a tenant are indexed.</summary>
    internal IndexStates StatesOf(TenantSettings settings)
    {
        var other = NeedsWork || Failure is not null ? IndexState.Building : IndexState.NotNeeded;
        return new(
            [.. settings.Selectors.Select(one => State(_ready?.Plan.NumberOf(one.Selector) >= 0))],
            [.. settings.InactivityRules.Select(rule => State(_ready?.Plan.Has(rule) == true))],
            [.. settings.Segments.Select(segment => State(_ready?.Plan.Segment?.Equals(segment) == true))]);

        IndexState State(bool isReady) => isReady ? IndexState.Ready : other;
    }

    private bool Covers(int customer) => _ready is not null || (_next is { } next && next.Covers(customer));

    private bool CanAppend(in TimelineEvent added) =>
        (_ready is null || _ready.CanAppend(added)) && (_next is null || _next.CanAppend(added));

    private bool CanTie(in TimelineEvent added) => (_ready is null || _ready.CanTie(added)) && (_next is null || _next.CanTie(added));

    private void Append(int customer, in TimelineEvent folded)
    {
        _ready?.Append(customer, folded);
        if (_next is { } next && next.Covers(customer))
            next.Append(customer, folded);
    }

    private void Hold(int customer, in TimelineEvent changed)
    {
        _ready?.Hold(customer, changed);
        if (_next is { } next && next.Covers(customer))
            next.Hold(customer, changed);
    }

    private void Renew(int customer, in TimelineEvent changed)
    {
        _ready?.Renew(customer, changed);
        if (_next is { } next && next.Covers(customer))
            next.Renew(customer, changed);
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

using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// Sums up customers' activity. An active day keeps its customer in the windows of some days that end with it or later, up to the next
/// active day: only the first and the end of those windows are noted, and summed up once at the end.
/// </summary>
public sealed class ActivityStatistic : IStatistic<ActivityStatistic>
{
    private readonly ActivityLayout? _layout;
    private readonly ActivityCounts[] _buckets = [];
    private readonly long[][] _trailingChanges = [];
    private readonly long[] _daily = [];
    private readonly long[] _monthlyChanges = [];
    private readonly long[] _exactlyActive = [];
    private ActivityCounts _total;

    /// <param name="layout">The days and buckets; null means that only customers are counted.</param>
    internal ActivityStatistic(ActivityLayout? layout)
    {
        _layout = layout;
        if (layout is null)
            return;
        var count = layout.Query.Buckets.Count;
        _buckets = new ActivityCounts[count];
        _exactlyActive = new long[count];
        _trailingChanges = [.. layout.Query.TrailingDays.Select(_ => new long[count + 1])];
        _daily = new long[layout.WindowDays];
        _monthlyChanges = new long[layout.WindowDays + 1];
    }

    /// <summary>Distinct customers active on a day that the answer reads: in the window, or so long before as it looks back.</summary>
    public long Customers { get; private set; }

    /// <summary>What was counted.</summary>
    /// <exception cref="InvalidOperationException">Only customers were.</exception>
    public ActivitySummary Summary()
    {
        var query = Layout.Query;
        var (buckets, trailing) = (new ActivityBucket[_buckets.Length], new long[_trailingChanges.Length]);
        for (var bucket = 0; bucket < buckets.Length; bucket++)
        {
            for (var i = 0; i < trailing.Length; i++)
                trailing[i] += _trailingChanges[i][bucket];
            buckets[bucket] = query.StateOf(bucket) == CellState.NotYet
                ? new(default, new long[trailing.Length])
                : new(_buckets[bucket], trailing.ToArray());
        }
        var (days, monthly) = (new DailyActive[_daily.Length], 0L);
        for (var day = 0; day < days.Length; day++)
            days[day] = new(_daily[day], monthly += _monthlyChanges[day]);
        return new(_total, buckets, days, _exactlyActive);
    }

    /// <inheritdoc/>
    public void Add(ActivityStatistic other)
    {
        Customers += other.Customers;
        _total += other._total;
        for (var bucket = 0; bucket < _buckets.Length; bucket++)
            _buckets[bucket] += other._buckets[bucket];
        for (var i = 0; i < _trailingChanges.Length; i++)
            AddTo(_trailingChanges[i], other._trailingChanges[i]);
        AddTo(_daily, other._daily);
        AddTo(_monthlyChanges, other._monthlyChanges);
        AddTo(_exactlyActive, other._exactlyActive);
    }

    /// <summary>Counts a customer who was active on some day.</summary>
    internal void Count(ActivityReference.CustomerActivity acts)
    {
        Customers++;
        if (_layout is null)
            return;
        _total += acts.Total;
        var activeBuckets = 0;
        foreach (ref readonly var one in acts.Buckets)
        {
            activeBuckets += _layout.Query.IsActiveWith(one.Counts.Events) ? 1 : 0;
            _buckets[one.Bucket] += one.Counts;
        }
        if (activeBuckets > 0)
            _exactlyActive[activeBuckets - 1]++;
        for (var i = 0; i < acts.Days.Count; i++)
            CountDay(_layout, acts.Days[i], i + 1 < acts.Days.Count ? acts.Days[i + 1] : _layout.Days.Count);
    }

    private ActivityLayout Layout => _layout ?? throw new InvalidOperationException("only customers were counted");

    private void CountDay(ActivityLayout layout, int day, int nextDay)
    {
        for (var i = 0; i < _trailingChanges.Length; i++)
        {
            _trailingChanges[i][layout.BucketsBefore(day)]++;
            _trailingChanges[i][layout.BucketsBefore((int)Math.Min((long)day + layout.Query.TrailingDays[i], nextDay))]--;
        }
        if (layout.InWindow(day) is >= 0 and var place && place < _daily.Length)
            _daily[place]++;
        _monthlyChanges[layout.PlaceOf(day)]++;
        _monthlyChanges[layout.PlaceOf(Math.Min(day + ActivityQuery.MonthlyDays, nextDay))]--;
    }

    private static void AddTo(long[] sums, long[] others)
    {
        for (var i = 0; i < sums.Length; i++)
            sums[i] += others[i];
    }
}

/// <summary>Activity, split by an attribute: every customer's timeline is read.</summary>
/// <param name="query">The question.</param>
/// <param name="calendar">The tenant's.</param>
public sealed class ActivityByGroupQuery(ActivityQuery query, TenantCalendar calendar) : SplitQuery<ActivityStatistic>
{
    private readonly ActivityLayout _layout = new(query, calendar);

    /// <inheritdoc/>
    protected override bool CountsAllAtFirst => query.Buckets.Count + _layout.WindowDays <= FewRows;

    /// <inheritdoc/>
    public override long? ReadsUntil => EndOf(query);

    /// <inheritdoc/>
    protected override ActivityStatistic CreateStatistic() => new(OnlyFindsGroups ? null : _layout);

    /// <inheritdoc/>
    private protected override void Scan(TenantState tenant, SplitScan<ActivityStatistic> scan) =>
        ActivityReference.Scan(tenant, _layout, scan);
}

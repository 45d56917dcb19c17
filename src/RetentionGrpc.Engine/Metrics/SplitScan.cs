using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>Gives each customer, or each event, of one partition the statistic of its group.</summary>
/// <typeparam name="TStatistic">What is counted.</typeparam>
internal sealed class SplitScan<TStatistic>
    where TStatistic : class, IStatistic<TStatistic>
{
    private readonly Grouping? _grouping;
    private readonly BoundGrouping? _bound;
    private readonly Func<TStatistic> _create;
    private readonly Dictionary<int, TStatistic> _ofValue = [];
    private readonly int _mostValues;
    private readonly TStatistic _rest;
    private readonly TStatistic _none;

    /// <param name="tenant">Whose customers.</param>
    /// <param name="grouping">How the answer is split; null where it is not.</param>
    /// <param name="create">Makes a statistic of nobody.</param>
    /// <param name="mostValues">So many values have statistics of their own at most while groups are not known.</param>
    public SplitScan(TenantState tenant, Grouping? grouping, Func<TStatistic> create, int mostValues)
    {
        (_grouping, _create, _mostValues, _rest, _none) = (grouping, create, mostValues, create(), create());
        if (grouping is null)
            return;
        _bound = new(tenant, grouping);
        foreach (var value in grouping.Values ?? [])
        {
            if (_bound.NumberOf(value) is >= 0 and var number)
                _ofValue[number] = create();
        }
    }

    /// <summary>The statistic of a customer's group, where the answer is not split, or by an attribute.</summary>
    public TStatistic Of(ReadOnlySpan<TimelineEvent> live) => _bound is null ? _rest : OfValue(_bound.ValueOf(live));

    /// <summary>The statistic of the group that an event of a customer belongs to, however the answer is split.</summary>
    public TStatistic Of(ReadOnlySpan<TimelineEvent> live, in TimelineEvent counted) =>
        _bound is null ? _rest : OfValue(_bound.ValueOf(live, counted));

    /// <summary>The statistic that all events of a customer belong to; null where the answer is split by what is in them.</summary>
    public TStatistic? OfWhole(ReadOnlySpan<TimelineEvent> live) => _grouping is { IsAttribute: false } ? null : Of(live);

    /// <summary>The statistic of the group of a text that is neither an attribute nor a property; an empty one is none.</summary>
    public TStatistic OfText(int number) => OfValue(number == TenantState.EmptyText ? -1 : number);

    /// <summary>The statistics of all groups.</summary>
    public IEnumerable<TStatistic> All => [_rest, _none, .. _ofValue.Values];

    /// <summary>What was counted.</summary>
    public Split<TStatistic> Finish()
    {
        var split = new Split<TStatistic>(_grouping, _rest, _none);
        foreach (var (value, statistic) in _ofValue)
            split.Add(_bound!.TextOf(value), statistic);
        return split;
    }

    private TStatistic OfValue(int value)
    {
        if (value < 0)
            return _none;
        if (_ofValue.TryGetValue(value, out var statistic))
            return statistic;
        if (_grouping!.Values is not null)
            return _rest;
        if (_ofValue.Count >= _mostValues)
            throw new TooManyStatisticsException();
        _ofValue.Add(value, statistic = _create());
        return statistic;
    }
}

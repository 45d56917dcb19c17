using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>Gives each customer, or each event, of one partition the statistic of its group.</summary>
/// <typeparam name="TStatistic">What is counted.</typeparam>
internal sealed class SplitScan<TStatistic>
    where TStatistic : class, IStatistic<TStatistic>
{
    private readonly TenantState _tenant;
    private readonly Grouping? _grouping;
    private readonly Func<TStatistic> _create;
    private readonly int _keyNumber = -1;
    private readonly bool _isPlan;
    private readonly Dictionary<int, TStatistic> _ofValue = [];
    private readonly TStatistic _rest;
    private readonly TStatistic _none;

    /// <param name="tenant">Whose customers.</param>
    /// <param name="grouping">How the answer is split; null where it is not.</param>
    /// <param name="create">Makes a statistic of nobody.</param>
    public SplitScan(TenantState tenant, Grouping? grouping, Func<TStatistic> create)
    {
        (_tenant, _grouping, _create, _rest, _none) = (tenant, grouping, create, create(), create());
        if (grouping is null)
            return;
        _keyNumber = tenant.Texts.Find(grouping.Key);
        _isPlan = grouping.Key.AsSpan().SequenceEqual(CustomerAttributes.Plan);
        foreach (var value in grouping.Values ?? [])
        {
            if (NumberOf(value) is >= 0 and var number)
                _ofValue[number] = create();
        }
    }

    /// <summary>The statistic of a customer's group, where the answer is not split, or by an attribute.</summary>
    public TStatistic Of(ReadOnlySpan<TimelineEvent> live) => _grouping is null
        ? _rest
        : OfValue(CustomerAttributes.ValueOf(live, _keyNumber, _isPlan));

    /// <summary>The statistic of the group that an event of a customer belongs to, however the answer is split.</summary>
    public TStatistic Of(ReadOnlySpan<TimelineEvent> live, in TimelineEvent counted) =>
        _grouping is { IsAttribute: false } ? OfValue(ValueOf(counted)) : Of(live);

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
            split.Add(TextOf(value), statistic);
        return split;
    }

    private int ValueOf(in TimelineEvent counted) => _grouping!.Column switch
    {
        GroupColumn.Campaign => Named(counted.Kind == EventKind.CampaignTouch ? counted.NameNumber : counted.LabelNumber),
        GroupColumn.Variant => Named(counted.LabelNumber),
        GroupColumn.Channel => counted.Detail,
        _ => _keyNumber < 0 ? -1 : counted.ValueOf(_keyNumber),
    };

    private static int Named(int text) => text == TenantState.EmptyText ? -1 : text;

    // Channels are no texts: their number is that of the enum.
    private int NumberOf(byte[] value) => _grouping!.Column == GroupColumn.Channel
        ? CampaignChannels.NumberOf(value)
        : _tenant.Texts.Find(value);

    private byte[] TextOf(int value) => _grouping!.Column == GroupColumn.Channel
        ? CampaignChannels.NameOf(value)
        : _tenant.Texts[value].ToArray();

    private TStatistic OfValue(int value)
    {
        if (value < 0)
            return _none;
        if (_ofValue.TryGetValue(value, out var statistic))
            return statistic;
        if (_grouping!.Values is not null)
            return _rest;
        _ofValue.Add(value, statistic = _create());
        return statistic;
    }
}

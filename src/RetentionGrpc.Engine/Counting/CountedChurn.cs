using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Reference;

namespace RetentionGrpc.Engine.Counting;

/// <summary>
/// Which values stayed and which were lost, by their selected events. Whether an event makes a value a customer at t is told by t and by
/// t − inactivity, for t at both ends of the windows and of their days: those alone tell events apart.
/// </summary>
public sealed class CountedChurn : CountedMetric<IReadOnlyList<WindowChurn>>
{
    private readonly ChurnQuery _query;
    private readonly IReadOnlyList<Interval>[] _days;
    private readonly Cuts _cuts;

    /// <param name="query">
    /// The question, of ACTIVITY or PURCHASE; its windows are the whole, then its buckets in order and apart from each other.
    /// </param>
    /// <param name="calendar">The tenant's.</param>
    /// <param name="property">The declared event property, in UTF-8.</param>
    public CountedChurn(ChurnQuery query, TenantCalendar calendar, byte[] property)
    {
        (_query, _days) = (query, [.. query.Windows.Select(calendar.ClippedDays)]);
        _cuts = new(query.Windows.Concat(_days.SelectMany(days => days)).SelectMany(CutsOf));
        var population = query.Population;
        Query = new SelectedCellsQuery([population.CountedSelector], population.CustomerFilter, property, _cuts);
    }

    /// <inheritdoc/>
    public override CountedQuery<ValueCells> Query { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<WindowChurn> Of(CountedValues<ValueCells> values, CancellationToken deadline)
    {
        var statistic = new ChurnStatistic([.. _days.Select(days => days.Count)]);
        var (scan, spans) = (new ChurnScan(_query.Windows, _days), new CustomerSpans());
        foreach (var (_, cells) in values.Each(deadline))
            scan.Count(ActivitySpans.ReadInto(spans, cells, _cuts, _query.Population.InactivityMs), statistic);
        return statistic.Windows();
    }

    private IEnumerable<long> CutsOf(Interval window)
    {
        var inactivityMs = _query.Population.InactivityMs;
        return [window.StartMs, window.EndMs, window.StartMs - inactivityMs, window.EndMs - inactivityMs];
    }
}

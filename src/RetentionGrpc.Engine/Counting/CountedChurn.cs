using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Reference;

namespace RetentionGrpc.Engine.Counting;

/// <summary>
/// Which values stayed and which were lost, by their selected events. Whether an event makes a value a customer at t is told by t and by
/// t − inactivity, for t at both ends of the windows and of their days: those alone tell events apart.
/// </summary>
/// <param name="query">
/// The question, of ACTIVITY or PURCHASE; its windows are the whole, then its buckets in order and apart from each other.
/// </param>
/// <param name="calendar">The tenant's.</param>
/// <param name="property">The declared event property, in UTF-8.</param>
public sealed class CountedChurn(ChurnQuery query, TenantCalendar calendar, byte[] property) : CountedMetric<IReadOnlyList<WindowChurn>>
{
    private readonly IReadOnlyList<Interval>[] _days = [.. query.Windows.Select(calendar.ClippedDays)];

    /// <inheritdoc/>
    public override CountedQuery Query => new SelectedCellsQuery(
        [query.Population.CountedSelector], query.Population.CustomerFilter, property,
        Cuts(query.Windows.Concat(_days.SelectMany(days => days)).SelectMany(CutsOf)));

    /// <inheritdoc/>
    public override IReadOnlyList<WindowChurn> Of(CountedValues values, CancellationToken deadline)
    {
        var statistic = new ChurnStatistic([.. _days.Select(days => days.Count)]);
        var (scan, spans) = (new ChurnScan(query.Windows, _days), new CustomerSpans());
        foreach (var (_, cells) in values.Each(deadline))
            scan.Count(ActivitySpans.ReadInto(spans, cells, query.Population.InactivityMs), statistic);
        return statistic.Windows();
    }

    private IEnumerable<long> CutsOf(Interval window) =>
    [
        window.StartMs, window.EndMs, window.StartMs - query.Population.InactivityMs, window.EndMs - query.Population.InactivityMs,
    ];
}

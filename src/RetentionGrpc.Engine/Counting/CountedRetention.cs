using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Counting;

/// <summary>How many values with events in one window had some in others. The ends of the windows alone tell events apart.</summary>
/// <param name="query">The question, of up to 31 B's.</param>
/// <param name="property">The declared event property, in UTF-8.</param>
public sealed class CountedRetention(RetentionQuery query, byte[] property) : CountedMetric<RetentionCounts>
{
    private readonly ActivityWindow[] _windows = [query.Base, .. query.Comparisons];
    private readonly List<ActivitySelector> _selectors =
        [.. query.Comparisons.Prepend(query.Base).Select(window => window.Selector).Distinct()];

    /// <inheritdoc/>
    public override CountedQuery Query => new SelectedCellsQuery(
        _selectors, query.CustomerFilter, property,
        Cuts(_windows.SelectMany(window => new[] { window.Window.StartMs, window.Window.EndMs })));

    /// <inheritdoc/>
    public override RetentionCounts Of(CountedValues values, CancellationToken deadline)
    {
        var statistic = new RetentionStatistic(query.Comparisons.Count);
        var picks = Array.ConvertAll(_windows, window => 1U << _selectors.IndexOf(window.Selector));
        var firsts = new long?[_windows.Length];
        foreach (var (_, cells) in values.Each(deadline))
        {
            for (var i = 0; i < firsts.Length; i++)
                firsts[i] = FirstIn(cells, _windows[i].Window, picks[i]);
            statistic.Count(new(firsts[0], new ArraySegment<long?>(firsts, 1, firsts.Length - 1)));
        }
        return statistic.Counts;
    }

    private static long? FirstIn(ValueCells cells, Interval window, uint pick)
    {
        for (var cell = cells.Next(0); cell >= 0; cell = cells.Next(cell + 1))
        {
            if ((cells[cell].Picks & pick) != 0 && window.Contains(cells[cell].FirstMs))
                return cells[cell].FirstMs;
        }
        return null;
    }
}

using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Counting;

/// <summary>How many values with events in one window had some in others. The ends of the windows alone tell events apart.</summary>
public sealed class CountedRetention : CountedMetric<RetentionCounts>
{
    private readonly ActivityWindow[] _windows;
    private readonly List<ActivitySelector> _selectors;
    private readonly Cuts _cuts;

    /// <param name="query">The question.</param>
    /// <param name="property">The declared event property, in UTF-8.</param>
    public CountedRetention(RetentionQuery query, byte[] property)
    {
        _windows = [query.Base, .. query.Comparisons];
        _selectors = [.. _windows.Select(window => window.Selector).Distinct()];
        _cuts = new(_windows.SelectMany(window => new[] { window.Window.StartMs, window.Window.EndMs }));
        Query = new SelectedCellsQuery(_selectors, query.CustomerFilter, property, _cuts);
    }

    /// <inheritdoc/>
    public override CountedQuery<ValueCells> Query { get; }

    /// <inheritdoc/>
    public override RetentionCounts Of(CountedValues<ValueCells> values, CancellationToken deadline)
    {
        var statistic = new RetentionStatistic(_windows.Length - 1);
        var firstCells = Array.ConvertAll(_windows, window => _selectors.IndexOf(window.Selector) * _cuts.Count);
        var firsts = new long?[_windows.Length];
        foreach (var (_, cells) in values.Each(deadline))
        {
            for (var i = 0; i < firsts.Length; i++)
                firsts[i] = FirstIn(cells, _windows[i].Window, firstCells[i]);
            statistic.Count(new(firsts[0], new ArraySegment<long?>(firsts, 1, firsts.Length - 1)));
        }
        return statistic.Counts;
    }

    private long? FirstIn(ValueCells cells, Interval window, int firstCell)
    {
        var cell = cells.Next(firstCell + _cuts.CellOf(window.StartMs)) - firstCell;
        return cell >= 0 && cell < _cuts.Count && window.Contains(_cuts.TimeOf(cell)) ? _cuts.TimeOf(cell) : null;
    }
}

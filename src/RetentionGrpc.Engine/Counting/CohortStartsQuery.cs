using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Counting;

/// <summary>
/// The first of two rounds of cohorts of values: the earliest start event of each, RECURRING of each bucket. Only when all partitions have
/// told theirs are a value's starts known.
/// </summary>
/// <param name="definition">Who and what counts; not split.</param>
/// <param name="property">The declared event property, in UTF-8.</param>
internal sealed class CohortStartsQuery(CohortDefinition definition, byte[] property)
    : CountedQuery(property, definition.CustomerFilter, CellCountOf(definition))
{
    // Of FIRST_EVER: the start events, and those that the selector would pick but for its filter.
    private const int Starts = 0;
    private const int Filtered = 1;

    private static bool IsByRow(CohortDefinition definition) => definition is { Rule: CohortRule.Recurring, Layout.IsRolling: false };

    private static int CellCountOf(CohortDefinition definition) => IsByRow(definition) ? definition.Layout.RowCount : Filtered + 1;

    /// <summary>The cohorts of a value. Of FIRST_EVER, an instant with both kinds of events begins with those that pass the
    /// filter.</summary>
    public ValueStarts StartsOf(ValueCells cells)
    {
        var starts = new List<(int Row, long Ms)>();
        if (IsByRow(definition))
        {
            for (var row = cells.Next(0); row >= 0; row = cells.Next(row + 1))
                starts.Add((row, cells[row].FirstMs));
            return new(starts);
        }
        var (first, filtered) = (cells[Starts], cells[Filtered]);
        var isStart = first.Events > 0 && (filtered.Events == 0 || first.FirstMs <= filtered.FirstMs);
        if (isStart && definition.Layout.RowOf(first.FirstMs) is >= 0 and var own)
            starts.Add((own, first.FirstMs));
        return new(starts);
    }

    private protected override CellPicker Bind(TenantState tenant) =>
        new StartPicker(definition, definition.StartSelector.Bind(tenant));

    private sealed class StartPicker(CohortDefinition definition, BoundSelector starts) : CellPicker
    {
        private readonly bool _isByRow = IsByRow(definition);

        public override bool Picks(in TimelineEvent candidate, int value, out int cell, out uint picks)
        {
            (cell, picks) = (Starts, 1);
            var picked = starts.Picks(candidate);
            if (definition.Rule == CohortRule.Recurring)
            {
                var row = picked ? definition.Layout.RowOf(candidate.OccurredMs) : -1;
                if (_isByRow)
                    cell = row;
                return row >= 0;
            }
            if (picked || definition.Rule == CohortRule.FirstMatching)
                return picked;
            cell = Filtered;
            return starts.PicksUnfiltered(candidate);
        }
    }
}

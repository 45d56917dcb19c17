using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Counting;

/// <summary>
/// The first round of cohorts of values: the earliest start event of each, RECURRING of each bucket. Only when all partitions have told
/// theirs are a value's starts known. Where one return is enough and buckets are those of the calendar, the latest return event of each
/// bucket tells the rest: one is after the start if the latest is. There is no other round then.
/// </summary>
/// <param name="definition">Who and what counts; not split.</param>
/// <param name="property">The declared event property, in UTF-8.</param>
internal sealed class CohortStartsQuery(CohortDefinition definition, byte[] property)
    : CountedQuery<ValueFirsts>(property, definition.CustomerFilter)
{
    // Of FIRST_EVER: the start events, and those that the selector would pick but for its filter.
    private const int Starts = 0;
    private const int Filtered = 1;

    private static bool IsByRow(CohortDefinition definition) => definition is { Rule: CohortRule.Recurring, Layout.IsRolling: false };

    private static bool HasReturns(CohortDefinition definition) => definition is { MinOccurrences: 1, Layout.IsRolling: false };

    private static int StartCellsOf(CohortDefinition definition) => IsByRow(definition) ? definition.Layout.RowCount : Filtered + 1;

    private static int CellCountOf(CohortDefinition definition) =>
        StartCellsOf(definition) + (HasReturns(definition) ? definition.Layout.RowCount : 0);

    /// <summary>Whether this round tells the returns as well.</summary>
    public bool TellsReturns => HasReturns(definition);

    /// <summary>The cohorts of a value. Of FIRST_EVER, an instant with both kinds of events begins with those that pass the
    /// filter.</summary>
    public ValueStarts StartsOf(ValueFirsts firsts)
    {
        var starts = new List<(int Row, long Ms)>();
        if (IsByRow(definition))
        {
            for (var row = 0; row < definition.Layout.RowCount; row++)
            {
                if (firsts[row] is { } ms)
                    starts.Add((row, ms));
            }
            return new(starts, firsts);
        }
        if (firsts[Starts] is { } start && !(firsts[Filtered] < start) && definition.Layout.RowOf(start) is >= 0 and var own)
            starts.Add((own, start));
        return new(starts, OfRow: null);
    }

    /// <summary>The latest return event in a bucket, where this round tells it; null without any.</summary>
    public long? LastReturnIn(ValueFirsts firsts, int bucket) => -firsts[StartCellsOf(definition) + bucket];

    private protected override ValueCounting<ValueFirsts> Bind(TenantState tenant) => new Counting(tenant, definition);

    private sealed class Counting(TenantState tenant, CohortDefinition definition)
        : ValueCounting<ValueFirsts>(tenant, () => new(CellCountOf(definition)))
    {
        private readonly BoundSelector _starts = definition.StartSelector.Bind(tenant);
        private readonly BoundSelector _returns = definition.ReturnSelector.Bind(tenant);
        private readonly bool _isByRow = IsByRow(definition);
        private readonly bool _hasReturns = HasReturns(definition);
        private readonly bool _hasRows = HasReturns(definition) || definition.Rule == CohortRule.Recurring;
        private readonly int _returnCells = StartCellsOf(definition);

        public override void Take(in TimelineEvent act, int value)
        {
            var row = _hasRows ? definition.Layout.RowOf(act.OccurredMs) : -1;
            if (StartCellOf(act, row) is >= 0 and var cell)
                Of(value).Add(cell, act.OccurredMs);
            // The earliest of negated instants is the latest.
            if (_hasReturns && row >= 0 && _returns.Picks(act))
                Of(value).Add(_returnCells + row, -act.OccurredMs);
        }

        private int StartCellOf(in TimelineEvent act, int row)
        {
            if (_starts.Picks(act))
                return definition.Rule != CohortRule.Recurring ? Starts : _isByRow ? row : Math.Min(row, Starts);
            return definition.Rule == CohortRule.FirstEver && _starts.PicksUnfiltered(act) ? Filtered : -1;
        }
    }
}

using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Counting;

/// <summary>
/// The first round of cohorts of values: the earliest start event of each, RECURRING of each bucket. Only when all partitions have told
/// theirs are a value's starts known. Where buckets are those of the calendar, the latest return events of each bucket tell the rest, as
/// many as must be: so many are after the start if the earliest of them is. There is no other round then.
/// </summary>
/// <param name="definition">Who and what counts; not split.</param>
/// <param name="property">The declared event property, in UTF-8.</param>
/// <param name="instantLimit">How many instants may be kept of one value so that this round tells returns.</param>
internal sealed class CohortStartsQuery(CohortDefinition definition, byte[] property, int instantLimit)
    : CountedQuery<ValueFirsts>(property, definition.CustomerFilter)
{
    // Of FIRST_EVER: the start events, and those that the selector would pick but for its filter.
    private const int Starts = 0;
    private const int Filtered = 1;

    private static bool IsByRow(CohortDefinition definition) => definition is { Rule: CohortRule.Recurring, Layout.IsRolling: false };

    private static int StartCellsOf(CohortDefinition definition) => IsByRow(definition) ? definition.Layout.RowCount : Filtered + 1;

    /// <summary>Whether this round tells the returns as well.</summary>
    public bool TellsReturns { get; } =
        !definition.Layout.IsRolling && definition.Layout.RowCount * (1L + definition.MinOccurrences) <= instantLimit;

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

    private protected override ValueCounting<ValueFirsts> Bind(TenantState tenant) => new Counting(tenant, definition, TellsReturns);

    private sealed class Counting(TenantState tenant, CohortDefinition definition, bool tellsReturns)
        : ValueCounting<ValueFirsts>(
            tenant, () => new(StartCellsOf(definition), tellsReturns ? definition.Layout.RowCount : 0, definition.MinOccurrences))
    {
        private readonly BoundSelector _starts = definition.StartSelector.Bind(tenant);
        private readonly BoundSelector _returns = definition.ReturnSelector.Bind(tenant);
        private readonly bool _isByRow = IsByRow(definition);
        private readonly bool _hasRows = tellsReturns || definition.Rule == CohortRule.Recurring;

        public override void Take(in TimelineEvent act, int value)
        {
            var row = _hasRows ? definition.Layout.RowOf(act.OccurredMs) : -1;
            if (StartCellOf(act, row) is >= 0 and var cell)
                Of(value).Add(cell, act.OccurredMs);
            if (tellsReturns && row >= 0 && _returns.Picks(act))
                Of(value).AddLatest(row, act.OccurredMs);
        }

        private int StartCellOf(in TimelineEvent act, int row)
        {
            if (_starts.Picks(act))
                return definition.Rule != CohortRule.Recurring ? Starts : _isByRow ? row : Math.Min(row, Starts);
            return definition.Rule == CohortRule.FirstEver && _starts.PicksUnfiltered(act) ? Filtered : -1;
        }
    }
}

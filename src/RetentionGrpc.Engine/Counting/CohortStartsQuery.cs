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
    : CountedQuery<ValueFirsts>(property, definition.CustomerFilter)
{
    // Of FIRST_EVER: the start events, and those that the selector would pick but for its filter.
    private const int Starts = 0;
    private const int Filtered = 1;

    private static bool IsByRow(CohortDefinition definition) => definition is { Rule: CohortRule.Recurring, Layout.IsRolling: false };

    private static int CellCountOf(CohortDefinition definition) => IsByRow(definition) ? definition.Layout.RowCount : Filtered + 1;

    /// <summary>The cohorts of a value. Of FIRST_EVER, an instant with both kinds of events begins with those that pass the
    /// filter.</summary>
    public ValueStarts StartsOf(ValueFirsts firsts)
    {
        var starts = new List<(int Row, long Ms)>();
        if (IsByRow(definition))
        {
            for (var row = 0; row < firsts.Count; row++)
            {
                if (firsts[row] is { } ms)
                    starts.Add((row, ms));
            }
            return new(starts);
        }
        if (firsts[Starts] is { } start && !(firsts[Filtered] < start) && definition.Layout.RowOf(start) is >= 0 and var own)
            starts.Add((own, start));
        return new(starts);
    }

    private protected override ValueCounting<ValueFirsts> Bind(TenantState tenant) => new Counting(tenant, definition);

    private sealed class Counting(TenantState tenant, CohortDefinition definition)
        : ValueCounting<ValueFirsts>(tenant, () => new(CellCountOf(definition)))
    {
        private readonly BoundSelector _starts = definition.StartSelector.Bind(tenant);
        private readonly bool _isByRow = IsByRow(definition);

        public override void Take(in TimelineEvent act, int value)
        {
            if (CellOf(act) is >= 0 and var cell)
                Of(value).Add(cell, act.OccurredMs);
        }

        private int CellOf(in TimelineEvent act)
        {
            if (_starts.Picks(act))
            {
                var row = definition.Rule == CohortRule.Recurring ? definition.Layout.RowOf(act.OccurredMs) : Starts;
                return _isByRow ? row : Math.Min(row, Starts);
            }
            return definition.Rule == CohortRule.FirstEver && _starts.PicksUnfiltered(act) ? Filtered : -1;
        }
    }
}

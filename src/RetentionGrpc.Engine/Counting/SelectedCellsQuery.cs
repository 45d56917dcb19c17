using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Counting;

/// <summary>
/// Events of each value in the cells between instants, at which a metric tells before from after: all events of a cell are alike to it.
/// Cell 0 is before the first instant; from the last on nothing counts.
/// </summary>
/// <param name="selectors">The events that count, by up to 32 selectors.</param>
/// <param name="customerFilter">Only events of customers who pass it.</param>
/// <param name="property">The declared event property, in UTF-8.</param>
/// <param name="cuts">The instants, rising.</param>
internal sealed class SelectedCellsQuery(
    IReadOnlyList<ActivitySelector> selectors, Filter customerFilter, byte[] property, long[] cuts)
    : CountedQuery(property, customerFilter, cuts.Length)
{
    private protected override CellPicker Bind(TenantState tenant) =>
        new CutPicker([.. selectors.Select(selector => selector.Bind(tenant))], cuts);

    private sealed class CutPicker(BoundSelector[] selectors, long[] cuts) : CellPicker
    {
        // A customer's events come in order: one is mostly in the cell of the one before.
        private int _last;

        public override bool Picks(in TimelineEvent candidate, int value, out int cell, out uint picks)
        {
            (cell, picks) = (CellOf(candidate.OccurredMs), 0);
            for (var i = 0; cell < cuts.Length && i < selectors.Length; i++)
                picks |= selectors[i].Picks(candidate) ? 1U << i : 0;
            return picks != 0;
        }

        private int CellOf(long ms)
        {
            var isInLast = (_last == 0 || cuts[_last - 1] <= ms) && (_last == cuts.Length || ms < cuts[_last]);
            return isInLast ? _last : _last = CountThrough(ms);
        }

        private int CountThrough(long ms)
        {
            var (low, high) = (0, cuts.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = cuts[middle] <= ms ? (middle + 1, high) : (low, middle);
            }
            return low;
        }
    }
}

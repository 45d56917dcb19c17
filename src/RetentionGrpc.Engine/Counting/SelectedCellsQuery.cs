using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Counting;

/// <summary>Events of each value in the cells between some instants: first those of the first selector, then those of the next.</summary>
/// <param name="selectors">The events that count.</param>
/// <param name="customerFilter">Only events of customers who pass it.</param>
/// <param name="property">The declared event property, in UTF-8.</param>
/// <param name="cuts">The instants.</param>
internal sealed class SelectedCellsQuery(
    IReadOnlyList<ActivitySelector> selectors, Filter customerFilter, byte[] property, Cuts cuts)
    : CountedQuery<ValueCells>(property, customerFilter)
{
    /// <summary>Whether events are counted, not only whether there are any.</summary>
    public bool IsCounted { get; init; }

    /// <summary>Whether the events and sessions of the first selector are summed up over all values.</summary>
    public bool HasSums { get; init; }

    private protected override ValueCounting<ValueCells> Bind(TenantState tenant) => new Counting(
        tenant, () => new(selectors.Count * cuts.Count, IsCounted), [.. selectors.Select(selector => selector.Bind(tenant))], cuts,
        new ActivityCounts[HasSums ? cuts.Count : 0]);

    private sealed class Counting(
        TenantState tenant, Func<ValueCells> create, BoundSelector[] selectors, Cuts cuts, ActivityCounts[] sums)
        : ValueCounting<ValueCells>(tenant, create)
    {
        // A customer's events come in order: one is mostly in the cell of the one before.
        private int _last;

        protected override ActivityCounts[] Sums => sums;

        public override void Take(in TimelineEvent act, int value)
        {
            if (!cuts.IsIn(_last, act.OccurredMs))
                _last = cuts.CellOf(act.OccurredMs);
            if (_last == cuts.Count)
                return;
            for (var i = 0; i < selectors.Length; i++)
            {
                if (!selectors[i].Picks(act))
                    continue;
                Of(value).Add(i * cuts.Count + _last);
                if (sums.Length > 0)
                    Sum(act, ref sums[_last]);
            }
        }

        private static void Sum(in TimelineEvent act, ref ActivityCounts into)
        {
            var hasSession = act.Kind == EventKind.Activity && act.Number != EventView.Absent;
            into += new ActivityCounts(Active: 0, Events: 1, Sessions: hasSession ? 1 : 0, SessionMs: hasSession ? act.Number : 0);
        }
    }
}

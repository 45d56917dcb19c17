using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Counting;

/// <summary>
/// What was selected of each value of an event property (count_by), in cells of time: every customer's timeline is read. A value's events
/// may be of many customers and in all partitions, so that partitions tell what they have of each value, and only when that is added up is
/// a value counted. What is kept grows with values and cells, not with events.
/// </summary>
/// <param name="property">The declared event property, in UTF-8; events without it are left out.</param>
/// <param name="customerFilter">Only events of customers who pass it.</param>
/// <param name="cellCount">How many cells there are.</param>
public abstract class CountedQuery(byte[] property, Filter customerFilter, int cellCount) : Query<CountedValues>
{
    /// <summary>
    /// The most cells of values that are kept, in a partition and together: 5,000,000 of 32 bytes, which is enough for 10,000 values on
    /// each day of a year.
    /// </summary>
    public const int UsualMarkLimit = 5_000_000;

    /// <summary>The most cells of values that are kept.</summary>
    public long MarkLimit { get; init; } = UsualMarkLimit;

    /// <inheritdoc/>
    public sealed override bool ReadsEveryTimeline => true;

    /// <inheritdoc/>
    public sealed override CountedValues Answer(TenantState tenant)
    {
        tenant.Trace.Path |= AnswerPath.Timelines;
        var counted = new CountedValues();
        var key = tenant.Texts.Find(property);
        if (key < 0)
            return counted;
        var (filter, picker) = (customerFilter.Bind(tenant), Bind(tenant));
        var (ofValue, room) = (new ValueCells?[tenant.Texts.Count], 0L);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            var live = tenant.Live(customer);
            if (!filter.PassesCustomer(live))
                continue;
            foreach (ref readonly var act in live)
            {
                if (act.ValueOf(key) is >= 0 and var value && picker.Picks(act, value, out var cell, out var picks))
                    room += Count(act, ofValue[value] ??= New(ref room), cell, picks);
            }
            if (room > MarkLimit)
            {
                counted.GiveUp();
                return counted;
            }
        }
        for (var value = 0; value < ofValue.Length; value++)
        {
            if (ofValue[value] is { } cells)
                counted.Add(tenant.Texts[value].ToArray(), cells);
        }
        return counted;
    }

    /// <inheritdoc/>
    public sealed override CountedValues Merge(CountedValues left, CountedValues right)
    {
        left.Add(right, MarkLimit);
        return left;
    }

    /// <summary>What picks events of one partition.</summary>
    private protected abstract CellPicker Bind(TenantState tenant);

    private ValueCells New(ref long room)
    {
        var cells = new ValueCells(cellCount);
        room += cells.Room;
        return cells;
    }

    /// <summary>Counts an event; how much more room that took.</summary>
    private static long Count(in TimelineEvent act, ValueCells cells, int cell, uint picks)
    {
        var room = cells.Room;
        var hasSession = act.Kind == EventKind.Activity && act.Number != EventView.Absent;
        cells.Of(cell).Add(new()
        {
            FirstMs = act.OccurredMs,
            SessionMs = hasSession ? act.Number : 0,
            Events = 1,
            Sessions = hasSession ? 1 : 0,
            Picks = picks,
        });
        return cells.Room - room;
    }

    /// <summary>Picks events of one partition, and tells in which cell of their value they count.</summary>
    private protected abstract class CellPicker
    {
        /// <summary>Whether an event counts.</summary>
        /// <param name="candidate">The event.</param>
        /// <param name="value">The number of its value.</param>
        /// <param name="cell">Where it counts.</param>
        /// <param name="picks">The selectors that picked it, as bits.</param>
        public abstract bool Picks(in TimelineEvent candidate, int value, out int cell, out uint picks);
    }
}

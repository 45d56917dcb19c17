using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Counting;

/// <summary>
/// The second of two rounds of cohorts of values: the return events of each base bucket. Base buckets are those of the calendar, which all
/// cohorts of a value share, or, rolling, those after its one start; a bucket has two cells, because of its own cohort only events after
/// the start count, and of earlier ones all.
/// </summary>
/// <param name="definition">Who and what counts; not split.</param>
/// <param name="property">The declared event property, in UTF-8.</param>
/// <param name="starts">The cohorts of each value that is in any.</param>
internal sealed class CohortReturnsQuery(
    CohortDefinition definition, byte[] property, IReadOnlyDictionary<byte[], ValueStarts> starts)
    : CountedQuery<ValueCells>(property, definition.CustomerFilter)
{
    /// <summary>How many return events of a value count in a bucket; where one is enough, whether any does.</summary>
    /// <param name="cells">The value's.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="isOwn">Whether it is that of the start.</param>
    public static int ReturnsIn(ValueCells cells, int bucket, bool isOwn) =>
        cells[CellOf(bucket, isAfterStart: true)] + (isOwn ? 0 : cells[CellOf(bucket, isAfterStart: false)]);

    private static int CellOf(int bucket, bool isAfterStart) => 2 * bucket + (isAfterStart ? 1 : 0);

    private protected override ValueCounting<ValueCells> Bind(TenantState tenant)
    {
        var ofValue = new ValueStarts?[tenant.Texts.Count];
        foreach (var (value, ofThis) in starts)
        {
            if (tenant.Texts.Find(value) is >= 0 and var number)
                ofValue[number] = ofThis;
        }
        return new Counting(tenant, definition, ofValue);
    }

    private sealed class Counting(TenantState tenant, CohortDefinition definition, ValueStarts?[] starts)
        : ValueCounting<ValueCells>(
            tenant, () => new(2 * definition.Layout.BaseBucketCount, isCounted: definition.MinOccurrences > 1))
    {
        private readonly CohortLayout _layout = definition.Layout;
        private readonly BoundSelector _returns = definition.ReturnSelector.Bind(tenant);

        public override void Take(in TimelineEvent act, int value)
        {
            if (starts[value] is not { } own || !_returns.Picks(act))
                return;
            var cell = _layout.IsRolling ? AfterStart(own.All[0].Ms, act.OccurredMs) : InCalendar(own, act.OccurredMs);
            if (cell >= 0)
                Of(value).Add(cell);
        }

        private int AfterStart(long startMs, long ms) =>
            ms > startMs && _layout.BaseBucketOf(0, startMs, ms) is >= 0 and var bucket ? CellOf(bucket, isAfterStart: true) : -1;

        private int InCalendar(ValueStarts own, long ms) =>
            _layout.RowOf(ms) is var bucket && bucket >= own.All[0].Row ? CellOf(bucket, own.IsAfterStartOf(bucket, ms)) : -1;
    }
}

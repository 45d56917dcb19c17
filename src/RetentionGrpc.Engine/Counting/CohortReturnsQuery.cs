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
    : CountedQuery(property, definition.CustomerFilter, 2 * definition.Layout.BaseBucketCount)
{
    /// <summary>How many return events of a value count in a bucket.</summary>
    /// <param name="cells">The value's.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="isOwn">Whether it is that of the start.</param>
    public static int ReturnsIn(ValueCells cells, int bucket, bool isOwn) =>
        cells[CellOf(bucket, isAfterStart: true)].Events + (isOwn ? 0 : cells[CellOf(bucket, isAfterStart: false)].Events);

    private static int CellOf(int bucket, bool isAfterStart) => 2 * bucket + (isAfterStart ? 1 : 0);

    private protected override CellPicker Bind(TenantState tenant)
    {
        var ofValue = new ValueStarts?[tenant.Texts.Count];
        foreach (var (value, ofThis) in starts)
        {
            if (tenant.Texts.Find(value) is >= 0 and var number)
                ofValue[number] = ofThis;
        }
        return new ReturnPicker(definition.Layout, definition.ReturnSelector.Bind(tenant), ofValue);
    }

    private sealed class ReturnPicker(CohortLayout layout, BoundSelector returns, ValueStarts?[] starts) : CellPicker
    {
        public override bool Picks(in TimelineEvent candidate, int value, out int cell, out uint picks)
        {
            (cell, picks) = (-1, 1);
            if (starts[value] is { } own && returns.Picks(candidate))
                cell = layout.IsRolling ? AfterStart(own.All[0].Ms, candidate.OccurredMs) : InCalendar(own, candidate.OccurredMs);
            return cell >= 0;
        }

        private int AfterStart(long startMs, long ms) =>
            ms > startMs && layout.BaseBucketOf(0, startMs, ms) is >= 0 and var bucket ? CellOf(bucket, isAfterStart: true) : -1;

        private int InCalendar(ValueStarts own, long ms) =>
            layout.RowOf(ms) is var bucket && bucket >= own.All[0].Row ? CellOf(bucket, own.IsAfterStartOf(bucket, ms)) : -1;
    }
}

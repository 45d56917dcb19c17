using RetentionGrpc.Engine.Indexes;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// The common triangle from cohort counters: the first ever selected event in all history, returns by the same selector, calendar buckets
/// of one unit, each cell by itself, all customers.
/// </summary>
internal static class CohortTriangleCounts
{
    /// <summary>Whether a definition is of that kind, and its rows lie on the axis.</summary>
    public static bool CanTell(IndexReach reach, CohortDefinition definition) => reach.TakesAll
        && definition.Layout is { Criterion: ReturnCriterion.On, HasBrackets: false } && definition.Layout.Buckets.Multiple == 1
        && AreFirstsTold(reach, definition);

    /// <summary>Whether cohorts are those of the first ever event, one group, and returns are by the same selector.</summary>
    public static bool IsOfFirsts(CohortDefinition definition) =>
        definition.Rule is CohortRule.FirstEver or CohortRule.FirstMatching && definition.MinOccurrences == 1
        && definition.Grouping is null && definition.Layout is { IsRolling: false, RowCount: > 0 }
        && definition.StartSelector.Equals(definition.ReturnSelector)
        // Of a filtered selector, the first event that passes and the first of all are told apart by timelines alone.
        && (definition.Rule == CohortRule.FirstMatching || definition.StartSelector.EventFilter.Conditions.Count == 0);

    /// <summary>Whether it is so, the selector is indexed, and its cohorts are in units of the calendar on the axis.</summary>
    public static bool AreFirstsTold(IndexReach reach, CohortDefinition definition) => IsOfFirsts(definition)
        && reach.Segment.ActivityOf(definition.StartSelector)?.CohortsOf(definition.Layout.Buckets.Unit) is not null
        && reach.CanTell(definition.Layout.Row(0).StartMs);

    /// <summary>The segment's share.</summary>
    public static CohortTriangle Answer(IndexReach reach, CohortDefinition definition)
    {
        var layout = definition.Layout;
        var cohorts = reach.Segment.ActivityOf(definition.StartSelector)!.CohortsOf(layout.Buckets.Unit)!;
        var rows = new CohortRow[layout.RowCount];
        reach.Tenant.Trace.Path |= AnswerPath.CohortCounters;
        reach.Tenant.Trace.Rows += rows.Length;
        var offset = OffsetOf(reach, cohorts.Map, layout);
        for (var row = 0; row < rows.Length; row++)
            rows[row] = RowOf(cohorts.Counters, layout, row, row + offset);
        return new(rows);
    }

    private static CohortRow RowOf(CohortCounters counters, CohortLayout layout, int row, int bucket)
    {
        var cells = new CohortCell[layout.CellCount(row)];
        var counts = bucket < 0 ? [] : counters.Row(bucket);
        var size = counts.IsEmpty ? 0 : counts[0];
        var asOfMs = layout.AsOfMs;
        var ends = layout.Buckets.Starts[(row + 1)..];
        for (var k = 1; k <= cells.Length && ends[k - 1] < asOfMs; k++)
        {
            var count = k < counts.Length ? counts[k] : 0;
            cells[k - 1] = ends[k] <= asOfMs ? new(count, size, count) : new(count, 0, 0);
        }
        return new(size, bucket < 0 ? 0 : counters.AgainInFirst(bucket), cells);
    }

    /// <summary>The bucket of row 0, which lies so many before bucket 0 if negative.</summary>
    private static int OffsetOf(IndexReach reach, BucketMap map, CohortLayout layout)
    {
        for (var row = 0; row < layout.RowCount; row++)
        {
            if (layout.Row(row).EndMs > reach.Index.Axis.OriginMs)
                return row == 0 ? map.BucketOf(Math.Max(0, reach.Index.Axis.DayOf(layout.Row(0).StartMs))) : -row;
        }
        return -layout.RowCount;
    }
}

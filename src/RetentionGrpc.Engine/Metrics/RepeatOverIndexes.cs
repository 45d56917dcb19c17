using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Indexes;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>Repeat purchase over indexes, for windows of whole days and all customers: one sum for each count.</summary>
/// <param name="reach">The segment.</param>
/// <param name="query">The question.</param>
internal sealed class RepeatOverIndexes(IndexReach reach, RepeatPurchaseQuery query)
{
    private readonly ActivityMatrix _purchases = reach.Segment.ActivityOf(ActivitySelector.Purchases)!.Matrix;

    /// <summary>Whether a question is of that kind, and its windows lie on the axis.</summary>
    public static bool CanTell(IndexReach reach, RepeatPurchaseQuery query)
    {
        if (!reach.TakesAll || query.HasOrderCounts || query.HasTimeBetweenOrders || query.HasRevenue)
            return false;
        foreach (var window in query.Windows)
        {
            var isWhole = reach.CanTell(window.StartMs) && reach.TryBoundary(window.StartMs, out _)
                && reach.CanTell(window.EndMs) && reach.TryBoundary(window.EndMs, out _);
            if (!isWhole)
                return false;
        }
        return true;
    }

    /// <summary>The segment's share.</summary>
    public RepeatPurchaseSummary Answer()
    {
        reach.Tenant.Trace.Path |= AnswerPath.Matrices;
        reach.Tenant.Trace.Rows += 3 * query.Windows.Count;
        var windows = new RepeatWindow[query.Windows.Count];
        for (var i = 0; i < windows.Length; i++)
            windows[i] = new(Count(query.Windows[i]), default);
        return new(windows, new Dictionary<int, long>(), new OrderGaps(query.ExactGaps));
    }

    private RepeatCounts Count(Interval window)
    {
        reach.TryBoundary(window.StartMs, out var start);
        reach.TryBoundary(window.EndMs, out var end);
        var (byDay, byOrder) = (reach.Segment.Purchases.ByDay, reach.Segment.Purchases.ByOrder);
        return query.Population switch
        {
            RepeatPopulation.Ever => new(_purchases.FirstBefore(end), byDay.Before(end), byOrder.Before(end)),
            RepeatPopulation.AcquiredInWindow =>
                new(_purchases.New(start, end), byDay.OfAcquired(start, end), byOrder.OfAcquired(start, end)),
            _ => new(_purchases.Active(start, end), byDay.In(start, end), byOrder.In(start, end)),
        };
    }
}

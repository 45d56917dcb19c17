using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// Decides how a question is answered: from the indexes where they hold what it asks for and reading them is cheaper, else from the
/// timelines. The answer is the same, whichever is taken.
/// </summary>
public static class Planner
{
    // Measured on two cores of a server: what one of each costs, in nanoseconds, roughly. Only their ratios matter.
    private const double EventCost = 8;
    private const double CustomerCost = 60;
    private const double SetCost = 250;
    private const double TimelineCost = 300;

    // Sets of customers that a window of some days is made of, about.
    private const double SetsOfWindow = 10;

    // Indexes cannot tell.
    private const double Unknown = double.PositiveInfinity;

    /// <summary>How long it takes to read every timeline, about.</summary>
    internal static TimeSpan TimeOfTimelines(TenantState tenant) => TimeSpan.FromMicroseconds(Nanoseconds(tenant) / 1_000);

    /// <summary>How churn is answered: the segments to ask, or null for the timelines.</summary>
    internal static IReadOnlyList<IndexReach>? SegmentsFor(TenantState tenant, ChurnQuery query)
    {
        var population = query.Population;
        if (population.Basis is CustomerBasis.Subscription or CustomerBasis.PayingSubscription)
            return Checked(tenant, population.CustomerFilter, reach => reach.TakesAll ? CostOfContracts(reach, query) : Unknown);
        return Checked(tenant, population.CustomerFilter, reach => CostOfActivity(reach, query));
    }

    /// <summary>How retention between windows is answered: the segments to ask, or null for the timelines.</summary>
    internal static IReadOnlyList<IndexReach>? SegmentsFor(TenantState tenant, RetentionQuery query)
    {
        return Checked(tenant, query.CustomerFilter, Cost);

        double Cost(IndexReach reach)
        {
            var isTold = query.Comparisons.Count > 0 && IsTold(reach, query.Base);
            foreach (var comparison in query.Comparisons)
                isTold = isTold && IsTold(reach, comparison);
            return isTold ? 2 * SetsOfWindow * query.Comparisons.Count * SetCost * ChunksOf(reach) : Unknown;
        }

        static bool IsTold(IndexReach reach, ActivityWindow window) => reach.Segment.ActivityOf(window.Selector) is not null
            && reach.CanTell(window.Window.StartMs) && reach.CanTell(window.Window.EndMs);
    }

    /// <summary>
    /// How activity is answered: the segments to ask, or null for the timelines. Events are summed up by day and over all customers, so
    /// for whole days and all customers of a segment.
    /// </summary>
    internal static IReadOnlyList<IndexReach>? SegmentsFor(TenantState tenant, ActivityQuery query)
    {
        return Checked(tenant, query.CustomerFilter, Cost);

        double Cost(IndexReach reach)
        {
            var isTold = reach.TakesAll && query.IsActiveWithAny && query.Buckets.Count <= ushort.MaxValue
                && reach.Segment.ActivityOf(query.Selector) is not null && reach.AreWholeDays(query.Buckets)
                && reach.CanTellDaysBefore(query.Buckets.Window.StartMs, LookedBackDays(query));
            return isTold ? query.Buckets.Count * SetsOfWindow * SetCost * ChunksOf(reach) : Unknown;
        }
    }

    /// <summary>How the lifecycle is answered: the segments to ask, or null for the timelines.</summary>
    internal static IReadOnlyList<IndexReach>? SegmentsFor(TenantState tenant, LifecycleQuery query)
    {
        return Checked(tenant, query.CustomerFilter, Cost);

        double Cost(IndexReach reach)
        {
            if (reach.Segment.ActivityOf(query.Selector) is null || query.Buckets.Count == 0
                || !reach.CanTell(query.Before.StartMs) || !reach.CanTell(query.Buckets.Window.StartMs))
            {
                return Unknown;
            }
            var isByMatrix = reach.TakesAll && reach.AreWholeDays(query.Buckets);
            return isByMatrix ? 0 : 3 * SetsOfWindow * query.Buckets.Count * SetCost * ChunksOf(reach);
        }
    }

    /// <summary>How repeat purchase is answered: the segments to ask, or null for the timelines.</summary>
    internal static IReadOnlyList<IndexReach>? SegmentsFor(TenantState tenant, RepeatPurchaseQuery query) =>
        Checked(tenant, query.CustomerFilter, reach => RepeatOverIndexes.CanTell(reach, query) ? 0 : Unknown);

    /// <summary>How recurring revenue is answered: the segments to ask, or null for the timelines.</summary>
    internal static IReadOnlyList<IndexReach>? SegmentsFor(TenantState tenant, RecurringRevenueQuery query)
    {
        return query.Grouping is null ? Checked(tenant, query.CustomerFilter, Cost) : Scan(tenant);

        double Cost(IndexReach reach) => reach.TakesAll && reach.Segment.Revenue.Matrix.IsExact && AreOnAxis(reach, query.Windows)
            ? TimelineCost * RevenueOverIndexes.TimelinesOf(reach, query.Windows)
            : Unknown;
    }

    /// <summary>How cohort retention is answered: the segments to ask, or null for the timelines.</summary>
    internal static IReadOnlyList<IndexReach>? SegmentsFor(TenantState tenant, CohortDefinition definition)
    {
        return Checked(tenant, definition.CustomerFilter, Cost);

        double Cost(IndexReach reach)
        {
            if (CohortTriangleCounts.CanTell(reach, definition))
                return 0;
            if (!CohortTriangleBits.CanTell(reach, definition))
                return Unknown;
            // Every bucket is loaded, and looked at for every row before it; two passes over a chunk are about a set.
            var rows = definition.Layout.RowCount;
            return rows * (SetsOfWindow + rows / 2.0) * SetCost * ChunksOf(reach);
        }
    }

    /// <summary>
    /// The segments whose customers may pass a filter, each with what is left of it, if all of them hold what is asked for and reading them
    /// is cheaper than the timelines.
    /// </summary>
    private static List<IndexReach>? Checked(TenantState tenant, Filter filter, Func<IndexReach, double> cost)
    {
        if (tenant.Indexes.Ready is not { } index)
            return Scan(tenant);
        var segments = new List<IndexReach>(index.Segments.Count);
        for (var i = 0; i < index.Segments.Count; i++)
        {
            if (index.Plan.FilterWithin(i, filter) is { } left)
                segments.Add(new(tenant, index, index.Segments[i], left));
        }
        // Nobody can pass: any segment says so, and in the form of an answer.
        if (segments.Count == 0)
            segments.Add(new(tenant, index, index.Segments[0], filter));
        var sum = 0.0;
        foreach (var segment in segments)
            sum += cost(segment);
        return sum <= ScanCost(tenant) && sum < Unknown ? segments : Scan(tenant);
    }

    private static double CostOfActivity(IndexReach reach, ChurnQuery query)
    {
        var population = query.Population;
        if (reach.Segment.ActivityOf(population.CountedSelector) is null)
            return Unknown;
        var churn = new ActivityChurn(reach, population);
        var sets = 0.0;
        foreach (var window in query.Windows)
        {
            if (!reach.CanTell(window.StartMs - population.InactivityMs) || !reach.CanTell(window.EndMs - population.InactivityMs))
                return Unknown;
            sets += churn.SetsOf(window);
        }
        return sets * SetCost * ChunksOf(reach);
    }

    private static double CostOfContracts(IndexReach reach, ChurnQuery query) => AreOnAxis(reach, query.Windows)
        ? TimelineCost * ContractChurn.TimelinesOf(reach, query.Population.Basis, query.Windows)
        : Unknown;

    /// <summary>Whether contracts can be told at both ends of all windows.</summary>
    private static bool AreOnAxis(IndexReach reach, IReadOnlyList<Interval> windows)
    {
        foreach (var window in windows)
        {
            var isOnAxis = reach.CanTell(window.StartMs) && reach.CanTell(window.EndMs);
            if (!isOnAxis || reach.Index.Axis.DayOf(window.EndMs) >= reach.Index.Limit - 1)
                return false;
        }
        return true;
    }

    private static int ChunksOf(IndexReach reach) => (reach.Segment.Count >> CustomerSet.ChunkBits) + 1;

    private static int LookedBackDays(ActivityQuery query)
    {
        var days = ActivityQuery.MonthlyDays;
        foreach (var trailing in query.TrailingDays)
            days = Math.Max(days, trailing);
        return days;
    }

    private static double ScanCost(TenantState tenant) => tenant.Indexes.Settings.AnswersAlways
        ? double.MaxValue
        : Nanoseconds(tenant);

    private static double Nanoseconds(TenantState tenant) => EventCost * tenant.Tally.EventCount + CustomerCost * tenant.Customers.Count;

    private static List<IndexReach>? Scan(TenantState tenant)
    {
        tenant.Trace.Path |= AnswerPath.Timelines;
        return null;
    }
}

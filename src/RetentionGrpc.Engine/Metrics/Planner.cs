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

    /// <summary>How churn is answered.</summary>
    internal static AnswerPath PathOf(TenantState tenant, ChurnQuery query, out IndexReach reach)
    {
        if (!TryReach(tenant, out reach))
            return Scan(tenant);
        var population = query.Population;
        if (population.Basis is CustomerBasis.Subscription or CustomerBasis.PayingSubscription)
            return population.CustomerFilter.Conditions.Count == 0 && CanTellContracts(reach, query) ? AnswerPath.Matrices : Scan(tenant);
        if (reach.Index.ActivityOf(population.CountedSelector) is not { } activity)
            return Scan(tenant);
        var sets = 0.0;
        var churn = new ActivityChurn(reach, activity, population.InactivityMs, population.CustomerFilter);
        foreach (var window in query.Windows)
        {
            if (!reach.CanTell(window.StartMs - population.InactivityMs) || !reach.CanTell(window.EndMs - population.InactivityMs))
                return Scan(tenant);
            sets += churn.SetsOf(window);
        }
        return IsWorth(tenant, sets, query.Windows.Count) ? AnswerPath.Bitmaps : Scan(tenant);
    }

    /// <summary>How retention between windows is answered.</summary>
    internal static AnswerPath PathOf(TenantState tenant, RetentionQuery query, out IndexReach reach)
    {
        if (!TryReach(tenant, out reach) || query.Comparisons.Count == 0 || !IsTold(reach, query.Base))
            return Scan(tenant);
        foreach (var comparison in query.Comparisons)
        {
            if (!IsTold(reach, comparison))
                return Scan(tenant);
        }
        return AnswerPath.Matrices;

        static bool IsTold(IndexReach reach, ActivityWindow window) => reach.Index.ActivityOf(window.Selector) is not null
            && reach.CanTell(window.Window.StartMs) && reach.CanTell(window.Window.EndMs);
    }

    /// <summary>How activity is answered: events are summed up by day and over all customers, so for whole days and without a filter.</summary>
    internal static AnswerPath PathOf(TenantState tenant, ActivityQuery query, out IndexReach reach)
    {
        var isTold = TryReach(tenant, out reach) && query.CustomerFilter.Conditions.Count == 0 && query.IsActiveWithAny
            && reach.Index.ActivityOf(query.Selector) is not null && IsWholeDays(reach, query.Buckets)
            && query.Buckets.Count <= ushort.MaxValue && reach.CanTellDaysBefore(query.Buckets.Window.StartMs, LookedBackDays(query));
        return isTold ? AnswerPath.Matrices : Scan(tenant);
    }

    /// <summary>How the lifecycle is answered.</summary>
    internal static AnswerPath PathOf(TenantState tenant, LifecycleQuery query, out IndexReach reach)
    {
        if (!TryReach(tenant, out reach) || reach.Index.ActivityOf(query.Selector) is null || query.Buckets.Count == 0
            || !reach.CanTell(query.Before.StartMs) || !reach.CanTell(query.Buckets.Window.StartMs))
        {
            return Scan(tenant);
        }
        var isByMatrix = query.CustomerFilter.Conditions.Count == 0 && IsWholeDays(reach, query.Buckets);
        var sets = isByMatrix ? 0 : 40.0 * query.Buckets.Count;
        return IsWorth(tenant, sets, query.Buckets.Count) ? AnswerPath.Bitmaps : Scan(tenant);
    }

    /// <summary>How cohort retention is answered.</summary>
    internal static AnswerPath PathOf(TenantState tenant, CohortDefinition definition, out IndexReach reach) =>
        TryReach(tenant, out reach) && CohortTriangleCounts.CanTell(reach, definition) ? AnswerPath.CohortCounters : Scan(tenant);

    /// <summary>Whether a window that is whole days of the calendar lies on the axis, as far as anything happened.</summary>
    private static bool IsWholeDays(IndexReach reach, BucketSeries buckets)
    {
        foreach (var start in buckets.Starts)
        {
            if (!reach.CanTell(start) || !reach.TryBoundary(start, out _))
                return false;
        }
        return true;
    }

    private static int LookedBackDays(ActivityQuery query)
    {
        var days = ActivityQuery.MonthlyDays;
        foreach (var trailing in query.TrailingDays)
            days = Math.Max(days, trailing);
        return days;
    }

    private static bool CanTellContracts(IndexReach reach, ChurnQuery query)
    {
        foreach (var window in query.Windows)
        {
            if (!reach.CanTell(window.StartMs) || !reach.CanTell(window.EndMs) || reach.Index.Axis.DayOf(window.EndMs) >= reach.Index.Limit - 1)
                return false;
        }
        var timelines = ContractChurn.TimelinesOf(reach, query.Population.Basis, query.Windows);
        return timelines * TimelineCost <= ScanCost(reach.Tenant);
    }

    private static bool TryReach(TenantState tenant, out IndexReach reach)
    {
        reach = new(tenant, tenant.Indexes.Ready!);
        return tenant.Indexes.Ready is not null;
    }

    private static bool IsWorth(TenantState tenant, double sets, int windows)
    {
        var chunks = (tenant.Customers.Count >> CustomerSet.ChunkBits) + 1;
        return sets * chunks * SetCost <= Math.Max(1, windows) * ScanCost(tenant);
    }

    private static double ScanCost(TenantState tenant) => tenant.Indexes.Settings.AnswersAlways
        ? double.PositiveInfinity
        : EventCost * tenant.Tally.EventCount + CustomerCost * tenant.Customers.Count;

    private static AnswerPath Scan(TenantState tenant)
    {
        tenant.Trace.Path |= AnswerPath.Timelines;
        return AnswerPath.Timelines;
    }
}

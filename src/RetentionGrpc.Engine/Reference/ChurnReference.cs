using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Churn by looking at every customer's timeline.</summary>
public static class ChurnReference
{
    /// <summary>One partition's share.</summary>
    public static IReadOnlyList<WindowChurn> Scan(TenantState tenant, ChurnQuery query)
    {
        if (!WindowBuckets.Are(query.Windows))
            return [.. query.Windows.SelectMany(window => Scan(tenant, new(query.Population, [window])))];
        var dayCounts = query.Windows.Select(window => tenant.Calendar.ClippedDays(window).Count).ToArray();
        return new ChurnByGroupQuery(query, dayCounts).Answer(tenant).Rest.Windows();
    }

    /// <summary>Counts every customer who passes in the statistic of its group.</summary>
    internal static void Scan(TenantState tenant, ChurnQuery query, SplitScan<ChurnStatistic> scan)
    {
        var counting = new ChurnScan(query.Windows, [.. query.Windows.Select(tenant.Calendar.ClippedDays)]);
        foreach (var (customer, spans) in Customers(tenant, query.Population))
        {
            // Others are in no window.
            if (spans.FirstStartMs is not null || !spans.All.IsEmpty)
                counting.Count(spans, scan.Of(tenant.Live(customer)));
        }
    }

    /// <summary>Counts the customers of each group alone.</summary>
    internal static void FindGroups(TenantState tenant, ChurnQuery query, SplitScan<ChurnStatistic> scan)
    {
        foreach (var (customer, spans) in Customers(tenant, query.Population))
        {
            if (Count(spans, query.Windows[0]) != default)
                scan.Of(tenant.Live(customer)).Customers++;
        }
    }

    /// <summary>Every customer who passes the filter, with the times of being one, which are valid until the next.</summary>
    public static IEnumerable<(int Customer, CustomerSpans Spans)> Customers(TenantState tenant, ChurnPopulation population)
    {
        var reader = new SpanReader(tenant, population);
        var filter = population.CustomerFilter.Bind(tenant);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            if (filter.PassesCustomer(tenant.Live(customer)))
                yield return (customer, reader.Read(tenant.Live(customer)));
        }
    }

    /// <summary>
    /// One customer's part of the counts: 0 or 1 each. Whoever is a customer at the start is not new, even where a contract was CHANGED
    /// or RESUMED before the first STARTED that is known of: the identity of the counts holds always.
    /// </summary>
    public static ChurnCounts Count(CustomerSpans spans, Interval window)
    {
        var atStart = spans.IsCustomerAt(window.StartMs);
        var atEnd = spans.IsCustomerAt(window.EndMs);
        var isNew = !atStart && spans.FirstStartMs is { } first && window.Contains(first);
        var isElse = !atStart && !isNew;
        return new(
            Start: One(atStart),
            End: One(atEnd),
            Retained: One(atStart && atEnd),
            New: One(isNew),
            NewRetained: One(isNew && atEnd),
            Returned: One(isElse && atEnd),
            LostFromReturned: One(isElse && !atEnd && spans.IsCustomerInside(window)));
    }

    private static long One(bool holds) => holds ? 1 : 0;
}

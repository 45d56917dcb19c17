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
        var days = query.Windows.Select(window => tenant.Calendar.ClippedDays(window)).ToArray();
        var (scan, counts) = (new ChurnSeriesScan(query.Windows), new ChurnSeries(query.Windows.Count));
        var (daysOfWhole, daysOfBuckets) = (new DayLossScan(days[0]), new DayLossScan([.. days.Skip(1).SelectMany(list => list)]));
        var (ofWhole, ofBuckets) = (new DayLossChanges(daysOfWhole.DayCount), new DayLossChanges(daysOfBuckets.DayCount));
        foreach (var (_, spans) in Customers(tenant, query.Population))
        {
            scan.Count(spans, counts);
            daysOfWhole.Count(spans, ofWhole);
            daysOfBuckets.Count(spans, ofBuckets);
        }
        var answer = new WindowChurn[days.Length];
        answer[0] = new(counts[0], ofWhole.Days());
        var losses = ofBuckets.Days().AsSpan();
        for (var i = 1; i < answer.Length; i++)
        {
            answer[i] = new(counts[i], losses[..days[i].Count].ToArray());
            losses = losses[days[i].Count..];
        }
        return answer;
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

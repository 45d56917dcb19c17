using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Churn by looking at every customer's timeline.</summary>
public static class ChurnReference
{
    /// <summary>One partition's share.</summary>
    public static IReadOnlyList<WindowChurn> Scan(TenantState tenant, ChurnQuery query)
    {
        var days = query.Windows.Select(window => tenant.Calendar.ClippedDays(window)).ToArray();
        var counts = new ChurnCounts[query.Windows.Count];
        var losses = days.Select(list => new DayLosses[list.Count]).ToArray();
        foreach (var (_, spans) in Customers(tenant, query.Population))
        {
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i] += Count(spans, query.Windows[i]);
                CountDays(spans, days[i], losses[i]);
            }
        }
        return [.. counts.Select((count, i) => new WindowChurn(count, losses[i]))];
    }

    /// <summary>Every customer who passes the filter, with the times of being one.</summary>
    public static IEnumerable<(int Customer, CustomerSpans Spans)> Customers(TenantState tenant, ChurnPopulation population)
    {
        var selector = population.CountedSelector.Bind(tenant);
        var filter = population.CustomerFilter.Bind(tenant);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            if (filter.PassesCustomer(tenant.Live(customer)))
                yield return (customer, SpansOf(tenant, tenant.Live(customer), population, selector));
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

    /// <summary>When a customer was one.</summary>
    internal static CustomerSpans SpansOf(
        TenantState tenant, ReadOnlySpan<TimelineEvent> live, ChurnPopulation population, BoundSelector selector) => population.Basis switch
        {
            CustomerBasis.Subscription => ContractSpans.Of(live, tenant.Settings, mustPay: false),
            CustomerBasis.PayingSubscription => ContractSpans.Of(live, tenant.Settings, mustPay: true),
            _ => ActivitySpans.Of(live, selector, population.InactivityMs),
        };

    /// <summary>Adds one customer's part of the days.</summary>
    internal static void CountDays(CustomerSpans spans, List<Interval> days, DayLosses[] losses)
    {
        for (var day = 0; day < days.Count; day++)
        {
            if (!spans.IsCustomerAt(days[day].StartMs))
                continue;
            var isLost = !spans.IsCustomerAt(days[day].EndMs);
            losses[day] = new(losses[day].Start + 1, losses[day].Lost + One(isLost));
        }
    }
}

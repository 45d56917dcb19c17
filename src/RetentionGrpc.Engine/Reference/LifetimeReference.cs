using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Lifetimes by looking at every customer's timeline.</summary>
internal static class LifetimeReference
{
    /// <summary>Counts every customer who passes.</summary>
    public static void Scan(TenantState tenant, LifetimeQuery query, SplitScan<LifetimeStatistic> scan)
    {
        var (churn, buckets) = (new ChurnSeriesScan(query.Windows), new WindowBuckets(query.Windows));
        foreach (var (customer, spans) in ChurnReference.Customers(tenant, query.Population))
        {
            // Others are in no window either.
            if (spans.FirstStartMs is null && spans.Spans.Count == 0)
                continue;
            var statistic = scan.Of(tenant.Live(customer));
            var isThere = churn.Count(spans, statistic.Churn) != default;
            if (Of(spans, query.AsOfMs) is { } lifetime)
            {
                if (Counted(lifetime, query.Windows[0]) is not null)
                {
                    statistic.Windows[0].Count(lifetime);
                    isThere = true;
                }
                if (buckets.Of(lifetime.FirstStartMs) is > 0 and var bucket)
                    statistic.Windows[bucket].Count(lifetime);
            }
            statistic.Customers += isThere ? 1 : 0;
        }
    }

    /// <summary>Every customer of a group.</summary>
    public static IEnumerable<MemberMatch> Members(TenantState tenant, LifetimeQuery query, int window, LifetimeGroup group)
    {
        foreach (var (customer, spans) in ChurnReference.Customers(tenant, query.Population))
        {
            if (Counted(Of(spans, query.AsOfMs), query.Windows[window]) is not { } lifetime)
                continue;
            var isLeft = lifetime.LastEndMs is not null;
            if (group == LifetimeGroup.Customers || group == LifetimeGroup.Left == isLeft)
                yield return new(customer, group == LifetimeGroup.Left ? lifetime.LastEndMs : lifetime.FirstStartMs, []);
        }
    }

    /// <summary>One customer's lifetime as of an instant; null of one who had not started.</summary>
    public static Lifetime? Of(CustomerSpans spans, long asOfMs)
    {
        if (spans.FirstStartMs is not { } first || first >= asOfMs)
            return null;
        if (spans.IsCustomerAt(asOfMs))
            return new(first, null, asOfMs - first);
        // A contract that ended as it began has no span; one that was resumed before the first start that is known of ended before it.
        var last = Math.Max(spans.LastEndBefore(asOfMs) ?? first, first);
        return new(first, last, last - first);
    }

    /// <summary>A lifetime, if it began in the window.</summary>
    public static Lifetime? Counted(Lifetime? lifetime, Interval window) =>
        lifetime is { } one && window.Contains(one.FirstStartMs) ? one : null;
}

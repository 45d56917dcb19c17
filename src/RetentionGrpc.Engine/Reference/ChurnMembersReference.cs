using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>The customers behind counts of churn, by the decisions that count them.</summary>
internal static class ChurnMembersReference
{
    public static IEnumerable<MemberMatch> Scan(
        TenantState tenant, ChurnPopulation population, Interval window, ChurnGroup group, LossDating dating)
    {
        var isByInactivity = population.Basis is CustomerBasis.Activity or CustomerBasis.Purchase;
        var beforeDeadlineMs = isByInactivity && dating == LossDating.AtLastEvent ? population.InactivityMs : 0;
        foreach (var (customer, spans) in ChurnReference.Customers(tenant, population))
        {
            if (CountOf(ChurnReference.Count(spans, window), group) > 0)
                yield return new(customer, TimeOf(spans, window, group, beforeDeadlineMs), []);
        }
    }

    private static long CountOf(ChurnCounts counts, ChurnGroup group) => group switch
    {
        ChurnGroup.Start => counts.Start,
        ChurnGroup.End => counts.End,
        ChurnGroup.Retained => counts.Retained,
        ChurnGroup.LostFromStart => counts.LostFromStart,
        ChurnGroup.New => counts.New,
        ChurnGroup.NewRetained => counts.NewRetained,
        ChurnGroup.LostFromNew => counts.LostFromNew,
        ChurnGroup.Returned => counts.Returned,
        ChurnGroup.LostFromReturned => counts.LostFromReturned,
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, null),
    };

    private static long? TimeOf(CustomerSpans spans, Interval window, ChurnGroup group, long beforeDeadlineMs) => group switch
    {
        ChurnGroup.LostFromStart or ChurnGroup.LostFromNew or ChurnGroup.LostFromReturned => LossOf(spans, window, beforeDeadlineMs),
        ChurnGroup.New or ChurnGroup.NewRetained => spans.FirstStartMs,
        ChurnGroup.Returned => FirstReturnOf(spans, window),
        _ => null,
    };

    /// <summary>
    /// The end of the last span that begins before the window's end. A contract that ends as it starts has none: its start.
    /// </summary>
    private static long? LossOf(CustomerSpans spans, Interval window, long beforeDeadlineMs)
    {
        long? loss = null;
        foreach (var span in spans.Spans)
        {
            if (span.FromMs < window.EndMs)
                loss = span.ToMs - beforeDeadlineMs;
        }
        var isNew = spans.FirstStartMs is { } first && window.Contains(first);
        return isNew && (loss is null || loss < spans.FirstStartMs) ? spans.FirstStartMs : loss;
    }

    private static long? FirstReturnOf(CustomerSpans spans, Interval window)
    {
        foreach (var span in spans.Spans)
        {
            if (window.Contains(span.FromMs))
                return span.FromMs;
        }
        return null;
    }
}

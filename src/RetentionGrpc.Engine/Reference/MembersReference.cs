using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>The customers behind counts, by the decisions that count them.</summary>
internal static class MembersReference
{
    public static IEnumerable<MemberMatch> OfRetention(TenantState tenant, RetentionQuery query, RetentionGroup group, int comparison)
    {
        foreach (var (customer, firsts) in RetentionReference.Customers(tenant, query))
        {
            if (CountOf(firsts, group, comparison) > 0)
                yield return new(customer, TimeOf(firsts, group, comparison), []);
        }
    }

    public static IEnumerable<MemberMatch> OfCohort(TenantState tenant, CohortDefinition definition, int row, int? cell, int? group)
    {
        foreach (var member in CohortRetentionReference.Members(tenant, definition))
        {
            var isAsked = member.Row == row && (group is null || member.Group == group);
            if (isAsked && (cell is not { } k || member.Cells.Contains(k)))
                yield return new(member.Customer, member.StartMs, member.Cells.ToList());
        }
    }

    public static IEnumerable<MemberMatch> OfActivity(TenantState tenant, ActivityQuery query, int? bucket)
    {
        if (bucket is { } asked && query.StateOf(asked) == CellState.NotYet)
            yield break;
        foreach (var (customer, acts) in ActivityReference.Customers(tenant, query))
        {
            if ((bucket is { } i ? acts.In(i)?.FirstMs : acts.FirstMs) is { } firstMs)
                yield return new(customer, firstMs, []);
        }
    }

    public static IEnumerable<MemberMatch> OfLifecycle(TenantState tenant, LifecycleQuery query, int bucket, LifecycleGroup group)
    {
        foreach (var (customer, presence) in LifecycleReference.Customers(tenant, query))
        {
            if (CountOf(LifecycleReference.Count(presence, bucket, query), group) > 0)
                yield return new(customer, presence.FirstIn(bucket), []);
        }
    }

    public static IEnumerable<MemberMatch> OfRepeatPurchase(TenantState tenant, RepeatPurchaseQuery query, int window, RepeatGroup group)
    {
        foreach (var (customer, history) in RepeatPurchaseReference.Customers(tenant, query))
        {
            var counted = RepeatPurchaseReference.Counted(history, query.Population, query.Windows[window]);
            if (CountOf(RepeatPurchaseReference.Count(counted), group) > 0)
                yield return new(customer, TimeOf(counted, group), []);
        }
    }

    private static long CountOf(RetentionReference.FirstTimes firsts, RetentionGroup group, int comparison) => group switch
    {
        RetentionGroup.Base => RetentionReference.CountBase(firsts),
        RetentionGroup.Comparison => RetentionReference.Compare(firsts, comparison).Comparison,
        RetentionGroup.Retained => RetentionReference.Compare(firsts, comparison).Retained,
        RetentionGroup.Union => RetentionReference.Compare(firsts, comparison).Union,
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, null),
    };

    private static long? TimeOf(RetentionReference.FirstTimes firsts, RetentionGroup group, int comparison)
    {
        if (group == RetentionGroup.Base)
            return firsts.InBase;
        var inComparison = firsts.InComparisons[comparison];
        return group == RetentionGroup.Union && (inComparison is null || firsts.InBase < inComparison) ? firsts.InBase : inComparison;
    }

    private static long CountOf(LifecycleCounts counts, LifecycleGroup group) => group switch
    {
        LifecycleGroup.New => counts.New,
        LifecycleGroup.Returning => counts.Returning,
        LifecycleGroup.Resurrecting => counts.Resurrecting,
        LifecycleGroup.Dormant => counts.Dormant,
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, null),
    };

    private static long CountOf(RepeatCounts counts, RepeatGroup group) => group switch
    {
        RepeatGroup.Purchasers => counts.Purchasers,
        RepeatGroup.RepeatByDay => counts.RepeatByDay,
        RepeatGroup.RepeatByOrder => counts.RepeatByOrder,
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, null),
    };

    private static long TimeOf(PurchaseHistory.PurchaseSpan counted, RepeatGroup group) => group switch
    {
        RepeatGroup.RepeatByDay => counted.SecondDayMs,
        RepeatGroup.RepeatByOrder => counted.OrderMs(1),
        _ => counted.FirstMs,
    };
}

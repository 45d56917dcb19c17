using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>A set of customers behind a count of <see cref="ChurnCounts"/>. The numbers are those of the wire.</summary>
public enum ChurnGroup : byte
{
    /// <summary>|S|.</summary>
    Start = 1,

    /// <summary>|E|.</summary>
    End = 2,

    /// <summary>|S ∩ E|.</summary>
    Retained = 3,

    /// <summary>|S \ E|.</summary>
    LostFromStart = 4,

    /// <summary>|N|.</summary>
    New = 5,

    /// <summary>|N ∩ E|.</summary>
    NewRetained = 6,

    /// <summary>|N \ E|.</summary>
    LostFromNew = 7,

    /// <summary>|E \ S \ N|.</summary>
    Returned = 8,

    /// <summary>Back and gone again inside the window, in neither S nor N.</summary>
    LostFromReturned = 9,
}

/// <summary>How a loss under inactivity is dated in a list. The numbers are those of the wire.</summary>
public enum LossDating : byte
{
    /// <summary>At the last event + inactivity.</summary>
    AtDeadline = 1,

    /// <summary>At the last event.</summary>
    AtLastEvent = 2,
}

/// <summary>A set of customers behind a count of <see cref="RetentionCounts"/>. The numbers are those of the wire.</summary>
public enum RetentionGroup : byte
{
    /// <summary>|A|.</summary>
    Base = 1,

    /// <summary>|B|.</summary>
    Comparison = 2,

    /// <summary>|A ∩ B|.</summary>
    Retained = 3,

    /// <summary>|A ∪ B|.</summary>
    Union = 4,
}

/// <summary>A set of customers behind a count of <see cref="LifecycleCounts"/>. The numbers are those of the wire.</summary>
public enum LifecycleGroup : byte
{
    /// <summary>New.</summary>
    New = 1,

    /// <summary>Returning.</summary>
    Returning = 2,

    /// <summary>Resurrecting.</summary>
    Resurrecting = 3,

    /// <summary>Dormant.</summary>
    Dormant = 4,
}

/// <summary>A set of customers behind a count of <see cref="RepeatCounts"/>. The numbers are those of the wire.</summary>
public enum RepeatGroup : byte
{
    /// <summary>Purchasers.</summary>
    Purchasers = 1,

    /// <summary>Repeat by day.</summary>
    RepeatByDay = 2,

    /// <summary>Repeat by order.</summary>
    RepeatByOrder = 3,
}

/// <summary>
/// The customers behind a count of one window of churn. Dated: lost groups at the loss, new ones at the first ever start, returned ones at
/// the first return in the window, the rest not.
/// </summary>
/// <param name="population">Who counts.</param>
/// <param name="window">The window, or one bucket of its series.</param>
/// <param name="group">Which count.</param>
/// <param name="dating">How a loss under ACTIVITY and PURCHASE is dated.</param>
/// <param name="after">See <see cref="MembersQuery"/>.</param>
/// <param name="pageSize">See <see cref="MembersQuery"/>.</param>
public sealed class ChurnMembersQuery(
    ChurnPopulation population, Interval window, ChurnGroup group, LossDating dating, byte[] after, int pageSize)
    : MembersQuery(after, pageSize)
{
    /// <inheritdoc/>
    protected override IEnumerable<MemberMatch> Matches(TenantState tenant) =>
        ChurnMembersReference.Scan(tenant, population, window, group, dating);
}

/// <summary>
/// The customers behind a count of retention, dated at the first selected event: BASE in A, COMPARISON and RETAINED in B, UNION in either.
/// </summary>
/// <param name="query">Whose count it is.</param>
/// <param name="group">Which count.</param>
/// <param name="comparison">Which B, from 0; not read for BASE.</param>
/// <param name="after">See <see cref="MembersQuery"/>.</param>
/// <param name="pageSize">See <see cref="MembersQuery"/>.</param>
public sealed class RetentionMembersQuery(RetentionQuery query, RetentionGroup group, int comparison, byte[] after, int pageSize)
    : MembersQuery(after, pageSize)
{
    /// <inheritdoc/>
    protected override IEnumerable<MemberMatch> Matches(TenantState tenant) =>
        MembersReference.OfRetention(tenant, query, group, comparison);
}

/// <summary>The customers of one cohort, dated at the start event, each with the cells in which it counts.</summary>
/// <param name="definition">Whose count it is.</param>
/// <param name="row">The cohort, from 0.</param>
/// <param name="cell">Only members who count in this cell, 0 for bucket 0; null means all.</param>
/// <param name="group">Only this group of the definition's grouping; null means all together.</param>
/// <param name="after">See <see cref="MembersQuery"/>.</param>
/// <param name="pageSize">See <see cref="MembersQuery"/>.</param>
public sealed class CohortMembersQuery(CohortDefinition definition, int row, int? cell, int? group, byte[] after, int pageSize)
    : MembersQuery(after, pageSize)
{
    /// <inheritdoc/>
    protected override IEnumerable<MemberMatch> Matches(TenantState tenant) =>
        MembersReference.OfCohort(tenant, definition, row, cell, group);
}

/// <summary>
/// The customers behind an active count, dated at the first selected event in the bucket or window. A bucket that is NOT_YET has none.
/// </summary>
/// <param name="query">Whose count it is.</param>
/// <param name="bucket">The bucket, from 0; null means the whole window.</param>
/// <param name="after">See <see cref="MembersQuery"/>.</param>
/// <param name="pageSize">See <see cref="MembersQuery"/>.</param>
public sealed class ActivityMembersQuery(ActivityQuery query, int? bucket, byte[] after, int pageSize) : MembersQuery(after, pageSize)
{
    /// <inheritdoc/>
    protected override IEnumerable<MemberMatch> Matches(TenantState tenant) => MembersReference.OfActivity(tenant, query, bucket);
}

/// <summary>
/// The customers behind a count of a bucket of the lifecycle, dated at the first selected event in it; DORMANT ones have none. A bucket
/// that is NOT_YET has no customers.
/// </summary>
/// <param name="query">Whose count it is.</param>
/// <param name="bucket">The bucket, from 0.</param>
/// <param name="group">Which count.</param>
/// <param name="after">See <see cref="MembersQuery"/>.</param>
/// <param name="pageSize">See <see cref="MembersQuery"/>.</param>
public sealed class LifecycleMembersQuery(LifecycleQuery query, int bucket, LifecycleGroup group, byte[] after, int pageSize)
    : MembersQuery(after, pageSize)
{
    /// <inheritdoc/>
    protected override IEnumerable<MemberMatch> Matches(TenantState tenant) => MembersReference.OfLifecycle(tenant, query, bucket, group);
}

/// <summary>
/// The customers behind a count of repeat purchase, dated at the first counted purchase (PURCHASERS), the first on the second day
/// (REPEAT_BY_DAY), the second order (REPEAT_BY_ORDER).
/// </summary>
/// <param name="query">Whose count it is.</param>
/// <param name="window">Which of its windows, from 0.</param>
/// <param name="group">Which count.</param>
/// <param name="after">See <see cref="MembersQuery"/>.</param>
/// <param name="pageSize">See <see cref="MembersQuery"/>.</param>
public sealed class RepeatMembersQuery(RepeatPurchaseQuery query, int window, RepeatGroup group, byte[] after, int pageSize)
    : MembersQuery(after, pageSize)
{
    /// <inheritdoc/>
    protected override IEnumerable<MemberMatch> Matches(TenantState tenant) =>
        MembersReference.OfRepeatPurchase(tenant, query, window, group);
}

using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// Whose cohort a start event makes a customer a member of; a first event before the window makes no cohort. The numbers are those of
/// the wire.
/// </summary>
public enum CohortRule : byte
{
    /// <summary>
    /// The first event of the start selector in all history, its event filter apart; a member only if that very event passes it.
    /// </summary>
    FirstEver = 1,

    /// <summary>The first event in all history that the start selector picks, its event filter included.</summary>
    FirstMatching = 2,

    /// <summary>
    /// A member of every bucket with a start event, from the first in it; with rolling buckets of one, from the first in the window.
    /// </summary>
    Recurring = 3,
}

/// <summary>Which events' values count when cohorts are split by an event property. The numbers are those of the wire.</summary>
public enum GroupValueRule : byte
{
    /// <summary>The start event's; a return event must have the same value, or none like it.</summary>
    SameValue = 1,

    /// <summary>The start event's; return events of any value count.</summary>
    StartValue = 2,
}

/// <summary>Splits cohorts by a value: group i is value i, then come OTHER and NONE.</summary>
/// <param name="Key">The attribute or the declared event property, in UTF-8.</param>
/// <param name="IsAttribute">Whether it is an attribute of the customer; else a property of the start event.</param>
/// <param name="ValueRule">Of an event property: whether return events must have the same value.</param>
/// <param name="Values">The values that have groups of their own, in UTF-8; none yet in <see cref="CohortValuesQuery"/>.</param>
public sealed record CohortGrouping(byte[] Key, bool IsAttribute, GroupValueRule ValueRule, IReadOnlyList<byte[]> Values)
{
    /// <summary>Whether it splits by the customer's plan.</summary>
    internal bool IsPlan => IsAttribute && Key.AsSpan().SequenceEqual(CustomerAttributes.Plan);

    /// <summary>The group of the values that have none of their own.</summary>
    public int Other => Values.Count;

    /// <summary>The group without a value.</summary>
    public int None => Values.Count + 1;

    /// <summary>How many groups there are.</summary>
    public int Count => Values.Count + 2;
}

/// <summary>Who is a member of which cohort, and what counts as a return.</summary>
public sealed record CohortDefinition
{
    /// <summary>The events that begin a cohort.</summary>
    public required ActivitySelector StartSelector { get; init; }

    /// <summary>The events that count as a return.</summary>
    public required ActivitySelector ReturnSelector { get; init; }

    /// <summary>Only customers who pass it.</summary>
    public Filter CustomerFilter { get; init; } = Filter.None;

    /// <summary>Whose cohort a start event makes a customer a member of.</summary>
    public CohortRule Rule { get; init; } = CohortRule.FirstEver;

    /// <summary>A base bucket counts with so many return events or more, at least 1. Sizes are not affected.</summary>
    public int MinOccurrences { get; init; } = 1;

    /// <summary>Splits the cohorts; null means one group.</summary>
    public CohortGrouping? Grouping { get; init; }

    /// <summary>The rows and cells.</summary>
    public required CohortLayout Layout { get; init; }

    /// <summary>How many groups there are: 1 without a grouping.</summary>
    public int GroupCount => Grouping?.Count ?? 1;

    /// <summary>See <see cref="Query.ReadsUntil"/>.</summary>
    internal long? ReadsUntil => CustomerFilter.ReadsPlan || Grouping is { IsPlan: true } ? null : Layout.EndMs;
}

/// <summary>Of those who began in a bucket, how many came back k buckets later: one triangle for each group.</summary>
/// <param name="definition">Who and what counts.</param>
public sealed class CohortRetentionQuery(CohortDefinition definition) : Query<IReadOnlyList<CohortTriangle>>
{
    /// <summary>Who and what counts.</summary>
    public CohortDefinition Definition => definition;

    /// <inheritdoc/>
    public override bool ReadsEveryTimeline => !CohortTriangleCounts.IsOfFirsts(definition);

    /// <inheritdoc/>
    public override long? ReadsUntil => definition.ReadsUntil;

    /// <inheritdoc/>
    internal override void Plan(TenantState tenant) => Planner.SegmentsFor(tenant, definition);

    /// <inheritdoc/>
    public override IReadOnlyList<CohortTriangle> Answer(TenantState tenant) =>
        Planner.SegmentsFor(tenant, definition) is { } segments
            ? Gather(segments, reach => [TriangleOf(reach)])
            : CohortRetentionReference.Scan(tenant, definition);

    /// <inheritdoc/>
    public override IReadOnlyList<CohortTriangle> Merge(IReadOnlyList<CohortTriangle> left, IReadOnlyList<CohortTriangle> right)
    {
        var merged = new CohortTriangle[left.Count];
        for (var i = 0; i < merged.Length; i++)
            merged[i] = CohortTriangle.Gather(left[i], right[i]);
        return merged;
    }

    private CohortTriangle TriangleOf(IndexReach reach) => CohortTriangleCounts.CanTell(reach, definition)
        ? CohortTriangleCounts.Answer(reach, definition)
        : CohortTriangleBits.Answer(reach, definition);
}

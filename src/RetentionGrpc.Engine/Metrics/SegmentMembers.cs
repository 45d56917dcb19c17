using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>Purchasers whose scores fit.</summary>
/// <param name="Scale">Of all purchasers of the tenant.</param>
/// <param name="Segment">Of this segment; null for any.</param>
/// <param name="Least">The lowest scores.</param>
public sealed record RfmCriteria(RfmScale Scale, RfmSegment? Segment, RfmScores Least)
{
    /// <summary>Whether a purchaser's scores fit.</summary>
    public bool Fit(RfmScores scores) => (Segment is null || scores.Segment == Segment)
        && scores.Recency >= Least.Recency && scores.Frequency >= Least.Frequency && scores.Monetary >= Least.Monetary;
}

/// <summary>Customers with an event of the one selector and none of the other in the window.</summary>
/// <param name="Window">The window.</param>
/// <param name="Did">What they did.</param>
/// <param name="DidNot">What they did not do.</param>
public sealed record DidNotCriteria(Interval Window, ActivitySelector Did, ActivitySelector DidNot);

/// <summary>The customers of a segment who pass a filter and have an event before "now". Not dated.</summary>
/// <param name="after">See <see cref="MembersQuery"/>.</param>
/// <param name="pageSize">See <see cref="MembersQuery"/>.</param>
public sealed class SegmentMembersQuery(byte[] after, int pageSize) : MembersQuery(after, pageSize)
{
    /// <summary>"Now": what is at or after it does not count.</summary>
    public required long AsOfMs { get; init; }

    /// <summary>Only customers who pass it.</summary>
    public Filter CustomerFilter { get; init; } = Filter.None;

    /// <summary>Only purchasers of these scores; null for all customers.</summary>
    public RfmCriteria? Rfm { get; init; }

    /// <summary>Only customers who did one thing and not another; null for all customers.</summary>
    public DidNotCriteria? DidNot { get; init; }

    /// <inheritdoc/>
    protected override IEnumerable<MemberMatch> Matches(TenantState tenant) => SegmentReference.Scan(tenant, this);
}

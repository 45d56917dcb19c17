using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>Referrals of one window.</summary>
public sealed class ReferralCounts
{
    /// <summary>Referral events.</summary>
    public long Referrals { get; internal set; }

    /// <summary>Distinct customers who referred somebody.</summary>
    public long Referrers { get; internal set; }

    /// <summary>Who was referred, each with the first referral in the window. Not additive over partitions, because referrers of one may
    /// be customers of several.</summary>
    public ReferralIds Referred { get; } = new();

    internal void Add(ReferralCounts other)
    {
        Referrals += other.Referrals;
        Referrers += other.Referrers;
        Referred.Add(other.Referred);
    }
}

/// <summary>Referrals, window by window.</summary>
/// <param name="windowCount">How many windows.</param>
public sealed class ReferralStatistic(int windowCount) : IStatistic<ReferralStatistic>
{
    /// <summary>The windows; the first is that of the request.</summary>
    public IReadOnlyList<ReferralCounts> Windows { get; } = [.. Enumerable.Range(0, windowCount).Select(_ => new ReferralCounts())];

    /// <summary>Who was referred in the first window: the denominator.</summary>
    public long Customers => Windows[0].Referred.Count;

    /// <inheritdoc/>
    public void Add(ReferralStatistic other)
    {
        for (var i = 0; i < Windows.Count; i++)
            Windows[i].Add(other.Windows[i]);
    }
}

/// <summary>Who referred whom, window by window. What became of them is asked by <see cref="ConvertedQuery"/>.</summary>
public sealed class ReferralQuery : WindowSplitQuery<ReferralStatistic>
{
    /// <summary>Only referrers of one group; null means all. Not split.</summary>
    public ChosenGroup? Referrers { get; init; }

    /// <inheritdoc/>
    public override long? ReadsUntil => Referrers is null ? EndOf(Windows) : null;

    /// <inheritdoc/>
    protected override ReferralStatistic CreateStatistic() => new(Windows.Count);

    /// <inheritdoc/>
    private protected override void Scan(TenantState tenant, SplitScan<ReferralStatistic> scan) =>
        ReferralReference.Scan(tenant, this, scan);
}

/// <summary>
/// The second round: those of the referred who became customers, each with the instant. Somebody became one by the first event of a
/// selector in all history, at the referral or later, before "now".
/// </summary>
/// <param name="referred">Who was referred, over all partitions: of each window, of each group.</param>
/// <param name="conversion">What makes a customer.</param>
/// <param name="asOfMs">"Now".</param>
public sealed class ConvertedQuery(IReadOnlyList<ReferralIds> referred, ActivitySelector conversion, long asOfMs) : Query<ReferralIds[]>
{
    /// <inheritdoc/>
    public override bool ReadsEveryTimeline => true;

    /// <inheritdoc/>
    public override long? ReadsUntil => asOfMs;

    /// <inheritdoc/>
    public override ReferralIds[] Answer(TenantState tenant)
    {
        var conversions = new Conversions(tenant, conversion);
        return [.. referred.Select(ids => ReferralReference.Converted(ids, conversions, asOfMs))];
    }

    /// <inheritdoc/>
    public override ReferralIds[] Merge(ReferralIds[] left, ReferralIds[] right)
    {
        for (var i = 0; i < left.Length; i++)
            left[i].Add(right[i]);
        return left;
    }
}

/// <summary>The referrers of a window, at their first referral in it.</summary>
/// <param name="query">The question.</param>
/// <param name="window">Which of its windows.</param>
/// <param name="after">See <see cref="MembersQuery"/>.</param>
/// <param name="pageSize">See <see cref="MembersQuery"/>.</param>
public sealed class ReferrersQuery(ReferralQuery query, int window, byte[] after, int pageSize) : MembersQuery(after, pageSize)
{
    /// <inheritdoc/>
    protected override IEnumerable<MemberMatch> Matches(TenantState tenant) => ReferralReference.Referrers(tenant, query, window);
}

/// <summary>Ids that are known already, whether anything is known of these customers or not: every partition gives the same page.</summary>
/// <param name="ids">All of them.</param>
/// <param name="after">See <see cref="MembersQuery"/>.</param>
/// <param name="pageSize">See <see cref="MembersQuery"/>.</param>
public sealed class KnownMembersQuery(ReferralIds ids, byte[] after, int pageSize) : MembersQuery(after, pageSize)
{
    private readonly MemberPage _page = new(ids.Count, ids.After(after, pageSize + 1));

    /// <inheritdoc/>
    public override MemberPage Answer(TenantState tenant) => _page;

    /// <inheritdoc/>
    public override MemberPage Merge(MemberPage left, MemberPage right) => left;

    /// <inheritdoc/>
    protected override IEnumerable<MemberMatch> Matches(TenantState tenant) => [];
}

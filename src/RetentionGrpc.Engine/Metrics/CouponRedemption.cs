using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>Which coupons are compared. The numbers are those of the wire.</summary>
public enum CouponReading : byte
{
    /// <summary>Of the coupons issued in the window, those redeemed by now.</summary>
    ByIssueCohort = 1,

    /// <summary>Coupons redeemed in the window over coupons issued in it.</summary>
    ByEventWindow = 2,
}

/// <summary>A set of customers behind a count of <see cref="CouponCounts"/>. The numbers are those of the wire.</summary>
public enum CouponGroup : byte
{
    /// <summary>With a coupon that counts as issued.</summary>
    Issued = 1,

    /// <summary>With a coupon that counts as redeemed.</summary>
    Redeemed = 2,

    /// <summary>With a coupon that counts as expired.</summary>
    Expired = 3,
}

/// <summary>Coupons of one window, and the customers who have them.</summary>
/// <param name="Issued">Coupons that count as issued.</param>
/// <param name="Redeemed">Coupons that count as redeemed.</param>
/// <param name="Expired">Coupons that count as expired: EXPIRED and never redeemed.</param>
/// <param name="IssuedCustomers">Distinct customers with a coupon that counts as issued.</param>
/// <param name="RedeemedCustomers">Distinct customers with one that counts as redeemed.</param>
/// <param name="ExpiredCustomers">Distinct customers with one that counts as expired.</param>
public readonly record struct CouponCounts(
    long Issued, long Redeemed, long Expired, long IssuedCustomers, long RedeemedCustomers, long ExpiredCustomers)
{
    /// <summary>Of two disjoint sets of customers together.</summary>
    public static CouponCounts operator +(CouponCounts x, CouponCounts y) => new(
        x.Issued + y.Issued, x.Redeemed + y.Redeemed, x.Expired + y.Expired, x.IssuedCustomers + y.IssuedCustomers,
        x.RedeemedCustomers + y.RedeemedCustomers, x.ExpiredCustomers + y.ExpiredCustomers);
}

/// <summary>Coupons, window by window.</summary>
/// <param name="windowCount">How many windows.</param>
public sealed class CouponStatistic(int windowCount) : IStatistic<CouponStatistic>
{
    private readonly (int Issued, int Redeemed, int Expired, int Any)[] _last = NoneOf(windowCount);

    /// <summary>The windows; the first is that of the request.</summary>
    public CouponCounts[] Windows { get; } = new CouponCounts[windowCount];

    /// <inheritdoc/>
    public long Customers { get; private set; }

    /// <inheritdoc/>
    public void Add(CouponStatistic other)
    {
        for (var i = 0; i < Windows.Length; i++)
            Windows[i] += other.Windows[i];
        Customers += other.Customers;
    }

    /// <summary>Counts a coupon; those of one customer one after the other.</summary>
    internal void Count(int customer, int window, bool isIssued, bool isRedeemed, bool isExpired)
    {
        ref var last = ref _last[window];
        Windows[window] += new CouponCounts(
            One(isIssued), One(isRedeemed), One(isExpired), One(isIssued && last.Issued != customer),
            One(isRedeemed && last.Redeemed != customer), One(isExpired && last.Expired != customer));
        if (window == 0 && (isIssued || isRedeemed || isExpired) && last.Any != customer)
            (Customers, last.Any) = (Customers + 1, customer);
        last.Issued = isIssued ? customer : last.Issued;
        last.Redeemed = isRedeemed ? customer : last.Redeemed;
        last.Expired = isExpired ? customer : last.Expired;
    }

    private static long One(bool holds) => holds ? 1 : 0;

    private static (int Issued, int Redeemed, int Expired, int Any)[] NoneOf(int windowCount)
    {
        var none = new (int, int, int, int)[windowCount];
        Array.Fill(none, (-1, -1, -1, -1));
        return none;
    }
}

/// <summary>How many coupons are redeemed.</summary>
public sealed class CouponRedemptionQuery : WindowSplitQuery<CouponStatistic>
{
    /// <summary>Which coupons are compared.</summary>
    public CouponReading Reading { get; init; } = CouponReading.ByIssueCohort;

    /// <summary>The campaigns whose coupons count, in UTF-8; empty means all, with a campaign or without.</summary>
    public IReadOnlyList<byte[]> Campaigns { get; init; } = [];

    /// <summary>"Now": of coupons issued in a window, what became of them before it counts.</summary>
    public required long AsOfMs { get; init; }

    /// <summary>What expired in a window is not counted as that if it was redeemed, ever.</summary>
    public override long? ReadsUntil => Reading == CouponReading.ByEventWindow ? null : Later(EndOf(Windows), AsOfMs);

    /// <inheritdoc/>
    protected override CouponStatistic CreateStatistic() => new(Windows.Count);

    /// <inheritdoc/>
    private protected override void Scan(TenantState tenant, SplitScan<CouponStatistic> scan) =>
        CouponRedemptionReference.Scan(tenant, this, scan);
}

/// <summary>The customers behind a count of coupons, at the first such event.</summary>
/// <param name="query">The question; how it is split is not read.</param>
/// <param name="window">Which of its windows.</param>
/// <param name="group">Which coupons.</param>
/// <param name="after">See <see cref="MembersQuery"/>.</param>
/// <param name="pageSize">See <see cref="MembersQuery"/>.</param>
public sealed class CouponMembersQuery(CouponRedemptionQuery query, int window, CouponGroup group, byte[] after, int pageSize)
    : MembersQuery(after, pageSize)
{
    /// <inheritdoc/>
    protected override IEnumerable<MemberMatch> Matches(TenantState tenant) =>
        CouponRedemptionReference.Members(tenant, query, window, group, GroupOfEvents(tenant));
}

using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>The readings of lifetime value. The numbers are those of the wire.</summary>
public enum LifetimeValueReading : byte
{
    /// <summary>Average order value × orders a year × average lifetime in years.</summary>
    Formula = 1,

    /// <summary>The mean net revenue so far of customers with an order.</summary>
    Historic = 2,

    /// <summary>Revenue per user over churn, of one window.</summary>
    ArpuOverChurn = 3,

    /// <summary>What BG/NBD and Gamma–Gamma expect.</summary>
    Predicted = 4,
}

/// <summary>The customers behind a count of lifetime value. The numbers are those of the wire.</summary>
public enum LifetimeValueGroup : byte
{
    /// <summary>FORMULA: those with a purchase in the window.</summary>
    Purchasers = 1,

    /// <summary>HISTORIC and PREDICTED: those with a purchase before its end.</summary>
    Buyers = 2,

    /// <summary>ARPU_OVER_CHURN: those who were customers at its start or at some time in it.</summary>
    Users = 3,
}

/// <summary>What FORMULA multiplies.</summary>
/// <param name="OrderValue">AOV, minor units.</param>
/// <param name="OrdersPerYear">AF, orders of a purchaser in a year of 365.25 days.</param>
/// <param name="LifetimeYears">AL, years of 365.25 days.</param>
public readonly record struct LifetimeValueFormula(double? OrderValue, double? OrdersPerYear, double? LifetimeYears)
{
    /// <summary>The product, minor units.</summary>
    public double? Value => OrderValue * OrdersPerYear * LifetimeYears;
}

/// <summary>What the readings of lifetime value are made of in one window; what was not asked for is 0.</summary>
/// <param name="lifetimes">Lifetimes and churn of the window.</param>
/// <param name="hasUsers">Whether ARPU_OVER_CHURN is asked for.</param>
public sealed class LifetimeValueCounts(LifetimeCounts lifetimes, bool hasUsers)
{
    private const double YearMs = 365.25 * 24 * 3600 * 1000;
    private readonly List<PurchaseRow> _rows = [];

    /// <summary>FORMULA: customers with a purchase in the window.</summary>
    public long Purchasers { get; private set; }

    /// <summary>FORMULA: orders that are dated in it.</summary>
    public long Orders { get; private set; }

    /// <summary>FORMULA: purchases in it, refunds apart, minor units.</summary>
    public Int128 Revenue { get; private set; }

    /// <summary>FORMULA and ARPU_OVER_CHURN: lifetimes, and churn.</summary>
    public LifetimeCounts Lifetimes => lifetimes;

    /// <summary>HISTORIC: customers with a purchase before the window's end.</summary>
    public long Buyers { get; private set; }

    /// <summary>HISTORIC: their purchases less refunds before it, minor units.</summary>
    public Int128 BuyersRevenue { get; private set; }

    /// <summary>ARPU_OVER_CHURN: those who were customers at the window's start or at some time in it.</summary>
    public long Users => hasUsers ? lifetimes.Churn.Seen : 0;

    /// <summary>ARPU_OVER_CHURN: their purchases less refunds in it, minor units.</summary>
    public Int128 UsersRevenue { get; private set; }

    /// <summary>PREDICTED: what the models read of each customer with a purchase, in any order.</summary>
    public IReadOnlyList<PurchaseRow> Rows => _rows;

    /// <summary>FORMULA.</summary>
    /// <param name="window">The window.</param>
    /// <param name="estimator">The average lifetime.</param>
    /// <param name="horizonMs">Of RESTRICTED_MEAN.</param>
    public LifetimeValueFormula Formula(Interval window, LifetimeEstimator estimator, long horizonMs) => new(
        Orders == 0 ? null : (double)Revenue / Orders,
        Purchasers == 0 || window.IsEmpty ? null : (double)Orders / Purchasers / (window.LengthMs / YearMs),
        Lifetimes.Days(estimator, window, horizonMs) * LifetimeCurve.DayMs / YearMs);

    /// <summary>HISTORIC, minor units.</summary>
    public double? Historic => Buyers == 0 ? null : (double)BuyersRevenue / Buyers;

    /// <summary>Average revenue per user in the window, minor units.</summary>
    public double? RevenuePerUser => Users == 0 ? null : (double)UsersRevenue / Users;

    /// <summary>ARPU_OVER_CHURN, minor units.</summary>
    public double? ArpuOverChurn => Lifetimes.Churn is { Start: > 0, LostFromStart: > 0 } churn
        ? RevenuePerUser * churn.Start / churn.LostFromStart
        : null;

    internal void Add(LifetimeValueCounts other)
    {
        Purchasers += other.Purchasers;
        Orders += other.Orders;
        Revenue += other.Revenue;
        AddBuyers(other);
        UsersRevenue += other.UsersRevenue;
        _rows.AddRange(other._rows);
    }

    internal void AddBuyers(LifetimeValueCounts other)
    {
        Buyers += other.Buyers;
        BuyersRevenue += other.BuyersRevenue;
    }

    internal void CountPurchaser(int orders, Int128 revenue)
    {
        Purchasers++;
        Orders += orders;
        Revenue += revenue;
    }

    internal void CountBuyer(bool isNew, Int128 revenue)
    {
        Buyers += isNew ? 1 : 0;
        BuyersRevenue += revenue;
    }

    internal void CountUsersRevenue(Int128 revenue) => UsersRevenue += revenue;

    internal void Predict(PurchaseRow row) => _rows.Add(row);
}

/// <summary>What the readings of lifetime value are made of, window by window.</summary>
public sealed class LifetimeValueStatistic : IStatistic<LifetimeValueStatistic>
{
    private readonly LifetimeStatistic _lifetimes;

    /// <param name="windowCount">How many windows.</param>
    /// <param name="hasUsers">Whether ARPU_OVER_CHURN is asked for.</param>
    public LifetimeValueStatistic(int windowCount, bool hasUsers)
    {
        _lifetimes = new(windowCount);
        Windows = [.. _lifetimes.Windows.Select(lifetimes => new LifetimeValueCounts(lifetimes, hasUsers))];
    }

    /// <summary>The windows; the first is that of the request.</summary>
    public IReadOnlyList<LifetimeValueCounts> Windows { get; }

    /// <summary>Customers who count in any reading that was asked for, of the first window.</summary>
    public long Customers { get; internal set; }

    internal ChurnSeries Churn => _lifetimes.Churn;

    /// <inheritdoc/>
    public void Add(LifetimeValueStatistic other)
    {
        Customers += other.Customers;
        _lifetimes.Add(other._lifetimes);
        for (var i = 0; i < Windows.Count; i++)
            Windows[i].Add(other.Windows[i]);
    }

    /// <summary>
    /// Who has bought stays a buyer: in each bucket were counted those who became one, and what the others bought in it. Adds up what
    /// came before; once, when all customers are counted.
    /// </summary>
    internal void Settle()
    {
        for (var i = 2; i < Windows.Count; i++)
            Windows[i].AddBuyers(Windows[i - 1]);
    }
}

/// <summary>What a customer is worth, by any of four readings.</summary>
public sealed class LifetimeValueQuery : WindowSplitQuery<LifetimeValueStatistic>
{
    /// <summary>Which readings are asked for.</summary>
    public required IReadOnlySet<LifetimeValueReading> Readings { get; init; }

    /// <summary>Who is a customer, for lifetimes and churn; its filter is not read.</summary>
    public required ChurnPopulation Population { get; init; }

    /// <summary>"Now", up to which lifetimes are watched.</summary>
    public required long AsOfMs { get; init; }

    /// <inheritdoc/>
    public override long? ReadsUntil =>
        Readings.Contains(LifetimeValueReading.Formula) ? Later(EndOf(Windows), AsOfMs) : EndOf(Windows);

    /// <inheritdoc/>
    protected override LifetimeValueStatistic CreateStatistic() =>
        new(Windows.Count, Readings.Contains(LifetimeValueReading.ArpuOverChurn));

    /// <inheritdoc/>
    private protected override void Scan(TenantState tenant, SplitScan<LifetimeValueStatistic> scan) =>
        new LifetimeValueReference(tenant, this).Scan(scan);
}

/// <summary>The customers behind a count of lifetime value: at the first purchase that makes them so; USERS have no time.</summary>
/// <param name="query">The question; how it is split is not read.</param>
/// <param name="window">Which of its windows.</param>
/// <param name="group">Which customers.</param>
/// <param name="after">See <see cref="MembersQuery"/>.</param>
/// <param name="pageSize">See <see cref="MembersQuery"/>.</param>
public sealed class LifetimeValueMembersQuery(
    LifetimeValueQuery query, int window, LifetimeValueGroup group, byte[] after, int pageSize)
    : MembersQuery(after, pageSize)
{
    /// <inheritdoc/>
    protected override IEnumerable<MemberMatch> Matches(TenantState tenant) =>
        new LifetimeValueReference(tenant, query).Members(query.Windows[window], group);
}

using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>Lost customers by why they were. The numbers are those of the wire.</summary>
public enum ChurnReasonGroup : byte
{
    /// <summary>All of them.</summary>
    Lost = 1,

    /// <summary>Cancelled, because the customer wanted it.</summary>
    Voluntary = 2,

    /// <summary>Cancelled, because a payment failed.</summary>
    Delinquent = 3,

    /// <summary>Cancelled without a reason, or not cancelled.</summary>
    Unknown = 4,
}

/// <summary>Lost customers of one window by reason.</summary>
/// <param name="Voluntary">Because the customer wanted it.</param>
/// <param name="Delinquent">Because a payment failed.</param>
/// <param name="Unknown">Without a reason.</param>
public readonly record struct ChurnReasonCounts(long Voluntary, long Delinquent, long Unknown)
{
    /// <summary>All of them.</summary>
    public long Lost => Voluntary + Delinquent + Unknown;

    /// <summary>The counts of two disjoint sets of customers together.</summary>
    public static ChurnReasonCounts operator +(ChurnReasonCounts x, ChurnReasonCounts y) =>
        new(x.Voluntary + y.Voluntary, x.Delinquent + y.Delinquent, x.Unknown + y.Unknown);
}

/// <summary>Lost customers, window by window.</summary>
/// <param name="windowCount">How many windows.</param>
public sealed class ChurnReasonStatistic(int windowCount) : IStatistic<ChurnReasonStatistic>
{
    private readonly ChurnReasonCounts[] _windows = new ChurnReasonCounts[windowCount];

    /// <summary>The windows; the first is that of the request.</summary>
    public IReadOnlyList<ChurnReasonCounts> Windows => _windows;

    /// <inheritdoc/>
    public long Customers => _windows[0].Lost;

    /// <inheritdoc/>
    public void Add(ChurnReasonStatistic other)
    {
        for (var i = 0; i < _windows.Length; i++)
            _windows[i] += other._windows[i];
    }

    internal void Count(int window, ChurnReasonGroup reason) => _windows[window] += reason switch
    {
        ChurnReasonGroup.Voluntary => new(1, 0, 0),
        ChurnReasonGroup.Delinquent => new(0, 1, 0),
        _ => new(0, 0, 1),
    };
}

/// <summary>Why customers of contracts were lost, split by the reason in words.</summary>
public sealed class ChurnReasonsQuery : WindowSplitQuery<ChurnReasonStatistic>
{
    /// <param name="textLimit">How many texts have groups of their own, at least 1.</param>
    public ChurnReasonsQuery(int textLimit) => Grouping = new([], false, textLimit);

    /// <summary>Whether the basis is PAYING_SUBSCRIPTION instead of SUBSCRIPTION.</summary>
    public bool MustPay { get; init; }

    /// <inheritdoc/>
    public override long? ReadsUntil => EndOf(Windows);

    /// <inheritdoc/>
    protected override ChurnReasonStatistic CreateStatistic() => new(Windows.Count);

    /// <inheritdoc/>
    private protected override void Scan(TenantState tenant, SplitScan<ChurnReasonStatistic> scan) =>
        ChurnReasonsReference.Scan(tenant, this, scan);
}

/// <summary>The customers behind a count of churn reasons, at their loss.</summary>
/// <param name="query">The question.</param>
/// <param name="window">Which of its windows.</param>
/// <param name="group">Which of them.</param>
/// <param name="text">Only those with this text in UTF-8, empty for none; null means whatever the text.</param>
/// <param name="after">See <see cref="MembersQuery"/>.</param>
/// <param name="pageSize">See <see cref="MembersQuery"/>.</param>
public sealed class ChurnReasonMembersQuery(
    ChurnReasonsQuery query, int window, ChurnReasonGroup group, byte[]? text, byte[] after, int pageSize) : MembersQuery(after, pageSize)
{
    /// <inheritdoc/>
    protected override IEnumerable<MemberMatch> Matches(TenantState tenant) =>
        ChurnReasonsReference.Members(tenant, query, window, group, text);
}

using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>How far a campaign touch got. The numbers are those of the wire.</summary>
public enum CampaignStage : byte
{
    /// <summary>Sent.</summary>
    Sent = 1,

    /// <summary>Delivered.</summary>
    Delivered = 2,

    /// <summary>Came back.</summary>
    Bounced = 3,

    /// <summary>Opened.</summary>
    Opened = 4,

    /// <summary>Clicked.</summary>
    Clicked = 5,

    /// <summary>Converted.</summary>
    Converted = 6,

    /// <summary>The customer wants no more of them.</summary>
    Unsubscribed = 7,
}

/// <summary>Touches of one window.</summary>
public sealed class CampaignCounts
{
    /// <summary>How many stages there are.</summary>
    public const int Stages = 7;

    private readonly long[] _total = new long[Stages];
    private readonly long[] _unique = new long[Stages];

    /// <summary>Pairs of a customer and a campaign with any touch.</summary>
    public long Reached { get; private set; }

    /// <summary>Pairs of a customer and a campaign to whose last CLICKED touch, else OPENED, an event is attributed.</summary>
    public long Attributed { get; private set; }

    /// <summary>What those of them that are purchases paid, minor units.</summary>
    public Int128 AttributedAmount { get; private set; }

    /// <summary>Touches of a stage.</summary>
    public long Total(CampaignStage stage) => _total[(int)stage - 1];

    /// <summary>Pairs of a customer and a campaign with a touch of a stage.</summary>
    public long Unique(CampaignStage stage) => _unique[(int)stage - 1];

    internal void Touch(int stage, bool isFirstOfStage, bool isFirst)
    {
        _total[stage - 1]++;
        _unique[stage - 1] += isFirstOfStage ? 1 : 0;
        Reached += isFirst ? 1 : 0;
    }

    internal void Attribute(long amount)
    {
        Attributed++;
        AttributedAmount += amount;
    }

    internal void Add(CampaignCounts other)
    {
        for (var i = 0; i < Stages; i++)
        {
            _total[i] += other._total[i];
            _unique[i] += other._unique[i];
        }
        Reached += other.Reached;
        Attributed += other.Attributed;
        AttributedAmount += other.AttributedAmount;
    }
}

/// <summary>Touches, window by window, and those of the first by hour and weekday of the tenant's zone.</summary>
/// <param name="windowCount">How many windows.</param>
public sealed class CampaignStatistic(int windowCount) : IStatistic<CampaignStatistic>
{
    private const int Hours = 24;
    private const int Weekdays = 7;

    /// <summary>The windows; the first is that of the request.</summary>
    public IReadOnlyList<CampaignCounts> Windows { get; } = [.. Enumerable.Range(0, windowCount).Select(_ => new CampaignCounts())];

    /// <summary>Touches of each stage (item stage - 1) by hour, 0 to 23.</summary>
    public long[,] OfHour { get; } = new long[CampaignCounts.Stages, Hours];

    /// <summary>Touches of each stage (item stage - 1) by weekday, item 0 is Monday.</summary>
    public long[,] OfWeekday { get; } = new long[CampaignCounts.Stages, Weekdays];

    /// <inheritdoc/>
    public long Customers { get; internal set; }

    /// <inheritdoc/>
    public void Add(CampaignStatistic other)
    {
        for (var i = 0; i < Windows.Count; i++)
            Windows[i].Add(other.Windows[i]);
        for (var stage = 0; stage < CampaignCounts.Stages; stage++)
        {
            for (var hour = 0; hour < Hours; hour++)
                OfHour[stage, hour] += other.OfHour[stage, hour];
            for (var day = 0; day < Weekdays; day++)
                OfWeekday[stage, day] += other.OfWeekday[stage, day];
        }
        Customers += other.Customers;
    }
}

/// <summary>How campaigns do.</summary>
public sealed class CampaignPerformanceQuery : WindowSplitQuery<CampaignStatistic>
{
    /// <summary>The campaigns that count, in UTF-8; empty means all.</summary>
    public IReadOnlyList<byte[]> Campaigns { get; init; } = [];

    /// <summary>The events that are attributed.</summary>
    public ActivitySelector Conversion { get; init; } = ActivitySelector.Purchases;

    /// <summary>How long after a touch an event is attributed to it, its end included, in milliseconds.</summary>
    public required long AttributionMs { get; init; }

    /// <summary>Whether to answer hours and weekdays.</summary>
    public bool HasTimes { get; init; }

    /// <inheritdoc/>
    public override long? ReadsUntil => EndOf(Windows) + AttributionMs;

    /// <inheritdoc/>
    protected override CampaignStatistic CreateStatistic() => new(Windows.Count);

    /// <inheritdoc/>
    private protected override void Scan(TenantState tenant, SplitScan<CampaignStatistic> scan) =>
        new CampaignScan(tenant, this).Count(scan);
}

/// <summary>The customers with a touch of a stage, at the first of them; or those to whom something is attributed, when it was.</summary>
/// <param name="query">The question; how it is split is not read.</param>
/// <param name="window">Which of its windows.</param>
/// <param name="stage">Which touches; null means attributed ones.</param>
/// <param name="after">See <see cref="MembersQuery"/>.</param>
/// <param name="pageSize">See <see cref="MembersQuery"/>.</param>
public sealed class CampaignMembersQuery(CampaignPerformanceQuery query, int window, CampaignStage? stage, byte[] after, int pageSize)
    : MembersQuery(after, pageSize)
{
    /// <inheritdoc/>
    protected override IEnumerable<MemberMatch> Matches(TenantState tenant) =>
        new CampaignScan(tenant, query).Members(window, stage, GroupOfEvents(tenant));
}

using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>A set of customers behind a count of <see cref="SupportCounts"/>. The numbers are those of the wire.</summary>
public enum SupportGroup : byte
{
    /// <summary>With a question opened in the window.</summary>
    QuestionsOpened = 1,

    /// <summary>With a question answered in it.</summary>
    QuestionsResponded = 2,

    /// <summary>With a question closed in it.</summary>
    QuestionsResolved = 3,

    /// <summary>With a complaint opened in it.</summary>
    ComplaintsOpened = 4,

    /// <summary>With a complaint answered in it.</summary>
    ComplaintsResponded = 5,

    /// <summary>With a complaint closed in it.</summary>
    ComplaintsResolved = 6,

    /// <summary>With a complaint opened in the time looked back before the window's start.</summary>
    Complainers = 7,
}

/// <summary>Cases of one window: each counts once for each step, where it takes the step for the first time.</summary>
/// <param name="QuestionsOpened">Questions that are opened.</param>
/// <param name="QuestionsResponded">Questions that get their first answer.</param>
/// <param name="QuestionsResolved">Questions that are closed.</param>
/// <param name="ComplaintsOpened">Complaints that are opened.</param>
/// <param name="ComplaintsResponded">Complaints that get their first answer.</param>
/// <param name="ComplaintsResolved">Complaints that are closed.</param>
public readonly record struct SupportCounts(
    long QuestionsOpened, long QuestionsResponded, long QuestionsResolved,
    long ComplaintsOpened, long ComplaintsResponded, long ComplaintsResolved)
{
    /// <summary>Of two disjoint sets of cases together.</summary>
    public static SupportCounts operator +(SupportCounts x, SupportCounts y) => new(
        x.QuestionsOpened + y.QuestionsOpened, x.QuestionsResponded + y.QuestionsResponded, x.QuestionsResolved + y.QuestionsResolved,
        x.ComplaintsOpened + y.ComplaintsOpened, x.ComplaintsResponded + y.ComplaintsResponded,
        x.ComplaintsResolved + y.ComplaintsResolved);

    internal static SupportCounts Of(bool isComplaint, byte action) => (isComplaint, action) switch
    {
        (false, 1) => new(1, 0, 0, 0, 0, 0),
        (false, 2) => new(0, 1, 0, 0, 0, 0),
        (false, _) => new(0, 0, 1, 0, 0, 0),
        (true, 1) => new(0, 0, 0, 1, 0, 0),
        (true, 2) => new(0, 0, 0, 0, 1, 0),
        (true, _) => new(0, 0, 0, 0, 0, 1),
    };
}

/// <summary>Cases, window by window; how long those opened in the first waited; what became of complainers and others in it.</summary>
/// <param name="windowCount">How many windows.</param>
/// <param name="dayCount">Days of the first.</param>
public sealed class SupportStatistic(int windowCount, int dayCount) : IStatistic<SupportStatistic>
{
    /// <summary>The windows; the first is that of the request.</summary>
    public SupportCounts[] Windows { get; } = new SupportCounts[windowCount];

    /// <summary>From opening to the first answer.</summary>
    public Durations FirstResponse { get; } = new();

    /// <summary>From opening to closing.</summary>
    public Durations Resolution { get; } = new();

    /// <summary>Churn of complainers beside that of the others.</summary>
    public ChurnComparison Churn { get; } = new(dayCount);

    /// <inheritdoc/>
    public long Customers { get; internal set; }

    /// <inheritdoc/>
    public void Add(SupportStatistic other)
    {
        for (var i = 0; i < Windows.Length; i++)
            Windows[i] += other.Windows[i];
        FirstResponse.Add(other.FirstResponse);
        Resolution.Add(other.Resolution);
        Churn.Add(other.Churn);
        Customers += other.Customers;
    }
}

/// <summary>Questions and complaints, how long they wait, and whether complainers leave.</summary>
public sealed class SupportQuery : WindowSplitQuery<SupportStatistic>
{
    /// <summary>How long before the window's start a complaint makes a complainer, in milliseconds.</summary>
    public required long LookbackMs { get; init; }

    /// <summary>Who is a customer, for the comparison; its filter is not read.</summary>
    public required ChurnPopulation Population { get; init; }

    /// <summary>How many of the tenant's days the first window has, clipped ones included.</summary>
    public required int DayCount { get; init; }

    /// <summary>"Now": who waits for a step that is taken at it or later, waits still.</summary>
    public required long AsOfMs { get; init; }

    /// <inheritdoc/>
    protected override SupportStatistic CreateStatistic() => new(Windows.Count, OnlyFindsGroups ? 0 : DayCount);

    /// <inheritdoc/>
    private protected override int RowsOfStatistic => Windows.Count + DayCount;

    /// <inheritdoc/>
    private protected override void Scan(TenantState tenant, SplitScan<SupportStatistic> scan) => SupportReference.Scan(tenant, this, scan);
}

/// <summary>The customers behind a count of cases, at the first such step.</summary>
/// <param name="query">The question; how it is split is not read.</param>
/// <param name="window">Which of its windows.</param>
/// <param name="group">Which cases.</param>
/// <param name="after">See <see cref="MembersQuery"/>.</param>
/// <param name="pageSize">See <see cref="MembersQuery"/>.</param>
public sealed class SupportMembersQuery(SupportQuery query, int window, SupportGroup group, byte[] after, int pageSize)
    : MembersQuery(after, pageSize)
{
    /// <inheritdoc/>
    protected override IEnumerable<MemberMatch> Matches(TenantState tenant) => SupportReference.Members(tenant, query, window, group);
}

using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>The kind of question a survey asks. The numbers are those of the wire.</summary>
public enum SurveyType : byte
{
    /// <summary>Net promoter score, 0 to 10.</summary>
    Nps = 1,

    /// <summary>Customer satisfaction, 1 to 5.</summary>
    Csat = 2,

    /// <summary>Customer effort score, 1 to 7.</summary>
    Ces = 3,
}

/// <summary>Which answers are counted. The numbers are those of the wire.</summary>
public enum SurveyCounting : byte
{
    /// <summary>Each customer's latest in the window.</summary>
    LatestPerCustomer = 1,

    /// <summary>All in the window.</summary>
    AllAnswers = 2,
}

/// <summary>What answers of these scores are. The numbers are those of the wire.</summary>
public enum SurveyGroup : byte
{
    /// <summary>All who answered.</summary>
    Answerers = 1,

    /// <summary>NPS 9 and 10.</summary>
    Promoters = 2,

    /// <summary>NPS 7 and 8.</summary>
    Passives = 3,

    /// <summary>NPS 0 to 6.</summary>
    Detractors = 4,

    /// <summary>CSAT 4 and 5.</summary>
    Satisfied = 5,
}

/// <summary>The counted answers of one window by their scores.</summary>
public sealed class SurveyCounts
{
    private const int Scores = 11;
    private readonly long[] _ofScore = new long[Scores];
    private int _lastCustomer = -1;

    /// <summary>Distinct customers whose answers are counted.</summary>
    public long Customers { get; private set; }

    /// <summary>Counted answers.</summary>
    public long Answers => Between(0, Scores - 1);

    /// <summary>The sum of their scores.</summary>
    public long ScoreSum
    {
        get
        {
            var sum = 0L;
            for (var score = 0; score < Scores; score++)
                sum += score * _ofScore[score];
            return sum;
        }
    }

    /// <summary>Counted answers with scores from one to another, both included.</summary>
    public long Between(int low, int high)
    {
        var count = 0L;
        for (var score = low; score <= high; score++)
            count += _ofScore[score];
        return count;
    }

    /// <summary>The counted answers of a group.</summary>
    public long In(SurveyGroup group) => Between(LowOf(group), HighOf(group));

    /// <summary>100 × (share of promoters − share of detractors), in points; null without answers.</summary>
    public double? NetPromoterScore =>
        Answers == 0 ? null : 100.0 * (In(SurveyGroup.Promoters) - In(SurveyGroup.Detractors)) / Answers;

    /// <summary>Whether an answer is one of a group's.</summary>
    public static bool IsIn(SurveyGroup group, long score) => score >= LowOf(group) && score <= HighOf(group);

    /// <summary>Counts an answer; those of one customer one after the other.</summary>
    internal void Count(int customer, long score)
    {
        if (customer != _lastCustomer)
            Customers++;
        _lastCustomer = customer;
        _ofScore[score]++;
    }

    internal void Add(SurveyCounts other)
    {
        Customers += other.Customers;
        for (var score = 0; score < Scores; score++)
            _ofScore[score] += other._ofScore[score];
    }

    private static int LowOf(SurveyGroup group) => group switch
    {
        SurveyGroup.Promoters => 9,
        SurveyGroup.Passives => 7,
        SurveyGroup.Satisfied => 4,
        _ => 0,
    };

    private static int HighOf(SurveyGroup group) => group switch
    {
        SurveyGroup.Passives => 8,
        SurveyGroup.Detractors => 6,
        SurveyGroup.Satisfied => 5,
        _ => Scores - 1,
    };
}

/// <summary>The counted answers, window by window.</summary>
/// <param name="windowCount">How many windows.</param>
public sealed class SurveyStatistic(int windowCount) : IStatistic<SurveyStatistic>
{
    /// <summary>The windows; the first is that of the request.</summary>
    public IReadOnlyList<SurveyCounts> Windows { get; } = [.. Enumerable.Range(0, windowCount).Select(_ => new SurveyCounts())];

    /// <inheritdoc/>
    public long Customers => Windows[0].Customers;

    /// <inheritdoc/>
    public void Add(SurveyStatistic other)
    {
        for (var i = 0; i < Windows.Count; i++)
            Windows[i].Add(other.Windows[i]);
    }
}

/// <summary>What customers say in surveys.</summary>
public sealed class SurveyScoreQuery : WindowSplitQuery<SurveyStatistic>
{
    /// <summary>The kind of question.</summary>
    public required SurveyType Type { get; init; }

    /// <summary>The survey, in UTF-8; null means every survey of the kind.</summary>
    public byte[]? SurveyId { get; init; }

    /// <summary>Which answers are counted.</summary>
    public SurveyCounting Counting { get; init; } = SurveyCounting.LatestPerCustomer;

    /// <summary>Only answers that pass it, by declared event properties; the latest is the latest of them.</summary>
    public Filter EventFilter { get; init; } = Filter.None;

    /// <inheritdoc/>
    public override long? ReadsUntil => EndOf(Windows);

    /// <inheritdoc/>
    protected override SurveyStatistic CreateStatistic() => new(Windows.Count);

    /// <inheritdoc/>
    private protected override void Scan(TenantState tenant, SplitScan<SurveyStatistic> scan) =>
        SurveyScoreReference.Scan(tenant, this, scan);
}

/// <summary>The customers behind a count of a survey: those with such a counted answer, at the first of them.</summary>
/// <param name="query">The question; how it is split is not read.</param>
/// <param name="window">Which of its windows.</param>
/// <param name="group">Which answers.</param>
/// <param name="after">See <see cref="MembersQuery"/>.</param>
/// <param name="pageSize">See <see cref="MembersQuery"/>.</param>
public sealed class SurveyMembersQuery(SurveyScoreQuery query, int window, SurveyGroup group, byte[] after, int pageSize)
    : MembersQuery(after, pageSize)
{
    /// <inheritdoc/>
    protected override IEnumerable<MemberMatch> Matches(TenantState tenant) =>
        SurveyScoreReference.Members(tenant, query, window, group, GroupOfEvents(tenant));
}

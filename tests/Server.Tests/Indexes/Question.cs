using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Indexes;

/// <summary>A question to the shop, and how a server with indexes answers it where nothing is declared.</summary>
/// <param name="Request">One of any Compute rpc.</param>
/// <param name="Path">What its explanation says.</param>
internal sealed record Question(IMessage Request, string Path)
{
    public static readonly Filter InGermany =
        new() { Conditions = { new Condition { Key = "country", Operator = MatchOperator.In, Values = { "DE" } } } };

    public static readonly Filter OutOfGermanyAndUs =
        new() { Conditions = { new Condition { Key = "country", Operator = MatchOperator.NotIn, Values = { "DE", "US" } } } };

    public static readonly ActivitySelector Visits = new() { ActivityNames = { "visit" } };

    /// <summary>At least one for each way in which each rpc can be answered.</summary>
    public static IReadOnlyList<Question> All { get; } =
    [
        new(Churn(CustomerBasis.Activity, -20, 0, 30), "matrices"),
        new(Churn(CustomerBasis.Activity, -60, 0, 10), "matrices + bitmaps"),
        new(Churn(CustomerBasis.Activity, -20.3, -0.6, 30), "matrices + bitmaps"),
        new(Churn(CustomerBasis.Activity, -10, 0, 30, InGermany), "bitmaps"),
        new(Churn(CustomerBasis.Activity, -20, 0, 30, selector: Visits), "timelines"),
        new(Churn(CustomerBasis.Purchase, -60, 0, 90), "matrices"),
        new(Churn(CustomerBasis.Subscription, -90, 0), "matrices"),
        new(Churn(CustomerBasis.PayingSubscription, -90.4, -0.2), "matrices"),
        new(Churn(CustomerBasis.Subscription, -90, 0, filter: InGermany), "timelines"),
        new(Retention((-60, -30), (-30, 0), (-45, -15)), "matrices"),
        new(Retention((-90, -60), (-30, 0)), "bitmaps"),
        new(Retention((-60.7, -30), (-30, -0.1)), "bitmaps"),
        new(Retention((-60, -30), (-30, 0), (-20, -10)), "matrices + bitmaps"),
        new(Cohorts(Bucketing.Calendar), "cohort counters"),
        new(Cohorts(Bucketing.Rolling), "timelines"),
        new(Activity(null), "matrices + bitmaps"),
        new(Activity(InGermany), "timelines"),
        new(Lifecycle(null), "matrices"),
        new(Lifecycle(OutOfGermanyAndUs), "bitmaps"),
        new(Repeat(), "matrices"),
        new(Repeat(RepeatPurchaseDetail.OrderCounts, RepeatPurchaseDetail.RevenueShare), "timelines"),
    ];

    public static ComputeChurnRequest Churn(
        CustomerBasis basis, double start, double end, int inactiveDays = 0, Filter? filter = null, ActivitySelector? selector = null)
    {
        return new()
        {
            Options = IndexedShop.Options,
            Basis = basis,
            Window = IndexedShop.Between(start, end),
            Inactivity = inactiveDays == 0 ? null : Duration.FromTimeSpan(TimeSpan.FromDays(inactiveDays)),
            CustomerFilter = filter,
            Selector = selector,
        };
    }

    public static ComputeRetentionRequest Retention((double Start, double End) first, params (double Start, double End)[] others) => new()
    {
        Options = IndexedShop.Options,
        Base = new() { Window = IndexedShop.Between(first.Start, first.End) },
        Comparisons = { others.Select(each => new ActivityWindow { Window = IndexedShop.Between(each.Start, each.End) }) },
    };

    /// <summary>Asks a server; the whole reply.</summary>
    public static async Task<IMessage> AskAsync(MetricsService.MetricsServiceClient metrics, IMessage request, string? tenant = null)
    {
        var call = RunningServer.Call(tenant);
        return request switch
        {
            ComputeChurnRequest churn => await metrics.ComputeChurnAsync(churn, call),
            ComputeRetentionRequest retention => await metrics.ComputeRetentionAsync(retention, call),
            ComputeCohortRetentionRequest cohorts => await metrics.ComputeCohortRetentionAsync(cohorts, call),
            ComputeActivityRequest activity => await metrics.ComputeActivityAsync(activity, call),
            ComputeLifecycleRequest lifecycle => await metrics.ComputeLifecycleAsync(lifecycle, call),
            ComputeRepeatPurchaseRequest repeat => await metrics.ComputeRepeatPurchaseAsync(repeat, call),
            _ => throw new ArgumentException($"No rpc takes a {request.Descriptor.Name}.", nameof(request)),
        };
    }

    /// <summary>What an answer says of how it was found.</summary>
    public static Explanation ExplanationOf(IMessage reply) => InfoOf(reply).Explanation;

    /// <summary>The answers to all questions, without what differs from server to server and from state to state.</summary>
    public static async Task<string[]> AnswersAsync(MetricsService.MetricsServiceClient metrics, string? tenant = null)
    {
        var answers = new string[All.Count];
        for (var i = 0; i < answers.Length; i++)
            answers[i] = Bare(await AskAsync(metrics, All[i].Request, tenant));
        return answers;
    }

    /// <summary>Compares the answers to all questions one by one, so that a failure names the question.</summary>
    public static void Equal(string[] expected, string[] found, string when)
    {
        for (var i = 0; i < All.Count; i++)
            Assert.True(expected[i] == found[i], $"{when}, question {i}, {All[i].Request}:\n{expected[i]}\n{found[i]}");
    }

    /// <summary>An answer as text, without place, revision and explanation.</summary>
    public static string Bare(IMessage reply)
    {
        var info = InfoOf(reply);
        (info.ReadPosition, info.Revision, info.Explanation) = ("", "", null);
        return $"{reply}";
    }

    private static AnswerInfo InfoOf(IMessage reply) => (AnswerInfo)reply.Descriptor.FindFieldByName("info").Accessor.GetValue(reply);

    private static ComputeCohortRetentionRequest Cohorts(Bucketing bucketing) => new()
    {
        Options = IndexedShop.Options,
        Window = IndexedShop.Between(-70, 0),
        CohortRule = CohortRule.FirstEver,
        Bucket = BucketUnit.Week,
        Bucketing = bucketing,
    };

    private static ComputeActivityRequest Activity(Filter? filter) => new()
    {
        Options = IndexedShop.Options,
        Window = IndexedShop.Between(-14, 0),
        Bucket = BucketUnit.Day,
        TrailingDays = { 7 },
        CustomerFilter = filter,
    };

    private static ComputeLifecycleRequest Lifecycle(Filter? filter) =>
        new() { Options = IndexedShop.Options, Window = IndexedShop.Between(-35, 0), Bucket = BucketUnit.Week, CustomerFilter = filter };

    private static ComputeRepeatPurchaseRequest Repeat(params RepeatPurchaseDetail[] details) =>
        new() { Options = IndexedShop.Options, Window = IndexedShop.Between(-60, 0), Details = { details } };
}

using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>ComputeSurveyScore over the wire: the worked examples, groups, series, members, and what a wrong question is told.</summary>
public class SurveyScoreTests
{
    [Fact]
    public async Task OneOfEachScore_IsMinus45Point45()
    {
        await using var server = await OpenAsync(Enumerable.Range(0, 11).Select(score => Answer($"c{score}", score)));
        var score = await WholeAsync(server, Request());
        Assert.Equal((11, 11, 2, 2, 7), (score.CustomerCount, score.AnswerCount, score.PromoterCount, score.PassiveCount,
            score.DetractorCount));
        Assert.Equal(-500.0 / 11, score.NetPromoterScore);
        Assert.Equal((5.0, null, 11), (score.MeanScore, score.Satisfied, score.ScoreCounts.Count));
    }

    [Fact]
    public async Task HundredPromoters30Passives80Detractors_Is9Point52()
    {
        int[] scores = [.. Enumerable.Repeat(9, 100), .. Enumerable.Repeat(7, 30), .. Enumerable.Repeat(6, 80)];
        await using var server = await OpenAsync(scores.Select((score, i) => Answer($"c{i}", score)));
        Assert.Equal(2000.0 / 210, (await WholeAsync(server, Request())).NetPromoterScore);
    }

    [Fact]
    public async Task LatestPerCustomer_IsTheDefault_AllAnswersCountAll()
    {
        await using var server = await OpenAsync([Answer("ann", 10, "2026-06-02T09:00"), Answer("ann", 0, "2026-06-03T09:00")]);
        var request = Request();
        Assert.Equal((1, 1, -100.0), CountsOf(await WholeAsync(server, request)));
        request.Counting = SurveyCounting.AllAnswers;
        Assert.Equal((1, 2, 0.0), CountsOf(await WholeAsync(server, request)));
        request.Window = BerlinShop.Between("2026-06-01T00:00", "2026-06-03T09:00");
        Assert.Equal((1, 1, 100.0), CountsOf(await WholeAsync(server, request)));
    }

    [Fact]
    public async Task CsatIsAShare_CesIsAMean()
    {
        await using var server = await OpenAsync(
            [Answer("ann", 5, type: SurveyType.Csat), Answer("bob", 3, type: SurveyType.Csat), Answer("ann", 7, type: SurveyType.Ces)]);
        var csat = await WholeAsync(server, Request(SurveyType.Csat));
        Assert.Equal((new Ratio { Numerator = 1, Denominator = 2, Value = 0.5 }, false), (csat.Satisfied, csat.HasNetPromoterScore));
        var ces = await WholeAsync(server, Request(SurveyType.Ces));
        Assert.Equal((7.0, null, false), (ces.MeanScore, ces.Satisfied, ces.HasNetPromoterScore));
    }

    [Fact]
    public async Task WithoutAnswers_ScoresAreAbsent()
    {
        await using var server = await OpenAsync([Answer("ann", 5)]);
        var score = await WholeAsync(server, Request(SurveyType.Csat));
        Assert.Equal((0, false, false), (score.AnswerCount, score.HasNetPromoterScore, score.HasMeanScore));
        Assert.Equal(new Ratio(), score.Satisfied);
    }

    [Fact]
    public async Task GroupsAndSeries_EachTellTheirOwn()
    {
        await using var server = await OpenAsync(
        [
            Tier("ann", "gold"), Tier("bob", "gold"), Tier("cid", "iron"), Tier("dan", "zinc"),
            Answer("ann", 9), Answer("bob", 1), Answer("cid", 10), Answer("dan", 8, "2026-06-20T09:00"), Answer("eve", 0),
        ]);
        var request = Request();
        request.GroupBy = new GroupBy { Attribute = "tier", Limit = 1 };
        (request.SeriesBucket, request.BucketMultiple) = (BucketUnit.Day, 15);
        var reply = await AskAsync(server, request);
        Assert.Equal(["Value gold 2: 2 0", "Other  2: 1 1", "None  1: 1 0"], reply.Groups.Select(group =>
            $"{group.Group.Kind} {group.Group.Value} {group.Score.AnswerCount}: "
            + string.Join(" ", group.Series.Select(bucket => bucket.Score.AnswerCount))));
        Assert.Equal("survey score, NPS, LATEST_PER_CUSTOMER", reply.Info.Definition);
    }

    [Fact]
    public async Task Members_AreThoseBehindACount()
    {
        await using var server = await OpenAsync([Answer("ann", 9), Answer("bob", 1), Answer("cid", 10)]);
        var members = new SurveyMembers { Request = Request(), Group = SurveyGroup.Promoters };
        var reply = await server.Metrics.ListMetricMembersAsync(
            new ListMetricMembersRequest { SurveyScore = members }, RunningServer.Call(BerlinShop.Id));
        Assert.Equal(["ann", "cid"], reply.Members.Select(member => member.CustomerId));
        Assert.Equal(BerlinShop.At("2026-06-02T09:00"), reply.Members[0].Time);
    }

    [Theory]
    [InlineData(SurveyType.Csat, SurveyGroup.Promoters)]
    [InlineData(SurveyType.Nps, SurveyGroup.Satisfied)]
    [InlineData(SurveyType.Nps, SurveyGroup.Unspecified)]
    public async Task MembersOfACountThatIsNone_NameTheField(SurveyType type, SurveyGroup group)
    {
        await using var server = await OpenAsync([]);
        var request = new ListMetricMembersRequest { SurveyScore = new() { Request = Request(type), Group = group } };
        await RefusedAsync(
            () => server.Metrics.ListMetricMembersAsync(request, RunningServer.Call(BerlinShop.Id)).ResponseAsync, "survey_score.group");
    }

    [Fact]
    public async Task Nonsense_IsNamedFieldByField()
    {
        await using var server = await OpenAsync([]);
        var request = new ComputeSurveyScoreRequest
        {
            Window = BerlinShop.Between("2026-06-02T00:00", "2026-06-01T00:00"),
            Counting = (SurveyCounting)9,
            EventFilter = new Filter { Conditions = { new Condition { Key = "undeclared", Values = { "x" } } } },
            CustomerFilter = new Filter { Conditions = { new Condition { Key = "tier" } } },
            GroupBy = new GroupBy { EventProperty = "device", Limit = 101 },
            BucketMultiple = 2,
        };
        await RefusedAsync(
            () => AskAsync(server, request), "window.interval.end_time", "bucket_multiple", "type", "counting",
            "event_filter.conditions[0].key", "customer_filter.conditions[0].values", "group_by.event_property", "group_by.limit");
    }

    [Fact]
    public async Task SplitSeriesOfTooManyRows_IsTooManyRows()
    {
        await using var server = await OpenAsync([], answerRows: 100);
        var request = Request();
        (request.SeriesBucket, request.GroupBy) = (BucketUnit.Day, new GroupBy { Attribute = "tier", Limit = 2 });
        await RunningServer.FailsAsync(StatusCode.InvalidArgument, "TOO_MANY_ROWS", () => AskAsync(server, request));
    }

    private static (long, long, double) CountsOf(SurveyScore score) => (score.CustomerCount, score.AnswerCount, score.NetPromoterScore);

    private static ComputeSurveyScoreRequest Request(SurveyType type = SurveyType.Nps) => new()
    {
        Options = new QueryOptions { AsOfTime = QueryTests.Utc("2026-11-01T00:00:00Z") },
        Window = BerlinShop.June,
        Type = type,
    };

    private static Event Answer(string customer, int score, string local = "2026-06-02T09:00", SurveyType type = SurveyType.Nps) => new()
    {
        CustomerId = customer,
        OccurredTime = BerlinShop.At(local),
        SurveyResponse = new SurveyResponse { SurveyId = "s", Type = type, Score = score },
    };

    private static Event Tier(string customer, string tier) => new()
    {
        CustomerId = customer,
        OccurredTime = BerlinShop.At("2026-06-01T09:00"),
        Profile = new Profile { Attributes = { ["tier"] = tier } },
    };

    private static async Task<RunningServer> OpenAsync(IEnumerable<Event> events, int answerRows = 10_000)
    {
        var server = await BerlinShop.OpenAsync(answerRows);
        if (events.Any())
            await QueryTests.IngestAsync(server, events, BerlinShop.Id);
        return server;
    }

    private static async Task<SurveyScore> WholeAsync(RunningServer server, ComputeSurveyScoreRequest request)
    {
        var group = Assert.Single((await AskAsync(server, request)).Groups);
        Assert.Equal(new Group { Kind = GroupKind.All }, group.Group);
        return group.Score;
    }

    private static async Task<ComputeSurveyScoreResponse> AskAsync(RunningServer server, ComputeSurveyScoreRequest request) =>
        await server.Metrics.ComputeSurveyScoreAsync(request, RunningServer.Call(BerlinShop.Id));

    internal static async Task RefusedAsync(Func<Task> ask, params string[] fields)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(ask);
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.Equal(fields, QueryErrorTests.FieldsOf(failure));
    }
}

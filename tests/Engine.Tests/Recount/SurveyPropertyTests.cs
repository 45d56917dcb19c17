using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

public sealed class SurveyPropertyTests
{
    private const int QuestionsPerRound = 40;
    private const int ListsPerRound = 15;

    [Fact]
    public void ComputeSurveyScore_ByChance_EqualsTheRecount()
    {
        var (asked, telling, split) = (0, 0, 0);
        foreach (var round in Rounds.Of(9_000, 20, rich: PlainKind.SurveyResponse))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                var groups = Check(round);
                asked++;
                telling += groups > 0 ? 1 : 0;
                split += groups > 2 ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 2, $"only {telling} of {asked} answers had anybody in them");
        Assert.True(split > asked / 10, $"only {split} of {asked} answers had more than two groups");
    }

    [Fact]
    public void ListMetricMembers_OfSurveys_ByChance_EqualTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(9_500, 20, rich: PlainKind.SurveyResponse))
        {
            for (var i = 0; i < ListsPerRound; i++)
            {
                asked++;
                telling += CheckMembers(round);
            }
        }
        Assert.True(telling > asked / 4, $"only {telling} of {asked} lists had anybody in them");
    }

    private static int Check(Round round)
    {
        var (recount, windows) = (Ask(round), SplitChecks.WindowsOf(round));
        var split = recount.Split(windows[0]);
        IEnumerable<SurveyRecount.Answer> In(string group, Span window) =>
            recount.In(window).Where(answer => split.GroupOf(answer.Value) == group);
        var groups = SplitChecks.Same(
            round, split, group => In(group, windows[0]).Select(answer => answer.Customer).Distinct().Count(),
            group => string.Join(", ", windows.Select(window => SurveyRecount.Line(In(group, window)))), () => Query(recount, windows),
            statistic => string.Join(", ", statistic.Windows.Select(Line)),
            $"{recount with { History = null! }} in {string.Join(" ", windows)}");
        return recount.In(windows[0]).Count == 0 ? 0 : groups;
    }

    private static int CheckMembers(Round round)
    {
        var (recount, windows) = (Ask(round), SplitChecks.WindowsOf(round));
        var (place, group) = (round.Random.Random.Next(windows.Count), (SurveyGroup)round.Random.Random.Next(1, 6));
        var split = recount.Split(windows[0]);
        var part = SplitChecks.Part(round, split, EngineQuestions.Of(recount.Grouping));
        var expected = recount.In(windows[place])
            .Where(answer => IsIn(group, answer.Score) && (part.Name is null || split.GroupOf(answer.Value) == part.Name))
            .GroupBy(answer => answer.Customer)
            .Select(customer => (customer.Key, (long?)customer.Min(answer => answer.Ms), ""));
        return MembersPropertyTests.Same(round, expected, $"{group} of {part} of {recount with { History = null! }} in {windows[place]}",
            (_, after, size) => new SurveyMembersQuery(Query(recount, windows), place, group, after, size)
            {
                Group = part.Group,
            });
    }

    private static bool IsIn(SurveyGroup group, long score) => group switch
    {
        SurveyGroup.Promoters => score is 9 or 10,
        SurveyGroup.Passives => score is 7 or 8,
        SurveyGroup.Detractors => score <= 6,
        SurveyGroup.Satisfied => score is 4 or 5,
        _ => true,
    };

    private static SurveyRecount Ask(Round round)
    {
        var random = round.Random.Random;
        return new(round.History, round.Questions.CustomerFilter(), random.Next(1, 4), random.Next(2) == 0 ? null : "s",
            random.Next(2) == 0, round.Questions.EventFilter(), round.Questions.Grouping(hasEvents: true));
    }

    private static SurveyScoreQuery Query(SurveyRecount asked, List<Span> windows) => new()
    {
        Type = (SurveyType)asked.Type,
        SurveyId = asked.Survey is null ? null : EngineQuestions.Utf8(asked.Survey),
        Counting = asked.AllAnswers ? SurveyCounting.AllAnswers : SurveyCounting.LatestPerCustomer,
        EventFilter = EngineQuestions.Of(asked.EventFilter),
        CustomerFilter = EngineQuestions.Of(asked.Filter),
        Grouping = EngineQuestions.Of(asked.Grouping),
        Windows = [.. windows.Select(EngineQuestions.Of)],
    };

    private static string Line(SurveyCounts counts) =>
        $"{counts.Customers}: {string.Join(" ", Enumerable.Range(0, 11).Select(score => counts.Between(score, score)))}";
}

using PlainRecount;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

public sealed class CohortPropertyTests
{
    private const int QuestionsPerRound = 60;
    private static readonly int[][] BracketSets = [[], [], [1, 2], [4, 10, 3], [2, 2, 2, 2]];

    [Fact]
    public void ComputeCohortRetention_ByChance_EqualsTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(5_000, 20))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                asked++;
                telling += Check(round, QuestionOf(round)) ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 3, $"only {telling} of {asked} answers had anybody who returned");
    }

    [Fact]
    public void ComputeCohortRetention_OfValues_ByChance_EqualsTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(5_700, 20))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                asked++;
                telling += Check(round, QuestionOf(round) with
                {
                    GroupAttribute = null,
                    GroupProperty = null,
                    CountBy = round.Random.Pick(RandomQuestions.CountedProperties),
                }) ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 3, $"only {telling} of {asked} answers had any value that returned");
    }

    internal static PlainCohortQuestion QuestionOf(Round round)
    {
        var (random, questions) = (round.Random.Random, round.Questions);
        var (rolling, window) = (random.Next(2) == 0, questions.Window());
        var (unit, multiple) = rolling
            ? questions.Buckets(window, PlainUnit.Day, PlainUnit.Week, PlainUnit.Month)
            : questions.Buckets(window, PlainUnit.Hour, PlainUnit.Day, PlainUnit.Day, PlainUnit.Week, PlainUnit.Month, PlainUnit.Quarter);
        var (start, grouping) = (questions.Selector(), random.Next(4));
        return new(window, round.Random.Instant(), start, random.Next(2) == 0 ? start : questions.Selector())
        {
            Filter = questions.CustomerFilter(),
            Rule = (PlainCohortRule)random.Next(1, 4),
            Unit = unit,
            Multiple = multiple,
            Rolling = rolling,
            Criterion = (PlainCriterion)random.Next(1, 5),
            Brackets = round.Random.Pick(BracketSets),
            MinOccurrences = random.Next(3) == 0 ? 2 : 1,
            GroupAttribute = grouping == 1 ? round.Random.Pick(["country", "tier", "plan", "unknown"]) : null,
            GroupProperty = grouping == 2 ? round.Random.Pick(["color", "size"]) : null,
            GroupLimit = random.Next(1, 4),
            SameValue = random.Next(2) == 0,
        };
    }

    internal static bool Check(Round round, PlainCohortQuestion question)
    {
        var recount = new CohortRecount(round.History, question).Groups();
        foreach (var folded in round.Folded)
        {
            var answer = new CohortQuestionToEngine(folded, question).Groups();
            round.SameList(recount.SelectMany(Lines), answer.SelectMany(Lines), folded, question.ToString);
        }
        return recount.SelectMany(group => group.Cohorts).SelectMany(cohort => cohort.Members).Any(member => member.Cells.Count > 0);
    }

    internal static IEnumerable<string> Lines(PlainGroup group)
    {
        yield return $"{group.Kind} '{group.Value}'";
        foreach (var cohort in group.Cohorts)
            yield return $"{cohort.Window} {cohort.State} {cohort.Members.Count} {cohort.ReturnedInBucket0} {Line(cohort.Cells)}";
        foreach (var average in group.Averages)
            yield return $" {average}";
    }

    internal static IEnumerable<string> Lines(CohortQuestionToEngine.AnsweredGroup group)
    {
        yield return $"{group.Kind} '{group.Value}'";
        foreach (var cohort in group.Cohorts)
            yield return $"{cohort.Window} {cohort.State} {cohort.Size} {cohort.ReturnedInBucket0} {Line(cohort.Cells)}";
        foreach (var average in group.Averages)
            yield return $" {average}";
    }

    private static string Line(List<PlainCell> cells) =>
        string.Join(" ", cells.Select(cell => $"{cell.State}:{cell.Count}/{cell.EligibleReturned}/{cell.Eligible}"));
}

using PlainRecount;
using RetentionGrpc.Engine.Counting;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

public sealed class RetentionPropertyTests
{
    private const int QuestionsPerRound = 100;
    private const int SplitsPerRound = 30;

    [Fact]
    public void ComputeRetention_ByChance_EqualsTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(2_000, 20))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                var filter = round.Questions.CustomerFilter();
                List<(Span Window, PlainSelector Selector)> windows =
                [
                    .. Enumerable.Range(0, round.Random.Random.Next(2, 6))
                        .Select(_ => (round.Questions.Window(), round.Questions.Selector())),
                ];
                asked++;
                telling += Check(round, filter, windows) ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 2, $"only {telling} of {asked} answers had anybody in A and in some B");
    }

    [Fact]
    public void ComputeRetention_ByGroups_ByChance_EqualsTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(2_500, 20))
        {
            for (var i = 0; i < SplitsPerRound; i++)
            {
                asked++;
                telling += CheckGroups(round) > 1 ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 3, $"only {telling} of {asked} answers had more than one group");
    }

    [Fact]
    public void ComputeRetention_OfValues_ByChance_EqualsTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(2_700, 20))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                List<(Span Window, PlainSelector Selector)> windows =
                [
                    .. Enumerable.Range(0, round.Random.Random.Next(2, 6))
                        .Select(_ => (round.Questions.Window(), round.Questions.Selector())),
                ];
                var countBy = round.Random.Pick(RandomQuestions.CountedProperties);
                asked++;
                telling += Check(round, round.Questions.CustomerFilter(), windows, countBy) ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 2, $"only {telling} of {asked} answers had any value in A and in some B");
    }

    private static int CheckGroups(Round round)
    {
        var (filter, grouping) = (round.Questions.CustomerFilter(), round.Questions.Grouping(hasEvents: false));
        List<(Span Window, PlainSelector Selector)> windows =
            [.. Enumerable.Range(0, round.Random.Random.Next(2, 5)).Select(_ => (round.Questions.Window(), round.Questions.Selector()))];
        var sets = windows.Select(one => RetentionRecount.Active(round.History, filter, one.Window, one.Selector)).ToList();
        HashSet<string> counted = [.. sets.SelectMany(set => set)];
        string? ValueOf(string id) => grouping?.ValueOf(round.History.Customers[id], null);
        var split = new PlainSplit(grouping, counted.Select(id => (id, ValueOf(id))));
        string Line(Func<string, bool> isOf)
        {
            var mine = sets.Select(set => set.Where(isOf).ToHashSet()).ToList();
            return $"{mine[0].Count}: " + string.Join(" ", mine.Skip(1).Select(other =>
                $"{other.Count},{mine[0].Intersect(other).Count()},{mine[0].Union(other).Count()}"));
        }

        var asked = windows.Select(one => new ActivityWindow(EngineQuestions.Of(one.Window), EngineQuestions.Of(one.Selector))).ToList();
        return SplitChecks.Same(
            round, split, group => counted.LongCount(id => split.GroupOf(ValueOf(id)) == group),
            group => Line(id => split.GroupOf(ValueOf(id)) == group),
            () => new RetentionByGroupQuery(new(asked[0], asked[1..], EngineQuestions.Of(filter)))
            {
                Grouping = EngineQuestions.Of(grouping),
            },
            statistic => $"{statistic.Counts.Base}: " + string.Join(" ", statistic.Counts.Comparisons.Select(one =>
                $"{one.Comparison},{one.Retained},{one.Union}")),
            $"{string.Join(" / ", windows)} of {filter} by {grouping}", Line(_ => true));
    }

    private static bool Check(
        Round round, PlainFilter filter, List<(Span Window, PlainSelector Selector)> windows, string? countBy = null)
    {
        var (history, left) = countBy is null ? (round.History, filter) : (round.History.CountedBy(filter, countBy), PlainFilter.None);
        var sets = windows.Select(one => RetentionRecount.Active(history, left, one.Window, one.Selector)).ToList();
        var (first, others) = (sets[0], sets.Skip(1).ToList());
        var asked = windows.Select(one => new ActivityWindow(EngineQuestions.Of(one.Window), EngineQuestions.Of(one.Selector))).ToList();
        foreach (var folded in round.Folded)
        {
            var query = new RetentionQuery(asked[0], asked[1..], EngineQuestions.Of(filter));
            var answer = countBy is null
                ? folded.Ask(query)
                : folded.AskCounted(new CountedRetention(query, EngineQuestions.Utf8(countBy)));
            string Question() => $"{string.Join(" / ", windows)} of {filter} count_by {countBy}";
            round.Same(first.Count, answer.Base, folded, Question);
            round.SameList(
                others.Select(other => $"{other.Count},{first.Intersect(other).Count()},{first.Union(other).Count()}"),
                answer.Comparisons.Select(one => $"{one.Comparison},{one.Retained},{one.Union}"), folded, Question);
        }
        return first.Count > 0 && others.Any(other => other.Count > 0);
    }
}

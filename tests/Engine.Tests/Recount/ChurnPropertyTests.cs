using PlainRecount;
using RetentionGrpc.Engine.Counting;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

public sealed class ChurnPropertyTests
{
    private const int QuestionsPerRound = 60;
    private const int SplitsPerRound = 15;

    [Fact]
    public void ComputeChurn_ByChance_EqualsTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(1_000, 20))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                var population = round.Questions.Population();
                List<Span> windows = [round.Questions.Window(), .. Series(round)];
                asked++;
                telling += Check(round, population, windows) ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 2, $"only {telling} of {asked} answers had anybody in them");
    }

    [Fact]
    public void ComputeChurn_ByGroups_ByChance_EqualsTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(1_500, 20))
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
    public void ComputeChurn_OfValues_ByChance_EqualsTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(1_700, 20))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                var population = round.Questions.Population();
                if (population.Basis is not (PlainBasis.Activity or PlainBasis.Purchase))
                    continue;
                List<Span> windows = i % 2 == 0 ? SplitChecks.WindowsOf(round) : [round.Questions.Window(), .. Series(round)];
                asked++;
                telling += Check(round, population, windows, round.Random.Pick(RandomQuestions.CountedProperties)) ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 2, $"only {telling} of {asked} answers had any value in them");
    }

    private static int CheckGroups(Round round)
    {
        var (population, grouping) = (round.Questions.Population(), round.Questions.Grouping(hasEvents: false));
        var windows = SplitChecks.WindowsOf(round);
        string? ValueOf(string id) => grouping?.ValueOf(round.History.Customers[id], null);
        var whole = new ChurnRecount(round.History, population);
        var counted = whole.Sets(windows[0]).Counted;
        var split = new PlainSplit(grouping, counted.Select(id => (id, ValueOf(id))));
        int[] dayCounts = [.. windows.Select(window => whole.Days(window).Count)];
        return SplitChecks.Same(
            round, split, group => counted.LongCount(id => split.GroupOf(ValueOf(id)) == group),
            group => Lines(new(round.History, population, id => split.GroupOf(ValueOf(id)) == group), windows),
            () => new ChurnByGroupQuery(new(EngineQuestions.Of(population), [.. windows.Select(EngineQuestions.Of)]), dayCounts)
            {
                Grouping = EngineQuestions.Of(grouping),
            },
            statistic => string.Join("; ", statistic.Windows().Select(window =>
                $"{CountsOf(window.Counts)} {string.Join(" ", window.Days.Select(day => $"{day.Lost}/{day.Start}"))}")),
            $"{population} in {string.Join(" ", windows)} by {grouping}", Lines(whole, windows));
    }

    private static string Lines(ChurnRecount recount, List<Span> windows) => string.Join("; ", windows.Select(window =>
        $"{CountsOf(recount.Sets(window))} {string.Join(" ", recount.Days(window).Select(day => $"{day.Lost}/{day.Start}"))}"));

    private static List<Span> Series(Round round)
    {
        var window = round.Questions.Window();
        var (unit, multiple) = round.Questions.Buckets(window, PlainUnit.Week, PlainUnit.Month, PlainUnit.Quarter, PlainUnit.Year);
        return [.. round.Random.Tenant.Calendar.Buckets(window.StartMs, window.EndMs, unit, multiple).Take(4)];
    }

    private static bool Check(Round round, PlainPopulation population, List<Span> windows, string? countBy = null)
    {
        var recount = countBy is null
            ? new ChurnRecount(round.History, population)
            : new ChurnRecount(round.History.CountedBy(population.Filter, countBy), population with { Filter = PlainFilter.None });
        var sets = windows.Select(recount.Sets).ToList();
        var days = windows.Select(recount.Days).ToList();
        foreach (var folded in round.Folded)
        {
            var query = new ChurnQuery(EngineQuestions.Of(population), [.. windows.Select(EngineQuestions.Of)]);
            var answer = countBy is null
                ? folded.Ask(query)
                : folded.AskCounted(new CountedChurn(query, folded.Calendar, EngineQuestions.Utf8(countBy)));
            for (var w = 0; w < windows.Count; w++)
            {
                var window = windows[w];
                string Question() => $"{population} in {window} count_by {countBy}";
                round.Same(CountsOf(sets[w]), CountsOf(answer[w].Counts), folded, Question);
                round.SameList(days[w], answer[w].Days.Select(day => (day.Start, day.Lost)), folded, Question);
                round.Same(ChurnRecount.SumOfDailyRates(days[w]), answer[w].SumOfDailyRates(), folded, Question);
                AssertIdentities(answer[w].Counts);
            }
        }
        return sets.Any(one => one.Start.Count + one.End.Count + one.New.Count + one.Inside.Count > 0);
    }

    internal static string CountsOf(PlainChurn sets) =>
        $"start {sets.Start.Count} end {sets.End.Count} retained {sets.Retained.Count} lost {sets.LostFromStart.Count} "
        + $"new {sets.New.Count} newRetained {sets.NewRetained.Count} lostNew {sets.LostFromNew.Count} returned {sets.Returned.Count} "
        + $"lostReturned {sets.LostFromReturned.Count}";

    internal static string CountsOf(ChurnCounts counts) =>
        $"start {counts.Start} end {counts.End} retained {counts.Retained} lost {counts.LostFromStart} new {counts.New} "
        + $"newRetained {counts.NewRetained} lostNew {counts.LostFromNew} returned {counts.Returned} "
        + $"lostReturned {counts.LostFromReturned}";

    private static void AssertIdentities(ChurnCounts counts)
    {
        Assert.Equal(counts.End, counts.Start - counts.LostFromStart + counts.NewRetained + counts.Returned);
        Assert.Equal(counts.Start, counts.Retained + counts.LostFromStart);
        Assert.Equal(counts.New, counts.NewRetained + counts.LostFromNew);
        Assert.Equal(counts.End, counts.Retained + counts.NewRetained + counts.Returned);
    }
}

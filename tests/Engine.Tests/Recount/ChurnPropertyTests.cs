using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

public sealed class ChurnPropertyTests
{
    private const int QuestionsPerRound = 60;

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

    private static List<Span> Series(Round round)
    {
        var window = round.Questions.Window();
        var (unit, multiple) = round.Questions.Buckets(window, PlainUnit.Week, PlainUnit.Month, PlainUnit.Quarter, PlainUnit.Year);
        return [.. round.Random.Tenant.Calendar.Buckets(window.StartMs, window.EndMs, unit, multiple).Take(4)];
    }

    private static bool Check(Round round, PlainPopulation population, List<Span> windows)
    {
        var recount = new ChurnRecount(round.History, population);
        var sets = windows.Select(recount.Sets).ToList();
        var days = windows.Select(recount.Days).ToList();
        foreach (var folded in round.Folded)
        {
            var answer = folded.Ask(new ChurnQuery(EngineQuestions.Of(population), [.. windows.Select(EngineQuestions.Of)]));
            for (var w = 0; w < windows.Count; w++)
            {
                var window = windows[w];
                string Question() => $"{population} in {window}";
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

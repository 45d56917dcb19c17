using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

public sealed class WinBackPropertyTests
{
    private const int QuestionsPerRound = 20;
    private const int ListsPerRound = 20;

    [Fact]
    public void ComputeWinBack_ByChance_EqualsTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(12_000, 20, rich: PlainKind.Subscription))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                asked++;
                telling += Check(round) ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 4, $"only {telling} of {asked} answers had anybody won back in them");
    }

    [Fact]
    public void ListMetricMembers_OfWinBack_ByChance_EqualTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(12_500, 20, rich: PlainKind.Subscription))
        {
            for (var i = 0; i < ListsPerRound; i++)
            {
                asked++;
                telling += CheckMembers(round);
            }
        }
        Assert.True(telling > asked / 4, $"only {telling} of {asked} lists had anybody in them");
    }

    private static bool Check(Round round)
    {
        var (population, gapMs, asOfMs, windows) = Ask(round);
        var recount = new WinBackRecount(round.History, population, gapMs, asOfMs);
        var (grouping, whole) = (round.Questions.Grouping(hasEvents: false), windows[0]);
        var passing = round.History.Passing(population.Filter);
        var customers = passing.Select(one => (one.Id, Value: grouping?.ValueOf(one.Events, null))).ToList();
        bool IsCounted(string id) => recount.LostIn(id, whole) is not null || recount.AllLost(id, whole) is not null;
        var split = new PlainSplit(grouping, customers.Where(one => IsCounted(one.Id)));
        var expected = split.Groups
            .Select(group => (group, Ids: customers.Where(one => split.GroupOf(one.Value) == group).Select(one => one.Id).ToList()))
            .Where(group => grouping is null || group.Ids.Exists(IsCounted))
            .Select(group => $"{group.group} " + string.Join(", ", windows.Select(window => recount.Line(window, group.Ids))));
        foreach (var folded in round.Folded)
        {
            var query = Query(population, gapMs, asOfMs, windows);
            query.Grouping = EngineQuestions.Of(grouping);
            var groups = folded.AskSplit(query).Groups().Select(group => $"{EngineQuestions.NameOf(group)} "
                + string.Join(", ", windows.Select((_, window) => Line(group.Statistic.In(window)))));
            round.SameList(expected, groups, folded, () => $"{population}, gap {gapMs}, by {grouping}, in {string.Join(" ", windows)}");
        }
        bool IsWonBack(string id) => recount.WonBackOfLostIn(id, whole) is not null || recount.WonBackOfAll(id, whole) is not null;
        return customers.Exists(one => IsWonBack(one.Id));
    }

    private static int CheckMembers(Round round)
    {
        var (population, gapMs, asOfMs, windows) = Ask(round);
        var recount = new WinBackRecount(round.History, population, gapMs, asOfMs);
        var (place, group) = (round.Random.Random.Next(windows.Count), (WinBackGroup)round.Random.Random.Next(1, 5));
        var grouping = round.Questions.Grouping(hasEvents: false);
        var customers = round.History.Passing(population.Filter)
            .Select(one => (one.Id, Value: grouping?.ValueOf(one.Events, null))).ToList();
        bool IsCounted(string id) => recount.LostIn(id, windows[0]) is not null || recount.AllLost(id, windows[0]) is not null;
        var split = new PlainSplit(grouping, customers.Where(one => IsCounted(one.Id)));
        var part = SplitChecks.Part(round, split, EngineQuestions.Of(grouping));
        var listed = customers.Where(one => part.Name is null || split.GroupOf(one.Value) == part.Name);
        var expected = listed.Select(one => (one.Id, Ms: group switch
        {
            WinBackGroup.LostInWindow => recount.LostIn(one.Id, windows[place]),
            WinBackGroup.WonBackOfLostInWindow => recount.WonBackOfLostIn(one.Id, windows[place]),
            WinBackGroup.AllLost => recount.AllLost(one.Id, windows[place]),
            _ => recount.WonBackOfAll(one.Id, windows[place]),
        }, "")).Where(one => one.Ms is not null);
        return MembersPropertyTests.Same(round, expected, $"{group} of {part} of {population}, gap {gapMs}, in {windows[place]}",
            (_, after, size) => new WinBackMembersQuery(Query(population, gapMs, asOfMs, windows), place, group, after, size)
            {
                Group = part.Group,
            });
    }

    private static (PlainPopulation Population, long GapMs, long AsOfMs, List<Span> Windows) Ask(Round round)
    {
        var (population, windows) = (round.Questions.Population(), ChurnReasonsPropertyTests.WindowsOf(round));
        var asOfMs = round.Random.Random.Next(2) == 0 ? long.MaxValue : round.Random.Instant();
        return (population, round.Random.Pick(round.Random.Inactivities), asOfMs, windows);
    }

    private static WinBackQuery Query(PlainPopulation population, long gapMs, long asOfMs, List<Span> windows) =>
        new(EngineQuestions.Of(population))
        {
            MaxGapMs = gapMs,
            AsOfMs = asOfMs,
            Windows = [.. windows.Select(EngineQuestions.Of)],
        };

    private static string Line(WinBackCounts counts) =>
        $"{counts.WonBackOfLost}/{counts.Lost} {counts.WonBackOfAll}/{counts.AllLost}";
}

using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

public sealed class LoyaltySupportPropertyTests
{
    private const int QuestionsPerRound = 25;

    [Fact]
    public void ComputeLoyalty_ByChance_EqualsTheRecount_AlsoItsMembers()
    {
        var (asked, telling, listed) = (0, 0, 0);
        foreach (var round in Rounds.Of(11_000, 20, rich: PlainKind.Loyalty))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                var windows = SplitChecks.WindowsOf(round);
                var recount = new LoyaltyRecount(round.History, round.Questions.CustomerFilter(), round.Questions.Selector(),
                    Everybody(round), round.Questions.Grouping(hasEvents: false));
                LoyaltyQuery Query() => Loyalty(recount, windows, round);
                var about = $"{recount with { History = null! }} in {string.Join(" ", windows)}";
                Same(round, recount.Grouping, recount.Asked(),
                    customers => string.Join(", ", windows.Select(window => recount.Line(window, customers)))
                        + $"; {recount.ChurnLine(windows[0], customers)}",
                    Query, statistic => $"{string.Join(", ", statistic.Windows().Select(Line))}; {Line(statistic.Churn)}", about);
                var (place, group) = (round.Random.Random.Next(windows.Count), (LoyaltyGroup)round.Random.Random.Next(1, 4));
                listed += MembersPropertyTests.Same(round, recount.Of((int)group, windows[place]).Select(one => (one.Id, one.Ms, "")),
                    $"{group} {place} of {about}", (_, after, size) => new LoyaltyMembersQuery(Query(), place, group, after, size));
                asked++;
                telling += recount.Of(2, windows[0]).Count > 0 && recount.Of(3, windows[0]).Count > 0 ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 4, $"only {telling} of {asked} answers had redeemers and members");
        Assert.True(listed > asked / 3, $"only {listed} of {asked} lists had anybody in them");
    }

    [Fact]
    public void ComputeSupport_ByChance_EqualsTheRecount_AlsoItsMembers()
    {
        var (asked, telling, listed) = (0, 0, 0);
        foreach (var round in Rounds.Of(11_500, 20, rich: PlainKind.SupportCase))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                var windows = SplitChecks.WindowsOf(round);
                var recount = new SupportRecount(
                    round.History, round.Questions.CustomerFilter(), round.Random.Pick(round.Random.Inactivities), Everybody(round),
                    round.Questions.Grouping(hasEvents: false), round.Random.Instant());
                SupportQuery Query() => Support(recount, windows, round);
                var about = $"{recount with { History = null! }} in {string.Join(" ", windows)}";
                Same(round, recount.Grouping, recount.Asked(),
                    customers => string.Join(", ", windows.Select(window => recount.Line(window, customers)))
                        + $"; {recount.WaitLine(windows[0], customers)}; {recount.ChurnLine(windows[0], customers)}",
                    Query,
                    statistic => $"{string.Join(", ", statistic.Windows.Select(Line))}; {Line(statistic.FirstResponse)} "
                        + $"{Line(statistic.Resolution)}; {Line(statistic.Churn)}", about);
                listed += CheckMembers(round, recount, windows, Query, about);
                asked++;
                telling += recount.WaitLine(windows[0], recount.Asked().Select(one => one.Customer).ToHashSet()).Contains('/') ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 4, $"only {telling} of {asked} answers had cases that waited");
        Assert.True(listed > asked / 4, $"only {listed} of {asked} lists had anybody in them");
    }

    private static int CheckMembers(Round round, SupportRecount recount, List<Span> windows, Func<SupportQuery> query, string about)
    {
        var (place, group) = (round.Random.Random.Next(windows.Count), round.Random.Random.Next(1, 8));
        var expected = group == 7
            ? recount.Complainers(windows[place])
            : recount.Steps((group - 1) / 3 + 1, (group - 1) % 3 + 1, windows[place]);
        var members = expected.GroupBy(one => one.Customer).Select(one => (one.Key, one.Min(step => step.Ms), ""));
        return MembersPropertyTests.Same(round, members, $"{(SupportGroup)group} {place} of {about}",
            (_, after, size) => new SupportMembersQuery(query(), place, (SupportGroup)group, after, size));
    }

    private static void Same<T>(
        Round round, PlainGrouping? grouping, List<(string Customer, string? Value)> customers, Func<HashSet<string>, string> line,
        Func<SplitQuery<T>> query, Func<T, string> answered, string about)
        where T : class, IStatistic<T>
    {
        var split = new PlainSplit(grouping, customers);
        HashSet<string> In(string group) => [.. customers.Where(one => split.GroupOf(one.Value) == group).Select(one => one.Customer)];
        SplitChecks.Same(round, split, group => In(group).Count, group => line(In(group)), query, answered, about);
    }

    private static PlainPopulation Everybody(Round round) => round.Questions.Population() with { Filter = PlainFilter.None };

    private static LoyaltyQuery Loyalty(LoyaltyRecount asked, List<Span> windows, Round round) => new()
    {
        Selector = EngineQuestions.Of(asked.Selector),
        Population = EngineQuestions.Of(asked.Population),
        CustomerFilter = EngineQuestions.Of(asked.Filter),
        Grouping = EngineQuestions.Of(asked.Grouping),
        Windows = [.. windows.Select(EngineQuestions.Of)],
        DayCount = round.Folded[0].Calendar.ClippedDays(EngineQuestions.Of(windows[0])).Count,
    };

    private static SupportQuery Support(SupportRecount asked, List<Span> windows, Round round) => new()
    {
        LookbackMs = asked.LookbackMs,
        Population = EngineQuestions.Of(asked.Population),
        CustomerFilter = EngineQuestions.Of(asked.Filter),
        Grouping = EngineQuestions.Of(asked.Grouping),
        Windows = [.. windows.Select(EngineQuestions.Of)],
        DayCount = round.Folded[0].Calendar.ClippedDays(EngineQuestions.Of(windows[0])).Count,
        AsOfMs = asked.AsOfMs,
    };

    private static string Line(LoyaltyCounts counts) =>
        $"{counts.Earned} {counts.Redeemed} {counts.Expired} {counts.Outstanding} {counts.Active} {counts.Redeemers} {counts.Members}";

    private static string Line(SupportCounts counts) =>
        $"{counts.QuestionsOpened} {counts.QuestionsResponded} {counts.QuestionsResolved} {counts.ComplaintsOpened} "
        + $"{counts.ComplaintsResponded} {counts.ComplaintsResolved}";

    private static string Line(Durations durations) =>
        durations.Count == 0 ? "0" : $"{durations.Count}/{durations.MedianSeconds()}/{durations.MeanSeconds()}";

    private static string Line(ChurnComparison churn) => $"{Line(churn.Compared.Counts)} against {Line(churn.Others.Counts)}";

    private static string Line(ChurnCounts counts) =>
        $"{counts.Start} {counts.End} {counts.Retained} {counts.New} {counts.NewRetained} {counts.Returned} {counts.LostFromReturned}";
}

using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

public sealed class LifetimePropertyTests
{
    private const int QuestionsPerRound = 30;
    private const int ListsPerRound = 15;

    [Fact]
    public void ComputeLifetime_ByChance_EqualsTheRecount()
    {
        var (asked, telling, curves) = (0, 0, 0);
        foreach (var round in Rounds.Of(14_000, 20))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                var rows = Check(round);
                asked++;
                telling += rows > 0 ? 1 : 0;
                curves += rows > 2 ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 2, $"only {telling} of {asked} answers had anybody in them");
        Assert.True(curves > asked / 4, $"only {curves} of {asked} curves had more than two days");
    }

    [Fact]
    public void ListMetricMembers_OfLifetimes_ByChance_EqualTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(14_500, 20))
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
        var random = round.Random;
        var (recount, windows) = (Ask(round), SplitChecks.WindowsOf(round));
        var (grouping, horizonMs) = (round.Questions.Grouping(hasEvents: false), random.Pick(random.Inactivities));
        var churn = new ChurnRecount(round.History, recount.Population);
        string? ValueOf(string id) => grouping?.ValueOf(round.History.Customers[id], null);
        var (sets, whole) = (churn.Sets(windows[0]), recount.In(windows[0]));
        HashSet<string> users = [.. sets.Start, .. sets.New, .. sets.Returned, .. sets.LostFromReturned];
        HashSet<string> counted = [.. users, .. whole.Select(life => life.Customer)];
        var split = new PlainSplit(grouping, counted.Select(id => (id, ValueOf(id))));
        List<string> expected = [];
        foreach (var group in split.Groups.Where(group => grouping is null || counted.Any(id => split.GroupOf(ValueOf(id)) == group)))
        {
            bool IsOf(string id) => split.GroupOf(ValueOf(id)) == group;
            expected.AddRange(windows.Select(window => $"{group} {recount.Line(
                [.. recount.In(window).Where(life => IsOf(life.Customer))], Of(churn.Sets(window), IsOf), window, horizonMs)}"));
            expected.AddRange(recount.Curve([.. whole.Where(life => IsOf(life.Customer))]));
        }
        foreach (var folded in round.Folded)
        {
            var answered = folded.AskSplit(Query(recount, windows, grouping)).Groups().SelectMany(group => group.Statistic.Windows
                .Select((counts, i) => $"{EngineQuestions.NameOf(group)} {Line(counts, windows[i], horizonMs)}")
                .Concat(group.Statistic.Windows[0].Curve.Days().Select(Line)));
            round.SameList(expected, answered, folded,
                () => $"{recount with { History = null! }} in {string.Join(" ", windows)} by {grouping}");
        }
        return whole.Count == 0 ? 0 : recount.Curve(whole).Count;
    }

    private static int CheckMembers(Round round)
    {
        var (recount, windows) = (Ask(round), SplitChecks.WindowsOf(round));
        var (place, group) = (round.Random.Random.Next(windows.Count), (LifetimeGroup)round.Random.Random.Next(1, 4));
        var expected = recount.In(windows[place])
            .Where(life => group == LifetimeGroup.Customers || group == LifetimeGroup.Left == life.EndMs is not null)
            .Select(life => (life.Customer, group == LifetimeGroup.Left ? life.EndMs : life.FirstMs, ""));
        return MembersPropertyTests.Same(round, expected, $"{group} of {recount with { History = null! }} in {windows[place]}",
            (_, after, size) => new LifetimeMembersQuery(Query(recount, windows, null), place, group, after, size));
    }

    private static LifetimeRecount Ask(Round round) =>
        new(round.History, round.Questions.Population(), round.Random.Instant() + round.Random.Random.Next(2) * 10 * RandomTenant.DayMs);

    private static PlainChurn Of(PlainChurn all, Func<string, bool> isOf)
    {
        var some = new PlainChurn();
        some.Start.UnionWith(all.Start.Where(isOf));
        some.End.UnionWith(all.End.Where(isOf));
        return some;
    }

    private static LifetimeQuery Query(LifetimeRecount asked, List<Span> windows, PlainGrouping? grouping) =>
        new(EngineQuestions.Of(asked.Population), [.. windows.Select(EngineQuestions.Of)], asked.AsOfMs)
        {
            CustomerFilter = EngineQuestions.Of(asked.Population.Filter),
            Grouping = EngineQuestions.Of(grouping),
        };

    private static string Line(LifetimeCounts counts, Span window, long horizonMs)
    {
        string Days(LifetimeEstimator estimator) => LifetimeRecount.Text(counts.Days(estimator, EngineQuestions.Of(window), horizonMs));
        return $"{counts.Left} left, {counts.Censored} there, {counts.Churn.LostFromStart}/{counts.Churn.Start}, "
            + $"mean {Days(LifetimeEstimator.LeftOnly)}, inverse {Days(LifetimeEstimator.InverseChurn)}, "
            + $"median {Days(LifetimeEstimator.KaplanMeierMedian)}, restricted {Days(LifetimeEstimator.RestrictedMean)}";
    }

    private static string Line(LifetimeDay day)
    {
        var interval = day.Interval is { } found ? $"{LifetimeRecount.Text(found.Lower)} {LifetimeRecount.Text(found.Upper)}" : "-";
        return $"day {day.Day}: {day.AtRisk} at risk, {day.Left} left, {day.Censored} there, "
            + $"{LifetimeRecount.Text(day.Survival)} in {interval}";
    }
}

using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

public sealed class LifetimeValuePropertyTests
{
    private const int QuestionsPerRound = 30;
    private const int ListsPerRound = 15;

    [Fact]
    public void ComputeLifetimeValue_ByChance_EqualsTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(15_000, 20, isShop: true))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                asked++;
                telling += Check(round);
            }
        }
        Assert.True(telling > asked / 2, $"only {telling} of {asked} answers had an order and a user in them");
    }

    [Fact]
    public void ListMetricMembers_OfLifetimeValue_ByChance_EqualTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(15_500, 20, isShop: true))
        {
            for (var i = 0; i < ListsPerRound; i++)
            {
                asked++;
                telling += CheckMembers(round);
            }
        }
        Assert.True(telling > asked / 3, $"only {telling} of {asked} lists had anybody in them");
    }

    private static int Check(Round round)
    {
        var (recount, grouping) = (Ask(round), round.Questions.Grouping(hasEvents: false));
        var windows = round.Random.Random.Next(5) == 0 ? SplitChecks.DaysOf(round) : SplitChecks.WindowsOf(round);
        var readings = Enum.GetValues<LifetimeValueReading>().Where(_ => round.Random.Random.Next(4) > 0).ToHashSet();
        var hasFormula = readings.Contains(LifetimeValueReading.Formula);
        var hasArpu = readings.Contains(LifetimeValueReading.ArpuOverChurn);
        var hasBuyers = readings.Contains(LifetimeValueReading.Historic) || readings.Contains(LifetimeValueReading.Predicted);
        var all = windows.Select(window => recount.Customers(window)).ToList();
        var counted = all[0].Where(one => one.IsIn(hasFormula, hasArpu, hasBuyers)).ToList();
        var split = new PlainSplit(grouping, counted.Select(one => (one.Customer, grouping?.ValueOf(one.Events, null))));
        bool IsOf(string group, LifetimeValueRecount.Worth one) => split.GroupOf(grouping?.ValueOf(one.Events, null)) == group;
        // The models are of the whole window.
        string Lines(string group) => string.Join(" | ", all.Select((window, i) => Line(
            [.. window.Where(one => IsOf(group, one))], [.. readings.Where(one => i == 0 || one != LifetimeValueReading.Predicted)])));
        var expected = split.Groups.Where(group => grouping is null || counted.Exists(one => IsOf(group, one)))
            .Select(group => $"{group} {Lines(group)}").ToList();
        foreach (var folded in round.Folded)
        {
            var answered = folded.AskSplit(Query(recount, windows, readings, grouping)).Groups()
                .Select(group => $"{EngineQuestions.NameOf(group)} {string.Join(" | ", group.Statistic.Windows.Select(Line))}");
            round.SameList(expected, answered, folded,
                () => $"{recount with { History = null! }}, {string.Join(" ", readings)} by {grouping} in "
                    + string.Join(" ", windows));
        }
        return counted.Any(one => one.Orders > 0) && counted.Any(one => one.IsUser) ? 1 : 0;
    }

    private static int CheckMembers(Round round)
    {
        var (recount, windows) = (Ask(round), SplitChecks.WindowsOf(round));
        var (place, group) = (round.Random.Random.Next(windows.Count), (LifetimeValueGroup)round.Random.Random.Next(1, 4));
        var expected = recount.Customers(windows[place]).Select(one => (one.Customer, group switch
        {
            LifetimeValueGroup.Purchasers => one.FirstInWindowMs,
            LifetimeValueGroup.Buyers => one.FirstMs,
            _ => null,
        }, IsIn: group == LifetimeValueGroup.Users && one.IsUser)).Where(one => one.IsIn || one.Item2 is not null)
            .Select(one => (one.Customer, one.Item2, ""));
        return MembersPropertyTests.Same(round, expected, $"{group} of {recount with { History = null! }} in {windows[place]}",
            (_, after, size) => new LifetimeValueMembersQuery(
                Query(recount, windows, new HashSet<LifetimeValueReading>(), null), place, group, after, size));
    }

    private static LifetimeValueRecount Ask(Round round) =>
        new(round.History, round.Questions.Population(), round.Random.Instant());

    private static LifetimeValueQuery Query(
        LifetimeValueRecount asked, List<Span> windows, IReadOnlySet<LifetimeValueReading> readings, PlainGrouping? grouping) => new()
        {
            Readings = readings,
            Population = EngineQuestions.Of(asked.Population),
            CustomerFilter = EngineQuestions.Of(asked.Population.Filter),
            Windows = [.. windows.Select(EngineQuestions.Of)],
            AsOfMs = asked.AsOfMs,
            Grouping = EngineQuestions.Of(grouping),
        };

    private static string Line(List<LifetimeValueRecount.Worth> customers, HashSet<LifetimeValueReading> readings)
    {
        List<LifetimeValueRecount.Worth> Of(bool isAsked, Func<LifetimeValueRecount.Worth, bool> isIn) =>
            isAsked ? [.. customers.Where(isIn)] : [];
        var hasFormula = readings.Contains(LifetimeValueReading.Formula);
        var hasArpu = readings.Contains(LifetimeValueReading.ArpuOverChurn);
        var purchasers = Of(hasFormula, one => one.FirstInWindowMs is not null);
        var lives = Of(hasFormula, one => one.Life is not null);
        var starters = Of(hasFormula || hasArpu, one => one.IsAtStart);
        var buyers = Of(readings.Contains(LifetimeValueReading.Historic), one => one.FirstMs is not null);
        var users = Of(hasArpu, one => one.IsUser);
        var rows = Of(readings.Contains(LifetimeValueReading.Predicted), one => one.FirstMs is not null).Select(one => one.Row);
        return $"{purchasers.Count} {purchasers.Sum(one => one.Orders)} {purchasers.Sum(one => one.Bought)}, "
            + $"{lives.Count(one => one.Life!.EndMs is not null)}+{lives.Count(one => one.Life!.EndMs is null)}, "
            + $"{starters.Count(one => one.IsLost)}/{starters.Count}, {buyers.Count} {buyers.Sum(one => one.NetEver)}, "
            + $"{users.Count} {users.Sum(one => one.Net)}, {string.Join("; ", rows.Order(StringComparer.Ordinal))}";
    }

    private static string Line(LifetimeValueCounts counts)
    {
        var (lives, churn) = (counts.Lifetimes, counts.Lifetimes.Churn);
        var rows = counts.Rows.Select(row => $"{row.Frequency} {row.RecencyMs} {row.AgeMs} {row.RepeatTotal}");
        return $"{counts.Purchasers} {counts.Orders} {counts.Revenue}, {lives.Left}+{lives.Censored}, {churn.LostFromStart}/{churn.Start}, "
            + $"{counts.Buyers} {counts.BuyersRevenue}, {counts.Users} {counts.UsersRevenue}, "
            + string.Join("; ", rows.Order(StringComparer.Ordinal));
    }
}

using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

public sealed class RepeatPurchasePropertyTests
{
    private const int QuestionsPerRound = 40;
    private const int ListsPerRound = 15;
    private const int SplitsPerRound = 15;

    [Fact]
    public void ComputeRepeatPurchase_ByChance_EqualsTheRecount()
    {
        var (asked, repeated, differing, timed) = (0, 0, 0, 0);
        foreach (var round in Rounds.Of(7_000, 20, isShop: true))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                var purchasers = Check(round);
                asked++;
                repeated += purchasers.Any(one => one.RepeatsByOrder) ? 1 : 0;
                differing += purchasers.Any(one => one.RepeatsByOrder != one.RepeatsByDay) ? 1 : 0;
                timed += RepeatPurchaseRecount.Gaps(purchasers).Count > 10 ? 1 : 0;
            }
        }
        Assert.True(repeated > asked / 2, $"only {repeated} of {asked} answers had anybody who bought again");
        Assert.True(differing > asked / 4, $"only {differing} of {asked} answers told days from orders");
        Assert.True(timed > asked / 4, $"only {timed} of {asked} answers had more than 10 times between orders");
    }

    [Fact]
    public void ListMetricMembers_OfRepeatPurchase_ByChance_EqualTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(7_500, 20, isShop: true))
        {
            for (var i = 0; i < ListsPerRound; i++)
            {
                asked++;
                telling += CheckMembers(round);
            }
        }
        Assert.True(telling > asked / 2, $"only {telling} of {asked} lists had anybody in them");
    }

    [Fact]
    public void ComputeRepeatPurchase_ByGroups_ByChance_EqualsTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(7_800, 20, isShop: true))
        {
            for (var i = 0; i < SplitsPerRound; i++)
            {
                asked++;
                telling += CheckGroups(round) > 1 ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 3, $"only {telling} of {asked} answers had more than one group");
    }

    private static int CheckGroups(Round round)
    {
        var (population, filter) = ((PlainRepeatPopulation)round.Random.Random.Next(1, 4), round.Questions.CustomerFilter());
        var (windows, grouping) = (SplitChecks.WindowsOf(round), round.Questions.Grouping(hasEvents: false));
        var counted = new RepeatPurchaseRecount(round.History, filter, population).Counted(windows[0]);
        string? ValueOf(string id) => grouping?.ValueOf(round.History.Customers[id], null);
        var split = new PlainSplit(grouping, counted.Select(id => (id, ValueOf(id))));
        string Expected(Func<string, bool> isOf)
        {
            var recount = new RepeatPurchaseRecount(round.History, filter, population, isOf);
            var (purchasers, gaps) = (recount.Purchasers(windows[0]), RepeatPurchaseRecount.Gaps(recount.Purchasers(windows[0])));
            return string.Join("; ", windows.Select(window => Line(recount.Purchasers(window), recount.Revenue(window))))
                + $" {string.Join(" ", RepeatPurchaseRecount.OrderCounts(purchasers))} "
                + $"{gaps.Count} {RepeatPurchaseRecount.MedianSeconds(gaps)}";
        }

        var expected = split.Groups.Where(group => group == "ALL" || counted.Any(id => split.GroupOf(ValueOf(id)) == group))
            .Select(group => $"{group}: {Expected(id => split.GroupOf(ValueOf(id)) == group)}").ToList();
        foreach (var folded in round.Folded)
        {
            var query = new RepeatPurchaseByGroupQuery(Query(population, filter, windows)) { Grouping = EngineQuestions.Of(grouping) };
            var answer = folded.AskSplit(query);
            while (query.Next(answer) is { } next)
                (query, answer) = (next, folded.Ask(next));
            string Question() => $"{population} in {string.Join(" ", windows)} of {filter} by {grouping}";
            round.SameList(
                expected, answer.Groups().Select(group => $"{EngineQuestions.NameOf(group)}: {Text(group.Statistic)}"), folded, Question);
            round.Same(Expected(_ => true), Text(query.Whole(answer)), folded, Question);
        }
        return expected.Count;
    }

    private static string Text(RepeatPurchaseStatistic statistic)
    {
        var summary = statistic.Summary();
        return string.Join("; ", summary.Windows.Select(Line))
            + $" {string.Join(" ", summary.OrderCountRows().Select(row => (row.Orders, row.Exact, row.AtLeast)))} "
            + $"{summary.Gaps.Count} {summary.Gaps.MedianSeconds()}";
    }

    private static List<RepeatPurchaseRecount.Purchaser> Check(Round round)
    {
        var (population, filter) = ((PlainRepeatPopulation)round.Random.Random.Next(1, 4), round.Questions.CustomerFilter());
        var windows = WindowsOf(round);
        var recount = new RepeatPurchaseRecount(round.History, filter, population);
        var lines = windows.Select(window => Line(recount.Purchasers(window), recount.Revenue(window))).ToList();
        var purchasers = recount.Purchasers(windows[0]);
        var gaps = RepeatPurchaseRecount.Gaps(purchasers);
        foreach (var folded in round.Folded)
        {
            var answer = Whole(folded, Query(population, filter, windows), out var readings);
            string Question() => $"{population} in {string.Join(" ", windows)} of {filter}";
            round.SameList(lines, answer.Windows.Select(Line), folded, Question);
            round.SameList(RepeatPurchaseRecount.OrderCounts(purchasers),
                answer.OrderCountRows().Select(row => (row.Orders, row.Exact, row.AtLeast)), folded, Question);
            round.Same((gaps.Count, RepeatPurchaseRecount.MedianSeconds(gaps)), (answer.Gaps.Count, answer.Gaps.MedianSeconds()),
                folded, Question);
            round.Same(gaps.Count == 0 ? 1 : 2, readings, folded, Question);
        }
        return purchasers;
    }

    private static int CheckMembers(Round round)
    {
        var (population, filter) = ((PlainRepeatPopulation)round.Random.Random.Next(1, 4), round.Questions.CustomerFilter());
        var (windows, group) = (WindowsOf(round), (RepeatGroup)round.Random.Random.Next(1, 4));
        var place = round.Random.Random.Next(windows.Count);
        var (part, has) = SplitChecks.PartOfCustomers(round);
        var purchasers = new RepeatPurchaseRecount(round.History, filter, population, has).Purchasers(windows[place]);
        var expected = group switch
        {
            RepeatGroup.RepeatByDay => purchasers.Where(one => one.RepeatsByDay).Select(one => (one.Id, (long?)one.FirstOfDays[1], "")),
            RepeatGroup.RepeatByOrder => purchasers.Where(one => one.RepeatsByOrder).Select(one => (one.Id, (long?)one.Orders[1], "")),
            _ => purchasers.Select(one => (one.Id, (long?)one.Purchases[0], "")),
        };
        return MembersPropertyTests.Same(round, expected, $"{group} of {population} in {windows[place]} of {filter}, {part}",
            (_, after, size) => new RepeatMembersQuery(Query(population, filter, windows), place, group, after, size) { Group = part });
    }

    /// <summary>One window by chance, then some buckets.</summary>
    private static List<Span> WindowsOf(Round round)
    {
        var series = round.Questions.Window();
        var (unit, multiple) = round.Questions.Buckets(series, PlainUnit.Hour, PlainUnit.Day, PlainUnit.Week, PlainUnit.Month);
        return [round.Questions.Window(), .. round.Random.Tenant.Calendar.Buckets(series.StartMs, series.EndMs, unit, multiple).Take(4)];
    }

    private static RepeatPurchaseQuery Query(PlainRepeatPopulation population, PlainFilter filter, List<Span> windows) => new()
    {
        Population = (RepeatPopulation)population,
        CustomerFilter = EngineQuestions.Of(filter),
        Windows = [.. windows.Select(EngineQuestions.Of)],
        HasOrderCounts = true,
        HasTimeBetweenOrders = true,
        HasRevenue = true,
    };

    /// <summary>Asks until nothing is missing, as the server does.</summary>
    private static RepeatPurchaseSummary Whole(FoldedTenant folded, RepeatPurchaseQuery query, out int readings)
    {
        var answer = folded.Ask(query);
        for (readings = 1; query.Next(answer) is { } next; readings++)
            (query, answer) = (next, folded.Ask(next));
        return answer;
    }

    private static string Line(List<RepeatPurchaseRecount.Purchaser> purchasers, (decimal AcquiredBefore, decimal All) revenue) =>
        $"{purchasers.Count} by day {purchasers.Count(one => one.RepeatsByDay)} by order {purchasers.Count(one => one.RepeatsByOrder)} "
        + $"revenue {revenue.AcquiredBefore}/{revenue.All}";

    private static string Line(RepeatWindow window) =>
        $"{window.Counts.Purchasers} by day {window.Counts.RepeatByDay} by order {window.Counts.RepeatByOrder} "
        + $"revenue {window.Revenue.AcquiredBefore}/{window.Revenue.All}";
}

using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using Xunit;
using Total = PlainRecount.RecurringRevenueRecount.Total;

namespace RetentionGrpc.Engine.Tests.Recount;

public sealed class RecurringRevenuePropertyTests
{
    private const int QuestionsPerRound = 10;
    private const int ListsPerRound = 10;

    [Fact]
    public void ComputeRecurringRevenue_ByChance_EqualsTheRecount()
    {
        var (asked, telling, split, fractions) = (0, 0, 0, 0);
        foreach (var round in Rounds.Of(14_000, 20, rich: PlainKind.Subscription))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                var (moved, groups, isFraction) = Check(round);
                asked++;
                telling += moved ? 1 : 0;
                split += groups > 1 ? 1 : 0;
                fractions += isFraction ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 3, $"only {telling} of {asked} answers had three movements");
        Assert.True(split > asked / 4, $"only {split} of {asked} answers had several groups");
        Assert.True(fractions > asked / 2, $"only {fractions} of {asked} answers had fractions of minor units");
    }

    [Fact]
    public void ListMetricMembers_OfRecurringRevenue_ByChance_EqualTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(14_500, 20, rich: PlainKind.Subscription))
        {
            for (var i = 0; i < ListsPerRound; i++)
            {
                asked++;
                telling += CheckMembers(round);
            }
        }
        Assert.True(telling > asked / 2, $"only {telling} of {asked} lists had anybody in them");
    }

    private static (bool HasMoved, int Groups, bool IsFraction) Check(Round round)
    {
        var (filter, grouping) = (round.Questions.CustomerFilter(), round.Questions.Grouping(hasEvents: false));
        var windows = WindowsOf(round);
        var recount = new RecurringRevenueRecount(round.History, filter, grouping);
        var denominator = recount.Denominator(windows[0]);
        var split = new PlainSplit(grouping, denominator);
        var present = denominator.Select(one => split.GroupOf(one.Value)).ToHashSet();
        string LinesOf(string group) =>
            string.Join(", ", windows.Select(window => recount.Line(window, value => split.GroupOf(value) == group)));
        var expected = split.Groups.Where(group => grouping is null || present.Contains(group))
            .Select(group => $"{group} {LinesOf(group)}").ToList();
        foreach (var folded in round.Folded)
        {
            var groups = folded.AskSplit(Query(filter, grouping, windows)).Groups()
                .Select(group => $"{EngineQuestions.NameOf(group)} {string.Join(", ", group.Statistic.Windows.Select(Line))}");
            round.SameList(expected, groups, folded, () => $"{grouping} of {filter} in {string.Join(" ", windows)}");
        }
        var all = recount.In(windows[0]);
        var moved = all.SelectMany(one => one.Parts.Keys).Where(total => total > Total.End).Distinct().Count() >= 3;
        return (moved, expected.Count, all.Exists(one => !one.Start.Under.IsOne || !one.End.Under.IsOne));
    }

    private static int CheckMembers(Round round)
    {
        var (filter, windows) = (round.Questions.CustomerFilter(), WindowsOf(round));
        var (place, total) = (round.Random.Random.Next(windows.Count), (Total)round.Random.Random.Next(1, 8));
        var recount = new RecurringRevenueRecount(round.History, filter);
        var members = recount.In(windows[place]).Where(one => one.Parts.ContainsKey(total)).ToList();
        var expected = members.Select(one => (one.Id, recount.TimeOf(one.Id, total, windows[place]), ""));
        var query = Query(filter, null, windows);
        var own = members.ToDictionary(one => one.Id, one => $"{one.Start.HalfEven} {one.End.HalfEven}");
        foreach (var folded in round.Folded)
        {
            var page = folded.Ask(new RevenueMembersQuery(query, place, (RevenueGroup)total, [], 1_000));
            round.SameList(own.OrderBy(one => one.Key, Comparer<string>.Create(PlainOrder.Bytewise)).Select(one => one.Value),
                page.Members.Select(one => $"{one.Revenue!.Value.Start.Rounded} {one.Revenue.Value.End.Rounded}"),
                folded, () => $"{total}");
        }
        return MembersPropertyTests.Same(round, expected, $"{total} of {filter} in {windows[place]}",
            (_, after, size) => new RevenueMembersQuery(query, place, (RevenueGroup)total, after, size));
    }

    /// <summary>A window by chance, and its buckets.</summary>
    private static List<Span> WindowsOf(Round round)
    {
        var window = round.Questions.Window();
        var (unit, multiple) = round.Questions.Buckets(window, PlainUnit.Day, PlainUnit.Week, PlainUnit.Month);
        var buckets = round.Random.Tenant.Calendar.Buckets(window.StartMs, window.EndMs, unit, multiple);
        return buckets.Count == 0 || round.Random.Random.Next(2) == 0
            ? [window]
            : [new(buckets[0].StartMs, buckets[^1].EndMs), .. buckets.Take(3)];
    }

    private static RecurringRevenueQuery Query(PlainFilter filter, PlainGrouping? grouping, List<Span> windows) => new()
    {
        CustomerFilter = EngineQuestions.Of(filter),
        Grouping = EngineQuestions.Of(grouping),
        Windows = [.. windows.Select(EngineQuestions.Of)],
    };

    internal static string Line(RevenueWindow window)
    {
        var rounded = window.Movements.Rounded();
        var totals = Enum.GetValues<RevenueGroup>().Select(group => $"{group} {rounded[group]}/{window.Movements[group].Customers}");
        return $"{string.Join(" ", totals)} daily {window.Days?.SumOfGrossChurn() ?? 0:R}";
    }
}

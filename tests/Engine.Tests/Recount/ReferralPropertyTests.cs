using System.Text;
using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

public sealed class ReferralPropertyTests
{
    private const int QuestionsPerRound = 30;

    [Fact]
    public void ComputeReferral_ByChance_EqualsTheRecount_AlsoItsMembers()
    {
        var (asked, telling, several, listed) = (0, 0, 0, 0);
        foreach (var round in Rounds.Of(13_000, 20, rich: PlainKind.Referral))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                var windows = SplitChecks.WindowsOf(round);
                var (filter, selector, asOfMs) = (round.Questions.CustomerFilter(), round.Questions.Selector(), round.Random.Instant());
                var grouping = round.Questions.Grouping(hasEvents: false);
                var (converted, groups) = Check(round, windows, filter, selector, asOfMs, grouping);
                asked++;
                telling += converted > 0 ? 1 : 0;
                several += groups > 2 ? 1 : 0;
                var split = SplitOf(round, windows[0], filter, grouping);
                var part = SplitChecks.Part(round, split, EngineQuestions.Of(grouping));
                var referrals = Referrals(round, windows[^1], filter, grouping)
                    .Where(one => part.Name is null || split.GroupOf(one.Value) == part.Name).ToList();
                listed += MembersPropertyTests.Same(
                    round, referrals.GroupBy(one => one.Id).Select(one => (one.Key, (long?)one.Min(x => x.Ms), "")),
                    $"referrers of {filter} in {windows[^1]}, {part} by {grouping}",
                    (_, after, size) => new ReferrersQuery(Query(filter, windows, null), windows.Count - 1, after, size)
                    {
                        Group = part.Group,
                    });
                foreach (var folded in round.Folded)
                {
                    var ofPart = folded.Ask(Query(filter, [windows[^1]], null, part.Group)).Rest.Windows[0].Referred;
                    round.Same(Text(FirstOf(referrals)), Text(ofPart), folded, () => $"referred of {part} by {grouping} in {windows[^1]}");
                }
            }
        }
        Assert.True(telling > asked / 10, $"only {telling} of {asked} answers had anybody who became a customer");
        Assert.True(several > asked / 10, $"only {several} of {asked} answers had more than two groups");
        Assert.True(listed > asked / 4, $"only {listed} of {asked} lists had anybody in them");
    }

    private static (int Converted, int Groups) Check(
        Round round, List<Span> windows, PlainFilter filter, PlainSelector selector, long asOfMs, PlainGrouping? grouping)
    {
        var (became, split) = (0, SplitOf(round, windows[0], filter, grouping));
        bool IsCounted(string group) => Referrals(round, windows[0], filter, grouping).Exists(one => split.GroupOf(one.Value) == group);
        List<string> expected = [.. split.Groups.Where(group => grouping is null || IsCounted(group))];
        foreach (var folded in round.Folded)
        {
            string About() => $"referrals of {filter}, {selector} before {asOfMs} by {grouping} in {string.Join(" ", windows)}";
            var query = Query(filter, windows, grouping);
            var answer = folded.AskSplit(query);
            var groups = answer.Groups();
            round.SameList(expected, groups.Select(EngineQuestions.NameOf), folded, About);
            became += CheckPart(round, windows, window => Referrals(round, window, filter, grouping), query.Whole(answer), selector, asOfMs,
                folded, About);
            foreach (var group in groups)
            {
                CheckPart(round, windows,
                    window => [.. Referrals(round, window, filter, grouping)
                        .Where(one => split.GroupOf(one.Value) == EngineQuestions.NameOf(group))],
                    group.Statistic, selector, asOfMs, folded, About);
            }
        }
        return (became, expected.Count);
    }

    private static int CheckPart(
        Round round, List<Span> windows, Func<Span, List<(string Id, string Referred, long Ms, string? Value)>> referralsIn,
        ReferralStatistic answered, PlainSelector selector, long asOfMs, FoldedTenant folded, Func<string> about)
    {
        var (became, counts) = (0, answered.Windows);
        var converted = folded.Ask(new ConvertedQuery([.. counts.Select(one => one.Referred)], EngineQuestions.Of(selector), asOfMs));
        for (var i = 0; i < windows.Count; i++)
        {
            var referrals = referralsIn(windows[i]);
            var referred = FirstOf(referrals);
            var customers = (from one in referred
                             let events = round.History.Customers.GetValueOrDefault(one.Key)
                             let first = events?.FirstOrDefault(selector.Picks)
                             where first is not null && first.Ms >= one.Value && first.Ms < asOfMs
                             select (one.Key, first.Ms)).ToDictionary();
            round.Same((referrals.Count, referrals.Select(one => one.Id).Distinct().Count()),
                ((int)counts[i].Referrals, (int)counts[i].Referrers), folded, about);
            round.Same(Text(referred), Text(counts[i].Referred), folded, about);
            round.Same(Text(customers), Text(converted[i]), folded, about);
            CheckPages(round, counts[i].Referred, folded, about);
            became += customers.Count;
        }
        return became;
    }

    private static void CheckPages(Round round, ReferralIds ids, FoldedTenant folded, Func<string> question)
    {
        List<string> listed = [];
        for (byte[]? after = []; after is not null;)
        {
            var page = folded.Ask(new KnownMembersQuery(ids, after, 2));
            round.Same((long)ids.Count, page.TotalCount, folded, question);
            listed.AddRange(page.Members.Take(2).Select(one => Encoding.UTF8.GetString(one.Id)));
            after = page.Members.Count > 2 ? page.Members[1].Id : null;
        }
        var all = ids.All.Keys.Select(Encoding.UTF8.GetString).Order(Comparer<string>.Create(PlainOrder.Bytewise));
        round.SameList(all, listed, folded, question);
    }

    /// <summary>The groups by who was referred: the denominator.</summary>
    private static PlainSplit SplitOf(Round round, Span window, PlainFilter filter, PlainGrouping? grouping) =>
        new(grouping, Referrals(round, window, filter, grouping).Select(one => (one.Referred, one.Value)));

    private static List<(string Id, string Referred, long Ms, string? Value)> Referrals(
        Round round, Span window, PlainFilter filter, PlainGrouping? grouping) =>
    [
        .. from customer in round.History.Passing(filter)
           from one in customer.Events
           where one.Kind == PlainKind.Referral && window.Has(one.Ms)
           select (customer.Id, one.Name, one.Ms, grouping?.ValueOf(customer.Events, null)),
    ];

    private static Dictionary<string, long> FirstOf(List<(string Id, string Referred, long Ms, string? Value)> referrals) =>
        referrals.GroupBy(one => one.Referred).ToDictionary(one => one.Key, one => one.Min(x => x.Ms));

    private static ReferralQuery Query(PlainFilter filter, List<Span> windows, PlainGrouping? grouping, ChosenGroup? referrers = null) =>
        new()
        {
            CustomerFilter = EngineQuestions.Of(filter),
            Grouping = EngineQuestions.Of(grouping),
            Referrers = referrers,
            Windows = [.. windows.Select(EngineQuestions.Of)],
        };

    private static string Text(Dictionary<string, long> ids) =>
        string.Join(" ", ids.OrderBy(one => one.Key, Comparer<string>.Create(PlainOrder.Bytewise)).Select(one => $"{one.Key}@{one.Value}"));

    private static string Text(ReferralIds ids) => Text(ids.All.ToDictionary(one => Encoding.UTF8.GetString(one.Key), one => one.Value));
}

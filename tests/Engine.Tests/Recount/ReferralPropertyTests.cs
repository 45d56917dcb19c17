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
        var (asked, telling, listed) = (0, 0, 0);
        foreach (var round in Rounds.Of(13_000, 20, rich: PlainKind.Referral))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                var windows = SplitChecks.WindowsOf(round);
                var (filter, selector, asOfMs) = (round.Questions.CustomerFilter(), round.Questions.Selector(), round.Random.Instant());
                var converted = Check(round, windows, filter, selector, asOfMs);
                asked++;
                telling += converted > 0 ? 1 : 0;
                var referrers = Referrals(round, windows[^1], filter).GroupBy(one => one.Id)
                    .Select(one => (one.Key, (long?)one.Min(x => x.Ms), ""));
                listed += MembersPropertyTests.Same(
                    round, referrers,
                    $"referrers of {filter} in {windows[^1]}",
                    (_, after, size) => new ReferrersQuery(Query(filter, windows), windows.Count - 1, after, size));
            }
        }
        Assert.True(telling > asked / 10, $"only {telling} of {asked} answers had anybody who became a customer");
        Assert.True(listed > asked / 4, $"only {listed} of {asked} lists had anybody in them");
    }

    private static int Check(Round round, List<Span> windows, PlainFilter filter, PlainSelector selector, long asOfMs)
    {
        var became = 0;
        foreach (var folded in round.Folded)
        {
            var counts = folded.Ask(Query(filter, windows));
            var converted = folded.Ask(new ConvertedQuery([.. counts.Select(one => one.Referred)], EngineQuestions.Of(selector), asOfMs));
            for (var i = 0; i < windows.Count; i++)
            {
                var referrals = Referrals(round, windows[i], filter);
                var referred = referrals.GroupBy(one => one.Referred).ToDictionary(one => one.Key, one => one.Min(x => x.Ms));
                var customers = (from one in referred
                                 let events = round.History.Customers.GetValueOrDefault(one.Key)
                                 let first = events?.FirstOrDefault(selector.Picks)
                                 where first is not null && first.Ms >= one.Value && first.Ms < asOfMs
                                 select (one.Key, first.Ms)).ToDictionary();
                string About() => $"referrals of {filter}, {selector} before {asOfMs} in {windows[i]}";
                round.Same((referrals.Count, referrals.Select(one => one.Id).Distinct().Count()),
                    ((int)counts[i].Referrals, (int)counts[i].Referrers), folded, About);
                round.Same(Text(referred), Text(counts[i].Referred), folded, About);
                round.Same(Text(customers), Text(converted[i]), folded, About);
                CheckPages(round, counts[i].Referred, folded, About);
                became += customers.Count;
            }
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

    private static List<(string Id, string Referred, long Ms)> Referrals(Round round, Span window, PlainFilter filter) =>
    [
        .. from customer in round.History.Passing(filter)
           from one in customer.Events
           where one.Kind == PlainKind.Referral && window.Has(one.Ms)
           select (customer.Id, one.Name, one.Ms),
    ];

    private static ReferralQuery Query(PlainFilter filter, List<Span> windows) =>
        new(EngineQuestions.Of(filter), [.. windows.Select(EngineQuestions.Of)]);

    private static string Text(Dictionary<string, long> ids) =>
        string.Join(" ", ids.OrderBy(one => one.Key, Comparer<string>.Create(PlainOrder.Bytewise)).Select(one => $"{one.Key}@{one.Value}"));

    private static string Text(ReferralIds ids) => Text(ids.All.ToDictionary(one => Encoding.UTF8.GetString(one.Key), one => one.Value));
}

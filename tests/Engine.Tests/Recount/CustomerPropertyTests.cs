using System.Text;
using PlainRecount;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

/// <summary>What is told of customers one by one, by chance, against the recount: profiles, timelines, segments, who is at risk.</summary>
public sealed class CustomerPropertyTests
{
    private const int QuestionsPerRound = 12;

    [Fact]
    public void GetCustomer_ByChance_EqualsTheRecount()
    {
        var (asked, paying, scored) = (0, 0, 0);
        foreach (var round in Rounds.Of(12_000, 20, isShop: true).Concat(Rounds.Of(12_100, 20, rich: PlainKind.Subscription)))
        {
            for (var i = 0; i < QuestionsPerRound && round.History.Customers.Count > 0; i++)
            {
                var (asOf, id) = (round.Random.Instant(), AnyCustomer(round));
                var recount = new CustomerRecount(round.History, asOf);
                var before = recount.Before(round.History.Customers[id]);
                var expected = before.Count == 0 ? "" : recount.Profile(id);
                var (purchasers, key) = (recount.Purchasers(), EngineQuestions.Utf8(id));
                var score = purchasers.TryGetValue(id, out var own) ? $"{own} {CustomerRecount.Scores(purchasers, id)}" : "";
                foreach (var folded in round.Folded)
                {
                    round.Same(expected, Text(folded.Ask(new CustomerQuery(key, asOf))), folded, () => $"{id} at {asOf}");
                    var scale = new RfmScale(folded.Ask(new RfmScaleQuery(asOf)));
                    var found = folded.Ask(new RfmFiguresQuery([key], asOf)).TryGetValue(0, out var figures);
                    round.Same(score, found ? Text(scale, figures) : "", folded, () => $"scores of {id} at {asOf}");
                }
                asked++;
                paying += before.Count > 0 && recount.RecurringRevenue(before) > 0 ? 1 : 0;
                scored += score.Length > 0 ? 1 : 0;
            }
        }
        Assert.True(paying > asked / 10, $"only {paying} of {asked} customers paid");
        Assert.True(scored > asked / 4, $"only {scored} of {asked} customers had bought");
    }

    [Fact]
    public void ListCustomerEvents_ByChance_EqualsTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(12_200, 20))
        {
            for (var i = 0; i < QuestionsPerRound && round.History.Customers.Count > 0; i++)
            {
                asked++;
                telling += CheckEvents(round);
            }
        }
        Assert.True(telling > asked / 4, $"only {telling} of {asked} timelines had anything in them");
    }

    [Fact]
    public void ListSegment_ByChance_EqualsTheRecount()
    {
        var (asked, telling, scored) = (0, 0, 0);
        foreach (var round in Rounds.Of(12_300, 30, isShop: true))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                var asOf = round.Random.Instant();
                asked++;
                scored += CheckRfm(round, asOf);
                telling += CheckDidNot(round, asOf);
            }
        }
        Assert.True(scored > asked / 4, $"only {scored} of {asked} segments had anybody in them");
        Assert.True(telling > asked / 8, $"only {telling} of {asked} segments had anybody in them");
    }

    [Fact]
    public void ListCustomersAtRisk_ByChance_EqualsTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(12_400, 30, rich: PlainKind.Subscription).Concat(Rounds.Of(12_500, 20, isShop: true)))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                asked++;
                telling += CheckAtRisk(round);
            }
        }
        Assert.True(telling > asked / 4, $"only {telling} of {asked} lists had two customers");
    }

    private static string AnyCustomer(Round round) =>
        round.Random.Pick(round.History.Customers.Keys.Order(StringComparer.Ordinal).ToList());

    private static int CheckEvents(Round round)
    {
        var random = round.Random.Random;
        var (asOf, window) = (round.Random.Instant() + RandomTenant.DayMs, round.Questions.Window());
        var id = AnyCustomer(round);
        HashSet<EventKind> kinds = random.Next(2) == 0 ? [] : [EventKind.Activity, EventKind.Purchase, (EventKind)random.Next(1, 12)];
        var (isNewest, size) = (random.Next(2) == 0, random.Next(1, 5));
        var all = round.History.Customers[id];
        var expected = all.Where(one => one.Ms < asOf && window.Has(one.Ms) && (kinds.Count == 0 || kinds.Contains((EventKind)one.Kind)))
            .Select(Text).ToList();
        if (isNewest)
            expected.Reverse();
        var isThere = all.Any(one => one.Ms < asOf);
        foreach (var folded in round.Folded)
        {
            List<string> listed = [];
            for (var more = true; more;)
            {
                var page = folded.Ask(new CustomerEventsQuery
                {
                    CustomerId = EngineQuestions.Utf8(id),
                    AsOfMs = asOf,
                    Window = EngineQuestions.Of(window),
                    Kinds = kinds,
                    NewestFirst = isNewest,
                    Skip = listed.Count,
                    PageSize = size,
                });
                Assert.Equal(isThere, page is not null);
                round.Same(isThere ? expected.Count : 0, page?.TotalCount ?? 0, folded, () => $"{id} in {window} as of {asOf}");
                listed.AddRange(page?.Events.Select(Text) ?? []);
                more = page?.Events.Count == size && listed.Count < page.TotalCount;
            }
            round.SameList(isThere ? expected : [], listed, folded, () => $"{id} in {window} as of {asOf}");
        }
        return expected.Count > 0 ? 1 : 0;
    }

    private static int CheckRfm(Round round, long asOf)
    {
        var random = round.Random.Random;
        var (filter, segment) = (round.Questions.CustomerFilter(), random.Next(2) == 0 ? null : (RfmSegment?)random.Next(0, 5));
        var least = new RfmScores(random.Next(1, 4), random.Next(1, 4), random.Next(1, 4));
        var recount = new CustomerRecount(round.History, asOf);
        var all = recount.Purchasers();
        var expected = recount.Customers(filter).Select(one => one.Id).Where(all.ContainsKey)
            .Where(id => CustomerRecount.Scores(all, id) is var scores
                && (segment is null || CustomerRecount.SegmentOf(scores) == segment.ToString())
                && scores.R >= least.Recency && scores.F >= least.Frequency && scores.M >= least.Monetary)
            .Select(id => (id, (long?)null, ""));
        return MembersPropertyTests.Same(round, expected, $"{segment} {least} of {filter} as of {asOf}", (folded, after, size) =>
            new SegmentMembersQuery(after, size)
            {
                AsOfMs = asOf,
                CustomerFilter = EngineQuestions.Of(filter),
                Rfm = new(new RfmScale(folded.Ask(new RfmScaleQuery(asOf))), segment, least),
            });
    }

    private static int CheckDidNot(Round round, long asOf)
    {
        var (filter, window) = (round.Questions.CustomerFilter(), round.Questions.Window());
        var (did, didNot) = (round.Questions.Selector(), round.Questions.Selector());
        var recount = new CustomerRecount(round.History, asOf);
        var expected = recount.DidNot(filter, window, did, didNot).Select(id => (id, (long?)null, ""));
        MembersPropertyTests.Same(
            round, recount.Customers(filter).Select(one => (one.Id, (long?)null, "")), $"{filter} as of {asOf}", (_, after, size) =>
                new SegmentMembersQuery(after, size) { AsOfMs = asOf, CustomerFilter = EngineQuestions.Of(filter) });
        return MembersPropertyTests.Same(round, expected, $"did {did}, not {didNot}, {filter}, in {window} as of {asOf}",
            (_, after, size) => new SegmentMembersQuery(after, size)
            {
                AsOfMs = asOf,
                CustomerFilter = EngineQuestions.Of(filter),
                DidNot = new(EngineQuestions.Of(window), EngineQuestions.Of(did), EngineQuestions.Of(didNot)),
            });
    }

    private static int CheckAtRisk(Round round)
    {
        var random = round.Random.Random;
        var (asOf, filter) = (round.Random.Instant() + random.Next(0, 30) * RandomTenant.DayMs, round.Questions.CustomerFilter());
        var selector = random.Next(3) == 0 ? round.Questions.Selector() : PlainSelector.Any;
        long? silence = random.Next(3) == 0 ? random.NextInt64(1, 10 * RandomTenant.DayMs) : null;
        var multiple = round.Random.Pick([0.5, 1, 1.5, 3]);
        var expected = new CustomerRecount(round.History, asOf).AtRisk(filter, selector, multiple, silence);
        foreach (var folded in round.Folded)
        {
            List<string> listed = [];
            RiskPlace? after = null;
            for (var more = true; more;)
            {
                var page = folded.Ask(new AtRiskQuery
                {
                    AsOfMs = asOf,
                    CustomerFilter = EngineQuestions.Of(filter),
                    Selector = EngineQuestions.Of(selector),
                    GapMultiple = multiple,
                    SilenceMs = silence,
                    After = after,
                    PageSize = 3,
                });
                round.Same((long)expected.Count, page.TotalCount, folded, () => $"at risk as of {asOf}");
                listed.AddRange(page.Customers.Take(3).Select(Text));
                more = page.Customers.Count > 3;
                after = more ? page.Customers[2].Place : null;
            }
            round.SameList(expected, listed, folded, () => $"{filter}, {selector}, {multiple}, {silence} as of {asOf}");
        }
        return expected.Count > 1 ? 1 : 0;
    }

    private static string Text(CustomerAtRisk one) => $"{Text(one.Id)} {one.LastMs} {one.SilentDays} {one.TwiceMedianGap} "
        + $"{one.RecurringRevenue} {one.Revenue}";

    private static string Text(RfmScale scale, RfmFigures figures)
    {
        var scores = scale.Of(figures);
        return $"({figures.Days}, {figures.Orders}, {figures.Revenue}) ({scores.Recency}, {scores.Frequency}, {scores.Monetary})";
    }

    private static string Text(CustomerProfile? profile)
    {
        if (profile is null)
            return "";
        var kinds = Enumerable.Range(0, profile.Kinds.Count).Where(kind => profile.Kinds[kind] > 0)
            .Select(kind => $"{kind}:{profile.Kinds[kind]}");
        var surveys = profile.Surveys.Select(one => $"{Text(one.SurveyId)}/{one.Type}={one.Score}@{one.Ms}");
        var attributes = profile.Attributes.Select(one => $"{Text(one.Key)}={Text(one.Value)}");
        return $"{profile.FirstMs} {profile.LastMs} {profile.LastActivityMs} {string.Join(",", kinds)} {profile.Orders} {profile.Revenue} "
            + $"{profile.RecurringRevenue} {string.Join(",", surveys)} {string.Join(",", attributes)}";
    }

    private static string Text(PlainEvent one) =>
        $"{one.Ms} {(int)one.Kind} {one.Action} {one.Name} {one.Number} {one.PaidThroughMs} {one.Label} "
        + string.Join(",", one.Properties.Select(pair => $"{pair.Key}={pair.Value}"));

    private static string Text(CustomerEvent one) =>
        $"{one.OccurredMs} {(int)one.Kind} {one.Action} {Text(one.Name)} {one.Number} {one.UntilMs} {Text(one.Label)} "
        + string.Join(",", one.Properties.Select(pair => $"{Text(pair.Key)}={Text(pair.Value)}"));

    private static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);
}

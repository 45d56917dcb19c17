using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

public sealed class CouponPropertyTests
{
    private const int QuestionsPerRound = 40;

    [Fact]
    public void ComputeCouponRedemption_ByChance_EqualsTheRecount_AlsoItsMembers()
    {
        var (asked, telling, split, listed) = (0, 0, 0, 0);
        foreach (var round in Rounds.Of(10_000, 20, rich: PlainKind.Coupon))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                var (recount, windows) = (Ask(round), SplitChecks.WindowsOf(round));
                var groups = Check(round, recount, windows);
                asked++;
                telling += recount.In(windows[0]).Any(one => one.Redeemed is not null) ? 1 : 0;
                split += groups > 2 ? 1 : 0;
                listed += CheckMembers(round, recount, windows);
            }
        }
        Assert.True(telling > asked / 3, $"only {telling} of {asked} answers had anything redeemed");
        Assert.True(split > asked / 10, $"only {split} of {asked} answers had more than two groups");
        Assert.True(listed > asked / 4, $"only {listed} of {asked} lists had anybody in them");
    }

    private static int Check(Round round, CouponRecount recount, List<Span> windows)
    {
        var split = SplitOf(recount, windows);
        IEnumerable<CouponRecount.Counted> In(string group, Span window) =>
            recount.In(window).Where(one => split.GroupOf(one.Value) == group);
        return SplitChecks.Same(
            round, split, group => In(group, windows[0]).Select(one => one.Customer).Distinct().Count(),
            group => string.Join(", ", windows.Select(window => CouponRecount.Line(In(group, window)))), () => Query(recount, windows),
            statistic => string.Join(", ", statistic.Windows.Select(Line)), Question(recount, windows));
    }

    private static PlainSplit SplitOf(CouponRecount recount, List<Span> windows) => new(
        recount.SplitsByCampaign ? new PlainGrouping("", false, 1) : recount.Grouping,
        recount.In(windows[0]).Select(one => (one.Customer, one.Value)));

    private static int CheckMembers(Round round, CouponRecount recount, List<Span> windows)
    {
        var (place, group) = (round.Random.Random.Next(windows.Count), (CouponGroup)round.Random.Random.Next(1, 4));
        long? When(CouponRecount.Counted one) => group switch
        {
            CouponGroup.Issued => one.Issued,
            CouponGroup.Redeemed => one.Redeemed,
            _ => one.Expired,
        };
        var split = SplitOf(recount, windows);
        var part = SplitChecks.Part(round, split, Query(recount, windows).Grouping);
        var expected = recount.In(windows[place])
            .Where(one => When(one) is not null && (part.Name is null || split.GroupOf(one.Value) == part.Name))
            .GroupBy(one => one.Customer)
            .Select(customer => (customer.Key, customer.Min(When), ""));
        return MembersPropertyTests.Same(round, expected, $"{group} {place} of {part} of {Question(recount, windows)}",
            (_, after, size) => new CouponMembersQuery(Query(recount, windows), place, group, after, size)
            {
                Group = part.Group,
            });
    }

    private static CouponRecount Ask(Round round)
    {
        var random = round.Random.Random;
        var byCampaign = random.Next(3) == 0;
        return new(round.History, round.Questions.CustomerFilter(), random.Next(2) == 0, random.Next(4) == 0 ? ["spring", "never"] : [],
            byCampaign ? null : round.Questions.Grouping(hasEvents: true), byCampaign, round.Random.Instant());
    }

    private static string Question(CouponRecount recount, List<Span> windows) =>
        $"{recount with { History = null! }} in {string.Join(" ", windows)}";

    private static CouponRedemptionQuery Query(CouponRecount asked, List<Span> windows) => new()
    {
        Reading = asked.ByEventWindow ? CouponReading.ByEventWindow : CouponReading.ByIssueCohort,
        Campaigns = [.. asked.Campaigns.Select(EngineQuestions.Utf8)],
        CustomerFilter = EngineQuestions.Of(asked.Filter),
        Grouping = asked.SplitsByCampaign ? new([], false, 1) { Column = GroupColumn.Campaign } : EngineQuestions.Of(asked.Grouping),
        Windows = [.. windows.Select(EngineQuestions.Of)],
        AsOfMs = asked.AsOfMs,
    };

    private static string Line(CouponCounts counts) =>
        $"{counts.Issued}/{counts.IssuedCustomers} {counts.Redeemed}/{counts.RedeemedCustomers} {counts.Expired}/{counts.ExpiredCustomers}";
}

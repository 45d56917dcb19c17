using System.Globalization;
using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

/// <summary>
/// June of a shop in Berlin, worked out by hand. ann: two orders on one day, one of nothing; known since May. bob: 40 minutes about
/// midnight, one day by UTC. cid: pays again in June for an order of May. dan: one order on two days. eve: bought on the 20th, was given
/// something back, and bought on 1 July 00:00. fay: one purchase taken back. gus: bought in May, refunded in June. hal: refunded only.
/// </summary>
public sealed class RepeatPurchaseExampleTests
{
    private static readonly PlainTenant Berlin = new("Europe/Berlin", 1, false, false, []);
    private static readonly Span June = new(At("2026-06-01T00:00"), At("2026-07-01T00:00"));

    private static readonly List<PlainEvent> Events =
    [
        Buy("ann", "2026-05-10T12:00", 100), Buy("ann", "2026-06-05T10:00", 0), Buy("ann", "2026-06-05T18:00", 200),
        Buy("bob", "2026-06-02T23:30", 50), Buy("bob", "2026-06-03T00:10", 50),
        Buy("cid", "2026-05-30T09:00", 60, "o1"), Buy("cid", "2026-06-04T09:00", 30, "o1"),
        Buy("dan", "2026-06-06T09:00", 10, "o1"), Buy("dan", "2026-06-08T09:00", 10, "o1"),
        Buy("eve", "2026-06-20T09:00", 500), Refund("eve", "2026-06-21T09:00", 100), Buy("eve", "2026-07-01T00:00", 900),
        TakeBack("fay", "2026-06-15T09:00"), Buy("fay", "2026-06-15T09:00", 800), Buy("fay", "2026-06-16T09:00", 70),
        Buy("gus", "2026-05-02T09:00", 90), Refund("gus", "2026-06-29T09:00", 40),
        Refund("hal", "2026-06-10T09:00", 5),
    ];

    [Fact]
    public void June_ActiveInWindow() => Check(RepeatPopulation.ActiveInWindow, new(6, 2, 2),
        [new(0, 1, 6), new(1, 3, 5), new(2, 2, 2)], gaps: 2, medianSeconds: (8 * 3_600 + 40 * 60) / 2.0);

    [Fact]
    public void June_AcquiredInWindow() => Check(RepeatPopulation.AcquiredInWindow, new(4, 2, 1),
        [new(1, 3, 4), new(2, 1, 1)], gaps: 1, medianSeconds: 40 * 60);

    [Fact]
    public void June_Ever() => Check(RepeatPopulation.Ever, new(7, 4, 2),
        [new(1, 5, 7), new(2, 1, 2), new(3, 1, 1)], gaps: 3, medianSeconds: 8 * 3_600);

    [Theory]
    [InlineData(RepeatGroup.Purchasers,
        "ann 06-05T10:00, bob 06-02T23:30, cid 06-04T09:00, dan 06-06T09:00, eve 06-20T09:00, fay 06-16T09:00")]
    [InlineData(RepeatGroup.RepeatByDay, "bob 06-03T00:10, dan 06-08T09:00")]
    [InlineData(RepeatGroup.RepeatByOrder, "ann 06-05T18:00, bob 06-03T00:10")]
    public void June_Members_AreDatedWhenTheyBecameSo(RepeatGroup group, string expected)
    {
        var query = new RepeatMembersQuery(Query(RepeatPopulation.ActiveInWindow), 0, group, [], 10);
        var members = new FoldedTenant(Berlin, Events, 3, 1).Ask(query).Members.Select(one =>
            $"{System.Text.Encoding.UTF8.GetString(one.Id)} {Local(one.TimeMs!.Value)}");
        Assert.Equal(expected, string.Join(", ", members));
    }

    [Fact]
    public void WithoutDetails_OnlyTheCountsAreWorkedOut()
    {
        var query = new RepeatPurchaseQuery { Population = RepeatPopulation.Ever, Windows = [EngineQuestions.Of(June)] };
        var answer = new FoldedTenant(Berlin, Events, 3, 1).Ask(query);
        Assert.Equal(new RepeatWindow(new(7, 4, 2), default), Assert.Single(answer.Windows));
        Assert.Empty(answer.OrderCountRows());
        Assert.Equal(0, answer.Gaps.Count);
        Assert.Null(query.Next(answer));
    }

    [Fact]
    public void PurchasesOfOneInstant_AreAppendedInAnyOrder()
    {
        // The later to come is not the last in the timeline's order, and the last is of an order that was there.
        List<PlainEvent> events =
        [
            .. Enumerable.Range(0, 900).Select(i => new PlainEvent("zoe", At("2026-05-01T00:00") + i * 60_000L, PlainKind.Activity)),
            Buy("pat", "2026-06-02T09:00", 10, "o2"), Buy("pat", "2026-06-20T09:00", 10, "o2"), Buy("pat", "2026-06-20T09:00", 10, "o1"),
        ];
        var query = new RepeatPurchaseQuery { Population = RepeatPopulation.ActiveInWindow, Windows = [EngineQuestions.Of(June)] };
        foreach (var seed in Enumerable.Range(1, 10))
        {
            var folded = new FoldedTenant(Berlin, events, 1, seed, new(MinEvents: 1, 1_830, AnswersAlways: true));
            Assert.Equal(new RepeatCounts(1, 1, 1), folded.Ask(query).Windows[0].Counts);
            Assert.Equal(AnswerPath.Matrices, folded.LastPath);
        }
    }

    private static void Check(RepeatPopulation population, RepeatCounts counts, OrderCountRow[] rows, long gaps, double medianSeconds)
    {
        foreach (var partitions in new[] { 1, 3, 4 })
        {
            var folded = new FoldedTenant(Berlin, Events, partitions, partitions);
            var query = Query(population);
            var answer = folded.Ask(query.Next(folded.Ask(query))!);
            Assert.Equal(new RepeatWindow(counts, new(All: 775, AcquiredBefore: 190)), Assert.Single(answer.Windows));
            Assert.Equal(rows, answer.OrderCountRows());
            Assert.Equal((gaps, medianSeconds), (answer.Gaps.Count, answer.Gaps.MedianSeconds()));
        }
        var recount = new RepeatPurchaseRecount(new(Berlin, Events), PlainFilter.None, (PlainRepeatPopulation)population);
        var purchasers = recount.Purchasers(June);
        Assert.Equal(counts, new(purchasers.Count, purchasers.Count(x => x.RepeatsByDay), purchasers.Count(x => x.RepeatsByOrder)));
        Assert.Equal((190m, 775m), recount.Revenue(June));
        Assert.Equal(medianSeconds, RepeatPurchaseRecount.MedianSeconds(RepeatPurchaseRecount.Gaps(purchasers)));
    }

    private static RepeatPurchaseQuery Query(RepeatPopulation population) => new()
    {
        Population = population,
        Windows = [EngineQuestions.Of(June)],
        HasOrderCounts = true,
        HasTimeBetweenOrders = true,
        HasRevenue = true,
    };

    private static PlainEvent Buy(string customer, string at, long amount, string order = "") =>
        new(customer, At(at), PlainKind.Purchase, 0, order) { Number = amount };

    private static PlainEvent Refund(string customer, string at, long amount) =>
        new(customer, At(at), PlainKind.Refund) { Number = amount };

    private static PlainEvent TakeBack(string customer, string at) =>
        new(customer, At(at), PlainKind.Retraction) { Retracts = PlainKind.Purchase };

    // Summer time all along.
    private static long At(string local) => DateTimeOffset.Parse(local + "+02:00", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private static string Local(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).AddHours(2).ToString("MM-ddTHH:mm", CultureInfo.InvariantCulture);
}

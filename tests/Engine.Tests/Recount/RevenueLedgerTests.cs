using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

/// <summary>The movements of recurring revenue on ledgers of contracts that are changed, rest, end and come back.</summary>
public sealed class RevenueLedgerTests
{
    private const int Ledgers = 1_000;
    private const long DayMs = 86_400_000;
    private static readonly Span June = new(At("2026-06-01"), At("2026-07-01"));

    [Fact]
    public void DifferenceOfBothEnds_IsTheSignedSumOfItsMovements()
    {
        var telling = new Dictionary<RevenueGroup, int>();
        for (var seed = 0; seed < Ledgers; seed++)
        {
            var random = new Random(seed);
            var tenant = new PlainTenant("UTC", 1, random.Next(2) == 0, random.Next(2) == 0, []);
            var ledger = LedgerOf(random);
            // Whole days, or ends inside of days.
            var window = seed % 2 == 0 ? June : new(June.StartMs + random.Next((int)DayMs), June.EndMs - random.Next((int)DayMs));
            var query = new RecurringRevenueQuery { Windows = [EngineQuestions.Of(window)] };
            var scanned = new FoldedTenant(tenant, ledger, 1, seed);
            var indexed = new FoldedTenant(tenant, ledger, 1, seed, new(MinEvents: 1, 1_830, AnswersAlways: true));
            var expected = new RecurringRevenueRecount(new(tenant, ledger), PlainFilter.None).Line(window, _ => true);
            foreach (var folded in new[] { scanned, indexed })
            {
                var answer = folded.Ask(query).Rest.Windows[0];
                Assert.Equal((seed, expected), (seed, RecurringRevenuePropertyTests.Line(answer)));
                AddsUp(answer.Movements);
                foreach (var group in Enum.GetValues<RevenueGroup>().Where(group => answer.Movements[group].Customers > 0))
                    telling[group] = telling.GetValueOrDefault(group) + (folded == scanned ? 1 : 0);
            }
            Assert.Equal(AnswerPath.Timelines, scanned.LastPath);
            Assert.Equal(AnswerPath.Matrices, indexed.LastPath);
        }
        Assert.All(Enum.GetValues<RevenueGroup>(), group => Assert.True(telling[group] > Ledgers / 10, $"{group}: {telling[group]}"));
    }

    private static void AddsUp(RevenueMovements movements)
    {
        MonthlyRevenue Of(RevenueGroup group) => movements[group].Amount;
        Assert.Equal(Of(RevenueGroup.End) - Of(RevenueGroup.Start),
            Of(RevenueGroup.New) + Of(RevenueGroup.Reactivation) + Of(RevenueGroup.Expansion)
            - Of(RevenueGroup.Contraction) - Of(RevenueGroup.Churned));
        var rounded = movements.Rounded();
        Assert.Equal(rounded.End - rounded.Start, rounded[RevenueGroup.New] + rounded[RevenueGroup.Reactivation]
            + rounded[RevenueGroup.Expansion] - rounded[RevenueGroup.Contraction] - rounded[RevenueGroup.Churned]);
        Assert.All(Enum.GetValues<RevenueGroup>(), group => Assert.True(rounded[group] >= 0));
    }

    /// <summary>Some customers with up to three contracts each, most of whose steps are about or in the window.</summary>
    private static List<PlainEvent> LedgerOf(Random random)
    {
        List<PlainEvent> ledger = [];
        var customers = random.Next(3, 9);
        for (var customer = 0; customer < customers; customer++)
        {
            var first = random.Next(3) == 0 ? random.Next(0, 20) : -random.Next(0, 50);
            for (var contract = random.Next(1, 4); contract > 0; contract--)
            {
                var ms = June.StartMs + (first + random.Next(0, 5)) * DayMs;
                for (var (steps, action) = (random.Next(1, 9), PlainSubscription.Started); steps > 0; steps--)
                {
                    ledger.Add(Step(random, $"c{customer}", ms, action, $"s{contract}"));
                    ms += random.Next(0, 20) * DayMs / 2 + random.Next(2);
                    action = Next(random, action);
                }
            }
        }
        var arrival = ledger.ToArray();
        random.Shuffle(arrival);
        return [.. arrival];
    }

    private static int Next(Random random, int action) => action switch
    {
        PlainSubscription.Paused => random.Next(4) == 0 ? PlainSubscription.Cancelled : PlainSubscription.Resumed,
        PlainSubscription.Cancelled => PlainSubscription.Started,
        _ => random.Next(3) switch { 0 => PlainSubscription.Changed, 1 => PlainSubscription.Paused, _ => PlainSubscription.Cancelled },
    };

    private static PlainEvent Step(Random random, string customer, long ms, int action, string contract)
    {
        var isPriced = action is PlainSubscription.Started or PlainSubscription.Changed or PlainSubscription.Resumed;
        return new(customer, ms, PlainKind.Subscription, action, contract)
        {
            Number = isPriced && random.Next(8) > 0 ? random.Next(1, 2_000) : null,
            Detail = isPriced ? random.Next(1, 13) * (random.Next(6) == 0 ? 9 : 1) : 0,
            PaidThroughMs = random.Next(3) == 0 ? ms + random.Next(0, 40) * DayMs : null,
        };
    }

    private static long At(string day) =>
        DateTimeOffset.Parse(day + "T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}

using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

/// <summary>One customer, everything that can happen on a tiny grid of time, every window of that grid.</summary>
public sealed class ExhaustiveChurnTests
{
    private const long HourMs = 3_600_000;
    private const long StepMs = 12 * HourMs;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Contracts_EveryFourSteps_EveryWindow(bool pausedCounts, bool cancelsAtPaidEnd)
    {
        var tenant = new PlainTenant("UTC", 1, pausedCounts, cancelsAtPaidEnd, []);
        List<PlainEvent> steps = [.. from at in Enumerable.Range(1, 3) from action in Enumerable.Range(1, 5) select Step(at, action)];
        Assert.Equal(3_875, CheckAll(tenant, steps, 4, 5));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Contracts_EveryThreeStepsWithPricesAndPaidPeriods_EveryWindow(bool pausedCounts, bool cancelsAtPaidEnd)
    {
        var tenant = new PlainTenant("UTC", 1, pausedCounts, cancelsAtPaidEnd, []);
        List<PlainEvent> steps =
        [
            .. from at in Enumerable.Range(1, 4)
               from step in new[]
               {
                   Step(at, PlainSubscription.Started), Step(at, PlainSubscription.Started) with { Number = null },
                   Step(at, PlainSubscription.Changed) with { Number = 0, PaidThroughMs = 3 * StepMs },
                   Step(at, PlainSubscription.Paused), Step(at, PlainSubscription.Resumed) with { Number = null },
                   Step(at, PlainSubscription.Cancelled), Step(at, PlainSubscription.Cancelled) with { PaidThroughMs = (at + 1) * StepMs },
               }
               select step,
        ];
        Assert.Equal(4_494, CheckAll(tenant, steps, 3, 6));
    }

    [Fact]
    public void Activity_EverySubsetOfSixDays_EveryWindowAndInactivity()
    {
        var tenant = new PlainTenant("UTC", 1, false, false, []);
        List<Span> windows = [.. Windows(15)];
        var customersSeen = 0;
        foreach (var days in Enumerable.Range(0, 64))
        {
            var events = Enumerable.Range(0, 6).Where(day => (days >> day & 1) != 0)
                .Select(day => new PlainEvent("c", (2 * day + 1) * StepMs, PlainKind.Purchase, 0, "o") { Number = 1 }).ToList();
            foreach (var inactivity in new[] { 1, StepMs, (2 * StepMs) - 1, 2 * StepMs, (4 * StepMs) + 1, 20 * StepMs })
            {
                foreach (var basis in new[] { PlainBasis.Activity, PlainBasis.Purchase })
                    customersSeen += Check(tenant, events, new(basis, inactivity, PlainSelector.Any, PlainFilter.None), windows);
            }
        }
        Assert.True(customersSeen > 63 * 12 * 20, $"{customersSeen} windows had the customer");
    }

    private static PlainEvent Step(int at, int action) => new("c", at * StepMs, PlainKind.Subscription, action, "s")
    {
        Number = action is PlainSubscription.Started or PlainSubscription.Changed or PlainSubscription.Resumed ? 100 : null,
        Detail = action is PlainSubscription.Started or PlainSubscription.Changed or PlainSubscription.Resumed ? 1 : 0,
    };

    /// <summary>Every multiset of up to so many steps; tells how many there were.</summary>
    private static int CheckAll(PlainTenant tenant, List<PlainEvent> steps, int longest, int instants)
    {
        List<Span> windows = [.. Windows(instants)];
        var (count, customersSeen) = (0, 0);
        foreach (var sequence in Multisets(steps, 0, longest))
        {
            count++;
            customersSeen += Check(tenant, sequence, new(PlainBasis.Subscription, 0, PlainSelector.Any, PlainFilter.None), windows);
            customersSeen += Check(tenant, sequence, new(PlainBasis.PayingSubscription, 0, PlainSelector.Any, PlainFilter.None), windows);
        }
        Assert.True(customersSeen > count, $"{customersSeen} windows had the customer in {count} sequences");
        return count;
    }

    private static int Check(PlainTenant tenant, List<PlainEvent> events, PlainPopulation population, List<Span> windows)
    {
        var recount = new ChurnRecount(new PlainHistory(tenant, events), population);
        var folded = new FoldedTenant(tenant, events, 1, 1);
        var seen = Check(tenant, events, population, windows, recount, folded);
        // The same as series: the whole, then buckets of one step and of two.
        foreach (var length in (long[])[StepMs, 2 * StepMs])
        {
            var buckets = windows.Where(window => window.EndMs - window.StartMs == length && window.StartMs % length == 0);
            List<Span> series = [new(0, windows.Max(window => window.EndMs)), .. buckets.OrderBy(window => window.StartMs)];
            seen += Check(tenant, events, population, series, recount, folded);
        }
        return seen;
    }

    private static int Check(
        PlainTenant tenant, List<PlainEvent> events, PlainPopulation population, List<Span> windows, ChurnRecount recount,
        FoldedTenant folded)
    {
        var answer = folded.Ask(new ChurnQuery(EngineQuestions.Of(population), [.. windows.Select(EngineQuestions.Of)]));
        var seen = 0;
        for (var w = 0; w < windows.Count; w++)
        {
            var sets = recount.Sets(windows[w]);
            var (expected, actual) = (ChurnPropertyTests.CountsOf(sets), ChurnPropertyTests.CountsOf(answer[w].Counts));
            if (expected != actual)
                Assert.Fail($"{population} in {windows[w]}, {tenant.Describe()}: {string.Join("; ", events)}\n{expected}\n{actual}");
            seen += sets.Start.Count + sets.End.Count + sets.New.Count > 0 ? 1 : 0;
        }
        return seen;
    }

    private static IEnumerable<Span> Windows(int instants) =>
        from start in Enumerable.Range(0, instants)
        from end in Enumerable.Range(start, instants - start)
        select new Span(start * StepMs, end * StepMs);

    private static IEnumerable<List<PlainEvent>> Multisets(List<PlainEvent> steps, int from, int longest)
    {
        for (var i = from; i < steps.Count && longest > 0; i++)
        {
            yield return [steps[i]];
            foreach (var rest in Multisets(steps, i, longest - 1))
                yield return [steps[i], .. rest];
        }
    }
}

using System.Globalization;
using System.Text;
using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

/// <summary>
/// 10,000 short lists of events with many ties in time, each through a funnel of each mode: how far every one gets, when, and how long it
/// took, equal trying out every assignment of events to steps.
/// </summary>
public sealed class FunnelListTests
{
    private const int Tenants = 100;
    private const int ListsPerTenant = 100;
    private static readonly string[] Names = ["a", "b", "c", "d"];

    [Theory]
    [InlineData((int)PlainFunnelMode.Ordered)]
    [InlineData((int)PlainFunnelMode.Strict)]
    [InlineData((int)PlainFunnelMode.Unordered)]
    public void Lists_WithTiesInTime_EqualEveryAssignment(int mode)
    {
        var (levels, gone) = (new int[6], 0);
        for (var tenant = 0; tenant < Tenants; tenant++)
        {
            var random = new Random(20_000 + tenant);
            var events = Enumerable.Range(0, ListsPerTenant).SelectMany(list => ListOf($"c{list}", random)).ToList();
            var history = new PlainHistory(new("UTC", 1, false, false, []), events);
            var folded = new FoldedTenant(history.Tenant, events, 1, tenant);
            var steps = Enumerable.Range(0, random.Next(2, 6)).Select(_ => StepOf(random)).ToArray();
            var funnel = new FunnelRecount(steps, (PlainFunnelMode)mode, random.Next(0, 9), random.Next(4) == 0);
            var window = new Span(random.Next(1_000, 1_003), random.Next(1_003, 1_009));
            var expected = history.Customers.ToDictionary(one => one.Key, one => funnel.Best(one.Value, window));
            foreach (var best in expected.Values)
                levels[best?.Level ?? 0]++;
            gone += expected.Values.Count(best => best?.Level == steps.Length);
            Check(folded, funnel, window, expected);
        }
        Assert.Equal(Tenants * ListsPerTenant, levels.Sum());
        Assert.True(gone > 1_000, $"only {gone} lists went through");
        Assert.All(levels.Take(4), count => Assert.True(count > 200, $"levels {string.Join(" ", levels)}"));
    }

    private static void Check(
        FoldedTenant folded, FunnelRecount funnel, Span window, Dictionary<string, FunnelRecount.Attempt?> expected)
    {
        var query = FunnelPropertyTests.Query(funnel, PlainFilter.None, [window]);
        for (var step = 1; step <= funnel.Steps.Length; step++)
        {
            var page = folded.Ask(new FunnelMembersQuery(query, 0, step, FunnelOutcome.Reached, [], ListsPerTenant));
            var reached = expected.Where(one => one.Value?.Level >= step).Select(one => $"{one.Key} {one.Value!.ReachedMs[step - 1]}");
            Assert.Equal(reached.Order(StringComparer.Ordinal), page.Members.Select(Line).Order(StringComparer.Ordinal));
        }
        var times = expected.Values.Select(one => one?.ConvertedAfterMs(funnel.Steps.Length)).OfType<long>().Order().ToList();
        var answered = folded.AskSplit(query).Groups()[0].Statistic.Times;
        Assert.Equal(MedianSeconds(times), answered.MedianSeconds());
        Assert.Equal(times.Count == 0 ? null : (double)times.Sum() / times.Count / 1000, answered.MeanSeconds());
        for (var ms = 0; ms < 9; ms++)
            Assert.Equal(times.Count(time => time <= ms), answered.AtMost(ms));
    }

    private static string Line(Member member) =>
        $"{Encoding.UTF8.GetString(member.Id)} {member.TimeMs?.ToString(CultureInfo.InvariantCulture)}";

    private static double? MedianSeconds(List<long> times) =>
        times.Count == 0 ? null : (times[(times.Count - 1) / 2] + times[times.Count / 2]) / 2000.0;

    private static IEnumerable<PlainEvent> ListOf(string customer, Random random)
    {
        var instants = random.Next(2, 9);
        for (var count = random.Next(1, 9); count > 0; count--)
        {
            var ms = 1_000 + random.Next(instants);
            yield return random.Next(8) switch
            {
                0 => new(customer, ms, PlainKind.Refund) { Number = 1 },
                1 => new(customer, ms, PlainKind.Purchase) { Number = 1 },
                _ => new(customer, ms, PlainKind.Activity, 0, Names[random.Next(Names.Length)]),
            };
        }
    }

    /// <summary>Steps that share events, and some that pick what is no activity.</summary>
    private static PlainSelector StepOf(Random random)
    {
        var names = Names.Where(_ => random.Next(5) < 2).ToArray();
        (PlainKind, int[])[] kinds = random.Next(4) switch
        {
            0 => [(PlainKind.Refund, [])],
            1 => [(PlainKind.Purchase, [])],
            _ => [],
        };
        return names.Length + kinds.Length == 0 ? PlainSelector.Named("a") : new(kinds, names, PlainFilter.None);
    }
}

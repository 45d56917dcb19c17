using System.Globalization;
using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

/// <summary>The examples of METRICS 3 and 4, to the letter, by the engine and by the recount.</summary>
public sealed class WorkedExampleTests
{
    private const int Started = PlainSubscription.Started;
    private const int Paused = PlainSubscription.Paused;
    private const int Resumed = PlainSubscription.Resumed;
    private const int Cancelled = PlainSubscription.Cancelled;
    private static readonly PlainTenant Utc = new("UTC", 1, false, false, []);
    private static readonly Span June = new(At("2026-06-01"), At("2026-07-01"));

    private static readonly ChurnCounts JuneCounts =
        new(Start: 3, End: 5, Retained: 2, New: 4, NewRetained: 2, Returned: 1, LostFromReturned: 1);

    private static readonly List<PlainEvent> Contracts =
    [
        Step("A", Started, "2026-05-03"),
        Step("B", Started, "2026-05-03"), Step("B", Paused, "2026-05-20"), Step("B", Resumed, "2026-06-10"),
        Step("C", Started, "2026-05-03"), Step("C", Cancelled, "2026-06-01"),
        Step("D", Started, "2026-06-05"), Step("D", Cancelled, "2026-06-06"), Step("D", Started, "2026-06-20"),
        Step("E", Started, "2026-06-05"), Step("E", Cancelled, "2026-06-25"),
        Step("F", Started, "2026-05-03", "s1"), Step("F", Started, "2026-05-04", "s2"), Step("F", Cancelled, "2026-06-03", "s1"),
        Step("G", Started, "2026-06-01"),
        Step("H", Started, "2026-07-01"),
        Step("I", Started, "2026-04-02"), Step("I", Cancelled, "2026-04-20"),
        Step("I", Started, "2026-06-08"), Step("I", Cancelled, "2026-06-09"),
        Step("J", Started, "2026-06-02"), Step("J", Cancelled, "2026-06-04"),
    ];

    /// <summary>The same fates where whoever is silent for 10 days is gone.</summary>
    private static readonly List<PlainEvent> Acts =
    [
        .. On("A", "2026-05-28", "2026-06-25"), .. On("B", "2026-05-03", "2026-06-25"), .. On("C", "2026-05-22"),
        .. On("D", "2026-06-05", "2026-06-25"), .. On("E", "2026-06-05"), .. On("F", "2026-05-25", "2026-06-22"),
        .. On("G", "2026-06-01", "2026-06-30"), .. On("H", "2026-07-01"), .. On("I", "2026-04-02", "2026-06-08"), .. On("J", "2026-06-02"),
    ];

    [Fact]
    public void June_OnTheBasisSubscription()
    {
        var counts = Ask(Contracts, Of(PlainBasis.Subscription), June);
        Assert.Equal(JuneCounts, counts);
        Assert.Equal((1, 2), (counts.LostFromStart, counts.LostFromNew));
        AssertRates(counts, (1, 3), (3, 3), (3, 7), (-2, 3), (2, 3), (1, 3));
    }

    [Fact]
    public void June_OnTheBasisPayingSubscription() =>
        Assert.Equal(JuneCounts, Ask([.. Contracts.Select(step => step with { Number = step.Number is null ? null : 900 })],
            Of(PlainBasis.PayingSubscription), June));

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void June_OnTheBasisesOfInactivity(int basis) =>
        Assert.Equal(JuneCounts, Ask(Acts, Of((PlainBasis)basis, inactivityDays: 10), June));

    [Fact]
    public void FourHundred_FifteenLeave_ThreeHundredNew_FourOfThoseLeave()
    {
        List<PlainEvent> events =
        [
            .. Many("old", 400, Started, "2026-05-03"), .. Many("old", 15, Cancelled, "2026-06-11"),
            .. Many("new", 300, Started, "2026-06-05"), .. Many("new", 4, Cancelled, "2026-06-12"),
        ];
        var counts = Ask(events, Of(PlainBasis.Subscription), June);
        Assert.Equal(new(400, 681, 385, 300, 296, 0, 0), counts);
        AssertRates(counts, (15, 400), (19, 400), (19, 700), (-281, 400), (385, 400), (381, 400));
        Assert.Equal([0.0375, 0.0475, -0.7025, 0.9625, 0.9525], new[] { 15, 19, -281, 385, 381 }.Select(part => part / 400.0));
    }

    [Fact]
    public void Thousand_FiftyLeave()
    {
        List<PlainEvent> events = [.. Many("c", 1_000, Started, "2026-05-03"), .. Many("c", 50, Cancelled, "2026-06-11")];
        var counts = Ask(events, Of(PlainBasis.Subscription), June);
        Assert.Equal(new(1_000, 950, 950, 0, 0, 0, 0), counts);
        Assert.Equal(0.05, (double)counts.LostFromStart / counts.Start);
    }

    [Fact]
    public void Cohorts_BerlinInMarch_ByTheRecount()
    {
        List<PlainEvent> events =
        [
            Act("u1", "2026-03-28T22:30Z", "start"), Act("u1", "2026-03-28T23:10Z", "return"), Act("u1", "2026-03-30T08:00Z", "return"),
            Act("u2", "2026-03-28T07:00Z", "return"), Act("u2", "2026-03-28T08:00Z", "start"), Act("u2", "2026-03-28T08:30Z", "return"),
            Act("u2", "2026-03-29T07:30Z", "return"), Act("u3", "2026-03-29T10:00Z", "start"),
        ];
        var history = new PlainHistory(new("Europe/Berlin", 1, false, false, []), events);
        var question = new PlainCohortQuestion(
            new(At("2026-03-27T23:00Z"), At("2026-03-30T22:00Z")), At("2026-03-30T10:00Z"), PlainSelector.Named("start"),
            PlainSelector.Named("return"))
        { Rule = PlainCohortRule.FirstMatching };
        var calendar = new CohortRecount(history, question).Groups().Single();
        Assert.Equal((2, 1L), (calendar.Cohorts[0].Members.Count, calendar.Cohorts[0].ReturnedInBucket0));
        Assert.Equal([new(PlainState.Value, 2, 2, 2), new(PlainState.Partial, 1, 0, 0)], calendar.Cohorts[0].Cells);
        Assert.Equal([new(PlainState.Partial, 0, 0, 0)], calendar.Cohorts[1].Cells);
        Assert.Single(calendar.Cohorts[1].Members);
        Assert.Equal([new(2, 2, 1), new(0, 0, null)], calendar.Averages);
        var rolling = new CohortRecount(history, question with { Rolling = true }).Groups().Single();
        Assert.Equal(2, rolling.Cohorts[0].ReturnedInBucket0);
        Assert.Equal(new(PlainState.Partial, 1, 1, 0), rolling.Cohorts[0].Cells[0]);
    }

    private static ChurnCounts Ask(List<PlainEvent> events, PlainPopulation population, Span window)
    {
        var sets = new ChurnRecount(new PlainHistory(Utc, events), population).Sets(window);
        var query = new ChurnQuery(EngineQuestions.Of(population), [EngineQuestions.Of(window)]);
        var answers = new[] { 1, 3, 4 }.Select(count => new FoldedTenant(Utc, events, count, count).Ask(query)[0].Counts).ToList();
        Assert.All(answers, counts => Assert.Equal(ChurnPropertyTests.CountsOf(sets), ChurnPropertyTests.CountsOf(counts)));
        return answers[0];
    }

    /// <summary>The rates of METRICS 3 as fractions, in the order of its table without SUM_OF_DAILY_RATES.</summary>
    private static void AssertRates(ChurnCounts counts, params (long Numerator, long Denominator)[] rates)
    {
        var allLost = counts.LostFromStart + counts.LostFromNew;
        (long, long)[] actual =
        [
            (counts.LostFromStart, counts.Start), (allLost, counts.Start), (allLost, counts.Start + counts.New),
            (counts.Start - counts.End, counts.Start), (counts.Retained, counts.Start), (counts.End - counts.New, counts.Start),
        ];
        Assert.Equal(rates, actual);
    }

    private static PlainPopulation Of(PlainBasis basis, int inactivityDays = 0) =>
        new(basis, inactivityDays * RandomTenant.DayMs, PlainSelector.Any, PlainFilter.None);

    private static PlainEvent Step(string customer, int action, string day, string contract = "s") =>
        new(customer, At(day), PlainKind.Subscription, action, contract)
        {
            Detail = action is Started or Resumed ? 1 : 0,
            Number = action == Started ? 0 : null,
        };

    private static IEnumerable<PlainEvent> Many(string prefix, int count, int action, string day) =>
        Enumerable.Range(0, count).Select(i => Step($"{prefix}{i}", action, day));

    private static IEnumerable<PlainEvent> On(string customer, params string[] days) =>
        days.Select(day => new PlainEvent(customer, At(day), PlainKind.Purchase, 0, day) { Number = 1 });

    private static PlainEvent Act(string customer, string time, string name) => new(customer, At(time), PlainKind.Activity, 0, name);

    private static long At(string time) => DateTimeOffset
        .Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();
}

using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

public sealed class FunnelPropertyTests
{
    private const int QuestionsPerRound = 15;
    private const int ListsPerRound = 10;

    [Fact]
    public void ComputeFunnel_ByChance_EqualsTheRecount()
    {
        var (asked, telling, whole) = (0, 0, 0);
        foreach (var round in Rounds.Of(10_000, 20))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                var (entered, converted) = Check(round);
                asked++;
                telling += entered > 0 ? 1 : 0;
                whole += converted > 0 ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 2, $"only {telling} of {asked} funnels were entered");
        Assert.True(whole > asked / 10, $"only {whole} of {asked} funnels were gone through");
    }

    [Fact]
    public void ListMetricMembers_OfFunnels_ByChance_EqualTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(10_500, 20))
        {
            for (var i = 0; i < ListsPerRound; i++)
            {
                asked++;
                telling += CheckMembers(round);
            }
        }
        Assert.True(telling > asked / 5, $"only {telling} of {asked} lists had anybody in them");
    }

    private static (int Entered, int Converted) Check(Round round)
    {
        var (funnel, filter, windows) = (Ask(round), round.Questions.CustomerFilter(), WindowsOf(round));
        var grouping = round.Questions.Grouping(hasEvents: true);
        List<(string Customer, int Window, FunnelRecount.Attempt Attempt, string? Value)> attempts = [];
        foreach (var (id, events) in round.History.Passing(filter))
        {
            for (var window = 0; window < windows.Count; window++)
            {
                if (funnel.Best(events, windows[window]) is { } best)
                    attempts.Add((id, window, best, grouping?.ValueOf(events, best.Entry)));
            }
        }
        var split = new PlainSplit(grouping, attempts.Where(one => one.Window == 0).Select(one => (one.Customer, one.Value)));
        bool IsEntered(string group) => attempts.Exists(one => one.Window == 0 && split.GroupOf(one.Value) == group);
        var expected = split.Groups.Where(group => grouping is null || IsEntered(group))
            .Select(group => $"{group} " + string.Join(", ", windows.Select((_, window) => Line(funnel,
                [.. attempts.Where(one => one.Window == window && split.GroupOf(one.Value) == group).Select(one => one.Attempt)]))));
        foreach (var folded in round.Folded)
        {
            var query = Query(funnel, filter, windows);
            query.Grouping = EngineQuestions.Of(grouping);
            var groups = folded.AskSplit(query).Groups().Select(group => $"{EngineQuestions.NameOf(group)} "
                + string.Join(", ", windows.Select((_, window) => Line(group.Statistic, window, funnel.Steps.Length))));
            round.SameList(expected, groups, folded, () => Describe(funnel, $"{filter} by {grouping} in {string.Join(" ", windows)}"));
        }
        return (attempts.Count, attempts.Count(one => one.Attempt.Level == funnel.Steps.Length));
    }

    private static int CheckMembers(Round round)
    {
        var (funnel, filter, windows) = (Ask(round), round.Questions.CustomerFilter(), WindowsOf(round));
        var random = round.Random.Random;
        var (place, step) = (random.Next(windows.Count), random.Next(1, funnel.Steps.Length + 1));
        var outcome = (FunnelOutcome)random.Next(1, 3);
        var grouping = round.Questions.Grouping(hasEvents: true);
        List<(string Id, FunnelRecount.Attempt Best, string? Value)> BestIn(Span window) =>
        [
            .. from one in round.History.Passing(filter)
               let best = funnel.Best(one.Events, window)
               where best is not null
               select (one.Id, best, grouping?.ValueOf(one.Events, best.Entry)),
        ];
        var split = new PlainSplit(grouping, BestIn(windows[0]).Select(one => (one.Id, one.Value)));
        var part = SplitChecks.Part(round, split, EngineQuestions.Of(grouping));
        var expected = BestIn(windows[place])
            .Where(one => part.Name is null || split.GroupOf(one.Value) == part.Name)
            .Where(one => outcome == FunnelOutcome.Reached ? one.Best.Level >= step : one.Best.Level == step)
            .Select(one => (one.Id, (long?)one.Best.ReachedMs[step - 1], ""));
        return MembersPropertyTests.Same(
            round, expected, Describe(funnel, $"{outcome} {step} of {filter}, {part} by {grouping} in {windows[place]}"),
            (_, after, size) => new FunnelMembersQuery(Query(funnel, filter, windows), place, step, outcome, after, size)
            {
                Group = part.Group,
            });
    }

    private static FunnelRecount Ask(Round round)
    {
        var (questions, random) = (round.Questions, round.Random.Random);
        var (conversionMs, isStrictlyLater) = (round.Random.Pick(round.Random.Inactivities), random.Next(4) == 0);
        if (random.Next(4) == 0)
            return FunnelRecount.Retention(random.Next(2) == 0 ? PlainActivation : questions.Selector(), conversionMs, isStrictlyLater);
        var steps = Enumerable.Range(0, random.Next(2, 5)).Select(_ => questions.Selector()).ToArray();
        return new(steps, (PlainFunnelMode)random.Next(1, 4), conversionMs, isStrictlyLater);
    }

    private static readonly PlainSelector PlainActivation =
        new([(PlainKind.Purchase, []), (PlainKind.Subscription, [PlainSubscription.Started])], [], PlainFilter.None);

    internal static FunnelQuery Query(FunnelRecount funnel, PlainFilter filter, List<Span> windows) => new()
    {
        Steps = funnel.IsRetentionFunnel
            ? FunnelSteps.Retention(ReferenceEquals(funnel.Steps[1], PlainActivation)
                ? FunnelSteps.Activation : EngineQuestions.Of(funnel.Steps[1]))
            : new([.. funnel.Steps.Select(EngineQuestions.Of)]),
        Mode = (FunnelMode)funnel.Mode,
        ConversionMs = funnel.ConversionMs,
        IsStrictlyLater = funnel.StrictlyLater,
        CustomerFilter = EngineQuestions.Of(filter),
        Windows = [.. windows.Select(EngineQuestions.Of)],
    };

    /// <summary>A window by chance, and its buckets.</summary>
    private static List<Span> WindowsOf(Round round)
    {
        var window = round.Questions.Window();
        var (unit, multiple) = round.Questions.Buckets(window, PlainUnit.Day, PlainUnit.Week, PlainUnit.Month);
        var buckets = round.Random.Tenant.Calendar.Buckets(window.StartMs, window.EndMs, unit, multiple);
        return buckets.Count == 0 ? [window] : [new(buckets[0].StartMs, buckets[^1].EndMs), .. buckets.Take(8)];
    }

    private static string Line(FunnelRecount funnel, List<FunnelRecount.Attempt> attempts)
    {
        var levels = Enumerable.Range(1, funnel.Steps.Length).Select(step => attempts.Count(one => one.Level >= step));
        var times = attempts.Select(one => one.ConvertedAfterMs(funnel.Steps.Length)).OfType<long>().Order().ToList();
        return $"{string.Join(">", levels)} {(times.Count == 0 ? null : times.Average() / 1000)}";
    }

    private static string Line(FunnelStatistic statistic, int window, int steps)
    {
        var counts = statistic.In(window);
        return $"{string.Join(">", Enumerable.Range(1, steps).Select(counts.Reached))} {counts.MeanSeconds}";
    }

    internal static string Describe(FunnelRecount funnel, string rest) =>
        $"{funnel.Mode} {string.Join(" -> ", funnel.Steps.AsEnumerable())} within {funnel.ConversionMs}"
        + $"{(funnel.StrictlyLater ? ", strictly later" : "")}{(funnel.IsRetentionFunnel ? ", retention funnel" : "")}, {rest}";
}

using NodaTime;
using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

public sealed class CampaignPropertyTests
{
    private const int QuestionsPerRound = 30;

    [Fact]
    public void ComputeCampaignPerformance_ByChance_EqualsTheRecount_AlsoItsMembers()
    {
        var (asked, telling, split, listed) = (0, 0, 0, 0);
        foreach (var round in Rounds.Of(12_000, 20, rich: PlainKind.CampaignTouch))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                var (recount, windows) = (Ask(round), SplitChecks.WindowsOf(round));
                var groups = Check(round, recount, windows);
                asked++;
                telling += recount.Attributed(windows[0]).Count > 0 ? 1 : 0;
                split += groups > 1 ? 1 : 0;
                listed += CheckMembers(round, recount, windows);
            }
        }
        Assert.True(telling > asked / 3, $"only {telling} of {asked} answers had anything attributed");
        Assert.True(split > asked / 4, $"only {split} of {asked} answers had more than one group");
        Assert.True(listed > asked / 4, $"only {listed} of {asked} lists had anybody in them");
    }

    private static int Check(Round round, CampaignRecount recount, List<Span> windows)
    {
        var split = SplitOf(recount, windows);
        IEnumerable<CampaignRecount.Touch> In(string group, Span window) =>
            recount.Touches(window).Where(touch => split.GroupOf(touch.Value) == group);
        IEnumerable<CampaignRecount.Attribution> Of(string group, Span window) =>
            recount.Attributed(window).Where(one => split.GroupOf(one.Value) == group);
        return SplitChecks.Same(
            round, split, group => In(group, windows[0]).Select(touch => touch.Customer).Distinct().Count(),
            group => string.Join(", ", windows.Select(window => CampaignRecount.Line(In(group, window), Of(group, window))))
                + Times(In(group, windows[0]), round.Random.Tenant.Zone),
            () => Query(recount, windows), statistic => string.Join(", ", statistic.Windows.Select(Line)) + Times(statistic),
            Question(recount, windows));
    }

    private static PlainSplit SplitOf(CampaignRecount recount, List<Span> windows) => new(
        recount.Split == 0 ? null : new PlainGrouping("", false, 2),
        recount.Touches(windows[0]).Select(touch => (touch.Customer, touch.Value)));

    private static int CheckMembers(Round round, CampaignRecount recount, List<Span> windows)
    {
        var (place, stage) = (round.Random.Random.Next(windows.Count), round.Random.Random.Next(0, 8));
        var split = SplitOf(recount, windows);
        var part = SplitChecks.Part(round, split, Query(recount, windows).Grouping);
        bool IsIn(string? value) => part.Name is null || split.GroupOf(value) == part.Name;
        var expected = stage == 0
            ? recount.Attributed(windows[place]).Where(one => IsIn(one.Value)).Select(one => (one.Customer, one.Event.Ms))
            : recount.Touches(windows[place]).Where(touch => touch.Event.Action == stage && IsIn(touch.Value))
                .Select(touch => (touch.Customer, touch.Event.Ms));
        var members = expected.GroupBy(one => one.Customer).Select(one => (one.Key, (long?)one.Min(at => at.Ms), ""));
        return MembersPropertyTests.Same(round, members, $"stage {stage} {place} of {part} of {Question(recount, windows)}",
            (_, after, size) => new CampaignMembersQuery(
                Query(recount, windows), place, stage == 0 ? null : (CampaignStage)stage, after, size)
            {
                Group = part.Group,
            });
    }

    private static CampaignRecount Ask(Round round)
    {
        var random = round.Random.Random;
        return new(round.History, round.Questions.CustomerFilter(), random.Next(4) == 0 ? ["spring"] : [], random.Next(4),
            random.Next(2) == 0 ? PlainSelector.Any : round.Questions.Selector(), round.Random.Pick(round.Random.Inactivities));
    }

    private static string Question(CampaignRecount recount, List<Span> windows) =>
        $"{recount with { History = null! }} in {string.Join(" ", windows)}";

    private static CampaignPerformanceQuery Query(CampaignRecount asked, List<Span> windows) => new()
    {
        Campaigns = [.. asked.Campaigns.Select(EngineQuestions.Utf8)],
        CustomerFilter = EngineQuestions.Of(asked.Filter),
        Grouping = asked.Split == 0 ? null : new([], false, 2) { Column = (GroupColumn)asked.Split },
        Conversion = EngineQuestions.Of(asked.Conversion),
        AttributionMs = asked.AttributionMs,
        Windows = [.. windows.Select(EngineQuestions.Of)],
        HasTimes = true,
    };

    private static string Line(CampaignCounts counts) =>
        string.Join(" ", Enum.GetValues<CampaignStage>().Select(stage => $"{counts.Total(stage)}/{counts.Unique(stage)}"))
        + $" {counts.Reached} {counts.Attributed}={counts.AttributedAmount}";

    /// <summary>Touches of each stage by hour and by weekday, from the clocks of the zone.</summary>
    private static string Times(IEnumerable<CampaignRecount.Touch> touches, string zoneId)
    {
        var zone = DateTimeZoneProviders.Tzdb[zoneId];
        var times = touches.Select(touch =>
            (touch.Event.Action, Local: Instant.FromUnixTimeMilliseconds(touch.Event.Ms).InZone(zone).LocalDateTime)).ToList();
        return Text(
            (stage, hour) => times.Count(one => one.Action == stage + 1 && one.Local.Hour == hour),
            (stage, day) => times.Count(one => one.Action == stage + 1 && (int)one.Local.DayOfWeek == day + 1));
    }

    private static string Times(CampaignStatistic statistic) =>
        Text((stage, hour) => statistic.OfHour[stage, hour], (stage, day) => statistic.OfWeekday[stage, day]);

    private static string Text(Func<int, int, long> ofHour, Func<int, int, long> ofDay) => "; " + string.Join(" ",
        from stage in Enumerable.Range(0, 7)
        from text in Enumerable.Range(0, 24).Select(hour => (At: $"h{hour}", Count: ofHour(stage, hour)))
            .Concat(Enumerable.Range(0, 7).Select(day => (At: $"d{day}", Count: ofDay(stage, day))))
        where text.Count > 0
        select $"{stage}{text.At}:{text.Count}");
}

using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

public sealed class ChurnReasonsPropertyTests
{
    private const int QuestionsPerRound = 25;
    private const int ListsPerRound = 20;

    [Fact]
    public void ListChurnReasons_ByChance_EqualsTheRecount()
    {
        var (asked, telling, explained) = (0, 0, 0);
        foreach (var round in Rounds.Of(11_000, 20, rich: PlainKind.Subscription))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                var lost = Check(round);
                asked++;
                telling += lost.Count > 0 ? 1 : 0;
                explained += lost.Any(one => one.Text is not null) ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 4, $"only {telling} of {asked} answers had anybody in them");
        Assert.True(explained > asked / 10, $"only {explained} of {asked} answers had a text in them");
    }

    [Fact]
    public void ListMetricMembers_OfChurnReasons_ByChance_EqualTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(11_500, 20, rich: PlainKind.Subscription))
        {
            for (var i = 0; i < ListsPerRound; i++)
            {
                asked++;
                telling += CheckMembers(round);
            }
        }
        Assert.True(telling > asked / 8, $"only {telling} of {asked} lists had anybody in them");
    }

    private static List<ChurnReasonsRecount.Lost> Check(Round round)
    {
        var (filter, mustPay, windows) = (round.Questions.CustomerFilter(), round.Random.Random.Next(2) == 0, WindowsOf(round));
        var (recount, limit) = (new ChurnReasonsRecount(round.History, filter, mustPay), round.Random.Random.Next(1, 3));
        var lost = windows.ConvertAll(recount.In);
        var split = new PlainSplit(new("", false, limit), lost[0].Select(one => (one.Customer, one.Text)));
        string LineOf(string group) => $"{group} " + string.Join(", ", lost.Select(window =>
            ChurnReasonsRecount.Line(window.Where(one => split.GroupOf(one.Text) == group))));
        var expected = split.Groups.Where(group => lost[0].Exists(one => split.GroupOf(one.Text) == group)).Select(LineOf);
        foreach (var folded in round.Folded)
        {
            var groups = folded.AskSplit(Query(filter, mustPay, limit, windows)).Groups().Select(group =>
                $"{EngineQuestions.NameOf(group)} " + string.Join(", ", group.Statistic.Windows.Select(Line)));
            round.SameList(expected, groups, folded, () => $"{mustPay} {filter} by {limit} in {string.Join(" ", windows)}");
        }
        return lost[0];
    }

    private static int CheckMembers(Round round)
    {
        var (filter, mustPay, windows) = (round.Questions.CustomerFilter(), round.Random.Random.Next(2) == 0, WindowsOf(round));
        var (place, group) = (round.Random.Random.Next(windows.Count), (ChurnReasonGroup)round.Random.Random.Next(1, 5));
        var text = round.Random.Pick<string?>([null, null, "", "too dear", "never said"]);
        var expected = new ChurnReasonsRecount(round.History, filter, mustPay).In(windows[place])
            .Where(one => (group == ChurnReasonGroup.Lost || one.Reason == (group == ChurnReasonGroup.Unknown ? 0 : (int)group - 1))
                && (text is null || (one.Text ?? "") == text))
            .Select(one => (one.Customer, (long?)one.Ms, ""));
        return MembersPropertyTests.Same(round, expected, $"{group} '{text}' of {mustPay} {filter} in {windows[place]}",
            (_, after, size) => new ChurnReasonMembersQuery(
                Query(filter, mustPay, 1, windows), place, group, text is null ? null : EngineQuestions.Utf8(text), after, size));
    }

    private static ChurnReasonsQuery Query(PlainFilter filter, bool mustPay, int limit, List<Span> windows) => new(limit)
    {
        MustPay = mustPay,
        CustomerFilter = EngineQuestions.Of(filter),
        Windows = [.. windows.Select(EngineQuestions.Of)],
    };

    /// <summary>A window by chance, and its buckets.</summary>
    internal static List<Span> WindowsOf(Round round)
    {
        var window = round.Questions.Window();
        var (unit, multiple) = round.Questions.Buckets(window, PlainUnit.Day, PlainUnit.Week, PlainUnit.Month);
        var buckets = round.Random.Tenant.Calendar.Buckets(window.StartMs, window.EndMs, unit, multiple);
        return buckets.Count == 0 || round.Random.Random.Next(3) == 0
            ? [window]
            : [new(buckets[0].StartMs, buckets[^1].EndMs), .. buckets.Take(8)];
    }

    private static string Line(ChurnReasonCounts counts) => $"{counts.Voluntary} {counts.Delinquent} {counts.Unknown}";
}

using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

public sealed class AcquisitionPropertyTests
{
    private const int QuestionsPerRound = 30;
    private const int ListsPerRound = 15;

    [Fact]
    public void ComputeAcquisitionCost_ByChance_EqualsTheRecount()
    {
        var (asked, telling, paying) = (0, 0, 0);
        foreach (var round in Rounds.Of(16_000, 10, rich: PlainKind.Spend).Concat(Rounds.Of(16_100, 10, rich: PlainKind.Subscription)))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                var (channels, revenue) = Check(round);
                asked++;
                telling += channels > 1 ? 1 : 0;
                paying += revenue > 0 ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 2, $"only {telling} of {asked} answers had more than one channel");
        Assert.True(paying > asked / 4, $"only {paying} of {asked} answers had recurring revenue");
    }

    [Fact]
    public void ListMetricMembers_OfAcquisition_ByChance_EqualTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(16_500, 20, rich: PlainKind.Profile))
        {
            for (var i = 0; i < ListsPerRound; i++)
            {
                asked++;
                telling += CheckMembers(round);
            }
        }
        Assert.True(telling > asked / 4, $"only {telling} of {asked} lists had anybody in them");
    }

    private static (int Channels, decimal Revenue) Check(Round round)
    {
        var (recount, windows) = (Ask(round), SplitChecks.WindowsOf(round));
        var (revenue, channels) = (recount.Revenue(windows[0].EndMs), recount.Channels(windows[0]));
        string[] expected = [.. windows.Select(recount.Line), .. channels, $"{revenue.Rounded} of {revenue.Paying}"];
        foreach (var folded in round.Folded)
        {
            var answer = folded.Ask(Query(recount, windows));
            string[] answered =
            [
                .. answer.Windows.Select(one => $"{one.Acquired} for {one.AcquisitionSpend}, {one.Retained} for {one.RetentionSpend}"),
                .. answer.Channels.Select(one => $"'{System.Text.Encoding.UTF8.GetString(one.Key)}' {one.Value.Acquired} for "
                    + $"{one.Value.AcquisitionSpend}, {one.Value.RetentionSpend}"),
                $"{answer.Revenue.Amount.Rounded} of {answer.Revenue.Customers}",
            ];
            round.SameList(expected, answered, folded, () => $"{recount with { History = null! }} in {string.Join(" ", windows)}");
        }
        return (channels.Count, (decimal)revenue.Rounded);
    }

    private static int CheckMembers(Round round)
    {
        var (recount, windows) = (Ask(round), SplitChecks.WindowsOf(round));
        var place = round.Random.Random.Next(windows.Count);
        var channel = round.Random.Pick<string?>([null, null, "", "search", "never"]);
        var expected = recount.Acquired(windows[place]).Where(one => channel is null || one.Channel == channel)
            .Select(one => (one.Customer, (long?)one.Ms, ""));
        var bytes = channel is null ? null : EngineQuestions.Utf8(channel);
        return MembersPropertyTests.Same(round, expected, $"'{channel}' of {recount with { History = null! }} in {windows[place]}",
            (_, after, size) => new AcquisitionMembersQuery(Query(recount, windows), place, bytes, after, size));
    }

    private static AcquisitionRecount Ask(Round round) =>
        new(round.History, round.Random.Random.Next(2) == 0, round.Questions.Population() with { Filter = PlainFilter.None });

    private static AcquisitionCostQuery Query(AcquisitionRecount asked, List<Span> windows) => new()
    {
        Event = asked.BySubscription ? AcquisitionEvent.Subscription : AcquisitionEvent.Purchase,
        Population = EngineQuestions.Of(asked.Population),
        Windows = [.. windows.Select(EngineQuestions.Of)],
    };
}

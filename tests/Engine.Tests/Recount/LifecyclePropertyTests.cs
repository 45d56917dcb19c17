using PlainRecount;
using RetentionGrpc.Engine.Counting;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

public sealed class LifecyclePropertyTests
{
    private const int QuestionsPerRound = 40;
    private const int SplitsPerRound = 15;

    [Fact]
    public void ComputeLifecycle_ByChance_EqualsTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(3_000, 20))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                var window = round.Questions.Window();
                var (unit, multiple) = round.Questions.Buckets(
                    window, PlainUnit.Hour, PlainUnit.Day, PlainUnit.Week, PlainUnit.Month, PlainUnit.Quarter, PlainUnit.Year);
                asked++;
                telling += Check(round, window, unit, multiple) ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 2, $"only {telling} of {asked} answers had anybody in them");
    }

    [Fact]
    public void ComputeLifecycle_ByGroups_ByChance_EqualsTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(3_500, 20))
        {
            for (var i = 0; i < SplitsPerRound; i++)
            {
                asked++;
                telling += CheckGroups(round) > 1 ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 4, $"only {telling} of {asked} answers had more than one group");
    }

    [Fact]
    public void ComputeLifecycle_OfValues_ByChance_EqualsTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(3_700, 20))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                var (window, unit, multiple) = SplitChecks.ManyBuckets(round);
                asked++;
                telling += Check(round, window, unit, multiple, round.Random.Pick(RandomQuestions.CountedProperties)) ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 2, $"only {telling} of {asked} answers had any value in them");
    }

    private static int CheckGroups(Round round)
    {
        var (window, unit, multiple) = SplitChecks.ManyBuckets(round);
        var asOfMs = round.Random.Instant() + round.Random.Random.Next(2) * 30 * RandomTenant.DayMs;
        var (selector, filter, grouping) =
            (round.Questions.Selector(), round.Questions.CustomerFilter(), round.Questions.Grouping(hasEvents: false));
        var recount = LifecycleRecount.Buckets(round.History, filter, window, selector, unit, multiple)
            .Select(bucket => PlainStates.Of(bucket.Window, asOfMs) == PlainState.NotYet ? new(bucket.Window, [], [], [], []) : bucket)
            .ToList();
        HashSet<string> counted =
            [.. recount.SelectMany(bucket => bucket.New.Concat(bucket.Returning).Concat(bucket.Resurrecting).Concat(bucket.Dormant))];
        string? ValueOf(string id) => grouping?.ValueOf(round.History.Customers[id], null);
        var split = new PlainSplit(grouping, counted.Select(id => (id, ValueOf(id))));
        string Text(Func<string, bool> isOf) => string.Join("; ", recount.Select(bucket =>
            $"{bucket.New.Count(isOf)},{bucket.Returning.Count(isOf)},{bucket.Resurrecting.Count(isOf)},{bucket.Dormant.Count(isOf)}"));
        var calendar = round.Folded[0].Calendar;
        var buckets = EngineQuestions.Buckets(calendar, window, unit, multiple);
        var before = EngineQuestions.Before(calendar, buckets, unit, multiple);
        var query = new LifecycleQuery(EngineQuestions.Of(selector), EngineQuestions.Of(filter), buckets, before, asOfMs);
        return SplitChecks.Same(
            round, split, group => counted.LongCount(id => split.GroupOf(ValueOf(id)) == group),
            group => Text(id => split.GroupOf(ValueOf(id)) == group),
            () => new LifecycleByGroupQuery(query) { Grouping = EngineQuestions.Of(grouping) },
            statistic => string.Join(
                "; ", statistic.Buckets.Select(one => $"{one.New},{one.Returning},{one.Resurrecting},{one.Dormant}")),
            $"{window} by {unit}x{multiple} asOf {asOfMs} of {selector} of {filter} by {grouping}", Text(_ => true));
    }

    private static bool Check(Round round, Span window, PlainUnit unit, int multiple, string? countBy = null)
    {
        var (selector, filter, asOfMs) = (round.Questions.Selector(), round.Questions.CustomerFilter(), round.Random.Instant());
        var recount = countBy is null
            ? LifecycleRecount.Buckets(round.History, filter, window, selector, unit, multiple)
            : LifecycleRecount.Buckets(round.History.CountedBy(filter, countBy), PlainFilter.None, window, selector, unit, multiple);
        foreach (var folded in round.Folded)
        {
            var buckets = EngineQuestions.Buckets(folded.Calendar, window, unit, multiple);
            var before = EngineQuestions.Before(folded.Calendar, buckets, unit, multiple);
            var query = new LifecycleQuery(EngineQuestions.Of(selector), EngineQuestions.Of(filter), buckets, before, asOfMs);
            var answer = countBy is null
                ? folded.Ask(query)
                : folded.AskCounted(new CountedLifecycle(query, EngineQuestions.Utf8(countBy)));
            string Question() => $"{window} by {unit}x{multiple} asOf {asOfMs} of {selector} of {filter} count_by {countBy}";
            round.SameList(recount.Select(one => Line(one, asOfMs)), answer.Select((one, i) =>
                $"{EngineQuestions.Span(buckets[i])} {(PlainState)query.StateOf(i)} "
                + $"{one.New},{one.Returning},{one.Resurrecting},{one.Dormant}"),
                folded, Question);
        }
        return recount.Any(one => one.New.Count + one.Returning.Count + one.Resurrecting.Count + one.Dormant.Count > 0);
    }

    private static string Line(LifecycleRecount.Bucket bucket, long asOfMs)
    {
        var state = PlainStates.Of(bucket.Window, asOfMs);
        return state == PlainState.NotYet
            ? $"{bucket.Window} {state} 0,0,0,0"
            : $"{bucket.Window} {state} {bucket.New.Count},{bucket.Returning.Count},{bucket.Resurrecting.Count},{bucket.Dormant.Count}";
    }
}

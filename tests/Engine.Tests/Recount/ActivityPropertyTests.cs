using PlainRecount;
using RetentionGrpc.Engine.Counting;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

public sealed class ActivityPropertyTests
{
    private const int QuestionsPerRound = 30;
    private const int SplitsPerRound = 10;
    private static readonly int[] TrailingDays = [1, 7, 30];
    private static readonly ActivityRecount.Counts Nothing = new(0, 0, 0, 0);

    [Fact]
    public void ComputeActivity_ByChance_EqualsTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(4_000, 20))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                asked++;
                telling += Check(round) ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 2, $"only {telling} of {asked} answers had anybody in them");
    }

    [Fact]
    public void ComputeActivity_ByGroups_ByChance_EqualsTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(4_500, 20))
        {
            for (var i = 0; i < SplitsPerRound; i++)
            {
                asked++;
                telling += CheckGroups(round) > 1 ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 3, $"only {telling} of {asked} answers had more than one group");
    }

    private static int CheckGroups(Round round)
    {
        var (window, unit, multiple) = SplitChecks.ManyBuckets(round);
        var asOfMs = round.Random.Instant() + round.Random.Random.Next(2) * 30 * RandomTenant.DayMs;
        var (selector, filter, grouping) =
            (round.Questions.Selector(), round.Questions.CustomerFilter(), round.Questions.Grouping(hasEvents: false));
        var trailing = unit == PlainUnit.Hour ? [] : TrailingDays;
        var buckets = round.Random.Tenant.Calendar.Buckets(window.StartMs, window.EndMs, unit, multiple);
        if (buckets.Count == 0)
            return 0;
        var (whole, days) = (new Span(buckets[0].StartMs, buckets[^1].EndMs), round.Random.Tenant.Calendar);
        var firstMs = days.Add(days.StartOf(whole.StartMs, PlainUnit.Day), PlainUnit.Day, -29);
        var endMs = days.Add(days.StartOf(whole.EndMs - 1, PlainUnit.Day), PlainUnit.Day, 1);
        var counted = RetentionRecount.Active(round.History, filter, new(firstMs, endMs), selector);
        string? ValueOf(string id) => grouping?.ValueOf(round.History.Customers[id], null);
        var split = new PlainSplit(grouping, counted.Select(id => (id, ValueOf(id))));
        string Text(Func<string, bool> isOf)
        {
            var recount = new ActivityRecount(round.History, filter, selector, isOf);
            var lines = buckets.Select(bucket => Line(recount, bucket, trailing, asOfMs));
            var exact = recount.ActiveBucketsExact(buckets, events => events >= 2);
            return $"{recount.In(whole)} {string.Join("; ", lines)} {string.Join(" ", recount.DauAndMau(whole, asOfMs))} "
                + string.Join(" ", exact);
        }

        var calendar = round.Folded[0].Calendar;
        var query = new ActivityQuery
        {
            Selector = EngineQuestions.Of(selector),
            CustomerFilter = EngineQuestions.Of(filter),
            AsOfMs = asOfMs,
            Buckets = EngineQuestions.Buckets(calendar, window, unit, multiple),
            TrailingDays = trailing,
            OccurrenceCount = 2,
        };
        return SplitChecks.Same(
            round, split, group => counted.LongCount(id => split.GroupOf(ValueOf(id)) == group),
            group => Text(id => split.GroupOf(ValueOf(id)) == group),
            () => new ActivityByGroupQuery(query, calendar) { Grouping = EngineQuestions.Of(grouping) },
            statistic =>
            {
                var summary = statistic.Summary();
                var lines = summary.Buckets.Select((one, i) =>
                    $"{(PlainState)query.StateOf(i)} {Plain(one.Counts)} {string.Join(",", one.Trailing)}");
                return $"{Plain(summary.Total)} {string.Join("; ", lines)} "
                    + string.Join(" ", summary.Days.Select(day => (day.Daily, day.Monthly)))
                    + $" {string.Join(" ", summary.ExactlyActive)}";
            },
            $"{window} by {unit}x{multiple} asOf {asOfMs} of {selector} of {filter} by {grouping}", Text(_ => true));
    }

    [Fact]
    public void ComputeActivity_OfValues_ByChance_EqualsTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(4_700, 20))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                asked++;
                telling += Check(round, round.Random.Pick(RandomQuestions.CountedProperties)) ? 1 : 0;
            }
        }
        Assert.True(telling > asked / 2, $"only {telling} of {asked} answers had any value in them");
    }

    private static bool Check(Round round, string? countBy = null)
    {
        var window = round.Questions.Window();
        var (unit, multiple) = round.Questions.Buckets(window, PlainUnit.Hour, PlainUnit.Day, PlainUnit.Week, PlainUnit.Month);
        var (selector, filter, asOfMs) = (round.Questions.Selector(), round.Questions.CustomerFilter(), round.Random.Instant());
        var (rule, count) = ((OccurrenceRule)round.Random.Random.Next(1, 4), round.Random.Random.Next(1, 3));
        var trailing = unit == PlainUnit.Hour ? [] : TrailingDays;
        var recount = countBy is null
            ? new ActivityRecount(round.History, filter, selector)
            : new ActivityRecount(round.History.CountedBy(filter, countBy), PlainFilter.None, selector);
        var buckets = round.Random.Tenant.Calendar.Buckets(window.StartMs, window.EndMs, unit, multiple);
        Span whole = buckets.Count == 0 ? default : new(buckets[0].StartMs, buckets[^1].EndMs);
        var total = recount.In(whole);
        var lines = buckets.Select(bucket => Line(recount, bucket, trailing, asOfMs)).ToList();
        var days = recount.DauAndMau(whole, asOfMs);
        var exact = recount.ActiveBucketsExact(buckets, events => rule switch
        {
            OccurrenceRule.AtLeast => events >= count,
            OccurrenceRule.AtMost => events <= count,
            _ => events == count,
        });
        foreach (var folded in round.Folded)
        {
            var query = new ActivityQuery
            {
                Selector = EngineQuestions.Of(selector),
                CustomerFilter = EngineQuestions.Of(filter),
                AsOfMs = asOfMs,
                Buckets = EngineQuestions.Buckets(folded.Calendar, window, unit, multiple),
                TrailingDays = trailing,
                OccurrenceRule = rule,
                OccurrenceCount = count,
            };
            var answer = countBy is null ? folded.Ask(query)
                : folded.AskCounted(new CountedActivity(query, folded.Calendar, EngineQuestions.Utf8(countBy)));
            string Question() =>
                $"{window} by {unit}x{multiple} asOf {asOfMs}, {rule} {count}, of {selector} of {filter} count_by {countBy}";
            round.Same(total, Plain(answer.Total), folded, Question);
            round.SameList(lines, answer.Buckets.Select((one, i) =>
                $"{(PlainState)query.StateOf(i)} {Plain(one.Counts)} {string.Join(",", one.Trailing)}"), folded, Question);
            round.SameList(days, answer.Days.Select(day => (day.Daily, day.Monthly)), folded, Question);
            round.Same(ActivityRecount.DauOverMau(days), (answer.DauOverMau(), answer.DauOverMauDays()), folded, Question);
            round.SameList(exact.Select((one, n) => (n + 1, one, exact.Skip(n).Sum())),
                answer.ActiveBuckets().Select(row => (row.Buckets, row.Exact, row.AtLeast)), folded, Question);
        }
        return total.Events > 0;
    }

    private static string Line(ActivityRecount recount, Span bucket, int[] trailing, long asOfMs)
    {
        var state = PlainStates.Of(bucket, asOfMs);
        var isKnown = state != PlainState.NotYet;
        var counts = isKnown ? recount.In(bucket) : Nothing;
        return $"{state} {counts} {string.Join(",", trailing.Select(days => isKnown ? recount.Trailing(bucket, days) : 0))}";
    }

    private static ActivityRecount.Counts Plain(ActivityCounts counts) =>
        new(counts.Active, counts.Events, counts.Sessions, counts.SessionMs);
}

using System.Text;
using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

/// <summary>Who is behind each count, since when, and in which cells; page by page.</summary>
public sealed class MembersPropertyTests
{
    private const int QuestionsPerRound = 25;

    [Fact]
    public void ListMetricMembers_ByChance_EqualTheRecount()
    {
        var (asked, telling) = (0, 0);
        foreach (var round in Rounds.Of(6_000, 20))
        {
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                asked += 4;
                telling += OfChurn(round) + OfRetention(round) + OfCohort(round) + OfWindows(round);
            }
        }
        Assert.True(telling > asked / 3, $"only {telling} of {asked} lists had anybody in them");
    }

    private static int OfChurn(Round round)
    {
        var (population, window) = (round.Questions.Population(), round.Questions.Window());
        var (recount, group) = (new ChurnRecount(round.History, population), (ChurnGroup)round.Random.Random.Next(1, 10));
        var isAtLastEvent = round.Random.Random.Next(2) == 0;
        var (part, has) = SplitChecks.PartOfCustomers(round);
        var (sets, before) = (recount.Sets(window), isAtLastEvent ? population.InactivityMs : 0);
        var expected = (group switch
        {
            ChurnGroup.Start => sets.Start,
            ChurnGroup.End => sets.End,
            ChurnGroup.Retained => sets.Retained,
            ChurnGroup.LostFromStart => sets.LostFromStart,
            ChurnGroup.New => sets.New,
            ChurnGroup.NewRetained => sets.NewRetained,
            ChurnGroup.LostFromNew => sets.LostFromNew,
            ChurnGroup.Returned => sets.Returned,
            _ => sets.LostFromReturned,
        }).Where(has).Select(id => (id, group switch
        {
            ChurnGroup.LostFromStart or ChurnGroup.LostFromReturned => recount.LastLoss(id, window) - before,
            // A contract that ends as it starts is lost when it starts.
            ChurnGroup.LostFromNew => recount.LastLoss(id, window) is { } loss ? loss - before : recount.FirstEver(id),
            ChurnGroup.New or ChurnGroup.NewRetained => recount.FirstEver(id),
            ChurnGroup.Returned => recount.FirstReturn(id, window),
            _ => null,
        }, ""));
        var dating = isAtLastEvent ? LossDating.AtLastEvent : LossDating.AtDeadline;
        return Same(round, expected, $"{group} of {population} in {window}, {dating}, {part}", (_, after, size) =>
            new ChurnMembersQuery(EngineQuestions.Of(population), EngineQuestions.Of(window), group, dating, after, size)
            {
                Group = part,
            });
    }

    private static int OfRetention(Round round)
    {
        var (questions, history) = (round.Questions, round.History);
        var (filter, first, second) = (questions.CustomerFilter(), questions.Window(), questions.Window());
        var (mine, theirs, group) = (questions.Selector(), questions.Selector(), (RetentionGroup)round.Random.Random.Next(1, 5));
        var a = RetentionRecount.Active(history, filter, first, mine);
        var b = RetentionRecount.Active(history, filter, second, theirs);
        long? InA(string id) => RetentionRecount.FirstIn(history, id, first, mine);
        long? InB(string id) => RetentionRecount.FirstIn(history, id, second, theirs);
        var expected = group switch
        {
            RetentionGroup.Base => a.Select(id => (id, InA(id), "")),
            RetentionGroup.Comparison => b.Select(id => (id, InB(id), "")),
            RetentionGroup.Retained => a.Intersect(b).Select(id => (id, InB(id), "")),
            _ => a.Union(b).Select(id => (id, (long?)Math.Min(InA(id) ?? long.MaxValue, InB(id) ?? long.MaxValue), "")),
        };
        var (part, has) = SplitChecks.PartOfCustomers(round);
        var query = new RetentionQuery(new(EngineQuestions.Of(first), EngineQuestions.Of(mine)),
            [new(EngineQuestions.Of(second), EngineQuestions.Of(theirs))], EngineQuestions.Of(filter));
        return Same(round, expected.Where(one => has(one.id)), $"{group}: {first} {mine} / {second} {theirs} of {filter}, {part}",
            (_, after, size) => new RetentionMembersQuery(query, group, 0, after, size) { Group = part });
    }

    private static int OfCohort(Round round)
    {
        var question = CohortPropertyTests.QuestionOf(round) with { GroupAttribute = null, GroupProperty = null };
        var members = new CohortRecount(round.History, question).Members();
        if (members.Count == 0)
            return 0;
        var row = round.Random.Pick(members).Row;
        int? cell = round.Random.Random.Next(2) == 0 ? null : round.Random.Random.Next(0, 3);
        if (cell > round.Folded.Min(folded => new CohortQuestionToEngine(folded, question).Definition.Layout.CellCount(row)))
            cell = null;
        var expected = members.Where(member => member.Row == row && (cell is null || member.Cells.Contains(cell.Value)))
            .Select(member => (member.Id, (long?)member.StartMs, string.Join(",", member.Cells.Order())));
        return Same(round, expected, $"row {row} cell {cell} of {question}", (folded, after, size) =>
            new CohortMembersQuery(new CohortQuestionToEngine(folded, question).Definition, row, cell, null, after, size));
    }

    private static int OfWindows(Round round)
    {
        var (window, history, selector) = (round.Questions.Window(), round.History, round.Questions.Selector());
        var filter = round.Questions.CustomerFilter();
        var buckets = LifecycleRecount.Buckets(history, filter, window, selector, PlainUnit.Day, 3);
        if (buckets.Count == 0)
            return 0;
        var place = round.Random.Random.Next(buckets.Count);
        var (bucket, group) = (buckets[place], (LifecycleGroup)round.Random.Random.Next(1, 5));
        long? In(Span span, string id) => RetentionRecount.FirstIn(history, id, span, selector);
        var isWhole = round.Random.Random.Next(2) == 0;
        var span = isWhole ? new Span(buckets[0].Window.StartMs, buckets[^1].Window.EndMs) : bucket.Window;
        var active = RetentionRecount.Active(history, filter, span, selector).Select(id => (id, In(span, id), ""));
        var living = (group switch
        {
            LifecycleGroup.New => bucket.New,
            LifecycleGroup.Returning => bucket.Returning,
            LifecycleGroup.Resurrecting => bucket.Resurrecting,
            _ => bucket.Dormant,
        }).Select(id => (id, group == LifecycleGroup.Dormant ? null : In(bucket.Window, id), ""));
        string about = $"{group} of {selector} of {filter} in {bucket.Window} of {window}";
        var (part, has) = SplitChecks.PartOfCustomers(round);
        about = $"{about}, {part}";
        Same(round, active.Where(one => has(one.id)), about, (folded, after, size) => new ActivityMembersQuery(
            new()
            {
                Selector = EngineQuestions.Of(selector),
                CustomerFilter = EngineQuestions.Of(filter),
                AsOfMs = long.MaxValue,
                Buckets = EngineQuestions.Buckets(folded.Calendar, window, PlainUnit.Day, 3),
            },
            isWhole ? null : place, after, size)
        {
            Group = part,
        });
        return Same(round, living.Where(one => has(one.id)), about, (folded, after, size) =>
        {
            var series = EngineQuestions.Buckets(folded.Calendar, window, PlainUnit.Day, 3);
            var before = EngineQuestions.Before(folded.Calendar, series, PlainUnit.Day, 3);
            var query = new LifecycleQuery(EngineQuestions.Of(selector), EngineQuestions.Of(filter), series, before, long.MaxValue);
            return new LifecycleMembersQuery(query, place, group, after, size) { Group = part };
        });
    }

    /// <summary>All pages, of a size by chance; 1 if there is anybody.</summary>
    internal static int Same(Round round, IEnumerable<(string Id, long? Ms, string Cells)> expected, string question,
        Func<FoldedTenant, byte[], int, MembersQuery> queryAfter)
    {
        var members = expected.OrderBy(one => one.Id, Comparer<string>.Create(PlainOrder.Bytewise)).ToList();
        foreach (var folded in round.Folded)
        {
            var (size, after) = (round.Random.Random.Next(1, 8), Array.Empty<byte>());
            List<(string, long?, string)> answered = [];
            for (var more = true; more;)
            {
                var page = folded.Ask(queryAfter(folded, after, size));
                round.Same((long)members.Count, page.TotalCount, folded, () => question);
                more = page.Members.Count > size;
                answered.AddRange(page.Members.Take(size)
                    .Select(one => (Encoding.UTF8.GetString(one.Id), one.TimeMs, string.Join(",", one.Cells))));
                after = more ? page.Members[size - 1].Id : after;
            }
            round.SameList(members, answered, folded, () => question);
        }
        return members.Count > 0 ? 1 : 0;
    }
}

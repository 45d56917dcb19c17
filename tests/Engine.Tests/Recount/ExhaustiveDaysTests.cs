using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

/// <summary>Every subset of six days, for two customers or for the two selectors of a cohort.</summary>
public sealed class ExhaustiveDaysTests
{
    private const long DayMs = 86_400_000;
    private const int Days = 6;
    private static readonly PlainTenant Tenant = new("UTC", 1, false, false, []);
    private static readonly Span Whole = new(0, Days * DayMs);

    [Fact]
    public void Lifecycle_TwoCustomers_EveryPairOfSubsets()
    {
        for (var pair = 0; pair < 4_096; pair++)
        {
            List<PlainEvent> events = [.. On("a", pair & 63, "x", 0), .. On("b", pair >> 6, "x", 0)];
            var multiple = 1 + pair % 3;
            var history = new PlainHistory(Tenant, events);
            var recount = LifecycleRecount.Buckets(history, PlainFilter.None, Whole, PlainSelector.Any, PlainUnit.Day, multiple);
            var folded = new FoldedTenant(Tenant, events, 1, 1);
            var buckets = EngineQuestions.Buckets(folded.Calendar, Whole, PlainUnit.Day, multiple);
            var before = EngineQuestions.Before(folded.Calendar, buckets, PlainUnit.Day, multiple);
            var answer = folded.Ask(new LifecycleQuery(ActivitySelector.Any, Filter.None, buckets, before, long.MaxValue));
            var expected = recount.Select(one =>
                new LifecycleCounts(one.New.Count, one.Returning.Count, one.Resurrecting.Count, one.Dormant.Count));
            Assert.True(expected.SequenceEqual(answer), $"days {pair & 63:b6} and {pair >> 6:b6}, buckets of {multiple}");
        }
    }

    [Fact]
    public void Cohorts_TwoCustomers_EveryPairOfSubsets()
    {
        var questions = Questions(PlainSelector.Any, PlainSelector.Any).ToList();
        for (var pair = 0; pair < 4_096; pair++)
        {
            List<PlainEvent> events = [.. On("a", pair & 63, "x", 0), .. On("b", pair >> 6, "x", 0)];
            Check(events, [questions[pair % questions.Count]], pair);
        }
    }

    [Fact]
    public void Cohorts_StartsAndReturns_EveryPairOfSubsets()
    {
        var questions = Questions(PlainSelector.Named("x"), PlainSelector.Named("y")).ToList();
        for (var pair = 0; pair < 4_096; pair++)
        {
            // A start and a return at the same instant or not, by turns: of one instant the name decides which comes first.
            List<PlainEvent> events = [.. On("a", pair & 63, "x", 0), .. On("a", pair >> 6, "y", pair % 3 - 1)];
            Check(events, [questions[pair * 7 % questions.Count]], pair);
        }
    }

    [Fact]
    public void Cohorts_OneCustomer_EverySubset_EveryOption()
    {
        var questions = Questions(PlainSelector.Any, PlainSelector.Any).ToList();
        Assert.Equal(96, questions.Count);
        for (var days = 0; days < 64; days++)
            Check([.. On("a", days, "x", 0), .. On("a", days & 0b011011, "y", 5)], questions, days);
    }

    private static IEnumerable<PlainCohortQuestion> Questions(PlainSelector start, PlainSelector returned) =>
        from rule in Enum.GetValues<PlainCohortRule>()
        from criterion in Enum.GetValues<PlainCriterion>()
        from rolling in new[] { false, true }
        from brackets in new int[][] { [], [1, 2, 2] }
        from least in new[] { 1, 2 }
        select new PlainCohortQuestion(Whole, (2 + (int)criterion) * DayMs, start, returned)
        {
            Rule = rule,
            Criterion = criterion,
            Rolling = rolling,
            Brackets = brackets,
            MinOccurrences = least,
        };

    private static void Check(List<PlainEvent> events, List<PlainCohortQuestion> questions, int days)
    {
        var history = new PlainHistory(Tenant, events);
        var folded = new FoldedTenant(Tenant, events, 1, 1);
        foreach (var question in questions)
        {
            var expected = new CohortRecount(history, question).Groups().SelectMany(CohortPropertyTests.Lines);
            var actual = new CohortQuestionToEngine(folded, question).Groups().SelectMany(CohortPropertyTests.Lines);
            foreach (var (recounted, answered) in expected.Zip(actual))
            {
                if (recounted != answered)
                    Assert.Fail($"days {days & 63:b6}, {days >> 6:b6}, {question}\n{recounted}\n{answered}");
            }
            Assert.Equal(expected.Count(), actual.Count());
        }
    }

    private static IEnumerable<PlainEvent> On(string customer, int days, string name, int shiftMs) =>
        from day in Enumerable.Range(0, Days)
        where (days >> day & 1) != 0
        select new PlainEvent(customer, day * DayMs + 1_000 + shiftMs, PlainKind.Activity, 0, name);
}

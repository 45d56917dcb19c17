using System.Text.Json;
using PlainRecount;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tests.Recount;

namespace RetentionGrpc.Engine.Tests.Indexes;

/// <summary>Questions by chance to two tenants with the same events, one with indexes: half of the windows are of whole days.</summary>
internal sealed class IndexDraws(RandomTenant tenant, RandomQuestions questions, FoldedTenant scanned, FoldedTenant indexed)
{
    public static readonly string[] Metrics =
    [
        "churn by contract", "churn by activity", "retention", "activity", "lifecycle", "cohorts", "repeat purchase", "recurring revenue",
    ];

    private Random Random => tenant.Random;

    /// <summary>One question of a metric.</summary>
    /// <returns>How the indexed tenant answered, whether anybody was in the answer, and both answers where they differ.</returns>
    public (AnswerPath Path, bool IsTelling, string? Difference) Draw(int metric) => metric switch
    {
        0 => Compare(Churn(questions.Population() with { Basis = (PlainBasis)Random.Next(1, 3), InactivityMs = 0 })),
        1 => Compare(Churn(Lapsing())),
        2 => Compare(Retention()),
        3 => Compare(Activity()),
        4 => Compare(Lifecycle()),
        5 => Compare(new CohortRetentionQuery(Cohorts())),
        6 => Compare(Repeat()),
        _ => Compare(Revenue()),
    };

    private (AnswerPath Path, bool IsTelling, string? Difference) Compare<T>(Query<T> query)
    {
        var (expected, actual) = (Text(scanned.Ask(query)), Text(indexed.Ask(query)));
        var isTelling = expected.AsSpan().IndexOfAnyInRange('1', '9') >= 0;
        return (indexed.LastPath, isTelling, expected == actual ? null : $"seed {tenant.Seed}\ntimelines: {expected}\nindexes:   {actual}");
    }

    private static string Text<T>(T answer) => answer switch
    {
        // 128 bits and dictionaries are not for JSON.
        RepeatPurchaseSummary repeat => string.Join(';', repeat.Windows),
        Split<RevenueStatistic> revenue => string.Join(';', revenue.Rest.Windows.Select(RecurringRevenuePropertyTests.Line)),
        _ => JsonSerializer.Serialize(answer),
    };

    private ChurnQuery Churn(PlainPopulation population) => new(EngineQuestions.Of(population), [Window(), Window()]);

    private PlainPopulation Lapsing() => new(Random.Next(3) == 0 ? PlainBasis.Purchase : PlainBasis.Activity,
        Random.Next(2) == 0 ? tenant.Pick(tenant.Inactivities) : Random.Next(1, 9) * RandomTenant.DayMs, PlainSelector.Any,
        Random.Next(2) == 0 ? questions.CustomerFilter() : PlainFilter.None);

    private RetentionQuery Retention()
    {
        var first = Windowed();
        if (Random.Next(2) == 0)
            return new(first, [Windowed(), Windowed()], Filter());
        var endMs = scanned.Calendar.AddBuckets(first.Window.EndMs, BucketUnit.Day, Random.Next(1, 20));
        var filter = Random.Next(4) == 0 ? Filter() : RetentionGrpc.Engine.Metrics.Filter.None;
        return new(first, [first with { Window = new(first.Window.EndMs, endMs) }], filter);
    }

    private ActivityWindow Windowed() =>
        new(Window(), Random.Next(4) == 0 ? ActivitySelector.Purchases : ActivitySelector.Any);

    private ActivityQuery Activity() => new()
    {
        Selector = Selector(),
        CustomerFilter = Filter(),
        AsOfMs = tenant.Instant(),
        Buckets = Buckets(),
        TrailingDays = [1, 7],
    };

    private LifecycleQuery Lifecycle()
    {
        var buckets = Buckets();
        var unit = (PlainUnit)(int)buckets.Unit;
        var before = EngineQuestions.Before(scanned.Calendar, buckets, unit, buckets.Multiple);
        return new(Selector(), Filter(), buckets, before, tenant.Instant());
    }

    private CohortDefinition Cohorts()
    {
        var selector = Random.Next(4) == 0 ? ActivitySelector.Purchases : ActivitySelector.Any;
        int[] brackets = Random.Next(4) == 0 ? [Random.Next(1, 3), 1, Random.Next(1, 4)] : [];
        return new()
        {
            StartSelector = selector,
            ReturnSelector = selector,
            CustomerFilter = Filter(),
            Rule = (CohortRule)(Random.Next(6) == 0 ? 3 : Random.Next(1, 3)),
            Layout = new(Buckets(), null, (ReturnCriterion)(Random.Next(2) == 0 ? 1 : Random.Next(1, 5)), brackets, tenant.Instant()),
        };
    }

    private RepeatPurchaseQuery Repeat() => new()
    {
        Population = (RepeatPopulation)Random.Next(1, 4),
        CustomerFilter = Filter(),
        Windows = [Window(), Window()],
        HasOrderCounts = Random.Next(6) == 0,
    };

    private RecurringRevenueQuery Revenue() => new()
    {
        CustomerFilter = Random.Next(2) == 0 ? Filter() : RetentionGrpc.Engine.Metrics.Filter.None,
        Windows = [Window(), Window()],
    };

    private ActivitySelector Selector() => Random.Next(3) == 0 ? EngineQuestions.Of(questions.Selector()) : ActivitySelector.Any;

    private Filter Filter() => EngineQuestions.Of(questions.CustomerFilter());

    private Interval Window()
    {
        var window = EngineQuestions.Of(questions.Window());
        return Random.Next(2) == 0 ? window : scanned.Calendar.WidenTo(window, BucketUnit.Day);
    }

    private BucketSeries Buckets()
    {
        var window = questions.Window();
        var (unit, multiple) = questions.Buckets(
            window, PlainUnit.Hour, PlainUnit.Day, PlainUnit.Day, PlainUnit.Week, PlainUnit.Month, PlainUnit.Quarter, PlainUnit.Year);
        return EngineQuestions.Buckets(scanned.Calendar, window, unit, Random.Next(2) == 0 ? 1 : multiple);
    }
}

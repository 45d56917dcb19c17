using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Counting;
using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.LoadTest.InProcess;

/// <summary>What costs most of the metrics that count values (count_by), and the same of customers by timelines beside it.</summary>
/// <param name="shop">The shop, whose visits name accounts.</param>
internal sealed class CountedQuestions(PartitionedShop shop)
{
    private const long DayMs = 24L * 3600 * 1000;
    private const int Limit = 10_000;
    private const int Days = 365;
    private static readonly ChurnPopulation Active = new(CustomerBasis.Activity, 30 * DayMs, ActivitySelector.Any, Filter.None);

    private readonly TenantCalendar _calendar = new("UTC", WeekStart.Monday);

    private static byte[] Account => "account"u8.ToArray();

    /// <summary>All questions.</summary>
    public IEnumerable<EngineQuestion> All() =>
    [
        new("ComputeActivity of customers by timelines, a year by day with 1, 7, 30",
            i => shop.AnswerSplit(new ActivityByGroupQuery(Activity(i), _calendar)).Rest.Summary().Total.Active,
            () => AskedTenant.CostOf(shop.Partitions[0], new ActivityByGroupQuery(Activity(0), _calendar))),
        Of("ComputeActivity count_by, a year by day with 1, 7, 30",
            i => new CountedActivity(Activity(i), _calendar, Account), answer => answer.Total.Active),
        Of("ComputeRetention count_by, 31 windows", i => new CountedRetention(Retention(i), Account), answer => answer.Base),
        Of("ComputeLifecycle count_by, a year by day",
            i => new CountedLifecycle(Lifecycle(i), Account), answer => answer.Sum(day => day.Returning)),
        Of("ComputeChurn ACTIVITY count_by, a year by day",
            i => new CountedChurn(new(Active, Series(i)), _calendar, Account), answer => answer[0].Counts.Retained),
        OfCohorts("ComputeCohortRetention count_by, 52 x 52 weeks", CohortRule.FirstEver),
        OfCohorts("ComputeCohortRetention RECURRING count_by, 52 x 52 weeks", CohortRule.Recurring),
    ];

    private EngineQuestion Of<T>(string name, Func<int, CountedMetric<T>> make, Func<T, long> number) =>
        new(name, i => number(Answer(make(i))), () => AskedTenant.CostOf(shop.Partitions[0], make(0).Query));

    private EngineQuestion OfCohorts(string name, CohortRule rule) => new(
        name,
        i =>
        {
            var cohorts = new CountedCohorts(Cohorts(i, rule), Account);
            var starts = shop.Answer(cohorts.Starts);
            var triangle = cohorts.HasSecondRound
                ? Answer(cohorts.Returns(starts, CancellationToken.None))[0]
                : cohorts.Of(starts, CancellationToken.None)[0];
            return triangle.Rows.Sum(row => row.Size);
        },
        () => AskedTenant.CostOf(shop.Partitions[0], new CountedCohorts(Cohorts(0, rule), Account).Starts));

    private T Answer<T>(CountedMetric<T> metric)
    {
        var values = shop.Answer(metric.Query);
        if (values.IsTooLarge)
            throw new InvalidOperationException("The shop has more than a question may keep.");
        return metric.Of(values, CancellationToken.None);
    }

    private BucketSeries DaysOf(int variant) => _calendar.Buckets(
        new(shop.EndMs - (variant + Days) * DayMs, shop.EndMs - variant * DayMs), BucketUnit.Day, 1, Limit);

    private Interval[] Series(int variant)
    {
        var days = DaysOf(variant);
        return [days.Window, .. Enumerable.Range(0, days.Count).Select(day => days[day])];
    }

    private ActivityQuery Activity(int variant) => new()
    {
        Selector = ActivitySelector.Any,
        Buckets = DaysOf(variant),
        TrailingDays = [1, 7, 30],
        AsOfMs = shop.EndMs,
    };

    private RetentionQuery Retention(int variant)
    {
        var windows = Enumerable.Range(0, 32)
            .Select(i => shop.EndMs - (variant + 15 * i) * DayMs)
            .Select(endMs => new ActivityWindow(new(endMs - 15 * DayMs, endMs), ActivitySelector.Any));
        return new(windows.First(), [.. windows.Skip(1)], Filter.None);
    }

    private LifecycleQuery Lifecycle(int variant)
    {
        var days = DaysOf(variant);
        return new(ActivitySelector.Any, Filter.None, days, new(days[0].StartMs - DayMs, days[0].StartMs), shop.EndMs);
    }

    private CohortDefinition Cohorts(int variant, CohortRule rule)
    {
        var monday = _calendar.StartOfBucket(shop.EndMs, BucketUnit.Week) - variant * 7 * DayMs;
        // The first account is named on the first days: cohorts of first events are those of the beginning.
        var end = rule == CohortRule.Recurring ? monday : monday - 52 * 7 * DayMs;
        var weeks = _calendar.Buckets(new(end - 52 * 7 * DayMs, end), BucketUnit.Week, 1, Limit);
        return new()
        {
            StartSelector = ActivitySelector.Any,
            ReturnSelector = ActivitySelector.Purchases,
            Rule = rule,
            Layout = new CohortLayout(weeks, null, ReturnCriterion.On, [], shop.EndMs),
        };
    }
}

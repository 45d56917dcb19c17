using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.LoadTest.InProcess;

/// <summary>
/// What costs most of each metric: its whole history day by day, in the way that no index tells, split where it may be by an attribute of
/// which most values have no group. Asked of a shop that has all kinds of events.
/// </summary>
/// <param name="shop">The shop.</param>
/// <param name="days">Its days.</param>
internal sealed class SeriesQuestions(PartitionedShop shop, int days)
{
    private const long DayMs = 24L * 3600 * 1000;
    private const int Limit = 10_000;
    private const int Groups = 5;
    private const int LeftOutDays = 30;

    private static readonly Filter Some = new([new("country"u8.ToArray(), Excludes: true, ["JP"u8.ToArray()])]);
    private static readonly ActivitySelector Visits = new([new(Engine.Events.EventKind.Purchase, [])], ["visit"u8.ToArray()], Filter.None);
    private static readonly ChurnPopulation Visitors = new(CustomerBasis.Activity, 30 * DayMs, Visits, Filter.None);
    private static readonly HashSet<LifetimeValueReading> AllReadings = [.. Enum.GetValues<LifetimeValueReading>()];
    private static readonly HashSet<LifetimeValueReading> Sums = [.. AllReadings.Where(one => one != LifetimeValueReading.Predicted)];

    private readonly TenantCalendar _calendar = new("UTC", WeekStart.Monday);

    /// <summary>All questions.</summary>
    public IEnumerable<EngineQuestion> All() =>
    [
        Of("ComputeChurn ACTIVITY, filter, series", i => new ChurnQuery(
            new(CustomerBasis.Activity, 30 * DayMs, ActivitySelector.Any, Some), Series(i)), answer => answer[0].Counts.End),
        Of("ComputeChurn of a selector without index, series", i => new ChurnQuery(Visitors, Series(i)), answer => answer[0].Counts.End),
        Of("ComputeRetention of a selector without index, 31 windows", Retention, answer => answer.Base),
        Of("ComputeActivity of a selector without index, series with 1, 7, 30", i => Activity(i, Visits, Filter.None), Active),
        Of("ComputeActivity, filter, series with 1, 7, 30", i => Activity(i, ActivitySelector.Any, Some), Active),
        Of("ComputeLifecycle of a selector without index, series", Lifecycle, answer => answer.Sum(day => day.New)),
        Of("ComputeCohortRetention of a selector without index, 104 x 104 weeks ON_OR_AFTER",
            i => Cohorts(i, CohortRule.FirstEver, null), Members),
        Of("ComputeCohortRetention RECURRING, 104 x 104 weeks ON_OR_AFTER", i => Cohorts(i, CohortRule.Recurring, null), Members),
        Of("ComputeRepeatPurchase, filter, series", i => new RepeatPurchaseQuery
        {
            Population = RepeatPopulation.ActiveInWindow, CustomerFilter = Some, Windows = Series(i), HasRevenue = true,
            HasOrderCounts = true, HasTimeBetweenOrders = true,
        }, answer => answer.Windows[0].Counts.RepeatByDay),
        OfSplit("ComputeRecurringRevenue, split, series", i => new RecurringRevenueQuery { Grouping = Country(), Windows = Series(i) }),
        .. Core(), .. Split(),
    ];

    // What indexes answer as long as it is not split.
    private IEnumerable<EngineQuestion> Core() =>
    [
        OfSplit("ComputeChurn ACTIVITY, split, series", i => new ChurnByGroupQuery(
            new(new(CustomerBasis.Activity, 30 * DayMs, ActivitySelector.Any, Filter.None), Series(i)),
            [.. Series(i).Select(window => _calendar.ClippedDays(window).Count)]) { Grouping = Country() }),
        OfSplit("ComputeRetention, 31 windows, split", i => new RetentionByGroupQuery(Retention(i)) { Grouping = Country() }),
        OfSplit("ComputeActivity, split, series with 1, 7, 30",
            i => new ActivityByGroupQuery(Activity(i, ActivitySelector.Any, Filter.None), _calendar) { Grouping = Country() }),
        OfSplit("ComputeLifecycle, split, series", i => new LifecycleByGroupQuery(Lifecycle(i)) { Grouping = Country() }),
        OfSplit("ComputeRepeatPurchase, split, series", i => new RepeatPurchaseByGroupQuery(new()
        {
            Population = RepeatPopulation.ActiveInWindow, Windows = Series(i), HasRevenue = true, HasOrderCounts = true,
        }) { Grouping = Country() }),
    ];

    private IEnumerable<EngineQuestion> Split() =>
    [
        OfSplit("ComputeFunnel ORDERED, split, series", i => Funnel(FunnelMode.Ordered, i)),
        OfSplit("ComputeFunnel STRICT, split, series", i => Funnel(FunnelMode.Strict, i)),
        OfSplit("ComputeFunnel UNORDERED, split, series", i => Funnel(FunnelMode.Unordered, i)),
        OfSplit("ComputeFunnel RETENTION_FUNNEL, split, series", i => RetentionFunnel(i)),
        OfSplit("ListChurnReasons, series", i => new ChurnReasonsQuery(Groups) { Windows = Series(i) }),
        OfSplit("ComputeWinBack ACTIVITY, split, series", i => new WinBackQuery(Visitors)
        {
            Grouping = Country(), MaxGapMs = 90 * DayMs, AsOfMs = shop.EndMs, Windows = Series(i),
        }),
        OfSplit("ComputeLifetime ACTIVITY, split, series",
            i => new LifetimeQuery(Visitors, Series(i), shop.EndMs) { Grouping = Country() }),
        OfSplit("ComputeLifetimeValue, all readings without the fit, split", i => LifetimeValue([Whole(i)], AllReadings)),
        OfSplit("ComputeLifetimeValue, the three readings without a model, split, series", i => LifetimeValue(Series(i), Sums)),
        Of("ComputeAcquisitionCost ACTIVITY, series",
            i => new AcquisitionCostQuery { Event = AcquisitionEvent.Purchase, Population = Visitors, Windows = Series(i) },
            answer => answer.Windows[0].Acquired),
        OfSplit("ComputeSurveyScore NPS, split, series",
            i => new SurveyScoreQuery { Type = SurveyType.Nps, Grouping = Country(), Windows = Series(i) }),
        OfSplit("ComputeSurveyScore NPS ALL_ANSWERS, split, series", i => new SurveyScoreQuery
        {
            Type = SurveyType.Nps, Counting = SurveyCounting.AllAnswers, Grouping = Country(), Windows = Series(i),
        }),
        OfSplit("ComputeCouponRedemption, split, series",
            i => new CouponRedemptionQuery { Grouping = Country(), Windows = Series(i), AsOfMs = shop.EndMs }),
        OfSplit("ComputeCampaignPerformance by campaign, series", i => new CampaignPerformanceQuery
        {
            Grouping = new([], false, Groups) { Column = GroupColumn.Campaign },
            Windows = Series(i),
            AttributionMs = 7 * DayMs,
            HasTimes = true,
        }),
        OfSplit("ComputeReferral, split, series", i => new ReferralQuery { Grouping = Country(), Windows = Series(i) }),
        OfSplit("ComputeLoyalty ACTIVITY, split, series", i => new LoyaltyQuery
        {
            Population = Visitors, Grouping = Country(), Windows = Series(i), DayCount = _calendar.ClippedDays(Whole(i)).Count,
        }),
        OfSplit("ComputeSupport ACTIVITY, split, series", i => new SupportQuery
        {
            LookbackMs = 90 * DayMs, Population = Visitors, Grouping = Country(), Windows = Series(i),
            DayCount = _calendar.ClippedDays(Whole(i)).Count, AsOfMs = shop.EndMs,
        }),
        Of("ListSegment, RFM figures, all kinds", i => new RfmScaleQuery(shop.EndMs - i * DayMs), answer => answer.Count),
        Of("ListCustomersAtRisk, one page", i => new AtRiskQuery { AsOfMs = shop.EndMs - i * DayMs, PageSize = 1_000 },
            answer => answer.Customers.Count),
    ];

    private EngineQuestion Of<T>(string name, Func<int, Query<T>> make, Func<T, long> number) =>
        new(name, i => number(shop.Answer(make(i))), () => AskedTenant.CostOf(shop.Partitions[0], make(0)));

    private EngineQuestion OfSplit<T>(string name, Func<int, SplitQuery<T>> make)
        where T : class, IStatistic<T>
    {
        return new(name, i => shop.AnswerSplit(make(i)).Groups().Sum(group => group.Statistic.Customers),
            () => AskedTenant.CostOf(shop.Partitions[0], make(0)));
    }

    private LifetimeValueQuery LifetimeValue(Interval[] windows, HashSet<LifetimeValueReading> readings) => new()
    {
        Readings = readings,
        Population = Visitors,
        Windows = windows,
        AsOfMs = shop.EndMs,
        Grouping = Country(),
    };

    private static Grouping Country() => new("country"u8.ToArray(), true, Groups);

    // Nobody is a customer when the shop opens: it is left out.
    private Interval Whole(int variant) => new(shop.EndMs - (days - LeftOutDays) * DayMs, shop.EndMs - variant * DayMs);

    private Interval[] Series(int variant)
    {
        var series = Days(variant);
        return [series.Window, .. Enumerable.Range(0, series.Count).Select(day => series[day])];
    }

    private BucketSeries Days(int variant) => _calendar.Buckets(Whole(variant), BucketUnit.Day, 1, Limit);

    private RetentionQuery Retention(int variant)
    {
        var windows = Enumerable.Range(0, 32)
            .Select(i => Whole(variant).EndMs - 20 * i * DayMs)
            .Select(endMs => new ActivityWindow(new(endMs - 20 * DayMs, endMs), Visits));
        return new(windows.First(), [.. windows.Skip(1)], Filter.None);
    }

    private ActivityQuery Activity(int variant, ActivitySelector selector, Filter filter) => new()
    {
        Selector = selector,
        CustomerFilter = filter,
        Buckets = Days(variant),
        TrailingDays = [1, 7, 30],
        AsOfMs = shop.EndMs,
    };

    private LifecycleQuery Lifecycle(int variant)
    {
        var series = Days(variant);
        return new(Visits, Filter.None, series, new(series[0].StartMs - DayMs, series[0].StartMs), shop.EndMs);
    }

    private CohortRetentionQuery Cohorts(int variant, CohortRule rule, CohortGrouping? grouping)
    {
        var monday = _calendar.StartOfBucket(shop.EndMs, BucketUnit.Week) - variant * 7 * DayMs;
        var weeks = _calendar.Buckets(new(monday - days / 7 * 7 * DayMs, monday), BucketUnit.Week, 1, Limit);
        return new(new CohortDefinition
        {
            StartSelector = Visits,
            ReturnSelector = Visits,
            Rule = rule,
            Grouping = grouping,
            Layout = new CohortLayout(weeks, null, ReturnCriterion.OnOrAfter, [], shop.EndMs),
        });
    }

    private FunnelQuery Funnel(FunnelMode mode, int variant) => new()
    {
        Steps = new([ActivitySelector.Any, ActivitySelector.Purchases, ActivitySelector.Purchases]),
        Mode = mode,
        ConversionMs = 30 * DayMs,
        Grouping = Country(),
        Windows = Series(variant),
    };

    private FunnelQuery RetentionFunnel(int variant) => new()
    {
        Steps = FunnelSteps.Retention(FunnelSteps.Activation),
        ConversionMs = 30 * DayMs,
        Grouping = Country(),
        Windows = Series(variant),
    };

    private static long Active(ActivitySummary answer) => answer.Total.Active;

    private static long Members(IReadOnlyList<CohortTriangle> answer) => answer[0].Rows.Sum(row => row.Size);
}

using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.LoadTest.InProcess;

/// <summary>A question that is asked for many windows, so that no answer can simply be there from the time before.</summary>
/// <param name="Name">What is asked.</param>
/// <param name="Ask">Asks all partitions for a variant below <see cref="EngineQuestions.Variants"/>; returns a number of it.</param>
/// <param name="Path">What a partition reads for variant 0.</param>
internal sealed record EngineQuestion(string Name, Func<int, long> Ask, Func<string> Path);

/// <summary>The questions of the table, to a shop in partitions. Variants end up to 15 days earlier.</summary>
/// <param name="shop">The shop.</param>
internal sealed class EngineQuestions(PartitionedShop shop)
{
    /// <summary>How many windows each question has.</summary>
    public const int Variants = 16;

    private const long DayMs = 24L * 3600 * 1000;
    private const long MidDayMs = 13L * 3600 * 1000 + 1_234;
    private const int Limit = 10_000;

    private static readonly Filter Germans = new([new("country"u8.ToArray(), Excludes: false, ["DE"u8.ToArray(), "AT"u8.ToArray()])]);
    private readonly TenantCalendar _calendar = new("UTC", WeekStart.Monday);

    /// <summary>All questions.</summary>
    public IEnumerable<EngineQuestion> All() =>
    [
        .. Enum.GetValues<CustomerBasis>().Select(basis => Of(
            $"ComputeChurn {Label(basis)}, 30 days", i => Churn(basis, Window(i, 30), Filter.None), churn => churn[0].Counts.Start)),
        Of("ComputeChurn ACTIVITY, 365 days",
            i => Churn(CustomerBasis.Activity, Window(i, 365), Filter.None), churn => churn[0].Counts.End),
        Of("ComputeChurn ACTIVITY, 30 days, both ends inside a day",
            i => Churn(CustomerBasis.Activity, Inside(Window(i, 30)), Filter.None), churn => churn[0].Counts.Start),
        Of("ComputeChurn ACTIVITY, 30 days, customer filter",
            i => Churn(CustomerBasis.Activity, Window(i, 30), Germans), churn => churn[0].Counts.Start),
        Of("ComputeRetention adjacent, 30 + 30 days",
            i => Retention(Window(i + 30, 30), Window(i, 30), Filter.None), answer => answer.Base),
        Of("ComputeRetention adjacent, ends inside a day",
            i => Retention(Inside(Window(i + 30, 30)), Inside(Window(i, 30)), Filter.None), answer => answer.Base),
        Of("ComputeRetention overlapping, 30 and 30 days by 15",
            i => Retention(Window(i + 15, 30), Window(i, 30), Filter.None), answer => answer.Base),
        Of("ComputeRetention apart, 30 + 30 days, 60 between",
            i => Retention(Window(i + 90, 30), Window(i, 30), Filter.None), answer => answer.Base),
        Of("ComputeRetention adjacent, 30 + 30 days, customer filter",
            i => Retention(Window(i + 30, 30), Window(i, 30), Germans), answer => answer.Base),
        Of("ComputeActivity, 30 days by day with 1, 7, 30", i => Activity(Window(i, 30)), answer => answer.Total.Active),
        Of("ComputeLifecycle, 12 weeks", Lifecycle, answer => answer.Sum(week => week.New)),
        Of("ComputeRepeatPurchase, 30 days", i => Repeat(RepeatPopulation.ActiveInWindow, Window(i, 30)), Repeats),
        Of("ComputeRepeatPurchase ACQUIRED, 90 days", i => Repeat(RepeatPopulation.AcquiredInWindow, Window(i, 90)), Repeats),
        Of("ComputeRecurringRevenue, 30 days", i => Revenue(Window(i, 30)), Customers),
        Of("ComputeRecurringRevenue, 365 days", i => Revenue(Window(i, 365)), Customers),
        Of("ComputeRecurringRevenue, 30 days, both ends inside a day", i => Revenue(Inside(Window(i, 30))), Customers),
        Of("ComputeFunnel, 90 days, 3 steps in 30 days", i => Funnel(FunnelMode.Ordered, Window(i, 90)), answer => answer.Rest.Customers),
        Of("ComputeFunnel UNORDERED, 90 days by day",
            i => Funnel(FunnelMode.Unordered, ByDay(Window(i, 90))), answer => answer.Rest.Customers),
        Of("ListChurnReasons, 90 days", i => new ChurnReasonsQuery(10) { Windows = [Window(i, 90)] }, answer => answer.None.Customers),
        Of("ComputeWinBack ACTIVITY, 90 days by day", i => WinBack(ByDay(Window(i, 90))), answer => answer.Rest.Customers),
        Of("ComputeLifetime SUBSCRIPTION, 365 days", i => Lifetime(Window(i, 365)), answer => answer.Rest.Customers),
        Of("ComputeLifetimeValue, the three readings without a model, 365 days",
            i => Value(Window(i, 365), LifetimeValueReading.Formula, LifetimeValueReading.Historic, LifetimeValueReading.ArpuOverChurn),
            answer => answer.Rest.Customers),
        Of("ComputeLifetimeValue PREDICTED without the fit", i => Value(Window(i, 365), LifetimeValueReading.Predicted),
            answer => answer.Rest.Windows[0].Rows.Count),
        Of("ComputeAcquisitionCost, 90 days by day", i => Acquisition(ByDay(Window(i, 90))), answer => answer.Windows[0].Acquired),
        // The shop has no events of these kinds: what is measured is the look at every timeline, and what is told is that there was an
        // answer.
        Of("ComputeSurveyScore NPS, 90 days by day (no such events)",
            i => new SurveyScoreQuery { Type = SurveyType.Nps, Windows = ByDay(Window(i, 90)) }, answer => answer.Groups().Count),
        Of("ComputeCouponRedemption, 90 days by day (no such events)",
            i => new CouponRedemptionQuery { Windows = ByDay(Window(i, 90)), AsOfMs = shop.EndMs }, answer => answer.Groups().Count),
        Of("ComputeCampaignPerformance, 90 days by day (no such events)",
            i => new CampaignPerformanceQuery { Windows = ByDay(Window(i, 90)), AttributionMs = 7 * DayMs },
            answer => answer.Groups().Count),
        Of("ComputeReferral, 90 days (no such events)", i => new ReferralQuery { Windows = [Window(i, 90)] },
            answer => answer.Groups().Count),
        Of("ComputeLoyalty, 90 days", i => Loyalty(Window(i, 90)), answer => answer.Rest.Customers),
        Of("ComputeSupport, 90 days", i => Support(Window(i, 90)), answer => answer.Rest.Customers),
        Of("ListSegment, RFM figures", i => new RfmScaleQuery(shop.EndMs - i * DayMs), answer => answer.Count),
        Of("ComputeCohortRetention, 52 x 52 weeks", i => Cohorts(i, ReturnCriterion.On, Filter.None), Members),
        Of("ComputeCohortRetention, 52 x 52 weeks, customer filter", i => Cohorts(i, ReturnCriterion.On, Germans), Members),
        Of("ComputeCohortRetention, 52 x 52 weeks, ON_OR_AFTER", i => Cohorts(i, ReturnCriterion.OnOrAfter, Filter.None), Members),
    ];

    private EngineQuestion Of<T>(string name, Func<int, Query<T>> make, Func<T, long> number)
    {
        var queries = Enumerable.Range(0, Variants).Select(make).ToArray();
        return new(name, i => number(shop.Answer(queries[i])), () => AskedTenant.CostOf(shop.Partitions[0], queries[0]));
    }

    private Interval Window(int endDaysAgo, int days) =>
        new(shop.EndMs - (endDaysAgo + days) * DayMs, shop.EndMs - endDaysAgo * DayMs);

    private static Interval Inside(Interval window) => new(window.StartMs - MidDayMs, window.EndMs - MidDayMs);

    private static ChurnQuery Churn(CustomerBasis basis, Interval window, Filter filter)
    {
        var inactivityMs = basis is CustomerBasis.Activity or CustomerBasis.Purchase ? 30 * DayMs : 1;
        var selector = basis == CustomerBasis.Purchase ? ActivitySelector.Purchases : ActivitySelector.Any;
        return new(new ChurnPopulation(basis, inactivityMs, selector, filter), [window]);
    }

    private static RetentionQuery Retention(Interval first, Interval second, Filter filter) =>
        new(new ActivityWindow(first, ActivitySelector.Any), [new ActivityWindow(second, ActivitySelector.Any)], filter);

    private ActivityQuery Activity(Interval window) => new()
    {
        Selector = ActivitySelector.Any,
        Buckets = _calendar.Buckets(window, BucketUnit.Day, 1, Limit),
        TrailingDays = [1, 7, 30],
        AsOfMs = shop.EndMs,
    };

    private LifecycleQuery Lifecycle(int variant)
    {
        var weeks = _calendar.Buckets(Window(variant, 84), BucketUnit.Week, 1, Limit);
        var before = new Interval(weeks[0].StartMs - 7 * DayMs, weeks[0].StartMs);
        return new(ActivitySelector.Any, Filter.None, weeks, before, shop.EndMs);
    }

    private Interval[] ByDay(Interval window)
    {
        var days = _calendar.Buckets(window, BucketUnit.Day, 1, Limit);
        return [days.Window, .. Enumerable.Range(0, days.Count).Select(day => days[day])];
    }

    private static FunnelQuery Funnel(FunnelMode mode, params Interval[] windows) => new()
    {
        Steps = new([ActivitySelector.Any, ActivitySelector.Purchases, ActivitySelector.Purchases]),
        Mode = mode,
        ConversionMs = 30 * DayMs,
        Windows = windows,
    };

    private WinBackQuery WinBack(Interval[] windows) =>
        new(new ChurnPopulation(CustomerBasis.Activity, 30 * DayMs, ActivitySelector.Any, Filter.None))
        {
            MaxGapMs = 90 * DayMs,
            AsOfMs = shop.EndMs,
            Windows = windows,
        };

    private static ChurnPopulation Subscribers { get; } = new(CustomerBasis.Subscription, 1, ActivitySelector.Any, Filter.None);

    private LifetimeQuery Lifetime(Interval window) => new(Subscribers, [window], shop.EndMs);

    private LifetimeValueQuery Value(Interval window, params LifetimeValueReading[] readings) => new()
    {
        Readings = readings.ToHashSet(),
        Population = Subscribers,
        Windows = [window],
        AsOfMs = shop.EndMs,
    };

    private static AcquisitionCostQuery Acquisition(Interval[] windows) =>
        new() { Event = AcquisitionEvent.Purchase, Population = Subscribers, Windows = windows };

    private LoyaltyQuery Loyalty(Interval window) =>
        new() { Population = Subscribers, Windows = [window], DayCount = _calendar.ClippedDays(window).Count };

    private SupportQuery Support(Interval window) => new()
    {
        LookbackMs = 90 * DayMs,
        Population = Subscribers,
        Windows = [window],
        DayCount = _calendar.ClippedDays(window).Count,
        AsOfMs = shop.EndMs,
    };

    private CohortRetentionQuery Cohorts(int variant, ReturnCriterion criterion, Filter filter)
    {
        var monday = _calendar.StartOfBucket(shop.EndMs, BucketUnit.Week) - variant * 7 * DayMs;
        var weeks = _calendar.Buckets(new(monday - 52 * 7 * DayMs, monday), BucketUnit.Week, 1, Limit);
        return new(new CohortDefinition
        {
            StartSelector = ActivitySelector.Any,
            ReturnSelector = ActivitySelector.Any,
            CustomerFilter = filter,
            Layout = new CohortLayout(weeks, null, criterion, [], shop.EndMs),
        });
    }

    private static RepeatPurchaseQuery Repeat(RepeatPopulation population, Interval window) =>
        new() { Population = population, Windows = [window] };

    private static long Members(IReadOnlyList<CohortTriangle> answer) => answer[0].Rows.Sum(row => row.Size);

    private static RecurringRevenueQuery Revenue(Interval window) => new() { Windows = [window] };

    private static long Customers(Split<RevenueStatistic> answer) => answer.Rest.Windows[0].Movements[RevenueGroup.End].Customers;

    private static long Repeats(RepeatPurchaseSummary answer) => answer.Windows[0].Counts.RepeatByDay;

    private static string Label(CustomerBasis basis) => basis switch
    {
        CustomerBasis.Subscription => "SUBSCRIPTION",
        CustomerBasis.PayingSubscription => "PAYING_SUBSCRIPTION",
        CustomerBasis.Activity => "ACTIVITY",
        _ => "PURCHASE",
    };
}

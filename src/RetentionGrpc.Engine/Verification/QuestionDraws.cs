using System.Text;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Verification;

/// <summary>
/// Questions about a tenant of every metric that indexes answer, over windows drawn from its history: most of whole days, some with ends
/// inside a day. The same seed draws the same questions of the same history.
/// </summary>
/// <param name="tenant">The tenant, as it is while questions are drawn.</param>
/// <param name="history">From the first event's day to the end of the newest's.</param>
/// <param name="seed">The seed.</param>
public sealed class QuestionDraws(TenantState tenant, Interval history, ulong seed)
{
    private const long DayMs = 86_400_000;
    private const int MostBuckets = 120;
    private const int MostShown = 3;

    private static readonly BucketUnit[] Units = [BucketUnit.Day, BucketUnit.Week, BucketUnit.Month];
    private static readonly int[] Trailing = [1, 7, 30];

    private readonly string _tenantId = tenant.Settings.TenantId;
    private ulong _drawn;

    /// <summary>How many kinds there are; kind after kind is drawn.</summary>
    public const int KindCount = 9;

    /// <summary>A question.</summary>
    /// <param name="number">Its number, from 0: its kind follows from it.</param>
    public Question Next(int number) => (number % KindCount) switch
    {
        0 => Churn(CustomerBasis.Activity),
        1 => Retention(),
        2 => Churn(CustomerBasis.Subscription),
        3 => Activity(),
        4 => Churn(CustomerBasis.PayingSubscription),
        5 => Lifecycle(),
        6 => Repeat(),
        7 => Revenue(),
        _ => Cohorts(),
    };

    private Question Churn(CustomerBasis basis)
    {
        var (selector, inactivityMs) = Inactivity();
        var population = basis == CustomerBasis.Activity
            ? new ChurnPopulation(selector == ActivitySelector.Purchases ? CustomerBasis.Purchase : basis, inactivityMs, selector, Filter())
            : new ChurnPopulation(basis, 1, ActivitySelector.Any, Filter());
        Interval[] windows = [Window(), Window()];
        return Question.Of(
            $"churn, basis {population.Basis}, inactivity {population.InactivityMs} ms, {Shown(population.CustomerFilter)}, "
            + $"windows {Shown(windows)}", _tenantId, new ChurnQuery(population, windows), AnswerTexts.Of);
    }

    private Question Retention()
    {
        var windows = new ActivityWindow[3];
        for (var i = 0; i < windows.Length; i++)
            windows[i] = new(Window(), Selector());
        var filter = Filter();
        return Question.Of(
            $"retention, {Shown(filter)}, windows {Shown(windows.Select(each => each.Window))}", _tenantId,
            new RetentionQuery(windows[0], windows[1..], filter), AnswerTexts.Of);
    }

    private Question Activity()
    {
        var (buckets, filter) = (Buckets(), Filter());
        var query = new ActivityQuery
        {
            Selector = Selector(),
            CustomerFilter = filter,
            Buckets = buckets,
            AsOfMs = history.EndMs,
            TrailingDays = Trailing,
        };
        return Question.Of($"activity, {Shown(filter)}, {Shown(buckets)}", _tenantId, query, AnswerTexts.Of);
    }

    private Question Lifecycle()
    {
        var (buckets, filter) = (Buckets(), Filter());
        var startMs = buckets.Window.StartMs;
        var before = new Interval(tenant.Calendar.AddBuckets(startMs, buckets.Unit, -1), startMs);
        return Question.Of(
            $"lifecycle, {Shown(filter)}, {Shown(buckets)}", _tenantId,
            new LifecycleQuery(Selector(), filter, buckets, before, history.EndMs), AnswerTexts.Of);
    }

    private Question Repeat()
    {
        var population = (RepeatPopulation)(1 + Below(3));
        var (windows, filter) = (Windows(), Filter());
        var query = new RepeatPurchaseQuery { Population = population, CustomerFilter = filter, Windows = windows };
        return Question.Of(
            $"repeat purchase, {population}, {Shown(filter)}, windows {Shown(windows)}", _tenantId, query, AnswerTexts.Of);
    }

    private Question Revenue()
    {
        var (windows, filter) = (Windows(), Filter());
        return Question.Of(
            $"recurring revenue, {Shown(filter)}, windows {Shown(windows)}", _tenantId,
            new RecurringRevenueQuery { CustomerFilter = filter, Windows = windows }, AnswerTexts.Of);
    }

    private Question Cohorts()
    {
        var (buckets, filter, selector) = (Buckets(), Filter(), Selector());
        var definition = new CohortDefinition
        {
            StartSelector = selector,
            ReturnSelector = Below(2) == 0 ? selector : Selector(),
            CustomerFilter = filter,
            Layout = new CohortLayout(buckets, null, (ReturnCriterion)(1 + Below(4)), [], history.EndMs),
        };
        return Question.Of(
            $"cohort retention, {definition.Layout.Criterion}, {Shown(filter)}, {Shown(buckets)}", _tenantId,
            new CohortRetentionQuery(definition), AnswerTexts.Of);
    }

    /// <summary>Three of four questions are of whole days: those matrices answer alone.</summary>
    private Interval Window()
    {
        var (one, other) = (Instant(), Instant());
        return new(Math.Min(one, other), Math.Max(one, other));

        long Instant()
        {
            var ms = history.StartMs + (long)((history.EndMs - history.StartMs + 1) * Fraction());
            return Below(4) == 0 ? ms : tenant.Calendar.StartOfBucket(ms, BucketUnit.Day);
        }
    }

    /// <summary>The whole first, then its buckets.</summary>
    private Interval[] Windows()
    {
        var buckets = Buckets();
        return [buckets.Window, .. Enumerable.Range(0, buckets.Count).Select(i => buckets[i])];
    }

    private BucketSeries Buckets()
    {
        var (window, unit) = (Window(), Units[Below(Units.Length)]);
        var longest = unit switch { BucketUnit.Day => DayMs, BucketUnit.Week => 7 * DayMs, _ => 31 * DayMs } * (MostBuckets - 2);
        return tenant.Calendar.Buckets(
            new(Math.Max(window.StartMs, window.EndMs - longest), Math.Max(window.EndMs, window.StartMs + 1)), unit, 1, int.MaxValue - 1);
    }

    private ActivitySelector Selector()
    {
        var declared = tenant.Settings.Selectors;
        var drawn = Below(declared.Count + 2);
        return drawn == 0 ? ActivitySelector.Any : drawn == 1 ? ActivitySelector.Purchases : declared[drawn - 2].Selector;
    }

    private (ActivitySelector Selector, long InactivityMs) Inactivity()
    {
        var rules = tenant.Settings.InactivityRules;
        var drawn = Below(rules.Count + 1);
        return drawn < rules.Count ? (rules[drawn].Selector, rules[drawn].InactivityMs) : (Selector(), (1 + Below(90)) * DayMs);
    }

    private Filter Filter()
    {
        if (tenant.Settings.Segments.Count == 0 || Below(2) == 0)
            return Metrics.Filter.None;
        var segment = tenant.Settings.Segments[0];
        var value = Encoding.UTF8.GetBytes(segment.Values[Below(segment.Values.Count)]);
        return new([new(Encoding.UTF8.GetBytes(segment.Attribute), Below(2) == 0, [value])]);
    }

    private int Below(int end) => (int)(end * Fraction());

    /// <summary>In [0, 1).</summary>
    private double Fraction() => (Xxh64.Hash(BitConverter.GetBytes(_drawn++), seed) >> 11) / (double)(1UL << 53);

    private static string Shown(Filter filter) => filter.Conditions.Count == 0
        ? "no filter"
        : string.Join(" and ", filter.Conditions.Select(condition =>
            $"{Encoding.UTF8.GetString(condition.Key)} {(condition.Excludes ? "not in" : "in")} "
            + string.Join(", ", condition.Values.Select(Encoding.UTF8.GetString))));

    private string Shown(BucketSeries buckets) => $"{buckets.Count} buckets of a {buckets.Unit} in {Shown(buckets.Window)}";

    private string Shown(IEnumerable<Interval> windows)
    {
        string[] all = [.. windows.Select(Shown)];
        return all.Length <= MostShown
            ? string.Join(", ", all)
            : $"{string.Join(", ", all[..MostShown])} and {all.Length - MostShown} more up to {all[^1]}";
    }

    private string Shown(Interval window) => $"[{tenant.Calendar.LocalText(window.StartMs)}, {tenant.Calendar.LocalText(window.EndMs)})";
}

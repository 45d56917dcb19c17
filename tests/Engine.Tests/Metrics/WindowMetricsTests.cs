using System.Numerics;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using Xunit;
using static RetentionGrpc.Engine.Tests.Calendar.Times;

namespace RetentionGrpc.Engine.Tests.Metrics;

/// <summary>Retention, lifecycle, activity over every set of active days of one customer, against bit arithmetic; their edges.</summary>
public sealed class WindowMetricsTests
{
    private const int Days = 7;
    private static readonly OneTenant Tenant = EveryCustomer();
    private static readonly IEnumerable<int> EverySet = Enumerable.Range(0, 1 << Days);

    [Theory]
    [InlineData(0, 3, 3, 5)]
    [InlineData(0, 2, 4, 7)]
    [InlineData(1, 5, 3, 6)]
    [InlineData(4, 6, 0, 2)]
    [InlineData(2, 2, 2, 4)]
    public void Retention_OfEverySet_Adjacent_Apart_Overlapping_Backwards_Empty(int baseFrom, int baseTo, int from, int to)
    {
        var query = new RetentionQuery(
            new(Window(baseFrom, baseTo), ActivitySelector.Any),
            [new(Window(from, to), ActivitySelector.Any), new(Window(from, to), ActivitySelector.Purchases)], Filter.None);
        var counts = Tenant.Ask(query);
        long Count(Func<bool, bool, bool> holds) =>
            EverySet.Count(set => holds((set & Range(baseFrom, baseTo)) != 0, (set & Range(from, to)) != 0));
        Assert.Equal(Count((a, _) => a), counts.Base);
        Assert.Equal(new(Count((_, b) => b), Count((a, b) => a && b), Count((a, b) => a || b)), counts.Comparisons[0]);
        Assert.Equal(new(0, 0, counts.Base), counts.Comparisons[1]);
    }

    [Fact]
    public void Retention_WindowsAreHalfOpen_AndFiltered()
    {
        var tenant = new OneTenant().Act("a", "2026-03-01").Act("a", "2026-03-02").Profile("a", "2026-01-01", "country", "SE")
            .Act("b", "2026-03-01T23:59:59.999Z");
        ActivityWindow On(int day) => new(new(At($"2026-03-{day:00}"), At($"2026-03-{day + 1:00}")), ActivitySelector.Any);
        var counts = tenant.Ask(new RetentionQuery(On(1), [On(2)], Filter.None));
        Assert.Equal((2, new RetentionComparison(1, 1, 2)), (counts.Base, counts.Comparisons[0]));
        var swedes = new Filter([new("country"u8.ToArray(), false, ["SE"u8.ToArray()])]);
        Assert.Equal(1, tenant.Ask(new RetentionQuery(On(1), [On(2)], swedes)).Base);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Lifecycle_OfEverySet(int multiple)
    {
        // Buckets from day 2 on; days 0 and 1 are before the window.
        var buckets = Tenant.Calendar.Buckets(Window(2, 6), BucketUnit.Day, multiple, 4);
        var counts = Tenant.Ask(new LifecycleQuery(ActivitySelector.Any, Filter.None, buckets, Window(2 - multiple, 2), long.MaxValue));
        Assert.Equal(4 / multiple, counts.Count);
        for (var i = 0; i < counts.Count; i++)
        {
            var from = 2 + i * multiple;
            var expected = EverySet.Select(set => LifecycleOf(set, from, multiple)).Aggregate((x, y) => x + y);
            Assert.Equal(expected, counts[i]);
        }
    }

    [Fact]
    public void Lifecycle_BucketsThatHaveNotBegun_CarryNoCount()
    {
        var buckets = Tenant.Calendar.Buckets(Window(1, 4), BucketUnit.Day, 1, 3);
        var query = new LifecycleQuery(ActivitySelector.Any, Filter.None, buckets, Window(0, 1), Window(2, 2).StartMs + 1);
        var counts = Tenant.Ask(query);
        Assert.Equal([CellState.Value, CellState.Partial, CellState.NotYet], Enumerable.Range(0, 3).Select(query.StateOf));
        Assert.NotEqual(default, counts[1]);
        Assert.Equal(default, counts[2]);
        var (total, _) = Tenant.AllPages((after, size) => new LifecycleMembersQuery(query, 2, LifecycleGroup.Dormant, after, size));
        Assert.Equal(0, total);
    }

    [Fact]
    public void Activity_OfEverySet()
    {
        var query = Activity(3, Days, asOfDay: 5, trailingDays: [1, 2, 4]);
        var summary = Tenant.Ask(query);
        Assert.Equal(EverySet.Count(set => (set & Range(3, Days)) != 0), summary.Total.Active);
        Assert.Equal(EverySet.Sum(set => BitOperations.PopCount((uint)(set & Range(3, Days)))), summary.Total.Events);
        Assert.Equal([64, 64, 0, 0], summary.Buckets.Select(bucket => bucket.Counts.Active));
        Assert.Equal([64, 96, 120], summary.Buckets[0].Trailing);
        Assert.Equal([64, 96, 120], summary.Buckets[1].Trailing);
        Assert.Equal([0, 0, 0], summary.Buckets[2].Trailing);
        Assert.Equal([new(64, 120), new(64, 124)], summary.Days);
        Assert.Equal((2, (64 / 120.0 + 64 / 124.0) / 2), (summary.DauOverMauDays(), summary.DauOverMau()!.Value));
        // Of 4 days 4, 6, 4 and 1 sets in 16 have 1, 2, 3 and 4.
        Assert.Equal([new(1, 32, 120), new(2, 48, 88), new(3, 32, 40), new(4, 8, 8)], summary.ActiveBuckets());
    }

    [Theory]
    [InlineData(OccurrenceRule.AtLeast, 2, 1)]
    [InlineData(OccurrenceRule.AtMost, 2, 2)]
    [InlineData(OccurrenceRule.Exactly, 2, 0)]
    [InlineData(OccurrenceRule.Exactly, 3, 1)]
    [InlineData(OccurrenceRule.AtMost, 3, 3)]
    public void Activity_HistogramCountsBucketsByOccurrences(OccurrenceRule rule, long count, int activeBuckets)
    {
        // Days with 1, 3, 0 and 1 events.
        var tenant = new OneTenant().Act("a", "2026-03-01").Act("a", "2026-03-04");
        for (var i = 0; i < 3; i++)
            tenant.Act("a", $"2026-03-02T0{i}:00:00Z");
        var summary = tenant.Ask(Activity(0, 4, Days, rule, count));
        Assert.Equal(Enumerable.Range(1, 4).Select(n => n == activeBuckets ? 1L : 0), summary.ActiveBuckets().Select(row => row.Exact));
        Assert.Equal(Enumerable.Range(1, 4).Select(n => n <= activeBuckets ? 1L : 0), summary.ActiveBuckets().Select(row => row.AtLeast));
    }

    [Fact]
    public void Activity_SumsSessions_ASessionOfZeroIsASession()
    {
        var tenant = new OneTenant().Act("a", "2026-03-01", sessionMs: 1500).Act("a", "2026-03-01", sessionMs: 0).Act("b", "2026-03-01");
        Assert.Equal(new ActivityCounts(2, 3, 2, 1500), tenant.Ask(Activity(0, 1, Days)).Total);
    }

    [Fact]
    public void Activity_TrailingDaysAreDaysOfTheTenant()
    {
        // The 30th begins at 22:00 UTC: clocks went forward on the 29th. Two days back from it is 28th 24:00 local, 23:00 UTC.
        var tenant = new OneTenant("Europe/Berlin")
            .Act("a", "2026-03-28T22:59:59Z").Act("b", "2026-03-28T23:00:00Z").Act("c", "2026-03-30T01:00:00+02:00");
        var buckets = tenant.Calendar.Buckets(new(At("2026-03-30T12:00:00Z"), At("2026-03-30T13:00:00Z")), BucketUnit.Day, 1, 1);
        var query = new ActivityQuery
        {
            Selector = ActivitySelector.Any,
            Buckets = buckets,
            AsOfMs = long.MaxValue,
            TrailingDays = [1, 2, 3],
        };
        Assert.Equal([1, 2, 3], tenant.Ask(query).Buckets[0].Trailing);
    }

    [Fact]
    public void EmptyWindows_AreEmptyAnswers()
    {
        var none = Tenant.Calendar.Buckets(Window(2, 2), BucketUnit.Day, 1, 0);
        var summary = Tenant.Ask(new ActivityQuery { Selector = ActivitySelector.Any, Buckets = none, AsOfMs = long.MaxValue });
        Assert.Equal(default, summary.Total);
        Assert.Empty(summary.Days);
        Assert.Null(summary.DauOverMau());
        Assert.Empty(summary.ActiveBuckets());
        Assert.Empty(Tenant.Ask(new LifecycleQuery(ActivitySelector.Any, Filter.None, none, Window(1, 2), long.MaxValue)));
    }

    private static LifecycleCounts LifecycleOf(int set, int from, int multiple)
    {
        var isActive = (set & Range(from, from + multiple)) != 0;
        var wasActive = (set & Range(from - multiple, from)) != 0;
        var isNew = isActive && (set & Range(0, from)) == 0;
        return new(One(isNew), One(isActive && wasActive), One(isActive && !wasActive && !isNew), One(!isActive && wasActive));
    }

    private static long One(bool holds) => holds ? 1 : 0;

    private static int Range(int from, int to) => ((1 << to) - 1) & ~((1 << from) - 1);

    private static Interval Window(int fromDay, int toDay) =>
        new(At("2026-03-01") + fromDay * DayMs, At("2026-03-01") + toDay * DayMs);

    private static ActivityQuery Activity(
        int fromDay, int toDay, int asOfDay,
        OccurrenceRule rule = OccurrenceRule.AtLeast, long count = 1, int[]? trailingDays = null) => new()
        {
            Selector = ActivitySelector.Any,
            Buckets = Tenant.Calendar.Buckets(Window(fromDay, toDay), BucketUnit.Day, 1, Days),
            AsOfMs = Window(asOfDay, asOfDay).StartMs,
            TrailingDays = trailingDays ?? [],
            OccurrenceRule = rule,
            OccurrenceCount = count,
        };

    /// <summary>Customer number s is active on the days of the bits of s.</summary>
    private static OneTenant EveryCustomer()
    {
        var tenant = new OneTenant();
        foreach (var (set, day) in Enumerable.Range(0, 1 << Days).SelectMany(set => Enumerable.Range(0, Days).Select(day => (set, day))))
        {
            if ((set >> day & 1) != 0)
                tenant.Act($"c{set}", $"2026-03-{day + 1:00}T07:00:00Z");
        }
        return tenant;
    }
}

using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using Xunit;
using static RetentionGrpc.Engine.Tests.Calendar.Times;

namespace RetentionGrpc.Engine.Tests.Metrics;

/// <summary>Who is a member of which cohort, what counts as a return, and how cohorts are split.</summary>
public sealed class CohortRuleTests
{
    [Fact]
    public void FirstEver_IsAMemberOnlyIfTheVeryFirstEventPasses()
    {
        var tenant = new OneTenant("UTC", "tier")
            .Act("a", Day(1), property: ("tier", "free")).Act("a", Day(2), property: ("tier", "gold"))
            .Act("b", Day(2), property: ("tier", "gold"));
        var gold = new ActivitySelector([], [], new([new(OneTenant.Bytes("tier"), false, [OneTenant.Bytes("gold")])]));
        Assert.Equal([0, 1, 0], Sizes(tenant, Definition(tenant, CohortRule.FirstEver) with { StartSelector = gold }));
        Assert.Equal([0, 2, 0], Sizes(tenant, Definition(tenant, CohortRule.FirstMatching) with { StartSelector = gold }));
    }

    [Theory]
    [InlineData(CohortRule.FirstEver, 0)]
    [InlineData(CohortRule.FirstMatching, 0)]
    [InlineData(CohortRule.Recurring, 1)]
    public void AFirstEventBeforeTheWindow_MakesNoCohort(CohortRule rule, long expected)
    {
        var tenant = new OneTenant().Act("a", "2026-02-28T23:59:59.999Z").Act("a", Day(2));
        Assert.Equal([0, expected, 0], Sizes(tenant, Definition(tenant, rule)));
    }

    [Fact]
    public void Recurring_IsAMemberOfEveryBucketWithAStart_ReturnsCountAfterThatStartOnly()
    {
        var tenant = new OneTenant().Act("a", "2026-03-01T09:00:00Z").Act("a", "2026-03-01T10:00:00Z").Act("a", Day(2)).Act("a", Day(3));
        var rows = Triangle(tenant, Definition(tenant, CohortRule.Recurring)).Rows;
        Assert.Equal([1, 1, 1], rows.Select(row => row.Size));
        Assert.Equal([1, 0, 0], rows.Select(row => row.ReturnedInBucket0));
        Assert.Equal([1, 1], rows[0].Cells.Select(cell => cell.Count));
        var rolling = Definition(tenant, CohortRule.Recurring) with { Layout = Layout(tenant, DayMs) };
        Assert.Equal([1, 0, 0], Sizes(tenant, rolling));
    }

    [Fact]
    public void EventsAtOneInstant_AreInTheOrderOfTheTimeline()
    {
        // At one instant "a" comes before "b": a return "b" is after a start "a", never the other way round.
        var tenant = new OneTenant().Act("x", Day(1), "b").Act("x", Day(1), "a");
        var definition = Definition(tenant, CohortRule.FirstEver);
        var (a, b) = (new ActivitySelector([], ["a"u8.ToArray()], Filter.None), new ActivitySelector([], ["b"u8.ToArray()], Filter.None));
        Assert.Equal(1, Triangle(tenant, definition with { StartSelector = a, ReturnSelector = b }).Rows[0].ReturnedInBucket0);
        Assert.Equal(0, Triangle(tenant, definition with { StartSelector = b, ReturnSelector = a }).Rows[0].ReturnedInBucket0);
        Assert.Equal(0, Triangle(tenant, definition with { StartSelector = a, ReturnSelector = a }).Rows[0].ReturnedInBucket0);
    }

    [Fact]
    public void MinOccurrences_AreCountedInEachBaseBucket_AndLeaveTheSizeAlone()
    {
        var tenant = new OneTenant()
            .Act("a", Day(1)).Act("a", Day(2)).Act("a", Day(2)).Act("a", Day(3))
            .Act("b", Day(1)).Act("b", Day(2)).Act("b", Day(3));
        var rows = Triangle(tenant, Definition(tenant, CohortRule.FirstEver) with { MinOccurrences = 2 }).Rows;
        Assert.Equal(2, rows[0].Size);
        Assert.Equal([1, 0], rows[0].Cells.Select(cell => cell.Count));
        var bracket = new CohortLayout(Buckets(tenant), null, ReturnCriterion.On, [2], long.MaxValue);
        var inBracket = Triangle(tenant, Definition(tenant, CohortRule.FirstEver) with { MinOccurrences = 2, Layout = bracket }).Rows[0];
        Assert.Equal([new(1, 2, 1)], inBracket.Cells);
    }

    [Fact]
    public void Rolling_CellsExist_WhileTheRowsEarliestMemberReachesThemInTheWindow()
    {
        var tenant = new OneTenant();
        var year = tenant.Calendar.Buckets(new(At("2026-01-01"), At("2027-01-01")), BucketUnit.Month, 1, 12);
        var layout = new CohortLayout(year, 30 * DayMs, ReturnCriterion.On, [], 0);
        Assert.Equal(12, layout.CellCount(0));
        Assert.Equal(1, layout.CellCount(11));
        Assert.Equal(3, new CohortLayout(year, 30 * DayMs, ReturnCriterion.On, [4, 4, 4, 1], 0).CellCount(0));
    }

    [Fact]
    public void GroupBy_SameValueAndStartValue_OtherAndNone()
    {
        var tenant = new OneTenant("UTC", "page")
            .Act("a", Day(1), property: ("page", "x")).Act("a", Day(2), property: ("page", "y"))
            .Act("b", Day(1), property: ("page", "y")).Act("b", Day(2), property: ("page", "y"))
            .Act("c", Day(1), property: ("page", "z")).Act("c", Day(2), property: ("page", "z"))
            .Act("d", Day(1), property: ("page", "w")).Act("d", Day(2), property: ("page", "z"))
            .Act("e", Day(1)).Act("e", Day(2), property: ("page", "y"))
            .Act("f", Day(1)).Act("f", Day(2))
            .Act("g", Day(1), property: ("page", "y"));
        var grouping = new CohortGrouping("page"u8.ToArray(), false, GroupValueRule.SameValue, []);
        var definition = Definition(tenant, CohortRule.FirstEver) with { Grouping = grouping };
        var sizes = tenant.Ask(new CohortValuesQuery(definition));
        Assert.Equal([("w", 1L), ("x", 1L), ("y", 2L), ("z", 1L)], sizes.Select(size => (OneTenant.Text(size.Value), size.Members)));
        var top = CohortValuesQuery.Largest(sizes, 2);
        Assert.Equal(["y", "w"], top.Select(OneTenant.Text));

        var same = tenant.Ask(new CohortRetentionQuery(definition with { Grouping = grouping with { Values = top } }));
        Assert.Equal([2, 1, 2, 2], same.Select(group => group.Rows[0].Size));
        Assert.Equal([1, 0, 1, 1], same.Select(group => group.Rows[0].Cells[0].Count));
        var startValue = grouping with { Values = top, ValueRule = GroupValueRule.StartValue };
        var start = tenant.Ask(new CohortRetentionQuery(definition with { Grouping = startValue }));
        Assert.Equal([2, 1, 2, 2], start.Select(group => group.Rows[0].Size));
        Assert.Equal([1, 1, 2, 2], start.Select(group => group.Rows[0].Cells[0].Count));
    }

    [Fact]
    public void GroupByAttribute_CountsDistinctMembers_OfAllCohorts()
    {
        var tenant = new OneTenant()
            .Act("a", Day(1)).Act("a", Day(2)).Act("a", Day(3)).Profile("a", Day(9), "country", "SE")
            .Act("b", Day(1)).Profile("b", Day(9), "country", "DE").Act("c", Day(2)).Profile("c", Day(9), "country", "DE")
            .Act("d", Day(2)).Profile("nobody", Day(2), "country", "FR");
        var grouping = new CohortGrouping("country"u8.ToArray(), true, GroupValueRule.SameValue, []);
        var definition = Definition(tenant, CohortRule.Recurring) with { Grouping = grouping };
        var sizes = tenant.Ask(new CohortValuesQuery(definition));
        Assert.Equal([("DE", 2L), ("SE", 1L)], sizes.Select(size => (OneTenant.Text(size.Value), size.Members)));
        var one = grouping with { Values = CohortValuesQuery.Largest(sizes, 1) };
        var groups = tenant.Ask(new CohortRetentionQuery(definition with { Grouping = one }));
        Assert.Equal([2, 3, 1], groups.Select(group => group.Rows.Sum(row => row.Size)));
        Assert.Equal(1, groups[one.Other].Rows[0].Cells[1].Count);
        var (none, members) = tenant.AllPages((after, size) =>
            new CohortMembersQuery(definition with { Grouping = one }, 1, null, one.None, after, size));
        Assert.Equal((1, "d"), (none, OneTenant.Text(members[0].Id)));
    }

    [Fact]
    public void Averages_AreOverCompleteCells()
    {
        var tenant = new OneTenant().Act("a", Day(1)).Act("a", Day(2)).Act("b", Day(1)).Act("c", Day(2)).Act("c", Day(3));
        var triangle = Triangle(tenant, Definition(tenant, CohortRule.FirstEver));
        Assert.Equal([new(1, 2, 3, (0.5 + 1) / 2), new(2, 0, 2, 0)], triangle.Averages(Layout(tenant, null)));
        var earlier = new CohortLayout(Buckets(tenant), null, ReturnCriterion.On, [], At("2026-03-03T12:00:00Z"));
        Assert.Equal([new(1, 1, 2, 0.5), new(2, 0, 0, null)], triangle.Averages(earlier));
        Assert.Equal(0.5, triangle.RateOf(earlier, 0, 1));
        Assert.Equal(0.0, triangle.RateOf(earlier, 0, 2));
    }

    [Fact]
    public void AnEmptyWindow_HasNoCohorts()
    {
        var tenant = new OneTenant().Act("a", Day(1));
        var none = tenant.Calendar.Buckets(new(At(Day(1)), At(Day(1))), BucketUnit.Day, 1, 0);
        var definition = Definition(tenant, CohortRule.FirstEver) with { Layout = new(none, null, ReturnCriterion.On, [], long.MaxValue) };
        var triangle = Triangle(tenant, definition);
        Assert.Empty(triangle.Rows);
        Assert.Empty(triangle.Averages(definition.Layout));
    }

    private static string Day(int day) => $"2026-03-{day:00}T12:00:00Z";

    private static BucketSeries Buckets(OneTenant tenant) =>
        tenant.Calendar.Buckets(new(At("2026-03-01"), At("2026-03-04")), BucketUnit.Day, 1, 3);

    private static CohortLayout Layout(OneTenant tenant, long? rollingSpanMs) =>
        new(Buckets(tenant), rollingSpanMs, ReturnCriterion.On, [], At("2026-05-01"));

    private static CohortDefinition Definition(OneTenant tenant, CohortRule rule) => new()
    {
        StartSelector = ActivitySelector.Any,
        ReturnSelector = ActivitySelector.Any,
        Rule = rule,
        Layout = Layout(tenant, null),
    };

    private static CohortTriangle Triangle(OneTenant tenant, CohortDefinition definition) =>
        Assert.Single(tenant.Ask(new CohortRetentionQuery(definition)));

    private static IEnumerable<long> Sizes(OneTenant tenant, CohortDefinition definition) =>
        Triangle(tenant, definition).Rows.Select(row => row.Size);
}

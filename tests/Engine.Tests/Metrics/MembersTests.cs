using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using Xunit;
using static RetentionGrpc.Engine.Tests.Calendar.Times;

namespace RetentionGrpc.Engine.Tests.Metrics;

/// <summary>The customers behind counts: as many as counted, in order, page by page, dated.</summary>
public sealed class MembersTests
{
    private const long InactivityMs = 5 * DayMs;
    private static readonly Interval March = new(At("2026-03-01"), At("2026-04-01"));
    private static readonly OneTenant Tenant = RandomTenant(20260301);

    [Theory]
    [InlineData(CustomerBasis.Activity)]
    [InlineData(CustomerBasis.Subscription)]
    public void Churn_EveryGroup_HasAsManyAsCounted(CustomerBasis basis)
    {
        var population = new ChurnPopulation(basis, InactivityMs, ActivitySelector.Any, Filter.None);
        var counts = Tenant.Ask(new ChurnQuery(population, [March]))[0].Counts;
        (ChurnGroup Group, long Count)[] groups =
        [
            (ChurnGroup.Start, counts.Start), (ChurnGroup.End, counts.End), (ChurnGroup.Retained, counts.Retained),
            (ChurnGroup.LostFromStart, counts.LostFromStart), (ChurnGroup.New, counts.New), (ChurnGroup.NewRetained, counts.NewRetained),
            (ChurnGroup.LostFromNew, counts.LostFromNew), (ChurnGroup.Returned, counts.Returned),
            (ChurnGroup.LostFromReturned, counts.LostFromReturned),
        ];
        Assert.All(groups, pair => Assert.True(pair.Count > 0, $"{pair.Group} is empty"));
        foreach (var (group, count) in groups)
        {
            var isDated = group is not (ChurnGroup.Start or ChurnGroup.End or ChurnGroup.Retained);
            Check(count, (after, size) => new ChurnMembersQuery(population, March, group, LossDating.AtDeadline, after, size), isDated);
        }
    }

    [Fact]
    public void Retention_EveryGroup_HasAsManyAsCounted()
    {
        var query = new RetentionQuery(new(March, ActivitySelector.Any), [Later(3), Later(10)], Filter.None);
        var counts = Tenant.Ask(query);
        for (var i = 0; i < 2; i++)
        {
            Check(counts.Base, (after, size) => new RetentionMembersQuery(query, RetentionGroup.Base, i, after, size), isDated: true);
            Check(counts.Comparisons[i].Comparison,
                (after, size) => new RetentionMembersQuery(query, RetentionGroup.Comparison, i, after, size), isDated: true);
            Check(counts.Comparisons[i].Retained,
                (after, size) => new RetentionMembersQuery(query, RetentionGroup.Retained, i, after, size), isDated: true);
            Check(counts.Comparisons[i].Union,
                (after, size) => new RetentionMembersQuery(query, RetentionGroup.Union, i, after, size), isDated: true);
        }

        static ActivityWindow Later(int days) =>
            new(new(March.EndMs + days * DayMs, March.EndMs + (days + 2) * DayMs), ActivitySelector.Any);
    }

    [Fact]
    public void Activity_AndLifecycle_EveryBucket_HasAsManyAsCounted()
    {
        var weeks = Tenant.Calendar.Buckets(March, BucketUnit.Week, 1, 10);
        var asOfMs = At("2026-03-25");
        var activity = new ActivityQuery { Selector = ActivitySelector.Any, Buckets = weeks, AsOfMs = asOfMs };
        var summary = Tenant.Ask(activity);
        Check(summary.Total.Active, (after, size) => new ActivityMembersQuery(activity, null, after, size), isDated: true);
        var lifecycle = new LifecycleQuery(
            ActivitySelector.Any, Filter.None, weeks, new(weeks.Starts[0] - 7 * DayMs, weeks.Starts[0]), asOfMs);
        var counts = Tenant.Ask(lifecycle);
        for (var week = 0; week < weeks.Count; week++)
        {
            MembersQuery Of(LifecycleGroup group, byte[] after, int size) => new LifecycleMembersQuery(lifecycle, week, group, after, size);
            var active = summary.Buckets[week].Counts.Active;
            Check(active, (after, size) => new ActivityMembersQuery(activity, week, after, size), isDated: true);
            Check(counts[week].New, (after, size) => Of(LifecycleGroup.New, after, size), isDated: true);
            Check(counts[week].Returning, (after, size) => Of(LifecycleGroup.Returning, after, size), isDated: true);
            Check(counts[week].Resurrecting, (after, size) => Of(LifecycleGroup.Resurrecting, after, size), isDated: true);
            Check(counts[week].Dormant, (after, size) => Of(LifecycleGroup.Dormant, after, size), isDated: false);
            Assert.Equal(active, counts[week].New + counts[week].Returning + counts[week].Resurrecting);
        }
    }

    [Fact]
    public void Cohorts_EveryCell_HasAsManyAsCounted()
    {
        var weeks = Tenant.Calendar.Buckets(March, BucketUnit.Week, 1, 10);
        var definition = new CohortDefinition
        {
            StartSelector = ActivitySelector.Any,
            ReturnSelector = ActivitySelector.Any,
            Rule = CohortRule.Recurring,
            Layout = new(weeks, null, ReturnCriterion.On, [], At("2026-03-25")),
        };
        var rows = Tenant.Ask(new CohortRetentionQuery(definition))[0].Rows;
        for (var row = 0; row < rows.Count; row++)
        {
            MembersQuery Of(int? cell, byte[] after, int size) => new CohortMembersQuery(definition, row, cell, null, after, size);
            Check(rows[row].Size, (after, size) => Of(null, after, size), isDated: true);
            Check(rows[row].ReturnedInBucket0, (after, size) => Of(0, after, size), isDated: true);
            for (var k = 1; k <= rows[row].Cells.Length; k++)
                Check(rows[row].Cells[k - 1].Count, (after, size) => Of(k, after, size), isDated: true);
        }
    }

    [Fact]
    public void Losses_AreDatedAtTheDeadlineOrTheLastEvent_ReturnsAtTheFirst()
    {
        var tenant = new OneTenant()
            .Act("lost", "2026-02-27").Act("lost", "2026-03-04")
            .Act("back", "2026-01-01").Act("back", "2026-03-28").Act("back", "2026-03-30")
            .Act("new", "2026-03-02").Act("new", "2026-03-10");
        Assert.Equal(At("2026-03-09"), TimeOf(tenant, CustomerBasis.Activity, ChurnGroup.LostFromStart, LossDating.AtDeadline));
        Assert.Equal(At("2026-03-04"), TimeOf(tenant, CustomerBasis.Activity, ChurnGroup.LostFromStart, LossDating.AtLastEvent));
        Assert.Equal(At("2026-03-28"), TimeOf(tenant, CustomerBasis.Activity, ChurnGroup.Returned, LossDating.AtDeadline));
        Assert.Equal(At("2026-03-02"), TimeOf(tenant, CustomerBasis.Activity, ChurnGroup.New, LossDating.AtDeadline));
        Assert.Equal(At("2026-03-15"), TimeOf(tenant, CustomerBasis.Activity, ChurnGroup.LostFromNew, LossDating.AtDeadline));
        Assert.Null(TimeOf(tenant, CustomerBasis.Activity, ChurnGroup.Start, LossDating.AtDeadline));
    }

    [Fact]
    public void Losses_OfContracts_AreDatedAtTheirEnd_WhateverTheDating()
    {
        var tenant = new OneTenant().Contract("a", "2026-02-01", SubscriptionAction.Started)
            .Contract("a", "2026-03-07", SubscriptionAction.Cancelled);
        Assert.Equal(At("2026-03-07"), TimeOf(tenant, CustomerBasis.Subscription, ChurnGroup.LostFromStart, LossDating.AtLastEvent));
        var atOnce = new OneTenant().Contract("a", "2026-03-07", SubscriptionAction.Started)
            .Contract("a", "2026-03-07", SubscriptionAction.Cancelled);
        Assert.Equal(At("2026-03-07"), TimeOf(atOnce, CustomerBasis.Subscription, ChurnGroup.LostFromNew, LossDating.AtDeadline));
    }

    [Fact]
    public void RetainedMembers_AreDatedInB_UnionInWhicheverIsFirst()
    {
        var tenant = new OneTenant().Act("a", "2026-03-02").Act("a", "2026-03-05").Act("a", "2026-03-06");
        var query = new RetentionQuery(
            new(new(At("2026-03-01"), At("2026-03-03")), ActivitySelector.Any),
            [new(new(At("2026-03-04"), At("2026-03-09")), ActivitySelector.Any)], Filter.None);
        long? Time(RetentionGroup group) =>
            Assert.Single(tenant.Ask(new RetentionMembersQuery(query, group, 0, [], 5)).Members).TimeMs;
        Assert.Equal(At("2026-03-02"), Time(RetentionGroup.Base));
        Assert.Equal(At("2026-03-05"), Time(RetentionGroup.Comparison));
        Assert.Equal(At("2026-03-05"), Time(RetentionGroup.Retained));
        Assert.Equal(At("2026-03-02"), Time(RetentionGroup.Union));
    }

    private static long? TimeOf(OneTenant tenant, CustomerBasis basis, ChurnGroup group, LossDating dating)
    {
        var population = new ChurnPopulation(basis, InactivityMs, ActivitySelector.Any, Filter.None);
        return Assert.Single(tenant.Ask(new ChurnMembersQuery(population, March, group, dating, [], 5)).Members).TimeMs;
    }

    private static void Check(long count, Func<byte[], int, MembersQuery> query, bool isDated)
    {
        var (total, members) = Tenant.AllPages(query);
        Assert.Equal(count, total);
        Assert.Equal(count, members.Count);
        var ids = members.Select(member => OneTenant.Text(member.Id)).ToArray();
        Assert.Equal(ids.Distinct().Order(StringComparer.Ordinal), ids);
        Assert.All(members, member => Assert.Equal(isDated, member.TimeMs is not null));
    }

    /// <summary>Customers with 1 to 12 activities and up to 4 steps of a contract between January and mid-April.</summary>
    private static OneTenant RandomTenant(int seed)
    {
        var random = new Random(seed);
        var tenant = new OneTenant();
        string SomeTime() => DateTimeOffset.FromUnixTimeMilliseconds(At("2026-02-10") + random.NextInt64(65 * DayMs)).ToString("O");
        for (var customer = 0; customer < 200; customer++)
        {
            for (var i = random.Next(1, 13); i > 0; i--)
                tenant.Act($"customer-{customer}", SomeTime());
            for (var i = random.Next(5); i > 0; i--)
                tenant.Contract($"customer-{customer}", SomeTime(), (SubscriptionAction)random.Next(1, 6));
        }
        return tenant;
    }
}

using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>Queries over the wire: the worked examples, what an answer says about itself, lists of members.</summary>
public class QueryTests
{
    private static readonly QueryOptions LateIn2026 = new() { AsOfTime = JuneExample.At(11, 1) };

    [Fact]
    public async Task ComputeChurn_JuneExample_HoldsExactly()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await IngestAsync(server, JuneExample.Events());

        var reply = await server.Metrics.ComputeChurnAsync(June(), RunningServer.Call());

        var expected = new ChurnCounts
        {
            StartCount = 3,
            EndCount = 5,
            RetainedCount = 2,
            LostFromStartCount = 1,
            NewCount = 4,
            NewRetainedCount = 2,
            LostFromNewCount = 2,
            ReturnedCount = 1,
            LostFromReturnedCount = 1,
        };
        Assert.Equal(expected, reply.Counts);
        Assert.Equal(Ratio(1, 3), reply.Rates.LostStartersOverStart);
        Assert.Equal(Ratio(3, 3), reply.Rates.AllLostOverStart);
        Assert.Equal(Ratio(3, 7), reply.Rates.AllLostOverStartPlusNew);
        Assert.Equal(Ratio(-2, 3), reply.Rates.NetCountChangeOverStart);
        Assert.Equal(Ratio(2, 3), reply.Rates.RetainedStartersOverStart);
        Assert.Equal(Ratio(1, 3), reply.Rates.EndMinusAllNewOverStart);
    }

    [Fact]
    public async Task ComputeChurn_Answer_SaysWhatItIs()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var written = await IngestAsync(server, JuneExample.Events());
        var request = June();
        request.Options = new QueryOptions { AsOfTime = JuneExample.At(11, 1), ReadToken = written.ReadToken, Explain = true };

        var info = (await server.Metrics.ComputeChurnAsync(request, RunningServer.Call())).Info;

        Assert.Equal(JuneExample.Window.Interval, info.Window);
        Assert.Equal(("UTC", JuneExample.At(11, 1), false), (info.TimeZone, info.AsOfTime, info.Stale));
        Assert.Equal(Ratio(4, 4), info.Coverage);
        Assert.Equal((10, 22, 4), (info.Explanation.CustomerCount, info.Explanation.EventCount, info.Explanation.PartitionCount));
        Assert.Contains("SUBSCRIPTION", info.Definition, StringComparison.Ordinal);
        var again = (await server.Metrics.ComputeChurnAsync(request, RunningServer.Call())).Info;
        Assert.Equal((info.Revision, info.ReadPosition), (again.Revision, again.ReadPosition));
        await IngestAsync(server, [Sample.Activity("late")]);
        Assert.NotEqual(info.Revision, (await server.Metrics.ComputeChurnAsync(request, RunningServer.Call())).Info.Revision);
    }

    [Fact]
    public async Task ComputeChurn_NobodyThere_HasRatesWithoutValue()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var reply = await server.Metrics.ComputeChurnAsync(June(), RunningServer.Call());
        Assert.Equal(new ChurnCounts(), reply.Counts);
        Assert.False(reply.Rates.LostStartersOverStart.HasValue);
        Assert.Equal(0.0, reply.Rates.SumOfDailyRates);
    }

    [Fact]
    public async Task ComputeChurn_Series_WidensToWholeBucketsAndMarksThoseNotOver()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await IngestAsync(server, JuneExample.Events());
        var request = new ComputeChurnRequest
        {
            Options = new QueryOptions { AsOfTime = JuneExample.At(6, 15) },
            Window = new Window { Interval = new Interval { StartTime = JuneExample.At(5, 10), EndTime = JuneExample.At(7, 2) } },
            SeriesBucket = BucketUnit.Month,
        };

        var reply = await server.Metrics.ComputeChurnAsync(request, RunningServer.Call());

        Assert.Equal(new Interval { StartTime = JuneExample.At(5, 1), EndTime = JuneExample.At(8, 1) }, reply.Info.Window);
        Assert.Equal([CellState.Value, CellState.Partial, CellState.NotYet], reply.Series.Select(bucket => bucket.State));
        Assert.Equal([true, true, false], reply.Series.Select(bucket => bucket.Counts is not null));
        Assert.Equal(3, reply.Series[1].Counts.StartCount);
    }

    [Theory]
    [InlineData(ChurnGroup.Start, "A,C,F")]
    [InlineData(ChurnGroup.End, "A,B,D,F,G")]
    [InlineData(ChurnGroup.Retained, "A,F")]
    [InlineData(ChurnGroup.LostFromStart, "C")]
    [InlineData(ChurnGroup.New, "D,E,G,J")]
    [InlineData(ChurnGroup.NewRetained, "D,G")]
    [InlineData(ChurnGroup.LostFromNew, "E,J")]
    [InlineData(ChurnGroup.Returned, "B")]
    [InlineData(ChurnGroup.LostFromReturned, "I")]
    public async Task ListMetricMembers_JuneExample_NamesThePeople(ChurnGroup group, string expected)
    {
        await using var server = await RunningServer.InMemoryAsync();
        await IngestAsync(server, JuneExample.Events());
        var request = new ListMetricMembersRequest { PageSize = 2, Churn = new ChurnMembers { Request = June(), Group = group } };

        var found = new List<string>();
        do
        {
            var page = await server.Metrics.ListMetricMembersAsync(request, RunningServer.Call());
            Assert.True(page.Members.Count <= 2);
            Assert.Equal(expected.Split(',').Length, page.TotalCount);
            found.AddRange(page.Members.Select(member => member.CustomerId));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(expected, string.Join(',', found));
    }

    [Fact]
    public async Task ComputeCohortRetention_ExampleOfMetrics4_HoldsExactly()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var tenant = new Tenant { TenantId = "berlin", TimeZone = "Europe/Berlin" };
        await server.Tenants.CreateTenantAsync(new CreateTenantRequest { Tenant = tenant }, RunningServer.Call());
        await IngestAsync(server, CohortExample(), "berlin");
        var request = new ComputeCohortRetentionRequest
        {
            Options = new QueryOptions { AsOfTime = Utc("2026-03-30T10:00:00Z") },
            Window = new Window
            {
                Interval = new Interval { StartTime = Utc("2026-03-27T23:00:00Z"), EndTime = Utc("2026-03-30T22:00:00Z") },
            },
            StartSelector = new ActivitySelector { ActivityNames = { "start" } },
            ReturnSelector = new ActivitySelector { ActivityNames = { "return" } },
            CohortRule = CohortRule.FirstMatching,
            Bucket = BucketUnit.Day,
        };

        var group = (await server.Metrics.ComputeCohortRetentionAsync(request, RunningServer.Call("berlin"))).Groups.Single();

        Assert.Equal([(2L, 1L), (1L, 0L), (0L, 0L)], group.Cohorts.Select(cohort => (cohort.Size, cohort.ReturnedInBucket0)));
        Assert.Equal(
            [(CellState.Value, 2L), (CellState.Partial, 1L)], group.Cohorts[0].Cells.Select(cell => (cell.State, cell.Count)));
        Assert.Equal([(CellState.Partial, 0L)], group.Cohorts[1].Cells.Select(cell => (cell.State, cell.Count)));
        Assert.Equal([Ratio(2, 2), new Ratio()], group.Averages.Select(average => average.Pooled));

        request.Bucketing = Bucketing.Rolling;
        var rolling = (await server.Metrics.ComputeCohortRetentionAsync(request, RunningServer.Call("berlin"))).Groups.Single().Cohorts[0];
        Assert.Equal((2L, 2L), (rolling.Size, rolling.ReturnedInBucket0));
        var first = rolling.Cells[0];
        Assert.Equal((CellState.Partial, 1L, 1L, 0L), (first.State, first.Count, first.Eligible, first.EligibleReturned));
    }

    [Fact]
    public async Task ComputeRetentionActivityLifecycle_FewCustomers_CountThem()
    {
        await using var server = await RunningServer.InMemoryAsync();
        const int Day = 24 * 60;
        await IngestAsync(server,
        [
            Sample.Activity("a"), Sample.Activity("b"), Sample.Activity("a", minute: Day), Sample.Activity("c", minute: Day),
            Sample.Activity("a", minute: 2 * Day),
        ]);
        Interval DayOf(int day) => new() { StartTime = Utc($"2026-01-0{day}T00:00:00Z"), EndTime = Utc($"2026-01-0{day + 1}T00:00:00Z") };
        var window = new Window { Interval = new Interval { StartTime = DayOf(1).StartTime, EndTime = DayOf(3).EndTime } };

        var retention = await server.Metrics.ComputeRetentionAsync(
            new ComputeRetentionRequest
            {
                Options = LateIn2026,
                Base = new ActivityWindow { Window = new Window { Interval = DayOf(1) } },
                Comparisons = { new ActivityWindow { Window = new Window { Interval = DayOf(2) } } },
            },
            RunningServer.Call());
        var pair = Assert.Single(retention.Comparisons);
        Assert.Equal((2, 2, 1, 3), (retention.BaseCount, pair.ComparisonCount, pair.RetainedCount, pair.UnionCount));
        Assert.Equal(Ratio(1, 2), pair.Retention);

        var activity = await server.Metrics.ComputeActivityAsync(
            new ComputeActivityRequest { Options = LateIn2026, Window = window, TrailingDays = { 2 } }, RunningServer.Call());
        Assert.Equal((3, 5), (activity.Total.ActiveCount, activity.Total.EventCount));
        Assert.Equal([2, 2, 1], activity.Buckets.Select(bucket => bucket.Counts.ActiveCount));
        Assert.Equal([2, 3, 2], activity.Buckets.Select(bucket => bucket.TrailingCounts.Single()));
        Assert.Equal([(2, 3), (0, 1), (1, 1)], activity.ActiveBuckets.Select(row => ((int)row.ExactCount, (int)row.AtLeastCount)));
        Assert.Equal(((2.0 / 2) + (2.0 / 3) + (1.0 / 3)) / 3, activity.DauOverMau.Value, 12);

        var lifecycle = await server.Metrics.ComputeLifecycleAsync(
            new ComputeLifecycleRequest { Options = LateIn2026, Window = window, Bucket = BucketUnit.Day }, RunningServer.Call());
        Assert.Equal(
            [(2, 0, 0, 0), (1, 1, 0, 1), (0, 1, 0, 1)],
            lifecycle.Buckets.Select(bucket => (
                (int)bucket.Counts.NewCount, (int)bucket.Counts.ReturningCount,
                (int)bucket.Counts.ResurrectingCount, (int)bucket.Counts.DormantCount)));
    }

    internal static ComputeChurnRequest June() => new() { Options = LateIn2026.Clone(), Window = JuneExample.Window };

    internal static Timestamp Utc(string instant) =>
        Timestamp.FromDateTimeOffset(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture));

    internal static async Task<IngestEventsResponse> IngestAsync(RunningServer server, IEnumerable<Event> events, string? tenant = null)
    {
        var reply = await server.Ingestion.IngestEventsAsync(new IngestEventsRequest { Events = { events } }, RunningServer.Call(tenant));
        Assert.Empty(reply.Result.Rejections);
        return reply;
    }

    private static Ratio Ratio(long numerator, long denominator) =>
        new() { Numerator = numerator, Denominator = denominator, Value = (double)numerator / denominator };

    /// <summary>Local times are UTC+1 until 29 March 02:00, then UTC+2.</summary>
    private static IEnumerable<Event> CohortExample() =>
    [
        Act("u1", "start", "2026-03-28T22:30:00Z"), Act("u1", "return", "2026-03-28T23:10:00Z"),
        Act("u1", "return", "2026-03-30T08:00:00Z"),
        Act("u2", "return", "2026-03-28T07:00:00Z"), Act("u2", "start", "2026-03-28T08:00:00Z"),
        Act("u2", "return", "2026-03-28T08:30:00Z"), Act("u2", "return", "2026-03-29T07:30:00Z"),
        Act("u3", "start", "2026-03-29T10:00:00Z"),
    ];

    private static Event Act(string customer, string name, string instant) =>
        new() { CustomerId = customer, OccurredTime = Utc(instant), Activity = new Activity { Name = name } };
}

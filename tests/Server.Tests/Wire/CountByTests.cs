using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>count_by: the accounts of a shop are counted instead of its customers.</summary>
public class CountByTests
{
    private const string CountBy = "count_by";

    /// <summary>Every metric that has count_by, as it is named in a batch.</summary>
    public static TheoryData<string> Metrics =>
        [.. MetricRequest.Descriptor.Fields.InFieldNumberOrder().Where(one => Field(one.MessageType) is not null).Select(one => one.Name)];

    [Fact]
    public async Task Retention_AnAccountReturns_ByAnotherCustomer()
    {
        await using var server = await AccountShop.OpenAsync();
        var request = AccountShop.Requests("account").Single(one => one.Retention is not null).Retention;
        request.Options = TierShop.Options();
        Assert.Equal("2: 2 1 3", await LineAsync(server, request));
        request.CustomerFilter = AccountShop.Gold;
        Assert.Equal("1: 1 0 2", await LineAsync(server, request));
        request.CustomerFilter = null;
        request.ClearCountBy();
        Assert.Equal("2: 4 1 5", await LineAsync(server, request));
    }

    [Fact]
    public async Task AnswersSayWhatTheyCount_AndReadTimelines()
    {
        await using var server = await AccountShop.OpenAsync();
        foreach (var answer in await BatchAsync(server, AccountShop.Requests("account")))
        {
            var info = InfoOf(answer);
            Assert.Contains("values of account", info.Definition, StringComparison.Ordinal);
            Assert.Equal("timelines", info.Explanation.Path);
        }
    }

    [Fact]
    public async Task Churn_AnAccountStays_AsLongAsAnyCustomerBuysForIt()
    {
        await using var server = await AccountShop.OpenAsync();
        var request = AccountShop.Churn("account");
        (request.SeriesBucket, request.Options) = (BucketUnit.Month, TierShop.Options());
        var reply = await server.Metrics.ComputeChurnAsync(request, RunningServer.Call(BerlinShop.Id));
        var counts = new ChurnCounts
        {
            StartCount = 2,
            EndCount = 2,
            RetainedCount = 1,
            LostFromStartCount = 1,
            NewCount = 1,
            NewRetainedCount = 1,
        };
        Assert.Equal(counts, reply.Counts);
        Assert.Equal(counts, Assert.Single(reply.Series).Counts);
        Assert.Equal(0.5, reply.Rates.LostStartersOverStart.Value);
    }

    [Fact]
    public async Task Activity_CountsAccounts_AndOnlyTheirEvents()
    {
        await using var server = await AccountShop.OpenAsync();
        var request = AccountShop.Requests("account").Single(one => one.Activity is not null).Activity;
        request.Options = TierShop.Options();
        var reply = await server.Metrics.ComputeActivityAsync(request, RunningServer.Call(BerlinShop.Id));
        Assert.Equal((2, 4, 1, 60), (reply.Total.ActiveCount, reply.Total.EventCount, reply.Total.SessionCount,
            reply.Total.SessionDuration.Seconds));
        Assert.Equal([3, 5, 10, 20], reply.Buckets.Where(one => one.Counts?.ActiveCount > 0).Select(one =>
            one.Window.StartTime.ToDateTimeOffset().ToOffset(TimeSpan.FromHours(2)).Day));
        // Before June acme and bolt, since the 5th all three; of the 30 days that end with the 30th acme and coil.
        Assert.Equal([2, 3, 2], new[] { 0, 4, 29 }.Select(day => reply.Buckets[day].TrailingCounts[2]));
        Assert.Equal([(1L, 0L), (2, 2)], reply.ActiveBuckets.Take(2).Select(row => ((long)row.BucketCount, row.ExactCount)));
    }

    [Fact]
    public async Task Lifecycle_OfAccounts()
    {
        await using var server = await AccountShop.OpenAsync();
        var request = AccountShop.Requests("account").Single(one => one.Lifecycle is not null).Lifecycle;
        request.Options = TierShop.Options();
        var reply = await server.Metrics.ComputeLifecycleAsync(request, RunningServer.Call(BerlinShop.Id));
        Assert.Equal(
            [new() { NewCount = 2 }, new LifecycleCounts { NewCount = 1, ReturningCount = 1, DormantCount = 1 }],
            reply.Buckets.Select(bucket => bucket.Counts));
    }

    [Theory]
    [InlineData(CohortRule.FirstEver, "2 1 1 | 1 1")]
    [InlineData(CohortRule.Recurring, "2 1 1 | 2 2")]
    public async Task Cohorts_OfAccounts(CohortRule rule, string cohorts)
    {
        await using var server = await AccountShop.OpenAsync();
        var request = AccountShop.Requests("account").Single(one => one.CohortRetention is not null).CohortRetention;
        (request.CohortRule, request.Options) = (rule, TierShop.Options());
        var reply = await server.Metrics.ComputeCohortRetentionAsync(request, RunningServer.Call(BerlinShop.Id));
        Assert.Equal(cohorts, string.Join(" | ", Assert.Single(reply.Groups).Cohorts.Select(cohort =>
            string.Join(" ", [cohort.Size, cohort.ReturnedInBucket0, .. cohort.Cells.Select(cell => cell.Count)]))));
    }

    [Fact]
    public async Task ABatch_AnswersAsTheRpcsDo()
    {
        await using var server = await AccountShop.OpenAsync();
        var answers = await BatchAsync(server, AccountShop.Requests("account"));
        Assert.Equal(Metrics.Count, answers.Count);
        var churn = AccountShop.Churn("account");
        churn.Options = TierShop.Options();
        Assert.Equal(await server.Metrics.ComputeChurnAsync(churn, RunningServer.Call(BerlinShop.Id)), answers[0].Response.Churn);
    }

    [Fact]
    public async Task AWatch_IsToldOfANewAccount()
    {
        await using var server = await AccountShop.OpenAsync();
        var request = AccountShop.Requests("account").Single(one => one.CohortRetention is not null);
        using var watch = server.Metrics.WatchMetric(
            new() { Request = request, Interval = new() { Nanos = 100_000_000 } }, RunningServer.Call(BerlinShop.Id));
        Assert.Equal(2, await FirstSizeAsync(watch));
        await QueryTests.IngestAsync(server, [AccountShop.Buy("fay", "2026-05-30T09:00", "delta")], BerlinShop.Id);
        Assert.Equal(3, await FirstSizeAsync(watch));
    }

    [Fact]
    public async Task NobodyHasAnAccount_CountsAre0_AndRatesAbsent()
    {
        await using var server = await MarketingShop.OpenAsync(BerlinShop.Buy("ann", "2026-06-03T09:00", 1));
        var declaration = new DeclareEventPropertiesRequest { TenantId = BerlinShop.Id, EventProperties = { "account" } };
        await server.Tenants.DeclareEventPropertiesAsync(declaration, RunningServer.Call());
        var reply = await server.Metrics.ComputeChurnAsync(AccountShop.Churn("account"), RunningServer.Call(BerlinShop.Id));
        Assert.Equal(new ChurnCounts(), reply.Counts);
        Assert.False(reply.Rates.LostStartersOverStart.HasValue);
    }

    [Theory]
    [InlineData("device", ErrorReason.UndeclaredProperty)]
    [InlineData("", ErrorReason.InvalidField)]
    public async Task APropertyThatIsNone_NamesTheField(string countBy, ErrorReason reason)
    {
        await using var server = await AccountShop.OpenAsync();
        foreach (var answer in await BatchAsync(server, AccountShop.Requests(countBy)))
        {
            Assert.Equal(reason, answer.Failure.Reason);
            Assert.Equal([CountBy], answer.Failure.FieldViolations.Select(one => one.Field));
        }
    }

    [Fact]
    public async Task ASplitAnswer_NamesTheField()
    {
        await using var server = await AccountShop.OpenAsync();
        var requests = AccountShop.Requests("account").ToList();
        foreach (var request in requests.Select(AskedOf))
            request.Descriptor.FindFieldByName("group_by").Accessor.SetValue(request, TierShop.Largest.Clone());
        foreach (var answer in await BatchAsync(server, requests))
            Assert.Equal([CountBy], answer.Failure.FieldViolations.Select(one => one.Field));
    }

    [Theory]
    [InlineData(CustomerBasis.Unspecified)]
    [InlineData(CustomerBasis.PayingSubscription)]
    public async Task SubscriptionsOfAnAccount_NameTheField(CustomerBasis basis)
    {
        await using var server = await AccountShop.OpenAsync();
        var request = AccountShop.Churn("account");
        (request.Basis, request.Inactivity) = (basis, null);
        await MarketingShop.RefusedAsync(
            () => server.Metrics.ComputeChurnAsync(request, RunningServer.Call(BerlinShop.Id)).ResponseAsync, CountBy);
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public async Task MembersOfAccounts_NameTheField(string metric)
    {
        await using var server = await AccountShop.OpenAsync();
        var asked = AccountShop.Requests("account").Select(AskedOf).Single(one => NameOf(one) == metric);
        var field = ListMetricMembersRequest.Descriptor.Fields.InFieldNumberOrder()
            .Single(one => one.ContainingOneof is not null && one.MessageType.Fields[1].MessageType == asked.Descriptor);
        var members = (IMessage)Activator.CreateInstance(field.MessageType.ClrType)!;
        members.Descriptor.Fields[1].Accessor.SetValue(members, asked);
        if (members.Descriptor.FindFieldByName("group") is { FieldType: FieldType.Enum } group)
            group.Accessor.SetValue(members, 1);
        var request = new ListMetricMembersRequest();
        field.Accessor.SetValue(request, members);
        await MarketingShop.RefusedAsync(() => MarketingShop.MembersAsync(server, request), $"{field.Name}.request.{CountBy}");
    }

    [Fact]
    public async Task MoreThanMayBeKept_IsTooManyRows()
    {
        await using var server = await RunningServer.InMemoryAsync(options => options with { AnswerRows = 40_000 });
        await server.Tenants.DeclareEventPropertiesAsync(new() { EventProperties = { "account" } }, RunningServer.Call());
        for (var batch = 0; batch < 2; batch++)
        {
            var numbers = Enumerable.Range(batch * 600, 600);
            await QueryTests.IngestAsync(server, numbers.Select(i => AccountShop.Buy($"c{i}", "2026-06-03T09:00", $"account {i}")));
        }
        var request = new ComputeActivityRequest
        {
            Window = new()
            {
                Interval = new() { StartTime = QueryTests.Utc("1980-01-01T00:00:00Z"), EndTime = QueryTests.Utc("2076-01-01T00:00:00Z") },
            },
            OccurrenceCount = 2,
            CountBy = "account",
        };
        var metadata = await RunningServer.FailsAsync(
            StatusCode.InvalidArgument, "TOO_MANY_ROWS",
            () => server.Metrics.ComputeActivityAsync(request, RunningServer.Call()).ResponseAsync);
        Assert.Equal("160000000", metadata["limit"]);
        request.Window = BerlinShop.June;
        Assert.Equal(1_200, (await server.Metrics.ComputeActivityAsync(request, RunningServer.Call())).Total.ActiveCount);
    }

    private static FieldDescriptor? Field(MessageDescriptor type) => type.FindFieldByName(CountBy);

    private static IMessage AskedOf(MetricRequest request) =>
        (IMessage)MetricRequest.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(request)!.Accessor.GetValue(request);

    private static string NameOf(IMessage asked) =>
        MetricRequest.Descriptor.Fields.InFieldNumberOrder().Single(one => one.MessageType == asked.Descriptor).Name;

    private static AnswerInfo InfoOf(MetricAnswer answer)
    {
        var field = MetricResponse.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(answer.Response)!;
        var reply = (IMessage)field.Accessor.GetValue(answer.Response);
        return (AnswerInfo)reply.Descriptor.FindFieldByNumber(1).Accessor.GetValue(reply);
    }

    private static async Task<IReadOnlyList<MetricAnswer>> BatchAsync(RunningServer server, IEnumerable<MetricRequest> requests) =>
        (await server.Metrics.BatchComputeAsync(
            new() { Options = TierShop.Options(), Requests = { requests } }, RunningServer.Call(BerlinShop.Id))).Answers;

    private static async Task<string> LineAsync(RunningServer server, ComputeRetentionRequest request)
    {
        var reply = await server.Metrics.ComputeRetentionAsync(request, RunningServer.Call(BerlinShop.Id));
        var one = Assert.Single(reply.Comparisons);
        return $"{reply.BaseCount}: {one.ComparisonCount} {one.RetainedCount} {one.UnionCount}";
    }

    private static async Task<long> FirstSizeAsync(AsyncServerStreamingCall<WatchMetricResponse> watch)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Assert.True(await watch.ResponseStream.MoveNext(patience.Token), "The watch ended.");
        return watch.ResponseStream.Current.Response.CohortRetention.Groups[0].Cohorts[0].Size;
    }
}

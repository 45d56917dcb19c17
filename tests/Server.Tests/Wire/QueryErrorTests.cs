using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>What a wrong query is told: the reason, the path of every wrong field, what to do.</summary>
public class QueryErrorTests
{
    [Fact]
    public async Task EndBeforeStart_NamesTheField() => await RefusedAsync("window.interval.end_time", request =>
        request.Window = new Window { Interval = new Interval { StartTime = JuneExample.At(6, 2), EndTime = JuneExample.At(6, 1) } });

    [Fact]
    public async Task TimeFinerThanMilliseconds_NamesTheField() => await RefusedAsync("window.interval.start_time", request =>
        request.Window = new Window { Interval = new Interval { StartTime = new Timestamp { Seconds = 1, Nanos = 1 } } });

    [Fact]
    public async Task ActivityWithoutInactivity_NamesTheField() =>
        await RefusedAsync("inactivity", request => request.Basis = CustomerBasis.Activity);

    [Fact]
    public async Task InactivityOnSubscription_NamesTheField() =>
        await RefusedAsync("inactivity", request => request.Inactivity = new Duration { Seconds = 1 });

    [Theory]
    [InlineData(99)]
    [InlineData(256 + (int)CustomerBasis.Activity)]
    public async Task UnknownBasis_NamesTheField(int basis) => await RefusedAsync("basis", request => request.Basis = (CustomerBasis)basis);

    [Fact]
    public async Task UnknownAction_NamesTheField() => await RefusedAsync("selector.kinds[0].actions", request =>
    {
        request.Basis = CustomerBasis.Activity;
        request.Inactivity = new Duration { Seconds = 1 };
        request.Selector = new ActivitySelector { Kinds = { new KindSelection { Kind = EventKind.Subscription, Actions = { "BEGUN" } } } };
    });

    [Fact]
    public async Task MultipleOutOfRange_NamesTheField() => await RefusedAsync("bucket_multiple", request =>
        (request.SeriesBucket, request.BucketMultiple) = (BucketUnit.Day, 1_001));

    [Fact]
    public async Task FilterWithoutValues_NamesTheField() => await RefusedAsync("customer_filter.conditions[0].values", request =>
        request.CustomerFilter = new Filter { Conditions = { new Condition { Key = "country" } } });

    [Fact]
    public async Task TokenThatIsNone_NamesTheField() =>
        await RefusedAsync("options.read_token", request => request.Options.ReadToken = "not a token");

    [Fact]
    public async Task SeveralFaults_AreAllNamed()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var request = new ComputeChurnRequest { Basis = (CustomerBasis)99, BucketMultiple = 2, Inactivity = new Duration { Seconds = 1 } };
        var failure = await Assert.ThrowsAsync<RpcException>(
            () => server.Metrics.ComputeChurnAsync(request, RunningServer.Call()).ResponseAsync);
        Assert.Equal(["basis", "inactivity", "bucket_multiple"], FieldsOf(failure));
    }

    [Fact]
    public async Task WindowOfMillennia_DayByDay_IsTooMuch()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var ages = new Interval { StartTime = QueryTests.Utc("0001-01-01T00:00:00Z"), EndTime = QueryTests.Utc("9999-12-31T00:00:00Z") };
        var window = new Window { Interval = ages };
        var churn = new ComputeChurnRequest { Window = window, SeriesBucket = BucketUnit.Year };
        await RunningServer.FailsAsync(
            StatusCode.InvalidArgument, "TOO_MANY_ROWS", () => server.Metrics.ComputeChurnAsync(churn, RunningServer.Call()).ResponseAsync);
        var cohorts = new ComputeCohortRetentionRequest { Window = window, Bucket = BucketUnit.Year };
        await RunningServer.FailsAsync(
            StatusCode.InvalidArgument, "TOO_MANY_ROWS",
            () => server.Metrics.ComputeCohortRetentionAsync(cohorts, RunningServer.Call()).ResponseAsync);
        var lifecycle = new ComputeLifecycleRequest { Window = window, Bucket = BucketUnit.Year };
        Assert.Equal(9_999, (await server.Metrics.ComputeLifecycleAsync(lifecycle, RunningServer.Call())).Buckets.Count);
    }

    [Fact]
    public async Task BytesThatAreNoRequest_AreBadFraming()
    {
        await using var server = await RunningServer.InMemoryAsync();
        server.ExpectedError = nameof(Google.Protobuf.InvalidProtocolBufferException);
        var bytes = Marshallers.Create<byte[]>(message => message, message => message);
        var method = new Method<byte[], byte[]>(MethodType.Unary, MetricsService.Descriptor.FullName, "ComputeChurn", bytes, bytes);
        await RunningServer.FailsAsync(
            StatusCode.InvalidArgument, "BAD_FRAMING",
            () => server.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, RunningServer.Call(), [0x0A, 0x7F]).ResponseAsync);
    }

    [Fact]
    public async Task LongTexts_ComeBackCut()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var condition = new Condition { Key = new string('k', 100_000), Values = { "v" } };
        var selector = new ActivitySelector { EventFilter = new Filter { Conditions = { condition } } };
        var request = new ComputeRetentionRequest
        {
            Base = new ActivityWindow { Selector = selector },
            Comparisons = { new ActivityWindow() },
        };
        var metadata = await RunningServer.FailsAsync(
            StatusCode.InvalidArgument, "UNDECLARED_PROPERTY",
            () => server.Metrics.ComputeRetentionAsync(request, RunningServer.Call()).ResponseAsync);
        Assert.InRange(metadata["property"].Length, 1, 200);
    }

    [Fact]
    public async Task Retention_WithoutWindows_NamesBoth()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var failure = await Assert.ThrowsAsync<RpcException>(
            () => server.Metrics.ComputeRetentionAsync(new ComputeRetentionRequest(), RunningServer.Call()).ResponseAsync);
        Assert.Equal(["base", "comparisons"], FieldsOf(failure));
    }

    [Fact]
    public async Task Cohorts_RollingQuarters_AreRefused()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var request = new ComputeCohortRetentionRequest { Bucketing = Bucketing.Rolling, Bucket = BucketUnit.Quarter };
        var failure = await Assert.ThrowsAsync<RpcException>(
            () => server.Metrics.ComputeCohortRetentionAsync(request, RunningServer.Call()).ResponseAsync);
        Assert.Equal(["bucket"], FieldsOf(failure));
    }

    [Fact]
    public async Task Members_IndexPastTheReply_IsRefused()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var request = new ListMetricMembersRequest
        {
            Lifecycle = new LifecycleMembers
            {
                Request = new ComputeLifecycleRequest { Window = JuneExample.Window },
                BucketIndex = 100,
                Group = LifecycleGroup.New,
            },
        };
        var failure = await Assert.ThrowsAsync<RpcException>(
            () => server.Metrics.ListMetricMembersAsync(request, RunningServer.Call()).ResponseAsync);
        Assert.Equal(["lifecycle.bucket_index"], FieldsOf(failure));
    }

    [Fact]
    public async Task Members_PageTokenOfAnotherRequest_IsRefused()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await QueryTests.IngestAsync(server, JuneExample.Events());
        var request = new ListMetricMembersRequest
        {
            PageSize = 1,
            Churn = new ChurnMembers { Request = QueryTests.June(), Group = ChurnGroup.End },
        };
        var page = await server.Metrics.ListMetricMembersAsync(request, RunningServer.Call());
        request.PageToken = page.NextPageToken;
        request.Churn.Group = ChurnGroup.New;
        var failure = await Assert.ThrowsAsync<RpcException>(
            () => server.Metrics.ListMetricMembersAsync(request, RunningServer.Call()).ResponseAsync);
        Assert.Equal(["page_token"], FieldsOf(failure));
    }

    internal static IReadOnlyList<string> FieldsOf(RpcException failure)
    {
        var (status, info) = RunningServer.DetailsOf(failure);
        Assert.Equal("INVALID_FIELD", info.Type);
        var violations = status.Details.Single(detail => detail.Is(BadRequest.Descriptor)).Unpack<BadRequest>().FieldViolations;
        Assert.All(violations, violation => Assert.NotEmpty(violation.Description));
        return [.. violations.Select(violation => violation.Field)];
    }

    private static async Task RefusedAsync(string field, Action<ComputeChurnRequest> spoil)
    {
        await using var server = await RunningServer.InMemoryAsync();
        var request = QueryTests.June();
        spoil(request);
        var failure = await Assert.ThrowsAsync<RpcException>(
            () => server.Metrics.ComputeChurnAsync(request, RunningServer.Call()).ResponseAsync);
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.Equal([field], FieldsOf(failure));
    }
}

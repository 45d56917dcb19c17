using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>BatchCompute: every metric, one read position beside ingestion, failures one by one, and what a wrong batch is told.</summary>
public class BatchComputeTests
{
    [Fact]
    public void EveryComputeRpc_IsAMetricRequest_AndItsReplyHasItsNumber()
    {
        var rpcs = MetricsService.Descriptor.Methods.Where(rpc => rpc.Name.StartsWith("Compute", StringComparison.Ordinal)).ToList();
        Assert.Equal(
            rpcs.Select(rpc => rpc.InputType.Name).Order(),
            MetricRequest.Descriptor.Fields.InFieldNumberOrder().Select(field => field.MessageType.Name).Order());
        foreach (var rpc in rpcs)
        {
            var field = MetricRequest.Descriptor.Fields.InFieldNumberOrder().Single(one => one.MessageType == rpc.InputType);
            var reply = MetricResponse.Descriptor.FindFieldByNumber(field.FieldNumber);
            Assert.Equal((field.Name, rpc.OutputType), (reply.Name, reply.MessageType));
        }
    }

    [Fact]
    public async Task EveryMetric_IsAnsweredAsByItsOwnRpc()
    {
        await using var server = await BerlinShop.OpenAsync();
        var batch = new BatchComputeRequest { Options = new QueryOptions { AsOfTime = QueryTests.Utc("2026-11-01T00:00:00Z") } };
        foreach (var field in MetricRequest.Descriptor.Fields.InFieldNumberOrder())
        {
            var request = new MetricRequest();
            field.Accessor.SetValue(request, field.MessageType.Parser.ParseFrom([]));
            batch.Requests.Add(request);
        }
        var reply = await AskAsync(server, batch);
        for (var i = 0; i < reply.Answers.Count; i++)
        {
            if (reply.Answers[i].Response is { } response)
                Assert.Equal((int)batch.Requests[i].MetricCase, (int)response.MetricCase);
        }
        Assert.Equal(batch.Requests.Count, reply.Answers.Count);
        Assert.All(reply.Answers.Where(answer => answer.Failure is not null),
            answer => Assert.Equal(ErrorReason.InvalidField, answer.Failure.Reason));
        var alone = BerlinShop.Request();
        alone.Window = null;
        var own = await server.Metrics.ComputeRepeatPurchaseAsync(alone, RunningServer.Call(BerlinShop.Id));
        Assert.Equal(own, reply.Answers[(int)MetricRequest.MetricOneofCase.RepeatPurchase - 1].Response.RepeatPurchase);
    }

    [Fact]
    public async Task BesideIngestion_AllAnswersAreOfOneReadPosition()
    {
        await using var server = await BerlinShop.OpenAsync();
        using var stop = new CancellationTokenSource();
        var batches = 0;
        var ingesting = Task.Factory.StartNew(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await QueryTests.IngestAsync(server, [BerlinShop.Buy($"x{batches}", "2026-06-05T10:00", 1)], BerlinShop.Id);
                Interlocked.Increment(ref batches);
            }
        }, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default).Unwrap();
        var positions = new HashSet<string>();
        var batch = new BatchComputeRequest();
        batch.Requests.Add(Enumerable.Range(0, 50).Select(i => i % 2 == 0
            ? new MetricRequest { RepeatPurchase = new() }
            : new MetricRequest { Churn = new() }));
        for (var i = 0; i < 200 || Volatile.Read(ref batches) < 5; i++)
        {
            var reply = await AskAsync(server, batch);
            var read = reply.Answers.Select(answer => answer.Response.Churn?.Info ?? answer.Response.RepeatPurchase.Info).ToList();
            positions.Add(Assert.Single(read.Select(info => info.ReadPosition).Distinct()));
            Assert.Single(read.Select(info => info.AsOfTime).Distinct());
        }
        await stop.CancelAsync();
        await ingesting;
        Assert.True(positions.Count > 1, "nothing was written between the batches");
    }

    [Fact]
    public async Task AFaultInOne_IsTold_TheOthersAreAnswered()
    {
        await using var server = await BerlinShop.OpenAsync();
        var batch = new BatchComputeRequest
        {
            Requests =
            {
                new MetricRequest { Churn = new() { Basis = CustomerBasis.Activity, BucketMultiple = 2 } },
                new MetricRequest { Retention = new() },
                new MetricRequest { Churn = new() },
            },
        };
        var reply = await AskAsync(server, batch);
        Assert.Equal((3, ErrorReason.InvalidField), (reply.Answers[0].Failure.Code, reply.Answers[0].Failure.Reason));
        Assert.Equal(["inactivity", "bucket_multiple"], reply.Answers[0].Failure.FieldViolations.Select(one => one.Field));
        Assert.NotNull(reply.Answers[2].Response);
    }

    [Fact]
    public async Task WrongBatches_AreNamedFieldByField()
    {
        await using var server = await BerlinShop.OpenAsync();
        await MarketingShop.RefusedAsync(() => AskAsync(server, new BatchComputeRequest()), "requests");
        var batch = new BatchComputeRequest
        {
            Options = new QueryOptions { AsOfTime = new Timestamp { Nanos = 1 } },
            Requests = { new MetricRequest(), new MetricRequest { Churn = new() { Options = new() } } },
        };
        await MarketingShop.RefusedAsync(
            () => AskAsync(server, batch), "options.as_of_time", "requests[0].metric", "requests[1].options");
        var many = new BatchComputeRequest();
        many.Requests.Add(Enumerable.Repeat(new MetricRequest { Churn = new() }, 51));
        await MarketingShop.RefusedAsync(() => AskAsync(server, many), "requests");
    }

    private static async Task<BatchComputeResponse> AskAsync(RunningServer server, BatchComputeRequest request) =>
        await server.Metrics.BatchComputeAsync(request, RunningServer.Call(BerlinShop.Id));
}

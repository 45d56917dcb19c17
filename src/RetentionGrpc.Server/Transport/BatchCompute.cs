using Grpc.Core;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    private const int BatchLimit = 50;

    /// <summary>
    /// Several questions at one read position: all partitions are held until the last is answered, because a question may need two rounds.
    /// </summary>
    public override async Task<BatchComputeResponse> BatchCompute(BatchComputeRequest request, ServerCallContext context)
    {
        var requests = CheckBatch(request, context);
        var answers = new Task<MetricAnswer>[requests.Length];
        var time = services.Limits.DeadlineOf(context.Deadline, services.Time.GetUtcNow().UtcDateTime);
        var start = services.Time.GetTimestamp();
        // Answers come on this thread, within the visit: that is what the tasks are, not a way to leave it.
        services.Runner.AtOnePosition(() =>
        {
            for (var i = 0; i < answers.Length; i++)
                answers[i] = AnswerAsync(requests[i], isLate: services.Time.GetElapsedTime(start) > time, context);
        });
        return new BatchComputeResponse { Answers = { await Task.WhenAll(answers) } };
    }

    private MetricRequest[] CheckBatch(BatchComputeRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services, request.Options, "", context);
        call.Violations.Require(
            request.Requests.Count is >= 1 and <= BatchLimit, "requests", $"Give 1 to {BatchLimit} requests.");
        var options = request.Options?.Clone() ?? new QueryOptions();
        options.AsOfTime = WireTime.ToWire(call.AsOfMs);
        var requests = new List<MetricRequest>();
        foreach (var metric in request.Requests.Take(BatchLimit))
        {
            var field = $"requests[{requests.Count}]";
            var same = metric.Clone();
            requests.Add(same);
            if (RequestOf(same) is not { } asked)
            {
                call.Violations.Add($"{field}.metric", "Set the request of a metric, e.g. churn.");
                continue;
            }
            call.Violations.Require(
                FirstField(asked).GetValue(asked) is null, $"{field}.options", "Set the options of the batch instead: all are read alike.");
            FirstField(asked).SetValue(asked, options);
        }
        call.Check();
        return [.. requests];
    }

    private async Task<MetricAnswer> AnswerAsync(MetricRequest request, bool isLate, ServerCallContext context)
    {
        if (isLate)
            return new MetricAnswer { Failure = IngestionMapping.ToFailure(Refusal.QueryDeadline()) };
        try
        {
            return new MetricAnswer { Response = await AnswerAsync(request, context) };
        }
        catch (RpcException refused) when (StatusMapping.ToFailure(refused) is { } failure)
        {
            return new MetricAnswer { Failure = failure };
        }
    }
}

using Google.Protobuf;
using Grpc.Core;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    private const long ShortestWatchMs = 100;
    private const long LongestWatchMs = 24L * 3600 * 1000;
    private const long DefaultWatchMs = 1_000;

    // A watch takes at most this part of the time, and all together this part of one core's.
    private const int WatchShare = 20;
    private const int AllWatchesShare = 2;

    /// <summary>
    /// Any Compute request, answered again whenever its answer changes. The question is asked again at each interval, because time alone
    /// may
    /// change the answer; only one answer is ever on its way.
    /// </summary>
    public override async Task WatchMetric(
        WatchMetricRequest request, IServerStreamWriter<WatchMetricResponse> responses, ServerCallContext context)
    {
        var interval = CheckWatch(request, context);
        if (services.Watches.Begin() is { } refusal)
            throw refusal.ToException();
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, services.Watches.Draining);
            await WatchAsync(request.Request, interval, responses, context, end.Token);
        }
        catch (OperationCanceledException) when (services.Watches.Draining.IsCancellationRequested)
        {
            throw Refusal.ShuttingDown().ToException();
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            throw StatusMapping.Ended(context, services.Time);
        }
        finally
        {
            services.Watches.End();
        }
    }

    private async Task WatchAsync(
        MetricRequest request, TimeSpan interval, IServerStreamWriter<WatchMetricResponse> responses, ServerCallContext context,
        CancellationToken end)
    {
        IMessage? last = null;
        while (true)
        {
            var start = services.Time.GetTimestamp();
            var answer = await AnswerAsync(request, context);
            var took = services.Time.GetElapsedTime(start);
            var telling = TellingOf(answer);
            if (!telling.Equals(last) && await SendAsync(responses, answer, context) is { } refusal)
                throw refusal.ToException();
            last = telling;
            // An answer that takes long is made by as many processors as there are.
            var rest = took * Environment.ProcessorCount * Math.Max(WatchShare, AllWatchesShare * services.Watches.Count);
            await Task.Delay(rest > interval ? rest : interval, services.Time, end);
        }
    }

    private Task<Refusal?> SendAsync(
        IServerStreamWriter<WatchMetricResponse> responses, MetricResponse answer, ServerCallContext context) =>
        UnreadMessages.SendAsync(
            responses, new() { Response = answer }, context.GetHttpContext(), services.Watches.ReadTimeout, services.Time,
            context.CancellationToken);

    private TimeSpan CheckWatch(WatchMetricRequest request, ServerCallContext context)
    {
        var asked = request.Request is null ? null : RequestOf(request.Request);
        var options = asked is null ? null : FirstField(asked).GetValue(asked) as QueryOptions;
        using var call = new QueryCall(services, null, "", context);
        call.Violations.Require(asked is not null, "request.metric", "Set the request of a metric, e.g. churn.");
        call.Violations.Require(options?.AsOfTime is null, "request.options.as_of_time", "Leave it unset: a watch is of now.");
        var ms = request.Interval is null
            ? DefaultWatchMs
            : WireTime.ToMs(request.Interval, LongestWatchMs, call.Violations, "interval");
        call.Violations.Require(ms >= ShortestWatchMs || call.Violations.List.Count > 0, "interval", "Set 0.1 s or more.");
        call.Check();
        return TimeSpan.FromMilliseconds(ms);
    }

    /// <summary>What makes an answer another one: all but what it says of now and of where it was read.</summary>
    private static IMessage TellingOf(MetricResponse answer)
    {
        var telling = ResponseOf(answer.Clone())!;
        var info = (AnswerInfo)FirstField(telling).GetValue(telling);
        var start = info.Window?.StartTime;
        FirstField(telling).SetValue(telling, new AnswerInfo { Window = new Interval { StartTime = start } });
        return telling;
    }
}

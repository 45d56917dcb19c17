using Grpc.Core;
using RetentionGrpc.Engine.Counting;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using BucketUnit = RetentionGrpc.Engine.Calendar.BucketUnit;
using CellState = RetentionGrpc.Engine.Metrics.CellState;
using Interval = RetentionGrpc.Engine.Calendar.Interval;
using LifecycleCounts = RetentionGrpc.Engine.Metrics.LifecycleCounts;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    /// <summary>Who is new, returning, resurrecting and dormant.</summary>
    public override Task<ComputeLifecycleResponse> ComputeLifecycle(ComputeLifecycleRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services, request.Options, "", context);
        var query = MapLifecycle(call, request, "");
        var byGroup = SplitLifecycle(call, request, query, "");
        var property = CountByMapping.Map(call, request.HasCountBy ? request.CountBy : null, request.GroupBy);
        call.Check();
        if (property is null && call.Recall(request, ComputeLifecycleResponse.Parser, byGroup ?? (Query)query) is { } kept)
            return Task.FromResult(kept);
        var split = byGroup is null ? null : call.AskSplit(byGroup);
        var answer = split is not null ? byGroup!.Whole(split).Buckets
            : property is null ? call.Ask(query)
            : CountByMapping.Ask(call, new CountedLifecycle(query, property));
        var definition = $"lifecycle of {CountByMapping.Counted(request.CountBy)}, new by the first selected event ever";
        var info = call.Info(definition, query.Buckets.Window);
        var reply = new ComputeLifecycleResponse { Info = info, Buckets = { ToWire(query, answer) } };
        foreach (var group in split?.Groups() ?? [])
        {
            reply.Groups.Add(new CustomerLifecycleGroup
            {
                Group = GroupMapping.ToWire(group),
                Buckets = { ToWire(query, group.Statistic.Buckets) },
            });
        }
        return Task.FromResult(call.Keep(reply));
    }

    private static IEnumerable<LifecycleBucket> ToWire(LifecycleQuery query, IReadOnlyList<LifecycleCounts> answer)
    {
        for (var i = 0; i < answer.Count; i++)
        {
            var state = query.StateOf(i);
            var bucket = new LifecycleBucket { Window = WireTime.ToWire(query.Buckets[i]), State = (V1.CellState)(int)state };
            if (state != CellState.NotYet)
            {
                bucket.Counts = new V1.LifecycleCounts
                {
                    NewCount = answer[i].New,
                    ReturningCount = answer[i].Returning,
                    ResurrectingCount = answer[i].Resurrecting,
                    DormantCount = answer[i].Dormant,
                };
            }
            yield return bucket;
        }
    }

    /// <summary>The query by groups; null where the answer is not split.</summary>
    private static LifecycleByGroupQuery? SplitLifecycle(
        QueryCall call, ComputeLifecycleRequest request, LifecycleQuery query, string field)
    {
        if (GroupMapping.Map(call, request.GroupBy, hasEvents: false, $"{field}group_by") is not { } grouping)
            return null;
        GroupMapping.CheckRows(call, grouping, query.Buckets.Count, $"{field}window");
        return new(query) { Grouping = grouping };
    }

    private static LifecycleQuery MapLifecycle(QueryCall call, ComputeLifecycleRequest request, string field)
    {
        var unit = call.Unit(request.Bucket, BucketUnit.Week, $"{field}bucket");
        var multiple = call.Violations.InRange(request.BucketMultiple, 1, 1_000, 1, $"{field}bucket_multiple");
        var buckets = call.Buckets(call.Window(request.Window, $"{field}window"), unit, multiple, $"{field}window");
        var startMs = buckets.Window.StartMs;
        return new LifecycleQuery(
            call.Selectors.Selector(request.Selector, $"{field}selector"),
            call.Selectors.CustomerFilter(request.CustomerFilter, $"{field}customer_filter"),
            buckets,
            new Interval(call.Calendar.AddBuckets(startMs, unit, -multiple), startMs),
            call.AsOfMs);
    }
}

using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.Engine.Counting;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using ActivityCounts = RetentionGrpc.Engine.Metrics.ActivityCounts;
using BucketUnit = RetentionGrpc.Engine.Calendar.BucketUnit;
using CellState = RetentionGrpc.Engine.Metrics.CellState;
using Enum = System.Enum;
using OccurrenceRule = RetentionGrpc.Engine.Metrics.OccurrenceRule;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    private const int TrailingLimit = 8;
    private const int LongestTrailingDays = 3_660;
    private const int OccurrenceLimit = 1_000_000;
    private static readonly int[] DefaultTrailingDays = [1, 7, 30];

    /// <summary>How many distinct customers were active, and how much.</summary>
    public override Task<ComputeActivityResponse> ComputeActivity(ComputeActivityRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services, request.Options, "", context);
        var query = MapActivity(call, request, "");
        var byGroup = SplitActivity(call, request, query, "");
        var property = CountByMapping.Map(call, request.HasCountBy ? request.CountBy : null, request.GroupBy);
        call.Check();
        if (property is null && call.Recall(request, ComputeActivityResponse.Parser, byGroup ?? (Query)query) is { } kept)
            return Task.FromResult(kept);
        var split = byGroup is null ? null : call.AskSplit(byGroup);
        var answer = split is not null ? byGroup!.Whole(split).Summary()
            : property is null ? call.Ask(query)
            : CountByMapping.Ask(call, new CountedActivity(query, call.Calendar, property));
        var reply = new ComputeActivityResponse
        {
            Info = call.Info($"distinct active {CountByMapping.Counted(request.CountBy)}", query.Buckets.Window),
            Total = ToWire(answer.Total),
            DauOverMau = DauOverMauOf(answer),
            Buckets = { BucketsOf(query, answer) },
            ActiveBuckets = { ActiveBucketsOf(answer) },
        };
        foreach (var group in split?.Groups() ?? [])
        {
            var summary = group.Statistic.Summary();
            reply.Groups.Add(new CustomerActivityGroup
            {
                Group = GroupMapping.ToWire(group),
                Total = ToWire(summary.Total),
                DauOverMau = DauOverMauOf(summary),
                Buckets = { BucketsOf(query, summary) },
                ActiveBuckets = { ActiveBucketsOf(summary) },
            });
        }
        return Task.FromResult(call.Keep(reply));
    }

    /// <summary>The query by groups; null where the answer is not split.</summary>
    private static ActivityByGroupQuery? SplitActivity(
        QueryCall call, ComputeActivityRequest request, ActivityQuery query, string field)
    {
        if (GroupMapping.Map(call, request.GroupBy, hasEvents: false, $"{field}group_by") is not { } grouping)
            return null;
        var days = (int)(query.Buckets.Window.LengthMs / DayMs);
        GroupMapping.CheckRows(call, grouping, Math.Max(query.Buckets.Count, days / DaysOfRow), $"{field}window");
        return new(query, call.Calendar) { Grouping = grouping };
    }

    private static ActivityQuery MapActivity(QueryCall call, ComputeActivityRequest request, string field)
    {
        var unit = call.Unit(request.Bucket, BucketUnit.Day, $"{field}bucket");
        var multiple = call.Violations.InRange(request.BucketMultiple, 1, 1_000, 1, $"{field}bucket_multiple");
        var window = call.LimitDays(call.Window(request.Window, $"{field}window"), $"{field}window");
        var isRuleUnset = request.OccurrenceRule == V1.OccurrenceRule.Unspecified;
        var rule = isRuleUnset ? OccurrenceRule.AtLeast : (OccurrenceRule)(int)request.OccurrenceRule;
        call.Violations.Require(Enum.IsDefined(request.OccurrenceRule), $"{field}occurrence_rule", "Set AT_LEAST, AT_MOST or EXACTLY.");
        return new ActivityQuery
        {
            Selector = call.Selectors.Selector(request.Selector, $"{field}selector"),
            CustomerFilter = call.Selectors.CustomerFilter(request.CustomerFilter, $"{field}customer_filter"),
            Buckets = call.Buckets(window, unit, multiple, $"{field}window"),
            AsOfMs = call.AsOfMs,
            TrailingDays = MapTrailingDays(call, request, unit, $"{field}trailing_days"),
            OccurrenceRule = rule,
            OccurrenceCount = call.Violations.InRange(request.OccurrenceCount, 1, OccurrenceLimit, 1, $"{field}occurrence_count"),
        };
    }

    private static int[] MapTrailingDays(QueryCall call, ComputeActivityRequest request, BucketUnit unit, string field)
    {
        if (unit == BucketUnit.Hour)
        {
            call.Violations.Require(request.TrailingDays.Count == 0, field, "Buckets of hours have none: leave it unset.");
            return [];
        }
        var areLengths = request.TrailingDays.All(days => days is >= 1 and <= LongestTrailingDays);
        var isSound = areLengths && request.TrailingDays.Count <= TrailingLimit;
        call.Violations.Require(isSound, field, $"Give at most {TrailingLimit} lengths of 1 to {LongestTrailingDays} days.");
        return isSound && request.TrailingDays.Count > 0 ? [.. request.TrailingDays] : DefaultTrailingDays;
    }

    private static IEnumerable<V1.ActivityBucket> BucketsOf(ActivityQuery query, ActivitySummary answer) =>
        answer.Buckets.Select((bucket, i) => ToWire(query, i, bucket));

    private static IEnumerable<V1.ActiveBucketsRow> ActiveBucketsOf(ActivitySummary answer) => answer.ActiveBuckets()
        .Select(row => new V1.ActiveBucketsRow { BucketCount = row.Buckets, ExactCount = row.Exact, AtLeastCount = row.AtLeast });

    private static DauOverMau DauOverMauOf(ActivitySummary answer)
    {
        var wire = new DauOverMau { DayCount = answer.DauOverMauDays() };
        if (answer.DauOverMau() is { } stickiness)
            wire.Value = stickiness;
        return wire;
    }

    private static V1.ActivityBucket ToWire(ActivityQuery query, int index, Engine.Metrics.ActivityBucket bucket)
    {
        var state = query.StateOf(index);
        var wire = new V1.ActivityBucket { Window = WireTime.ToWire(query.Buckets[index]), State = (V1.CellState)(int)state };
        if (state != CellState.NotYet)
        {
            wire.Counts = ToWire(bucket.Counts);
            wire.TrailingCounts.AddRange(bucket.Trailing);
        }
        return wire;
    }

    private static V1.ActivityCounts ToWire(ActivityCounts counts)
    {
        var wire = new V1.ActivityCounts
        {
            ActiveCount = counts.Active,
            EventCount = counts.Events,
            EventsPerActive = WireNumbers.Ratio(counts.Events, counts.Active),
            SessionCount = counts.Sessions,
            SessionDuration = new Duration { Seconds = counts.SessionMs / 1000, Nanos = (int)(counts.SessionMs % 1000) * 1_000_000 },
        };
        if (counts.Sessions > 0)
            wire.MeanSessionSeconds = counts.SessionMs / 1000.0 / counts.Sessions;
        return wire;
    }
}

using Grpc.Core;
using RetentionGrpc.Engine.Counting;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using ActivityWindow = RetentionGrpc.Engine.Metrics.ActivityWindow;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    private const int ComparisonLimit = 31;

    /// <summary>How many customers of one window were active in others.</summary>
    public override Task<ComputeRetentionResponse> ComputeRetention(ComputeRetentionRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services, request.Options, "", context);
        var query = MapRetention(call, request, "");
        var byGroup = SplitRetention(call, request, query, "");
        var property = CountByMapping.Map(call, request.HasCountBy ? request.CountBy : null, request.GroupBy);
        call.Check();
        if (property is null && call.Recall(request, ComputeRetentionResponse.Parser, byGroup ?? (Query)query) is { } kept)
            return Task.FromResult(kept);
        var split = byGroup is null ? null : call.AskSplit(byGroup);
        var answer = split is not null ? byGroup!.Whole(split).Counts
            : property is null ? call.Ask(query)
            : CountByMapping.Ask(call, new CountedRetention(query, property));
        var reply = new ComputeRetentionResponse
        {
            Info = call.Info(
                $"retention of {CountByMapping.Counted(request.CountBy)} active in A, each B paired with A", query.Base.Window),
            BaseCount = answer.Base,
            Comparisons = { ToWire(query, answer) },
        };
        foreach (var group in split?.Groups() ?? [])
        {
            var counts = group.Statistic.Counts;
            reply.Groups.Add(new CustomerRetentionGroup
            {
                Group = GroupMapping.ToWire(group),
                BaseCount = counts.Base,
                Comparisons = { ToWire(query, counts) },
            });
        }
        return Task.FromResult(call.Keep(reply));
    }

    private static IEnumerable<V1.RetentionComparison> ToWire(RetentionQuery query, RetentionCounts answer)
    {
        for (var i = 0; i < answer.Comparisons.Count; i++)
        {
            var counts = answer.Comparisons[i];
            yield return new()
            {
                Window = WireTime.ToWire(query.Comparisons[i].Window),
                ComparisonCount = counts.Comparison,
                RetainedCount = counts.Retained,
                UnionCount = counts.Union,
                Retention = WireNumbers.Ratio(counts.Retained, answer.Base),
            };
        }
    }

    /// <summary>The query by groups; null where the answer is not split.</summary>
    private static RetentionByGroupQuery? SplitRetention(
        QueryCall call, ComputeRetentionRequest request, RetentionQuery query, string field)
    {
        if (GroupMapping.Map(call, request.GroupBy, hasEvents: false, $"{field}group_by") is not { } grouping)
            return null;
        GroupMapping.CheckRows(call, grouping, query.Comparisons.Count, $"{field}comparisons");
        return new(query) { Grouping = grouping };
    }

    private static RetentionQuery MapRetention(QueryCall call, ComputeRetentionRequest request, string field)
    {
        call.Violations.Require(request.Base is not null, $"{field}base", "Name the window whose customers to look for again.");
        var isCounted = request.Comparisons.Count is >= 1 and <= ComparisonLimit;
        call.Violations.Require(isCounted, $"{field}comparisons", $"Name 1 to {ComparisonLimit} windows to look for them in.");
        var comparisons = new List<ActivityWindow>();
        foreach (var comparison in request.Comparisons.Take(ComparisonLimit))
            comparisons.Add(MapActivityWindow(call, comparison, $"{field}comparisons[{comparisons.Count}]"));
        return new RetentionQuery(
            MapActivityWindow(call, request.Base, $"{field}base"),
            comparisons,
            call.Selectors.CustomerFilter(request.CustomerFilter, $"{field}customer_filter"));
    }

    private static ActivityWindow MapActivityWindow(QueryCall call, V1.ActivityWindow? wire, string field) =>
        new(call.Window(wire?.Window, $"{field}.window"), call.Selectors.Selector(wire?.Selector, $"{field}.selector"));
}

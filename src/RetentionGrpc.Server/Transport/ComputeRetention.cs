using Grpc.Core;
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
        call.Check();
        var answer = call.Ask(query);
        var reply = new ComputeRetentionResponse
        {
            Info = call.Info("retention of customers active in A, each B paired with A", query.Base.Window),
            BaseCount = answer.Base,
        };
        for (var i = 0; i < answer.Comparisons.Count; i++)
        {
            var counts = answer.Comparisons[i];
            reply.Comparisons.Add(new V1.RetentionComparison
            {
                Window = WireTime.ToWire(query.Comparisons[i].Window),
                ComparisonCount = counts.Comparison,
                RetainedCount = counts.Retained,
                UnionCount = counts.Union,
                Retention = WireNumbers.Ratio(counts.Retained, answer.Base),
            });
        }
        return Task.FromResult(reply);
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

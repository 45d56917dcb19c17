using Grpc.Core;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using Interval = RetentionGrpc.Engine.Calendar.Interval;
using SupportCounts = RetentionGrpc.Engine.Metrics.SupportCounts;
using SupportGroup = RetentionGrpc.Engine.Metrics.SupportGroup;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    private const long DefaultLookbackMs = 90 * DayMs;

    /// <summary>Questions and complaints, how long they wait, and whether complainers leave.</summary>
    public override Task<ComputeSupportResponse> ComputeSupport(ComputeSupportRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services, request.Options, "", context);
        var (query, series) = MapSupport(call, request, "");
        call.Check();
        if (call.Recall(request, ComputeSupportResponse.Parser, query) is { } kept)
            return Task.FromResult(kept);
        var answer = call.AskSplit(query);
        var definition = "support cases, each step once; of complainers (a complaint opened "
            + $"{WireTime.Seconds(query.LookbackMs)}s or less before the start) and others: churn, {DescribeBasis(call, query.Population)}";
        var reply = new ComputeSupportResponse { Info = call.Info(definition, query.Windows[0]) };
        foreach (var group in answer.Groups())
        {
            var wire = new SupportGroupAnswer
            {
                Group = GroupMapping.ToWire(group),
                CustomerCount = group.Statistic.Customers,
                Counts = ToWire(group.Statistic.Windows[0]),
                FirstResponse = ToWire(group.Statistic.FirstResponse),
                Resolution = ToWire(group.Statistic.Resolution),
                ComplainerChurn = ToWire(group.Statistic.Churn.Compared),
                OtherChurn = ToWire(group.Statistic.Churn.Others),
            };
            for (var i = 0; i < series?.Count; i++)
            {
                var (window, state, hasBegun) = call.Cell(series[i]);
                var counts = hasBegun ? ToWire(group.Statistic.Windows[i + 1]) : null;
                wire.Series.Add(new SupportBucket { Window = window, State = state, Counts = counts });
            }
            reply.Groups.Add(wire);
        }
        return Task.FromResult(call.Keep(reply));
    }

    private static (SupportQuery Query, BucketSeries? Series) MapSupport(QueryCall call, ComputeSupportRequest request, string field)
    {
        var (windows, series) = call.WindowAndSeries(request.Window, request.SeriesBucket, request.BucketMultiple, field);
        var query = new SupportQuery
        {
            LookbackMs = request.Lookback is null
                ? DefaultLookbackMs
                : WireTime.ToMs(request.Lookback, ChurnPopulation.LongestInactivityMs, call.Violations, $"{field}lookback"),
            Population = MapPopulation(call, request.Churn, $"{field}churn."),
            CustomerFilter = call.Selectors.CustomerFilter(request.CustomerFilter, $"{field}customer_filter"),
            Grouping = GroupMapping.Map(call, request.GroupBy, hasEvents: false, $"{field}group_by"),
            Windows = windows,
            DayCount = call.Calendar.ClippedDays(call.LimitDays(windows[0], $"{field}window")).Count,
            AsOfMs = call.AsOfMs,
        };
        GroupMapping.CheckRows(call, query.Grouping, windows.Count, $"{field}window");
        return (query, series);
    }

    private static (MembersQuery Query, Interval Window) MapSupportMembers(QueryCall call, SupportMembers wire, string field, Page page)
    {
        var (query, series) = MapSupport(call, wire.Request ?? new(), field);
        RequireGroup(call, wire.Group, "support.group");
        var index = WindowIndex(call, wire.HasBucketIndex, wire.BucketIndex, series, query.Windows, "support.bucket_index");
        var members = new SupportMembersQuery(query, index, (SupportGroup)(int)wire.Group, page.After, page.Size)
        {
            Group = GroupMapping.Chosen(call, query, page.Group),
        };
        return (members, query.Windows[index]);
    }

    private static V1.SupportCounts ToWire(SupportCounts counts) => new()
    {
        QuestionOpenedCount = counts.QuestionsOpened,
        QuestionRespondedCount = counts.QuestionsResponded,
        QuestionResolvedCount = counts.QuestionsResolved,
        ComplaintOpenedCount = counts.ComplaintsOpened,
        ComplaintRespondedCount = counts.ComplaintsResponded,
        ComplaintResolvedCount = counts.ComplaintsResolved,
    };

    private static WaitingTime ToWire(Durations durations)
    {
        var wire = new WaitingTime { CaseCount = durations.Count };
        if (durations.MeanSeconds() is { } mean && durations.MedianSeconds() is { } median)
            (wire.MeanSeconds, wire.MedianSeconds) = (mean, median);
        return wire;
    }
}

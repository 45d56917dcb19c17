using Grpc.Core;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using ActivitySelector = RetentionGrpc.Engine.Metrics.ActivitySelector;
using CampaignCounts = RetentionGrpc.Engine.Metrics.CampaignCounts;
using CampaignStage = RetentionGrpc.Engine.Metrics.CampaignStage;
using Interval = RetentionGrpc.Engine.Calendar.Interval;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    private const long DefaultAttributionMs = 7 * DayMs;

    /// <summary>How campaigns do, by campaign, variant or channel.</summary>
    public override Task<ComputeCampaignPerformanceResponse> ComputeCampaignPerformance(
        ComputeCampaignPerformanceRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services, request.Options, "", context);
        var (query, series) = MapCampaigns(call, request, "");
        call.Check();
        if (call.Recall(request, ComputeCampaignPerformanceResponse.Parser, query) is { } kept)
            return Task.FromResult(kept);
        var answer = call.AskSplit(query);
        var definition = $"campaign performance; attributed within {WireTime.Seconds(query.AttributionMs)}s of the last CLICKED touch, "
            + "else OPENED";
        var reply = new ComputeCampaignPerformanceResponse { Info = call.Info(definition, query.Windows[0]) };
        foreach (var group in answer.Groups())
        {
            var wire = new CampaignGroup
            {
                Group = GroupMapping.ToWire(group),
                CustomerCount = group.Statistic.Customers,
                Counts = ToWire(call, group.Statistic.Windows[0]),
            };
            if (query.HasTimes)
            {
                wire.Hours.Add(Rows(group.Statistic.OfHour, firstUnit: 0));
                wire.Weekdays.Add(Rows(group.Statistic.OfWeekday, firstUnit: 1));
            }
            for (var i = 0; i < series?.Count; i++)
            {
                var (window, state, hasBegun) = call.Cell(series[i]);
                var counts = hasBegun ? ToWire(call, group.Statistic.Windows[i + 1]) : null;
                wire.Series.Add(new CampaignBucket { Window = window, State = state, Counts = counts });
            }
            reply.Groups.Add(wire);
        }
        call.Check();
        return Task.FromResult(call.Keep(reply));
    }

    private static (CampaignPerformanceQuery Query, BucketSeries? Series) MapCampaigns(
        QueryCall call, ComputeCampaignPerformanceRequest request, string field)
    {
        var (windows, series) = call.WindowAndSeries(request.Window, request.SeriesBucket, request.BucketMultiple, field);
        call.Violations.Require(Enum.IsDefined(request.Split), $"{field}split", "Set CAMPAIGN, VARIANT, CHANNEL or ALL.");
        GroupColumn? column = request.Split switch
        {
            CampaignSplit.All => null,
            CampaignSplit.Variant => GroupColumn.Variant,
            CampaignSplit.Channel => GroupColumn.Channel,
            _ => GroupColumn.Campaign,
        };
        call.Violations.Require(
            column is not null || request.GroupLimit == 0, $"{field}group_limit", "Nothing is split: leave it unset.");
        var query = new CampaignPerformanceQuery
        {
            Campaigns = call.Texts(request.CampaignIds, CampaignLimit, $"{field}campaign_ids"),
            CustomerFilter = call.Selectors.CustomerFilter(request.CustomerFilter, $"{field}customer_filter"),
            Grouping = column is { } by ? GroupMapping.ByColumn(call, by, request.GroupLimit, $"{field}group_limit") : null,
            Conversion = request.ConversionSelector is null
                ? ActivitySelector.Purchases
                : call.Selectors.Selector(request.ConversionSelector, $"{field}conversion_selector"),
            AttributionMs = request.AttributionWindow is null
                ? DefaultAttributionMs
                : WireTime.ToMs(
                    request.AttributionWindow, ChurnPopulation.LongestInactivityMs, call.Violations, $"{field}attribution_window"),
            Windows = windows,
            HasTimes = request.Times,
        };
        GroupMapping.CheckRows(call, query.Grouping, windows.Count, $"{field}window");
        return (query, series);
    }

    private static (MembersQuery Query, Interval Window) MapCampaignMembers(QueryCall call, CampaignMembers wire, string field, Page page)
    {
        const string Field = "campaign_performance";
        var (query, series) = MapCampaigns(call, wire.Request ?? new(), field);
        RequireGroup(call, wire.Group, $"{Field}.group");
        var isOfStage = wire.Group == CampaignMemberGroup.Stage;
        if (isOfStage)
            RequireGroup(call, wire.Stage, $"{Field}.stage");
        call.Violations.Require(isOfStage || wire.Stage == V1.CampaignStage.Unspecified, $"{Field}.stage", "Only STAGE has it.");
        var index = WindowIndex(call, wire.HasBucketIndex, wire.BucketIndex, series, query.Windows, $"{Field}.bucket_index");
        var stage = isOfStage ? (CampaignStage?)(int)wire.Stage : null;
        var members = new CampaignMembersQuery(query, index, stage, page.After, page.Size)
        {
            Group = GroupMapping.Chosen(call, query, page.Group),
        };
        return (members, query.Windows[index]);
    }

    private static V1.CampaignCounts ToWire(QueryCall call, CampaignCounts counts)
    {
        var delivered = counts.Total(CampaignStage.Delivered);
        var wire = new V1.CampaignCounts
        {
            UniqueOpensPerDelivered = WireNumbers.Ratio(counts.Unique(CampaignStage.Opened), delivered),
            UniqueClicksPerDelivered = WireNumbers.Ratio(counts.Unique(CampaignStage.Clicked), delivered),
            ClicksPerOpen = WireNumbers.Ratio(counts.Total(CampaignStage.Clicked), counts.Total(CampaignStage.Opened)),
            StageConvertedCount = counts.Unique(CampaignStage.Converted),
            AttributedCount = counts.Attributed,
            AttributedRevenueMinorUnits = call.Fit(counts.AttributedAmount, "window"),
        };
        foreach (var stage in Enum.GetValues<CampaignStage>())
        {
            wire.Stages.Add(new CampaignStageCount
            {
                Stage = (V1.CampaignStage)(int)stage,
                TotalCount = counts.Total(stage),
                UniqueCount = counts.Unique(stage),
            });
        }
        return wire;
    }

    private static IEnumerable<CampaignTimeRow> Rows(long[,] ofStageAndUnit, int firstUnit)
    {
        for (var unit = 0; unit < ofStageAndUnit.GetLength(1); unit++)
        {
            var row = new CampaignTimeRow { Unit = firstUnit + unit };
            for (var stage = 0; stage < ofStageAndUnit.GetLength(0); stage++)
                row.StageCounts.Add(ofStageAndUnit[stage, unit]);
            yield return row;
        }
    }
}

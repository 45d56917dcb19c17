using Grpc.Core;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using CouponCounts = RetentionGrpc.Engine.Metrics.CouponCounts;
using CouponGroup = RetentionGrpc.Engine.Metrics.CouponGroup;
using CouponReading = RetentionGrpc.Engine.Metrics.CouponReading;
using Interval = RetentionGrpc.Engine.Calendar.Interval;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    private const int CampaignLimit = 1_000;

    /// <summary>How many coupons are redeemed.</summary>
    public override Task<ComputeCouponRedemptionResponse> ComputeCouponRedemption(
        ComputeCouponRedemptionRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services, request.Options, "", context);
        var (query, series) = MapCouponRedemption(call, request, "");
        call.Check();
        if (call.Recall(request, ComputeCouponRedemptionResponse.Parser, query) is { } kept)
            return Task.FromResult(kept);
        var answer = call.AskSplit(query);
        var reading = query.Reading == CouponReading.ByEventWindow ? "BY_EVENT_WINDOW" : "BY_ISSUE_COHORT";
        var reply = new ComputeCouponRedemptionResponse { Info = call.Info($"coupon redemption, {reading}", query.Windows[0]) };
        foreach (var group in answer.Groups())
        {
            var wire = new CouponGroupAnswer
            {
                Group = GroupMapping.ToWire(group),
                CustomerCount = group.Statistic.Customers,
                Counts = ToWire(group.Statistic.Windows[0]),
            };
            for (var i = 0; i < series?.Count; i++)
            {
                var (window, state, hasBegun) = call.Cell(series[i]);
                var counts = hasBegun ? ToWire(group.Statistic.Windows[i + 1]) : null;
                wire.Series.Add(new CouponBucket { Window = window, State = state, Counts = counts });
            }
            reply.Groups.Add(wire);
        }
        return Task.FromResult(call.Keep(reply));
    }

    private static (CouponRedemptionQuery Query, BucketSeries? Series) MapCouponRedemption(
        QueryCall call, ComputeCouponRedemptionRequest request, string field)
    {
        var (windows, series) = call.WindowAndSeries(request.Window, request.SeriesBucket, request.BucketMultiple, field);
        call.Violations.Require(Enum.IsDefined(request.Reading), $"{field}reading", "Set BY_ISSUE_COHORT or BY_EVENT_WINDOW.");
        var isSplitTwice = request.CampaignLimit != 0 && request.GroupBy is not null;
        call.Violations.Require(!isSplitTwice, $"{field}campaign_limit", "Split by campaign or by group_by, not by both.");
        var query = new CouponRedemptionQuery
        {
            Reading = request.Reading == V1.CouponReading.ByEventWindow ? CouponReading.ByEventWindow : CouponReading.ByIssueCohort,
            Campaigns = call.Texts(request.CampaignIds, CampaignLimit, $"{field}campaign_ids"),
            CustomerFilter = call.Selectors.CustomerFilter(request.CustomerFilter, $"{field}customer_filter"),
            Grouping = request.CampaignLimit != 0
                ? GroupMapping.ByColumn(call, GroupColumn.Campaign, request.CampaignLimit, $"{field}campaign_limit")
                : GroupMapping.Map(call, request.GroupBy, hasEvents: true, $"{field}group_by"),
            Windows = windows,
            AsOfMs = call.AsOfMs,
        };
        GroupMapping.CheckRows(call, query.Grouping, windows.Count, $"{field}window");
        return (query, series);
    }

    private static (MembersQuery Query, Interval Window) MapCouponMembers(QueryCall call, CouponMembers wire, string field, Page page)
    {
        var (query, series) = MapCouponRedemption(call, wire.Request ?? new(), field);
        RequireGroup(call, wire.Group, "coupon_redemption.group");
        var index = WindowIndex(call, wire.HasBucketIndex, wire.BucketIndex, series, query.Windows, "coupon_redemption.bucket_index");
        var members = new CouponMembersQuery(query, index, (CouponGroup)(int)wire.Group, page.After, page.Size)
        {
            Group = GroupMapping.Chosen(call, query, page.Group),
        };
        return (members, query.Windows[index]);
    }

    private static V1.CouponCounts ToWire(CouponCounts counts) => new()
    {
        RedeemedCoupons = WireNumbers.Ratio(counts.Redeemed, counts.Issued),
        RedeemedCustomers = WireNumbers.Ratio(counts.RedeemedCustomers, counts.IssuedCustomers),
        ExpiredCount = counts.Expired,
    };
}

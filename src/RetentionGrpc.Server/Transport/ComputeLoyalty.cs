using Grpc.Core;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using Interval = RetentionGrpc.Engine.Calendar.Interval;
using LoyaltyCounts = RetentionGrpc.Engine.Metrics.LoyaltyCounts;
using LoyaltyGroup = RetentionGrpc.Engine.Metrics.LoyaltyGroup;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    /// <summary>Loyalty points, and whether members stay longer.</summary>
    public override Task<ComputeLoyaltyResponse> ComputeLoyalty(ComputeLoyaltyRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services, request.Options, "", context);
        var (query, series) = MapLoyalty(call, request, "");
        call.Check();
        if (call.Recall(request, ComputeLoyaltyResponse.Parser, query) is { } kept)
            return Task.FromResult(kept);
        var answer = call.AskSplit(query);
        var definition = $"loyalty points; of members and others: churn, {DescribeBasis(call, query.Population)}";
        var reply = new ComputeLoyaltyResponse { Info = call.Info(definition, query.Windows[0]) };
        foreach (var group in answer.Groups())
        {
            var windows = group.Statistic.Windows();
            var wire = new LoyaltyGroupAnswer
            {
                Group = GroupMapping.ToWire(group),
                CustomerCount = group.Statistic.Customers,
                Counts = ToWire(call, windows[0]),
                MemberChurn = ToWire(group.Statistic.Churn.Compared),
                OtherChurn = ToWire(group.Statistic.Churn.Others),
            };
            for (var i = 0; i < series?.Count; i++)
            {
                var (window, state, hasBegun) = call.Cell(series[i]);
                var counts = hasBegun ? ToWire(call, windows[i + 1]) : null;
                wire.Series.Add(new LoyaltyBucket { Window = window, State = state, Counts = counts });
            }
            reply.Groups.Add(wire);
        }
        call.Check();
        return Task.FromResult(call.Keep(reply));
    }

    private static (LoyaltyQuery Query, BucketSeries? Series) MapLoyalty(QueryCall call, ComputeLoyaltyRequest request, string field)
    {
        var (windows, series) = call.WindowAndSeries(request.Window, request.SeriesBucket, request.BucketMultiple, field);
        var query = new LoyaltyQuery
        {
            Selector = call.Selectors.Selector(request.Selector, $"{field}selector"),
            Population = MapPopulation(call, request.Churn, $"{field}churn."),
            CustomerFilter = call.Selectors.CustomerFilter(request.CustomerFilter, $"{field}customer_filter"),
            Grouping = GroupMapping.Map(call, request.GroupBy, hasEvents: false, $"{field}group_by"),
            Windows = windows,
            DayCount = call.Calendar.ClippedDays(call.LimitDays(windows[0], $"{field}window")).Count,
        };
        GroupMapping.CheckRows(call, query.Grouping, windows.Count, $"{field}window");
        return (query, series);
    }

    private static (MembersQuery Query, Interval Window) MapLoyaltyMembers(QueryCall call, LoyaltyMembers wire, string field, Page page)
    {
        var (query, series) = MapLoyalty(call, wire.Request ?? new(), field);
        RequireGroup(call, wire.Group, "loyalty.group");
        var index = WindowIndex(call, wire.HasBucketIndex, wire.BucketIndex, series, query.Windows, "loyalty.bucket_index");
        var members = new LoyaltyMembersQuery(query, index, (LoyaltyGroup)(int)wire.Group, page.After, page.Size)
        {
            Group = GroupMapping.Chosen(call, query, page.Group),
        };
        return (members, query.Windows[index]);
    }

    private static V1.LoyaltyCounts ToWire(QueryCall call, LoyaltyCounts counts) => new()
    {
        EarnedPoints = call.Fit(counts.Earned, "window"),
        RedeemedPoints = call.Fit(counts.Redeemed, "window"),
        ExpiredPoints = call.Fit(counts.Expired, "window"),
        OutstandingPoints = call.Fit(counts.Outstanding, "window"),
        RedeemersOverActive = WireNumbers.Ratio(counts.Redeemers, counts.Active),
        MemberCount = counts.Members,
    };
}

using Grpc.Core;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using CellState = RetentionGrpc.Engine.Metrics.CellState;
using RepeatPopulation = RetentionGrpc.Engine.Metrics.RepeatPopulation;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    /// <summary>Who bought again, by day and by order.</summary>
    public override Task<ComputeRepeatPurchaseResponse> ComputeRepeatPurchase(
        ComputeRepeatPurchaseRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services, request.Options, "", context);
        var (query, series) = MapRepeatPurchase(call, request, "");
        var byGroup = SplitRepeatPurchase(call, request, query, "");
        call.Check();
        if (call.Recall(request, ComputeRepeatPurchaseResponse.Parser, byGroup ?? (Query)query) is { } kept)
            return Task.FromResult(kept);
        var (answer, groups) = byGroup is null ? (AskRepeatPurchase(call, query), []) : AskRepeatPurchase(call, byGroup);
        CheckSizes(call, [answer, .. groups.Select(group => group.Summary)]);
        var reply = new ComputeRepeatPurchaseResponse
        {
            Info = call.Info(DescribeRepeatPurchase(query.Population), query.Windows[0]),
            Counts = ToWire(answer.Windows[0].Counts),
            OrderCounts = { OrderCountsOf(answer) },
            TimeBetweenOrders = query.HasTimeBetweenOrders ? ToWire(answer.Gaps) : null,
            RevenueShare = query.HasRevenue ? ToWire(call, answer.Windows[0].Revenue) : null,
            Series = { SeriesOf(call, query, series, answer) },
        };
        foreach (var (group, summary) in groups)
        {
            reply.Groups.Add(new CustomerRepeatPurchaseGroup
            {
                Group = group,
                Counts = ToWire(summary.Windows[0].Counts),
                OrderCounts = { OrderCountsOf(summary) },
                TimeBetweenOrders = query.HasTimeBetweenOrders ? ToWire(summary.Gaps) : null,
                RevenueShare = query.HasRevenue ? ToWire(call, summary.Windows[0].Revenue) : null,
                Series = { SeriesOf(call, query, series, summary) },
            });
        }
        return Task.FromResult(call.Keep(reply));
    }

    /// <summary>Asks until the median is told.</summary>
    private static RepeatPurchaseSummary AskRepeatPurchase(QueryCall call, RepeatPurchaseQuery query)
    {
        var answer = call.Ask(query);
        while (query.Next(answer) is { } next)
            (query, answer) = (next, call.Ask(next));
        return answer;
    }

    /// <summary>Asks until every group's median is told.</summary>
    private static (RepeatPurchaseSummary Whole, List<(Group Group, RepeatPurchaseSummary Summary)> Groups) AskRepeatPurchase(
        QueryCall call, RepeatPurchaseByGroupQuery query)
    {
        var answer = call.AskSplit(query);
        while (query.Next(answer) is { } next)
            (query, answer) = (next, call.Ask(next));
        var groups = answer.Groups().Select(group => (GroupMapping.ToWire(group), group.Statistic.Summary())).ToList();
        return (query.Whole(answer).Summary(), groups);
    }

    /// <summary>The query by groups; null where the answer is not split.</summary>
    private static RepeatPurchaseByGroupQuery? SplitRepeatPurchase(
        QueryCall call, ComputeRepeatPurchaseRequest request, RepeatPurchaseQuery query, string field)
    {
        if (GroupMapping.Map(call, request.GroupBy, hasEvents: false, $"{field}group_by") is not { } grouping)
            return null;
        GroupMapping.CheckRows(call, grouping, query.Windows.Count, $"{field}window");
        return new(query) { Grouping = grouping };
    }

    /// <summary>The query of a request: the whole window first, then the buckets of the series.</summary>
    private static (RepeatPurchaseQuery Query, BucketSeries? Series) MapRepeatPurchase(
        QueryCall call, ComputeRepeatPurchaseRequest request, string field)
    {
        var (windows, series) = call.WindowAndSeries(
            request.Window, request.SeriesBucket, request.BucketMultiple, field);
        var isUnset = request.Population == V1.RepeatPopulation.Unspecified;
        call.Violations.Require(
            Enum.IsDefined(request.Population), $"{field}population", "Set ACTIVE_IN_WINDOW, ACQUIRED_IN_WINDOW or EVER.");
        for (var i = 0; i < request.Details.Count; i++)
        {
            var isDetail = request.Details[i] != RepeatPurchaseDetail.Unspecified && Enum.IsDefined(request.Details[i]);
            call.Violations.Require(isDetail, $"{field}details[{i}]", "Name ORDER_COUNTS, TIME_BETWEEN_ORDERS or REVENUE_SHARE.");
        }
        var query = new RepeatPurchaseQuery
        {
            Population = isUnset ? RepeatPopulation.ActiveInWindow : (RepeatPopulation)(int)request.Population,
            CustomerFilter = call.Selectors.CustomerFilter(request.CustomerFilter, $"{field}customer_filter"),
            Windows = windows,
            HasOrderCounts = request.Details.Contains(RepeatPurchaseDetail.OrderCounts),
            HasTimeBetweenOrders = request.Details.Contains(RepeatPurchaseDetail.TimeBetweenOrders),
            HasRevenue = request.Details.Contains(RepeatPurchaseDetail.RevenueShare),
        };
        return (query, series);
    }

    private static (MembersQuery Query, Engine.Calendar.Interval Window) MapRepeatMembers(
        QueryCall call, RepeatPurchaseMembers wire, string field, Page page)
    {
        var (repeat, series) = MapRepeatPurchase(call, wire.Request ?? new(), field);
        RequireGroup(call, wire.Group, "repeat_purchase.group");
        var index = WindowIndex(
            call, wire.HasBucketIndex, wire.BucketIndex, series, repeat.Windows, "repeat_purchase.bucket_index");
        var members = new RepeatMembersQuery(repeat, index, (RepeatGroup)(int)wire.Group, page.After, page.Size)
        {
            Group = GroupMapping.Chosen(call, SplitRepeatPurchase(call, wire.Request ?? new(), repeat, field), page.Group),
        };
        return (members, repeat.Windows[index]);
    }

    /// <summary>Refuses what the reply cannot carry.</summary>
    private static void CheckSizes(QueryCall call, IReadOnlyList<RepeatPurchaseSummary> answers)
    {
        if (answers.Any(answer => answer.OrderCounts.Count > call.RowLimit))
            call.TooManyRows("window");
        var fit = answers.All(answer => answer.Windows.All(window => Fits(window.Revenue.All) && Fits(window.Revenue.AcquiredBefore)));
        call.Violations.Require(fit, "window", "The revenue is beyond 64 bits of minor units: take a shorter window.");
        call.Check();

        static bool Fits(Int128 amount) => amount >= long.MinValue && amount <= long.MaxValue;
    }

    private static string DescribeRepeatPurchase(RepeatPopulation population) => population switch
    {
        RepeatPopulation.AcquiredInWindow =>
            "repeat purchase by day and by order, of customers first acquired in the window, by what they bought before its end",
        RepeatPopulation.Ever =>
            "repeat purchase by day and by order, of customers who ever bought before the window's end, by all that they bought before it",
        _ => "repeat purchase by day and by order, of customers active in the window, by what they bought in it",
    };

    private static IEnumerable<V1.OrderCountRow> OrderCountsOf(RepeatPurchaseSummary answer) => answer.OrderCountRows()
        .Select(row => new V1.OrderCountRow { OrderCount = row.Orders, ExactCount = row.Exact, AtLeastCount = row.AtLeast });

    private static IEnumerable<RepeatPurchaseBucket> SeriesOf(
        QueryCall call, RepeatPurchaseQuery query, BucketSeries? series, RepeatPurchaseSummary answer)
    {
        for (var i = 0; i < series?.Count; i++)
            yield return ToWire(call, query, series, i, answer.Windows[i + 1]);
    }

    private static RepeatPurchaseBucket ToWire(
        QueryCall call, RepeatPurchaseQuery query, BucketSeries series, int index, RepeatWindow window)
    {
        var state = CellStates.Of(series[index], call.AsOfMs);
        var wire = new RepeatPurchaseBucket { Window = WireTime.ToWire(series[index]), State = (V1.CellState)(int)state };
        if (state == CellState.NotYet)
            return wire;
        wire.Counts = ToWire(window.Counts);
        if (query.HasRevenue)
            wire.RevenueShare = ToWire(call, window.Revenue);
        return wire;
    }

    private static RepeatPurchaseCounts ToWire(RepeatCounts counts) => new()
    {
        PurchaserCount = counts.Purchasers,
        RepeatByDay = WireNumbers.Ratio(counts.RepeatByDay, counts.Purchasers),
        RepeatByOrder = WireNumbers.Ratio(counts.RepeatByOrder, counts.Purchasers),
    };

    private static TimeBetweenOrders ToWire(OrderGaps gaps)
    {
        var wire = new TimeBetweenOrders { GapCount = gaps.Count };
        if (gaps.MedianSeconds() is { } median)
            wire.MedianSeconds = median;
        return wire;
    }

    private static RevenueShare ToWire(QueryCall call, WindowRevenue revenue) => new()
    {
        CurrencyCode = call.Tenant.Currency,
        AcquiredBeforeWindow = WireNumbers.Ratio((long)revenue.AcquiredBefore, (long)revenue.All),
    };
}

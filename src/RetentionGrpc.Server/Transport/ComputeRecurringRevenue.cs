using Grpc.Core;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using CellState = RetentionGrpc.Engine.Metrics.CellState;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    // A numerator is a sum of three totals.
    private const long LargestRevenue = long.MaxValue / 4;

    // So many days of a split answer weigh as much as a row of it.
    private const int DaysOfRow = 10;

    /// <summary>Monthly recurring revenue at two instants, and how it moved between them.</summary>
    public override Task<ComputeRecurringRevenueResponse> ComputeRecurringRevenue(
        ComputeRecurringRevenueRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services, request.Options, "", context);
        var (query, series) = MapRecurringRevenue(call, request, "");
        call.Check();
        if (call.Recall(request, ComputeRecurringRevenueResponse.Parser, query) is { } kept)
            return Task.FromResult(kept);
        var groups = call.AskSplit(query).Groups();
        CheckSizes(call, groups);
        var reply = new ComputeRecurringRevenueResponse
        {
            Info = call.Info($"recurring revenue per month, {DescribePolicies(call)}", query.Windows[0]),
            CurrencyCode = call.Tenant.Currency,
        };
        foreach (var group in groups)
        {
            var wire = new RecurringRevenueGroup
            {
                Group = GroupMapping.ToWire(group),
                Revenue = ToWire(group.Statistic.Windows[0]),
            };
            for (var i = 0; i < series?.Count; i++)
                wire.Series.Add(ToWire(call, series[i], group.Statistic.Windows[i + 1]));
            reply.Groups.Add(wire);
        }
        return Task.FromResult(call.Keep(reply));
    }

    private static (RecurringRevenueQuery Query, BucketSeries? Series) MapRecurringRevenue(
        QueryCall call, ComputeRecurringRevenueRequest request, string field)
    {
        var (windows, series) = call.WindowAndSeries(request.Window, request.SeriesBucket, request.BucketMultiple, field);
        var days = call.LimitDays(windows[0], $"{field}window").LengthMs / (24L * 3600 * 1000);
        var query = new RecurringRevenueQuery
        {
            CustomerFilter = call.Selectors.CustomerFilter(request.CustomerFilter, $"{field}customer_filter"),
            Grouping = GroupMapping.Map(call, request.GroupBy, hasEvents: false, $"{field}group_by"),
            Windows = windows,
        };
        GroupMapping.CheckRows(call, query.Grouping, Math.Max(windows.Count, (int)(days / DaysOfRow)), $"{field}window");
        return (query, series);
    }

    private static (MembersQuery Query, Engine.Calendar.Interval Window) MapRevenueMembers(
        QueryCall call, RecurringRevenueMembers wire, string field, Page page)
    {
        var (query, series) = MapRecurringRevenue(call, wire.Request ?? new(), field);
        RequireGroup(call, wire.Group, "recurring_revenue.group");
        var index = WindowIndex(call, wire.HasBucketIndex, wire.BucketIndex, series, query.Windows, "recurring_revenue.bucket_index");
        var members = new RevenueMembersQuery(query, index, (RevenueGroup)(int)wire.Group, page.After, page.Size)
        {
            Group = GroupMapping.Chosen(call, query, page.Group),
        };
        return (members, query.Windows[index]);
    }

    /// <summary>Refuses what the reply cannot carry.</summary>
    private static void CheckSizes(QueryCall call, IReadOnlyList<SplitGroup<RevenueStatistic>> groups)
    {
        var fit = groups.All(group => group.Statistic.Windows.All(window =>
            Fits(window.Movements[RevenueGroup.Start].Amount) && Fits(window.Movements[RevenueGroup.End].Amount)));
        call.Violations.Require(fit, "window", "The recurring revenue is beyond 61 bits of minor units.");
        call.Check();
    }

    private static bool Fits(MonthlyRevenue revenue) => revenue.Rounded <= LargestRevenue;

    private static RecurringRevenueBucket ToWire(QueryCall call, Engine.Calendar.Interval bucket, RevenueWindow window)
    {
        var state = CellStates.Of(bucket, call.AsOfMs);
        var wire = new RecurringRevenueBucket { Window = WireTime.ToWire(bucket), State = (V1.CellState)(int)state };
        if (state != CellState.NotYet)
            wire.Revenue = ToWire(window);
        return wire;
    }

    private static RecurringRevenue ToWire(RevenueWindow window)
    {
        var rounded = window.Movements.Rounded();
        return new()
        {
            StartMinorUnits = (long)rounded[RevenueGroup.Start],
            EndMinorUnits = (long)rounded[RevenueGroup.End],
            NewMinorUnits = (long)rounded[RevenueGroup.New],
            ReactivationMinorUnits = (long)rounded[RevenueGroup.Reactivation],
            ExpansionMinorUnits = (long)rounded[RevenueGroup.Expansion],
            ContractionMinorUnits = (long)rounded[RevenueGroup.Contraction],
            ChurnedMinorUnits = (long)rounded[RevenueGroup.Churned],
            StartCustomerCount = window.Movements[RevenueGroup.Start].Customers,
            EndCustomerCount = window.Movements[RevenueGroup.End].Customers,
            NewCustomerCount = window.Movements[RevenueGroup.New].Customers,
            ReactivationCustomerCount = window.Movements[RevenueGroup.Reactivation].Customers,
            ExpansionCustomerCount = window.Movements[RevenueGroup.Expansion].Customers,
            ContractionCustomerCount = window.Movements[RevenueGroup.Contraction].Customers,
            ChurnedCustomerCount = window.Movements[RevenueGroup.Churned].Customers,
            Rates = RatesOf(rounded, window),
        };
    }

    private static RecurringRevenueRates RatesOf(RoundedMovements rounded, RevenueWindow window)
    {
        var (start, end, added) = ((long)rounded.Start, (long)rounded.End, (long)rounded[RevenueGroup.New]);
        var (expansion, reactivation) = ((long)rounded[RevenueGroup.Expansion], (long)rounded[RevenueGroup.Reactivation]);
        var lost = (long)(rounded[RevenueGroup.Churned] + rounded[RevenueGroup.Contraction]);
        return new()
        {
            GrossMrrChurn = WireNumbers.Ratio(lost, start),
            NetMrrChurn = WireNumbers.Ratio(lost - expansion - reactivation, start),
            NetMrrChurnWithoutReactivation = WireNumbers.Ratio(lost - expansion, start),
            MrrChurnLessNew = WireNumbers.Ratio(start - (end - added), start),
            LiteralStartEndNew = WireNumbers.Ratio(start - end - added, start),
            SumOfDailyGrossMrrChurn = window.Days?.SumOfGrossChurn() ?? 0,
            Nrr = WireNumbers.Ratio(start - (lost - expansion - reactivation), start),
            Grr = WireNumbers.Ratio(start - lost, start),
            QuickRatio = WireNumbers.Ratio(added + expansion, lost),
            Arpa = WireNumbers.Ratio(end, window.Movements[RevenueGroup.End].Customers),
        };
    }

    private static MemberRevenue? ToWire(CustomerRevenue? own) => own is { } revenue && Fits(revenue.Start) && Fits(revenue.End)
        ? new() { StartMinorUnits = (long)revenue.Start.Rounded, EndMinorUnits = (long)revenue.End.Rounded }
        : null;
}

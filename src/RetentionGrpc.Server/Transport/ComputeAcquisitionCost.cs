using System.Text;
using Grpc.Core;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using AcquisitionEvent = RetentionGrpc.Engine.Metrics.AcquisitionEvent;
using CellState = RetentionGrpc.Engine.Metrics.CellState;
using Interval = RetentionGrpc.Engine.Calendar.Interval;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    /// <summary>What it costs to win customers and to keep them.</summary>
    public override Task<ComputeAcquisitionCostResponse> ComputeAcquisitionCost(
        ComputeAcquisitionCostRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services, request.Options, "", context);
        var (query, series) = MapAcquisitionCost(call, request, "");
        var value = request.LifetimeValue is null ? null : MapValueOverCost(call, request);
        call.Check();
        if (call.Recall(request, ComputeAcquisitionCostResponse.Parser, query, value?.Query) is { } kept)
            return Task.FromResult(kept);
        var answer = call.Ask(query);
        WireNumbers.RequireMoney(
            call, "window", answer.Windows[0].AcquisitionSpend, answer.Windows[0].RetentionSpend, answer.Revenue.Amount.Rounded);
        if (answer.Channels.Count > call.RowLimit)
            call.TooManyRows("window");
        call.Check();
        var total = answer.Windows[0];
        var reply = new ComputeAcquisitionCostResponse
        {
            CurrencyCode = call.Tenant.Currency,
            Total = ToWire(total),
            Payback = ToPayback(total.Cost, answer.Revenue),
            LifetimeValue = value is null ? null : ToValueOverCost(call, value, total.Cost),
        };
        reply.Channels.AddRange(ToWire(answer.Channels));
        for (var i = 0; i < series?.Count; i++)
            reply.Series.Add(ToWire(call, series[i], answer.Windows[i + 1]));
        var acquired = query.Event == AcquisitionEvent.Subscription ? "FIRST_SUBSCRIPTION" : "FIRST_PURCHASE";
        var valueIs = value is null ? "" : $"; {DescribeLifetimeValue(call, value)}";
        reply.Info = call.Info(
            $"acquisition cost, {acquired}, retained by {DescribeBasis(call, query.Population)}{valueIs}", query.Windows[0]);
        return Task.FromResult(call.Keep(reply));
    }

    private static (AcquisitionCostQuery Query, BucketSeries? Series) MapAcquisitionCost(
        QueryCall call, ComputeAcquisitionCostRequest request, string field)
    {
        var (windows, series) = call.WindowAndSeries(request.Window, request.SeriesBucket, request.BucketMultiple, field);
        call.Violations.Require(
            Enum.IsDefined(request.AcquisitionEvent), $"{field}acquisition_event", "Set FIRST_PURCHASE or FIRST_SUBSCRIPTION.");
        var isSubscription = request.AcquisitionEvent == V1.AcquisitionEvent.FirstSubscription;
        var query = new AcquisitionCostQuery
        {
            Event = isSubscription ? AcquisitionEvent.Subscription : AcquisitionEvent.Purchase,
            Population = MapPopulation(call, request.Basis, request.Inactivity, request.Selector, field),
            Windows = windows,
        };
        return (query, series);
    }

    /// <summary>The one lifetime value that is set against the cost.</summary>
    private static AskedValue MapValueOverCost(QueryCall call, ComputeAcquisitionCostRequest request)
    {
        var wire = request.LifetimeValue.Clone();
        wire.Window ??= request.Window;
        var asked = MapLifetimeValue(call, wire, "lifetime_value.");
        call.Violations.Require(asked.Query.Readings.Count == 1, "lifetime_value.readings", "Name one reading: there is one ratio.");
        call.Violations.Require(wire.GroupBy is null, "lifetime_value.group_by", "There is one ratio, over all customers.");
        call.Violations.Require(
            wire.CustomerFilter is not { Conditions.Count: > 0 }, "lifetime_value.customer_filter",
            "Spend belongs to no customer, so the cost is that of all customers: the value set against it must be too.");
        var hasSeries = wire.SeriesBucket != V1.BucketUnit.Unspecified;
        call.Violations.Require(!hasSeries, "lifetime_value.series_bucket", "There is one ratio, of the whole window.");
        return asked;
    }

    private static (MembersQuery Query, Interval Window) MapAcquisitionMembers(
        QueryCall call, AcquisitionMembers wire, string field, Page page)
    {
        var (query, series) = MapAcquisitionCost(call, wire.Request ?? new(), field);
        var index = WindowIndex(call, wire.HasBucketIndex, wire.BucketIndex, series, query.Windows, "acquisition_cost.bucket_index");
        byte[]? channel = null;
        if (wire.Channel is { } named)
        {
            var isChannel = named.Kind == V1.GroupKind.None || (named.Kind == V1.GroupKind.Value && named.Value.Length > 0);
            call.Violations.Require(isChannel, "acquisition_cost.channel", "Name a channel as the reply does: a VALUE, or NONE.");
            channel = named.Kind == V1.GroupKind.None ? [] : Encoding.UTF8.GetBytes(named.Value);
        }
        return (new AcquisitionMembersQuery(query, index, channel, page.After, page.Size), query.Windows[index]);
    }

    private static AcquisitionCostBucket ToWire(QueryCall call, Interval bucket, AcquisitionTotals totals)
    {
        var state = CellStates.Of(bucket, call.AsOfMs);
        var wire = new AcquisitionCostBucket { Window = WireTime.ToWire(bucket), State = (V1.CellState)(int)state };
        if (state != CellState.NotYet)
            wire.Cost = ToWire(totals);
        return wire;
    }

    private static AcquisitionCost ToWire(AcquisitionTotals totals)
    {
        var wire = new AcquisitionCost
        {
            AcquiredCount = totals.Acquired,
            AcquisitionSpend = (long)totals.AcquisitionSpend,
            RetainedCount = totals.Retained,
            RetentionSpend = (long)totals.RetentionSpend,
        };
        if (totals.Cost is { } cost)
            wire.CustomerAcquisitionCost = cost;
        if (totals.RetentionCost is { } retention)
            wire.RetentionCost = retention;
        return wire;
    }

    /// <summary>The largest spend first; the sort keeps what is equal in the order of bytes.</summary>
    private static IEnumerable<ChannelCost> ToWire(SortedDictionary<byte[], AcquisitionTotals> channels) => channels
        .OrderBy(channel => channel.Key.Length == 0)
        .ThenByDescending(channel => channel.Value.AcquisitionSpend)
        .ThenByDescending(channel => channel.Value.Acquired)
        .Select(channel =>
        {
            var kind = channel.Key.Length == 0 ? V1.GroupKind.None : V1.GroupKind.Value;
            var wire = new ChannelCost
            {
                Channel = new Group { Kind = kind, Value = Encoding.UTF8.GetString(channel.Key) },
                AcquiredCount = channel.Value.Acquired,
                AcquisitionSpend = (long)channel.Value.AcquisitionSpend,
                RetentionSpend = (long)channel.Value.RetentionSpend,
            };
            if (channel.Value.Cost is { } cost)
                wire.CustomerAcquisitionCost = cost;
            return wire;
        });

    private static AcquisitionPayback ToPayback(double? cost, RevenueTotal revenue)
    {
        var wire = new AcquisitionPayback
        {
            RecurringRevenue = (long)revenue.Amount.Rounded,
            PayingCustomerCount = revenue.Customers,
        };
        if (revenue.Customers == 0)
            return wire;
        wire.RevenuePerAccount = (double)wire.RecurringRevenue / revenue.Customers;
        if (cost is { } spent && wire.RevenuePerAccount > 0)
            wire.PaybackMonths = spent / wire.RevenuePerAccount;
        return wire;
    }

    private static LifetimeValueOverCost ToValueOverCost(QueryCall call, AskedValue asked, double? cost)
    {
        var value = ToWire(call, asked, call.AskSplit(asked.Query).Rest.Windows[0]);
        var wire = new LifetimeValueOverCost { Reading = (V1.LifetimeValueReading)(int)asked.Query.Readings.Single() };
        var worth = value switch
        {
            { Formula: { HasValue: true } formula } => formula.Value,
            { Historic: { HasValue: true } historic } => historic.Value,
            { ArpuOverChurn: { HasValue: true } arpu } => arpu.Value,
            { Predicted: { HasValue: true } predicted } => predicted.Value,
            _ => (double?)null,
        };
        if (worth is not { } known)
            return wire;
        wire.LifetimeValue = known;
        if (cost is > 0)
            wire.Ratio = known / cost.Value;
        return wire;
    }
}

using Grpc.Core;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using FitOutcome = RetentionGrpc.Engine.Metrics.FitOutcome;
using LifetimeEstimator = RetentionGrpc.Engine.Metrics.LifetimeEstimator;
using LifetimeValueGroup = RetentionGrpc.Engine.Metrics.LifetimeValueGroup;
using LifetimeValueReading = RetentionGrpc.Engine.Metrics.LifetimeValueReading;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    private const double WeekMs = 7.0 * 24 * 3600 * 1000;

    /// <summary>What a customer is worth, by any of four readings.</summary>
    public override Task<ComputeLifetimeValueResponse> ComputeLifetimeValue(
        ComputeLifetimeValueRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services, request.Options, "", context);
        var asked = MapLifetimeValue(call, request, "");
        call.Check();
        if (call.Recall(request, ComputeLifetimeValueResponse.Parser, asked.Query) is { } kept)
            return Task.FromResult(kept);
        var answer = call.AskSplit(asked.Query);
        var reply = new ComputeLifetimeValueResponse { CurrencyCode = call.Tenant.Currency };
        foreach (var group in answer.Groups())
        {
            var wire = ToWire(call, asked, group.Statistic.Windows[0]);
            wire.Group = GroupMapping.ToWire(group);
            for (var i = 1; i < asked.Query.Windows.Count; i++)
                wire.Series.Add(ToBucket(call, asked, i, group.Statistic.Windows[i]));
            reply.Groups.Add(wire);
        }
        call.Check();
        reply.Info = call.Info(DescribeLifetimeValue(call, asked), asked.Query.Windows[0]);
        return Task.FromResult(call.Keep(reply));
    }

    /// <summary>A question about lifetime value, and how its answer is read.</summary>
    private sealed record AskedValue(
        LifetimeValueQuery Query, LifetimeEstimator Estimator, long LifetimeHorizonMs, long PredictionHorizonMs)
    {
        public bool Has(LifetimeValueReading reading) => Query.Readings.Contains(reading);
    }

    private static AskedValue MapLifetimeValue(QueryCall call, ComputeLifetimeValueRequest request, string field)
    {
        var (windows, series) = call.WindowAndSeries(request.Window, request.SeriesBucket, request.BucketMultiple, field);
        var readings = new HashSet<LifetimeValueReading>();
        for (var i = 0; i < request.Readings.Count; i++)
        {
            var isReading = request.Readings[i] != V1.LifetimeValueReading.Unspecified && Enum.IsDefined(request.Readings[i]);
            call.Violations.Require(isReading, $"{field}readings[{i}]", "Name FORMULA, HISTORIC, ARPU_OVER_CHURN or PREDICTED.");
            readings.Add((LifetimeValueReading)(int)request.Readings[i]);
        }
        if (readings.Count == 0)
            readings.Add(LifetimeValueReading.Formula);
        var isEstimator = Enum.IsDefined(request.LifetimeEstimator);
        call.Violations.Require(
            isEstimator, $"{field}lifetime_estimator", "Set LEFT_ONLY, INVERSE_CHURN, KAPLAN_MEIER_MEDIAN or RESTRICTED_MEAN.");
        var hasFormula = readings.Contains(LifetimeValueReading.Formula);
        var isUnset = request.LifetimeEstimator == V1.LifetimeEstimator.Unspecified;
        call.Violations.Require(hasFormula || isUnset, $"{field}lifetime_estimator", "Only FORMULA has it.");
        var estimator = isUnset || !isEstimator ? LifetimeEstimator.RestrictedMean : (LifetimeEstimator)(int)request.LifetimeEstimator;
        var population = MapPopulation(call, request.Basis, request.Inactivity, request.Selector, field);
        call.Violations.Require(
            series is null || !readings.Contains(LifetimeValueReading.Predicted), $"{field}series_bucket",
            "PREDICTED has no series, as each bucket would take fits of its own: ask for it apart, or for one window after the other.");
        var query = new LifetimeValueQuery
        {
            Readings = readings,
            Population = population,
            CustomerFilter = call.Selectors.CustomerFilter(request.CustomerFilter, $"{field}customer_filter"),
            Windows = windows,
            AsOfMs = call.AsOfMs,
            Grouping = GroupMapping.Map(call, request.GroupBy, hasEvents: false, $"{field}group_by"),
        };
        GroupMapping.CheckRows(call, query.Grouping, windows.Count, $"{field}window");
        return new(
            query,
            estimator,
            RequiredHorizon(call, request.LifetimeHorizon, hasFormula && estimator == LifetimeEstimator.RestrictedMean,
                $"{field}lifetime_horizon", "FORMULA with RESTRICTED_MEAN"),
            RequiredHorizon(call, request.PredictionHorizon, readings.Contains(LifetimeValueReading.Predicted),
                $"{field}prediction_horizon", "PREDICTED"));
    }

    private static (MembersQuery Query, Engine.Calendar.Interval Window) MapLifetimeValueMembers(
        QueryCall call, LifetimeValueMembers wire, string field, Page page)
    {
        var asked = MapLifetimeValue(call, wire.Request ?? new(), field);
        RequireGroup(call, wire.Group, "lifetime_value.group");
        var isOfReading = wire.Group switch
        {
            V1.LifetimeValueGroup.Purchasers => asked.Has(LifetimeValueReading.Formula),
            V1.LifetimeValueGroup.Buyers => asked.Has(LifetimeValueReading.Historic) || asked.Has(LifetimeValueReading.Predicted),
            V1.LifetimeValueGroup.Users => asked.Has(LifetimeValueReading.ArpuOverChurn),
            _ => true,
        };
        call.Violations.Require(isOfReading, "lifetime_value.group", "The readings of the request have no such count.");
        var windows = asked.Query.Windows;
        // A series has the whole window before its buckets; without one there is nothing else.
        var index = wire.HasBucketIndex && RequireIndex(call, wire.BucketIndex, windows.Count - 1, "lifetime_value.bucket_index")
            ? wire.BucketIndex + 1
            : 0;
        RequireBegun(call, index, windows[index], "lifetime_value.bucket_index");
        var group = (LifetimeValueGroup)(int)wire.Group;
        var part = GroupMapping.Chosen(call, asked.Query, page.Group);
        return (new LifetimeValueMembersQuery(asked.Query, index, group, page.After, page.Size) { Group = part }, windows[index]);
    }

    private static long RequiredHorizon(
        QueryCall call, Google.Protobuf.WellKnownTypes.Duration? horizon, bool isRead, string field, string reader)
    {
        if (isRead && horizon is null)
            call.Violations.Add(field, $"{reader} needs a horizon, e.g. \"94672800s\" for three years.");
        call.Violations.Require(isRead || horizon is null, field, $"Only {reader} has it.");
        return Horizon(call, horizon, field) ?? 1;
    }

    private static string DescribeLifetimeValue(QueryCall call, AskedValue asked)
    {
        var parts = new List<string>();
        if (asked.Has(LifetimeValueReading.Formula))
            parts.Add($"FORMULA with lifetimes by {NameOf(asked.Estimator)}");
        if (asked.Has(LifetimeValueReading.Historic))
            parts.Add("HISTORIC");
        if (asked.Has(LifetimeValueReading.ArpuOverChurn))
            parts.Add("ARPU_OVER_CHURN");
        if (asked.Has(LifetimeValueReading.Predicted))
            parts.Add("PREDICTED by BG/NBD and Gamma-Gamma");
        var hasBasis = asked.Has(LifetimeValueReading.Formula) || asked.Has(LifetimeValueReading.ArpuOverChurn);
        return $"lifetime value, {string.Join(", ", parts)}{(hasBasis ? $", {DescribeBasis(call, asked.Query.Population)}" : "")}";
    }

    private static string NameOf(LifetimeEstimator estimator) => estimator switch
    {
        LifetimeEstimator.LeftOnly => "LEFT_ONLY",
        LifetimeEstimator.InverseChurn => "INVERSE_CHURN",
        LifetimeEstimator.KaplanMeierMedian => "KAPLAN_MEIER_MEDIAN",
        _ => "RESTRICTED_MEAN",
    };

    private static LifetimeValueBucket ToBucket(QueryCall call, AskedValue asked, int index, LifetimeValueCounts counts)
    {
        var (window, state, hasBegun) = call.Cell(asked.Query.Windows[index]);
        var value = hasBegun ? ToWire(call, asked, counts, index) : new CustomerValueGroup();
        return new()
        {
            Window = window,
            State = state,
            Formula = value.Formula,
            Historic = value.Historic,
            ArpuOverChurn = value.ArpuOverChurn,
        };
    }

    /// <summary>The readings that were asked for.</summary>
    private static CustomerValueGroup ToWire(QueryCall call, AskedValue asked, LifetimeValueCounts counts, int window = 0)
    {
        WireNumbers.RequireMoney(call, "window", counts.Revenue, counts.BuyersRevenue, counts.UsersRevenue);
        return new()
        {
            Formula = asked.Has(LifetimeValueReading.Formula) ? ToFormula(asked, counts, asked.Query.Windows[window]) : null,
            Historic = asked.Has(LifetimeValueReading.Historic) ? ToHistoric(counts) : null,
            ArpuOverChurn = asked.Has(LifetimeValueReading.ArpuOverChurn) ? ToArpu(counts) : null,
            Predicted = asked.Has(LifetimeValueReading.Predicted) ? ToPredicted(call, asked, counts) : null,
        };
    }

    private static FormulaValue ToFormula(AskedValue asked, LifetimeValueCounts counts, Engine.Calendar.Interval window)
    {
        var formula = counts.Formula(window, asked.Estimator, asked.LifetimeHorizonMs);
        var wire = new FormulaValue { PurchaserCount = counts.Purchasers, OrderCount = counts.Orders, Revenue = (long)counts.Revenue };
        if (formula.OrderValue is { } orderValue)
            wire.AverageOrderValue = orderValue;
        if (formula.OrdersPerYear is { } orders)
            wire.OrdersPerYear = orders;
        if (formula.LifetimeYears is { } years)
            wire.LifetimeYears = years;
        if (formula.Value is { } value)
            wire.Value = value;
        return wire;
    }

    private static HistoricValue ToHistoric(LifetimeValueCounts counts)
    {
        var wire = new HistoricValue { BuyerCount = counts.Buyers, NetRevenue = (long)counts.BuyersRevenue };
        if (counts.Historic is { } value)
            wire.Value = value;
        return wire;
    }

    private static ArpuOverChurnValue ToArpu(LifetimeValueCounts counts)
    {
        var churn = counts.Lifetimes.Churn;
        var wire = new ArpuOverChurnValue
        {
            UserCount = counts.Users,
            NetRevenue = (long)counts.UsersRevenue,
            Churn = WireNumbers.Ratio(churn.LostFromStart, churn.Start),
        };
        if (counts.RevenuePerUser is { } revenue)
            wire.RevenuePerUser = revenue;
        if (counts.ArpuOverChurn is { } value)
            wire.Value = value;
        return wire;
    }

    private static PredictedValue ToPredicted(QueryCall call, AskedValue asked, LifetimeValueCounts counts)
    {
        var horizonWeeks = asked.PredictionHorizonMs / WeekMs;
        var prediction = call.InTime(deadline => PurchasePrediction.Of([.. counts.Rows], horizonWeeks, deadline));
        var wire = new PredictedValue
        {
            BuyerCount = counts.Rows.Count,
            RepeatBuyerCount = counts.Rows.Count(row => row.Frequency > 0),
            PurchaseModel = new() { Outcome = (V1.FitOutcome)(int)prediction.PurchaseOutcome },
            ValueModel = new() { Outcome = (V1.FitOutcome)(int)prediction.ValueOutcome },
            Horizon = WireTime.SpanToWire(asked.PredictionHorizonMs),
        };
        if (prediction is { PurchaseOutcome: FitOutcome.Fitted, Purchases: { } purchases })
        {
            (wire.PurchaseModel.R, wire.PurchaseModel.Alpha) = (purchases.R, purchases.Alpha);
            (wire.PurchaseModel.A, wire.PurchaseModel.B) = (purchases.A, purchases.B);
            wire.PurchaseModel.LogLikelihood = prediction.PurchaseLogLikelihood;
        }
        if (prediction is { ValueOutcome: FitOutcome.Fitted, Value: { } value })
        {
            (wire.ValueModel.P, wire.ValueModel.Q, wire.ValueModel.V) = (value.P, value.Q, value.V);
            wire.ValueModel.LogLikelihood = prediction.ValueLogLikelihood;
        }
        if (prediction.ExpectedPurchases is { } expected)
            wire.ExpectedPurchaseCount = expected;
        if (prediction.ExpectedRevenue is { } revenue)
            (wire.ExpectedRevenue, wire.Value) = (revenue, revenue / counts.Rows.Count);
        return wire;
    }
}

using Grpc.Core;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using CellState = RetentionGrpc.Engine.Metrics.CellState;
using Duration = Google.Protobuf.WellKnownTypes.Duration;
using Interval = RetentionGrpc.Engine.Calendar.Interval;
using LifetimeEstimator = RetentionGrpc.Engine.Metrics.LifetimeEstimator;
using LifetimeGroup = RetentionGrpc.Engine.Metrics.LifetimeGroup;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    /// <summary>How long customers stay.</summary>
    public override Task<ComputeLifetimeResponse> ComputeLifetime(ComputeLifetimeRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services, request.Options, "", context);
        var (query, series) = MapLifetime(call, request, "");
        var horizonMs = Horizon(call, request.Horizon, "horizon");
        call.Check();
        if (call.Recall(request, ComputeLifetimeResponse.Parser, query) is { } kept)
            return Task.FromResult(kept);
        var answer = call.AskSplit(query);
        var definition = $"lifetime of customers first started in the window, {DescribeBasis(call, query.Population)}";
        var reply = new ComputeLifetimeResponse { Info = call.Info(definition, query.Windows[0]) };
        var rows = 0;
        foreach (var group in answer.Groups())
        {
            var counts = group.Statistic.Windows[0];
            var wire = new CustomerLifetimeGroup
            {
                Group = GroupMapping.ToWire(group),
                Lifetime = ToWire(counts, query.Windows[0], horizonMs),
            };
            if (request.Curve)
                AddCurve(call, wire, counts.Curve, ref rows);
            for (var i = 0; i < series?.Count; i++)
                wire.Series.Add(ToWire(call, series[i], group.Statistic.Windows[i + 1], horizonMs));
            reply.Groups.Add(wire);
        }
        return Task.FromResult(call.Keep(reply));
    }

    private static (LifetimeQuery Query, BucketSeries? Series) MapLifetime(QueryCall call, ComputeLifetimeRequest request, string field)
    {
        var (windows, series) = call.WindowAndSeries(request.Window, request.SeriesBucket, request.BucketMultiple, field);
        var population = MapPopulation(call, request.Basis, request.Inactivity, request.Selector, field) with
        {
            CustomerFilter = call.Selectors.CustomerFilter(request.CustomerFilter, $"{field}customer_filter"),
        };
        var query = new LifetimeQuery(population, windows, call.AsOfMs)
        {
            CustomerFilter = population.CustomerFilter,
            Grouping = GroupMapping.Map(call, request.GroupBy, hasEvents: false, $"{field}group_by"),
        };
        GroupMapping.CheckRows(call, query.Grouping, windows.Count, $"{field}window");
        return (query, series);
    }

    private static (MembersQuery Query, Interval Window) MapLifetimeMembers(QueryCall call, LifetimeMembers wire, string field, Page page)
    {
        var (query, series) = MapLifetime(call, wire.Request ?? new(), field);
        RequireGroup(call, wire.Group, "lifetime.group");
        var index = WindowIndex(call, wire.HasBucketIndex, wire.BucketIndex, series, query.Windows, "lifetime.bucket_index");
        var members = new LifetimeMembersQuery(query, index, (LifetimeGroup)(int)wire.Group, page.After, page.Size)
        {
            Group = GroupMapping.Chosen(call, query, page.Group),
        };
        return (members, query.Windows[index]);
    }

    /// <summary>A horizon; null if unset.</summary>
    private static long? Horizon(QueryCall call, Duration? horizon, string field) =>
        horizon is null ? null : WireTime.ToMs(horizon, ChurnPopulation.LongestInactivityMs, call.Violations, field);

    private static void AddCurve(QueryCall call, CustomerLifetimeGroup wire, LifetimeCurve curve, ref int rows)
    {
        var days = curve.Days();
        rows += days.Count;
        if (rows > call.RowLimit)
            call.TooManyRows("window");
        call.Check();
        foreach (var day in days)
        {
            var point = new LifetimeCurvePoint
            {
                Day = day.Day,
                AtRiskCount = day.AtRisk,
                LeftCount = day.Left,
                CensoredCount = day.Censored,
                Survival = day.Survival,
            };
            if (day.Interval is { } interval)
                (point.SurvivalLower, point.SurvivalUpper) = interval;
            wire.Curve.Add(point);
        }
    }

    private static CustomerLifetimeBucket ToWire(QueryCall call, Interval bucket, LifetimeCounts counts, long? horizonMs)
    {
        var state = CellStates.Of(bucket, call.AsOfMs);
        var wire = new CustomerLifetimeBucket { Window = WireTime.ToWire(bucket), State = (V1.CellState)(int)state };
        if (state != CellState.NotYet)
            wire.Lifetime = ToWire(counts, bucket, horizonMs);
        return wire;
    }

    private static CustomerLifetime ToWire(LifetimeCounts counts, Interval window, long? horizonMs)
    {
        var wire = new CustomerLifetime
        {
            CustomerCount = counts.Left + counts.Censored,
            LeftCount = counts.Left,
            CensoredCount = counts.Censored,
            Churn = WireNumbers.Ratio(counts.Churn.LostFromStart, counts.Churn.Start),
        };
        if (counts.Days(LifetimeEstimator.LeftOnly, window, 0) is { } mean)
            wire.LeftOnlyMeanDays = mean;
        if (counts.Days(LifetimeEstimator.InverseChurn, window, 0) is { } inverse)
            wire.InverseChurnDays = inverse;
        if (counts.Days(LifetimeEstimator.KaplanMeierMedian, window, 0) is { } median)
            wire.KaplanMeierMedianDays = median;
        if (horizonMs is { } horizon && counts.Days(LifetimeEstimator.RestrictedMean, window, horizon) is { } restricted)
            wire.RestrictedMeanDays = restricted;
        return wire;
    }
}

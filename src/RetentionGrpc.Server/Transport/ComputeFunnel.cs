using Grpc.Core;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using CellState = RetentionGrpc.Engine.Metrics.CellState;
using FunnelMode = RetentionGrpc.Engine.Metrics.FunnelMode;
using FunnelOutcome = RetentionGrpc.Engine.Metrics.FunnelOutcome;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    private const int HistogramBoundLimit = 100;
    private const long MinuteMs = 60_000;
    private const long DefaultConversionMs = 30 * DayMs;

    private static readonly long[] DefaultBoundsMs =
    [
        MinuteMs, 5 * MinuteMs, 15 * MinuteMs, 30 * MinuteMs, 60 * MinuteMs, 180 * MinuteMs, DayMs / 4, DayMs / 2, DayMs, 2 * DayMs,
        3 * DayMs, 7 * DayMs, 14 * DayMs, 30 * DayMs, 60 * DayMs, 90 * DayMs, 180 * DayMs, 365 * DayMs,
    ];

    /// <summary>How far customers get, step by step.</summary>
    public override Task<ComputeFunnelResponse> ComputeFunnel(ComputeFunnelRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services, request.Options, "", context);
        var (query, series) = MapFunnel(call, request, "");
        var boundsMs = MapBounds(call, request, query.ConversionMs);
        call.Check();
        if (call.Recall(request, ComputeFunnelResponse.Parser, query) is { } kept)
            return Task.FromResult(kept);
        var answer = call.AskSplit(query);
        var reply = new ComputeFunnelResponse { Info = call.Info(DescribeFunnel(query), query.Windows[0]) };
        foreach (var group in answer.Groups())
        {
            var wire = new FunnelGroup
            {
                Group = GroupMapping.ToWire(group),
                Steps = { StepsToWire(query, group.Statistic.In(0)) },
                TimeToConvert = ToWire(group.Statistic.Times, boundsMs),
            };
            for (var i = 0; i < series?.Count; i++)
                wire.Series.Add(ToWire(call, query, series[i], group.Statistic.In(i + 1)));
            reply.Groups.Add(wire);
        }
        return Task.FromResult(call.Keep(reply));
    }

    private static (FunnelQuery Query, BucketSeries? Series) MapFunnel(QueryCall call, ComputeFunnelRequest request, string field)
    {
        var (windows, series) = call.WindowAndSeries(request.Window, request.SeriesBucket, request.BucketMultiple, field);
        var query = new FunnelQuery
        {
            Steps = MapSteps(call, request, field),
            Mode = MapMode(call, request, field),
            ConversionMs = request.ConversionWindow is { } conversion
                ? WireTime.ToMs(conversion, ChurnPopulation.LongestInactivityMs, call.Violations, $"{field}conversion_window")
                : DefaultConversionMs,
            IsStrictlyLater = request.StrictlyLater,
            CustomerFilter = call.Selectors.CustomerFilter(request.CustomerFilter, $"{field}customer_filter"),
            Grouping = GroupMapping.Map(call, request.GroupBy, hasEvents: true, $"{field}group_by"),
            Windows = windows,
        };
        GroupMapping.CheckRows(call, query.Grouping, windows.Count * query.Steps.Count, $"{field}window");
        return (query, series);
    }

    private static FunnelSteps MapSteps(QueryCall call, ComputeFunnelRequest request, string field)
    {
        call.Violations.Require(Enum.IsDefined(request.Preset), $"{field}preset", "Set RETENTION_FUNNEL, or name steps.");
        if (request.Preset == FunnelPreset.RetentionFunnel)
        {
            call.Violations.Require(request.Steps.Count == 0, $"{field}steps", "The preset has its own steps: leave them unset.");
            return FunnelSteps.Retention(request.Activation is null
                ? FunnelSteps.Activation
                : call.Selectors.Selector(request.Activation, $"{field}activation"));
        }
        call.Violations.Require(request.Activation is null, $"{field}activation", "Only the preset RETENTION_FUNNEL has it.");
        var isFunnel = request.Steps.Count is >= FunnelSteps.Fewest and <= FunnelSteps.Most;
        call.Violations.Require(isFunnel, $"{field}steps", $"Name {FunnelSteps.Fewest} to {FunnelSteps.Most} steps, or set preset.");
        var steps = request.Steps.Take(FunnelSteps.Most).Select((step, i) => call.Selectors.Selector(step, $"{field}steps[{i}]"));
        return new([.. steps]);
    }

    private static FunnelMode MapMode(QueryCall call, ComputeFunnelRequest request, string field)
    {
        call.Violations.Require(Enum.IsDefined(request.Mode), $"{field}mode", "Set ORDERED, STRICT or UNORDERED.");
        if (request.Mode is V1.FunnelMode.Unspecified or V1.FunnelMode.Ordered || !Enum.IsDefined(request.Mode))
            return FunnelMode.Ordered;
        var isPreset = request.Preset == FunnelPreset.RetentionFunnel;
        call.Violations.Require(!isPreset, $"{field}mode", "RETENTION_FUNNEL is ORDERED: leave mode unset.");
        return isPreset ? FunnelMode.Ordered : (FunnelMode)(int)request.Mode;
    }

    /// <summary>Where the rows of the histogram end; the last at the end of the conversion window.</summary>
    private static List<long> MapBounds(QueryCall call, ComputeFunnelRequest request, long conversionMs)
    {
        var isShort = request.HistogramBounds.Count <= HistogramBoundLimit;
        call.Violations.Require(isShort, "histogram_bounds", $"At most {HistogramBoundLimit} are allowed.");
        var bounds = new List<long>();
        foreach (var wire in request.HistogramBounds.Take(HistogramBoundLimit))
        {
            var field = $"histogram_bounds[{bounds.Count}]";
            var ms = WireTime.ToMs(wire, ChurnPopulation.LongestInactivityMs, call.Violations, field);
            var isNext = ms < conversionMs && (bounds.Count == 0 || ms > bounds[^1]);
            call.Violations.Require(isNext, field, "It must be more than the one before and less than conversion_window.");
            bounds.Add(ms);
        }
        if (bounds.Count == 0)
            bounds.AddRange(DefaultBoundsMs.Where(ms => ms < conversionMs));
        bounds.Add(conversionMs);
        return bounds;
    }

    private static (MembersQuery Query, Engine.Calendar.Interval Window) MapFunnelMembers(
        QueryCall call, FunnelMembers wire, string field, Page page)
    {
        var (query, series) = MapFunnel(call, wire.Request ?? new(), field);
        var isStep = wire.Step >= 1 && wire.Step <= query.Steps.Count;
        call.Violations.Require(isStep, "funnel.step", $"It must be 1 to {query.Steps.Count}.");
        RequireGroup(call, wire.Outcome, "funnel.outcome");
        var index = WindowIndex(call, wire.HasBucketIndex, wire.BucketIndex, series, query.Windows, "funnel.bucket_index");
        var outcome = (FunnelOutcome)(int)wire.Outcome;
        var members = new FunnelMembersQuery(query, index, wire.Step, outcome, page.After, page.Size)
        {
            Group = GroupMapping.Chosen(call, query, page.Group),
        };
        return (members, query.Windows[index]);
    }

    private static string DescribeFunnel(FunnelQuery query)
    {
        var mode = query.Steps.IsRetentionFunnel ? "RETENTION_FUNNEL" : query.Mode.ToString().ToUpperInvariant();
        var later = query.IsStrictlyLater ? ", each step strictly later" : "";
        return $"funnel, {mode}, {query.Steps.Count} steps within {WireTime.Seconds(query.ConversionMs)}s of the first{later}";
    }

    private static IEnumerable<FunnelStep> StepsToWire(FunnelQuery query, FunnelCounts counts)
    {
        for (var step = 1; step <= query.Steps.Count; step++)
        {
            var (reached, previous) = (counts.Reached(step), step == 1 ? 0 : counts.Reached(step - 1));
            var wire = new FunnelStep { Step = step, CustomerCount = reached, OverFirst = WireNumbers.Ratio(reached, counts.Reached(1)) };
            if (step > 1)
                wire.OverPrevious = WireNumbers.Ratio(reached, previous);
            yield return wire;
        }
    }

    private static TimeToConvert ToWire(ConversionTimes times, List<long> boundsMs)
    {
        var wire = new TimeToConvert { ConvertedCount = times.Count };
        if (times.MeanSeconds() is { } mean && times.MedianSeconds() is { } median)
            (wire.MeanSeconds, wire.MedianSeconds) = (mean, median);
        for (var i = 0; i < boundsMs.Count; i++)
        {
            var (fromMs, shorter) = i == 0 ? (0, 0) : (boundsMs[i - 1], times.AtMost(boundsMs[i - 1]));
            wire.Histogram.Add(new TimeToConvertRow
            {
                MoreThan = WireTime.SpanToWire(fromMs),
                AtMost = WireTime.SpanToWire(boundsMs[i]),
                CustomerCount = times.AtMost(boundsMs[i]) - shorter,
            });
        }
        return wire;
    }

    private static FunnelBucket ToWire(QueryCall call, FunnelQuery query, Engine.Calendar.Interval bucket, FunnelCounts counts)
    {
        var state = CellStates.Of(bucket, call.AsOfMs);
        var wire = new FunnelBucket { Window = WireTime.ToWire(bucket), State = (V1.CellState)(int)state };
        if (state == CellState.NotYet)
            return wire;
        wire.Steps.AddRange(StepsToWire(query, counts));
        if (counts.MeanSeconds is { } mean)
            wire.MeanSeconds = mean;
        return wire;
    }
}

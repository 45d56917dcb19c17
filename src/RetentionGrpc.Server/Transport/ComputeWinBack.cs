using Grpc.Core;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using CellState = RetentionGrpc.Engine.Metrics.CellState;
using WinBackGroup = RetentionGrpc.Engine.Metrics.WinBackGroup;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    private const long DefaultMaxGapMs = 90 * DayMs;

    /// <summary>How many lost customers come back.</summary>
    public override Task<ComputeWinBackResponse> ComputeWinBack(ComputeWinBackRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services, request.Options, "", context);
        var (query, series) = MapWinBack(call, request, "");
        call.Check();
        if (call.Recall(request, ComputeWinBackResponse.Parser, query) is { } kept)
            return Task.FromResult(kept);
        var answer = call.AskSplit(query);
        var definition = $"win-back within {WireTime.Seconds(query.MaxGapMs)}s, {DescribeBasis(call, query.Population)}";
        var reply = new ComputeWinBackResponse { Info = call.Info(definition, query.Windows[0]) };
        foreach (var group in answer.Groups())
        {
            var wire = new WinBackGroupResult { Group = GroupMapping.ToWire(group), Rates = ToWire(group.Statistic.In(0)) };
            for (var i = 0; i < series?.Count; i++)
                wire.Series.Add(ToWire(call, series[i], group.Statistic.In(i + 1)));
            reply.Groups.Add(wire);
        }
        return Task.FromResult(call.Keep(reply));
    }

    private static (WinBackQuery Query, BucketSeries? Series) MapWinBack(QueryCall call, ComputeWinBackRequest request, string field)
    {
        var (windows, series) = call.WindowAndSeries(request.Window, request.SeriesBucket, request.BucketMultiple, field);
        var population = MapPopulation(call, request.Basis, request.Inactivity, request.Selector, field) with
        {
            CustomerFilter = call.Selectors.CustomerFilter(request.CustomerFilter, $"{field}customer_filter"),
        };
        var query = new WinBackQuery(population)
        {
            MaxGapMs = request.MaxGap is { } gap
                ? WireTime.ToMs(gap, ChurnPopulation.LongestInactivityMs, call.Violations, $"{field}max_gap")
                : DefaultMaxGapMs,
            AsOfMs = call.AsOfMs,
            Grouping = GroupMapping.Map(call, request.GroupBy, hasEvents: false, $"{field}group_by"),
            Windows = windows,
        };
        GroupMapping.CheckRows(call, query.Grouping, windows.Count, $"{field}window");
        return (query, series);
    }

    private static (MembersQuery Query, Engine.Calendar.Interval Window) MapWinBackMembers(
        QueryCall call, WinBackMembers wire, string field, Page page)
    {
        var (query, series) = MapWinBack(call, wire.Request ?? new(), field);
        RequireGroup(call, wire.Group, "win_back.group");
        var index = WindowIndex(call, wire.HasBucketIndex, wire.BucketIndex, series, query.Windows, "win_back.bucket_index");
        var members = new WinBackMembersQuery(query, index, (WinBackGroup)(int)wire.Group, page.After, page.Size)
        {
            Group = GroupMapping.Chosen(call, query, page.Group),
        };
        return (members, query.Windows[index]);
    }

    private static WinBackBucket ToWire(QueryCall call, Engine.Calendar.Interval bucket, WinBackCounts counts)
    {
        var state = CellStates.Of(bucket, call.AsOfMs);
        var wire = new WinBackBucket { Window = WireTime.ToWire(bucket), State = (V1.CellState)(int)state };
        if (state != CellState.NotYet)
            wire.Rates = ToWire(counts);
        return wire;
    }

    private static WinBackRates ToWire(WinBackCounts counts) => new()
    {
        WonBackOfLostInWindow = WireNumbers.Ratio(counts.WonBackOfLost, counts.Lost),
        WonBackOfAllLost = WireNumbers.Ratio(counts.WonBackOfAll, counts.AllLost),
    };
}

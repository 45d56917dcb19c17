using System.Text;
using Grpc.Core;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using ActivitySelector = RetentionGrpc.Engine.Metrics.ActivitySelector;
using CellState = RetentionGrpc.Engine.Metrics.CellState;
using ChurnReasonCounts = RetentionGrpc.Engine.Metrics.ChurnReasonCounts;
using ChurnReasonGroup = RetentionGrpc.Engine.Metrics.ChurnReasonGroup;
using CustomerBasis = RetentionGrpc.Engine.Metrics.CustomerBasis;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    private const int TextLimit = 100;
    private const int DefaultTexts = 10;

    /// <summary>Why customers of contracts were lost.</summary>
    public override Task<ListChurnReasonsResponse> ListChurnReasons(ListChurnReasonsRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services, request.Options, "", context);
        var (query, series) = MapChurnReasons(call, request, "");
        call.Check();
        if (call.Recall(request, ListChurnReasonsResponse.Parser, query) is { } kept)
            return Task.FromResult(kept);
        var answer = call.AskSplit(query);
        var basis = query.MustPay ? CustomerBasis.PayingSubscription : CustomerBasis.Subscription;
        var definition = $"churn reasons, {DescribeBasis(call, new(basis, 0, ActivitySelector.Any, query.CustomerFilter))}";
        var total = new ChurnReasonStatistic(query.Windows.Count);
        foreach (var statistic in answer.Values.Values.Append(answer.Rest).Append(answer.None))
            total.Add(statistic);
        var reply = new ListChurnReasonsResponse
        {
            Info = call.Info(definition, query.Windows[0]),
            Counts = ToWire(total.Windows[0]),
            Series = { SeriesToWire(call, series, total) },
        };
        foreach (var group in answer.Groups())
        {
            reply.Texts.Add(new ChurnReasonText
            {
                Text = GroupMapping.ToWire(group),
                Counts = ToWire(group.Statistic.Windows[0]),
                Series = { SeriesToWire(call, series, group.Statistic) },
            });
        }
        return Task.FromResult(call.Keep(reply));
    }

    private static (ChurnReasonsQuery Query, BucketSeries? Series) MapChurnReasons(
        QueryCall call, ListChurnReasonsRequest request, string field)
    {
        var (windows, series) = call.WindowAndSeries(request.Window, request.SeriesBucket, request.BucketMultiple, field);
        var hasReasons = request.Basis
            is V1.CustomerBasis.Unspecified or V1.CustomerBasis.Subscription or V1.CustomerBasis.PayingSubscription;
        call.Violations.Require(
            hasReasons, $"{field}basis", "Set SUBSCRIPTION or PAYING_SUBSCRIPTION: who is lost by inactivity gives no reason.");
        var limit = call.Violations.InRange(request.TextLimit, 1, TextLimit, DefaultTexts, $"{field}text_limit");
        var query = new ChurnReasonsQuery(limit)
        {
            MustPay = request.Basis == V1.CustomerBasis.PayingSubscription,
            CustomerFilter = call.Selectors.CustomerFilter(request.CustomerFilter, $"{field}customer_filter"),
            Windows = windows,
        };
        GroupMapping.CheckRows(call, query.Grouping, windows.Count, $"{field}window");
        return (query, series);
    }

    private static (MembersQuery Query, Engine.Calendar.Interval Window) MapChurnReasonMembers(
        QueryCall call, ChurnReasonMembers wire, string field, Page page)
    {
        var (query, series) = MapChurnReasons(call, wire.Request ?? new(), field);
        RequireGroup(call, wire.Group, "churn_reasons.group");
        var index = WindowIndex(call, wire.HasBucketIndex, wire.BucketIndex, series, query.Windows, "churn_reasons.bucket_index");
        var text = wire.HasText ? Encoding.UTF8.GetBytes(wire.Text) : null;
        var group = (ChurnReasonGroup)(int)wire.Group;
        return (new ChurnReasonMembersQuery(query, index, group, text, page.After, page.Size), query.Windows[index]);
    }

    private static IEnumerable<ChurnReasonBucket> SeriesToWire(QueryCall call, BucketSeries? series, ChurnReasonStatistic statistic)
    {
        for (var i = 0; i < series?.Count; i++)
        {
            var state = CellStates.Of(series[i], call.AsOfMs);
            yield return new ChurnReasonBucket
            {
                Window = WireTime.ToWire(series[i]),
                State = (V1.CellState)(int)state,
                Counts = state == CellState.NotYet ? null : ToWire(statistic.Windows[i + 1]),
            };
        }
    }

    private static V1.ChurnReasonCounts ToWire(ChurnReasonCounts counts) => new()
    {
        LostCount = counts.Lost,
        VoluntaryCount = counts.Voluntary,
        DelinquentCount = counts.Delinquent,
        UnknownCount = counts.Unknown,
    };
}

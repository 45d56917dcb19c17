using Grpc.Core;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using ActivitySelector = RetentionGrpc.Engine.Metrics.ActivitySelector;
using EventKind = RetentionGrpc.Engine.Events.EventKind;
using Filter = RetentionGrpc.Engine.Metrics.Filter;
using Interval = RetentionGrpc.Engine.Calendar.Interval;
using KindSelection = RetentionGrpc.Engine.Metrics.KindSelection;
using ReferralCounts = RetentionGrpc.Engine.Metrics.ReferralCounts;
using SubscriptionAction = RetentionGrpc.Engine.Events.SubscriptionAction;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class MetricsRpcs
{
    private static readonly ActivitySelector BecomesCustomer = new(
        [new KindSelection(EventKind.Purchase, []), new KindSelection(EventKind.Subscription, [(byte)SubscriptionAction.Started])],
        [], Filter.None);

    /// <summary>
    /// Who brings new customers. Asked in two rounds: the referred may be customers of other partitions than their referrers.
    /// </summary>
    public override Task<ComputeReferralResponse> ComputeReferral(ComputeReferralRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services, request.Options, "", context);
        var (query, series, conversion) = MapReferral(call, request, "");
        call.Check();
        if (call.Recall(request, ComputeReferralResponse.Parser, query, new ConvertedQuery([], conversion, call.AsOfMs)) is { } kept)
            return Task.FromResult(kept);
        var answer = call.AskSplit(query);
        // The first is all groups together: who is referred by customers of several counts once there.
        var groups = answer.Groups();
        List<ReferralStatistic> parts = [query.Whole(answer), .. query.Grouping is null ? [] : groups.Select(group => group.Statistic)];
        var referred = parts.SelectMany(part => part.Windows).Select(window => window.Referred);
        var converted = call.Ask(new ConvertedQuery([.. referred], conversion, call.AsOfMs)).Chunk(query.Windows.Count).ToList();
        var reply = new ComputeReferralResponse
        {
            Info = call.Info("referrals, and who of the referred became a customer before as_of_time", query.Windows[0]),
            Counts = ToWire(parts[0].Windows[0], converted[0][0]),
        };
        reply.Series.Add(ToSeries(call, series, parts[0], converted[0]));
        for (var i = 1; i < parts.Count; i++)
        {
            var wire = new ReferrerGroup
            {
                Group = GroupMapping.ToWire(groups[i - 1]),
                Counts = ToWire(parts[i].Windows[0], converted[i][0]),
            };
            wire.Series.Add(ToSeries(call, series, parts[i], converted[i]));
            reply.Groups.Add(wire);
        }
        return Task.FromResult(call.Keep(reply));
    }

    private static (ReferralQuery Query, BucketSeries? Series, ActivitySelector Conversion) MapReferral(
        QueryCall call, ComputeReferralRequest request, string field)
    {
        var (windows, series) = call.WindowAndSeries(request.Window, request.SeriesBucket, request.BucketMultiple, field);
        var filter = call.Selectors.CustomerFilter(request.CustomerFilter, $"{field}customer_filter");
        var conversion = request.ConversionSelector is null
            ? BecomesCustomer
            : call.Selectors.Selector(request.ConversionSelector, $"{field}conversion_selector");
        var query = new ReferralQuery
        {
            CustomerFilter = filter,
            Grouping = GroupMapping.Map(call, request.GroupBy, hasEvents: false, $"{field}group_by"),
            Windows = windows,
        };
        GroupMapping.CheckRows(call, query.Grouping, windows.Count, $"{field}window");
        return (query, series, conversion);
    }

    private static IEnumerable<ReferralBucket> ToSeries(
        QueryCall call, BucketSeries? series, ReferralStatistic part, ReferralIds[] converted)
    {
        for (var i = 0; i < series?.Count; i++)
        {
            var (window, state, hasBegun) = call.Cell(series[i]);
            var ofBucket = hasBegun ? ToWire(part.Windows[i + 1], converted[i + 1]) : null;
            yield return new ReferralBucket { Window = window, State = state, Counts = ofBucket };
        }
    }

    private static (MembersQuery? Query, Interval Window) MapReferralMembers(QueryCall call, ReferralMembers wire, string field, Page page)
    {
        var (query, series, conversion) = MapReferral(call, wire.Request ?? new(), field);
        RequireGroup(call, wire.Group, "referral.group");
        var index = WindowIndex(call, wire.HasBucketIndex, wire.BucketIndex, series, query.Windows, "referral.bucket_index");
        var part = GroupMapping.Chosen(call, query, page.Group);
        call.Check();
        if (wire.Group == ReferralGroup.Referrers)
            return (new ReferrersQuery(query, index, page.After, page.Size) { Group = part }, query.Windows[index]);
        var ofGroup = new ReferralQuery { CustomerFilter = query.CustomerFilter, Referrers = part, Windows = [query.Windows[index]] };
        var ids = call.Ask(ofGroup).Rest.Windows[0].Referred;
        if (wire.Group == ReferralGroup.Converted)
            ids = call.Ask(new ConvertedQuery([ids], conversion, call.AsOfMs))[0];
        return (new KnownMembersQuery(ids, page.After, page.Size) { Group = part }, query.Windows[index]);
    }

    private static V1.ReferralCounts ToWire(ReferralCounts counts, ReferralIds converted) => new()
    {
        ReferralCount = counts.Referrals,
        ReferrerCount = counts.Referrers,
        ConvertedOverReferred = WireNumbers.Ratio(converted.Count, counts.Referred.Count),
    };
}

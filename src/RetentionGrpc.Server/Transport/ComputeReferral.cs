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
        var counts = call.Ask(query);
        var converted = call.Ask(new ConvertedQuery([.. counts.Select(count => count.Referred)], conversion, call.AsOfMs));
        var reply = new ComputeReferralResponse
        {
            Info = call.Info("referrals, and who of the referred became a customer before as_of_time", query.Windows[0]),
            Counts = ToWire(counts[0], converted[0]),
        };
        for (var i = 0; i < series?.Count; i++)
        {
            var (window, state, hasBegun) = call.Cell(series[i]);
            var ofBucket = hasBegun ? ToWire(counts[i + 1], converted[i + 1]) : null;
            reply.Series.Add(new ReferralBucket { Window = window, State = state, Counts = ofBucket });
        }
        return Task.FromResult(reply);
    }

    private static (ReferralQuery Query, BucketSeries? Series, ActivitySelector Conversion) MapReferral(
        QueryCall call, ComputeReferralRequest request, string field)
    {
        var (windows, series) = call.WindowAndSeries(request.Window, request.SeriesBucket, request.BucketMultiple, field);
        var filter = call.Selectors.CustomerFilter(request.CustomerFilter, $"{field}customer_filter");
        var conversion = request.ConversionSelector is null
            ? BecomesCustomer
            : call.Selectors.Selector(request.ConversionSelector, $"{field}conversion_selector");
        return (new ReferralQuery(filter, windows), series, conversion);
    }

    private static (MembersQuery? Query, Interval Window) MapReferralMembers(QueryCall call, ReferralMembers wire, string field, Page page)
    {
        var (query, series, conversion) = MapReferral(call, wire.Request ?? new(), field);
        RequireGroup(call, wire.Group, "referral.group");
        var index = WindowIndex(call, wire.HasBucketIndex, wire.BucketIndex, series, query.Windows, "referral.bucket_index");
        call.Check();
        if (wire.Group == ReferralGroup.Referrers)
            return (new ReferrersQuery(query, index, page.After, page.Size), query.Windows[index]);
        var ids = call.Ask(new ReferralQuery(query.CustomerFilter, [query.Windows[index]]))[0].Referred;
        if (wire.Group == ReferralGroup.Converted)
            ids = call.Ask(new ConvertedQuery([ids], conversion, call.AsOfMs))[0];
        return (new KnownMembersQuery(ids, page.After, page.Size), query.Windows[index]);
    }

    private static V1.ReferralCounts ToWire(ReferralCounts counts, ReferralIds converted) => new()
    {
        ReferralCount = counts.Referrals,
        ReferrerCount = counts.Referrers,
        ConvertedOverReferred = WireNumbers.Ratio(converted.Count, counts.Referred.Count),
    };
}

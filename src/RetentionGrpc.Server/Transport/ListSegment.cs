using System.Text;
using Grpc.Core;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using Interval = RetentionGrpc.Engine.Calendar.Interval;
using RfmSegment = RetentionGrpc.V1.RfmSegment;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class CustomerRpcs
{
    private const int LargestPage = 10_000;
    private const int HighestScore = 5;

    /// <summary>A page of the customers of a segment.</summary>
    public override Task<ListSegmentResponse> ListSegment(ListSegmentRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services.Queries, request.Options, "", context);
        var filter = call.Selectors.CustomerFilter(request.CustomerFilter, "customer_filter");
        var pageSize = call.Violations.InRange(request.PageSize, 1, LargestPage, DefaultPage, "page_size");
        var after = PageToken.Read(call.Violations, request, request.PageToken);
        var (segment, least) = MapRfm(call, request.Rfm ?? new());
        var didNot = request.DidNot is { } asked ? MapDidNot(call, asked) : null;
        call.Check();
        var scale = request.Rfm is null ? null : new RfmScale(call.Ask(new RfmScaleQuery(call.AsOfMs)));
        var page = call.Ask(new SegmentMembersQuery(after, pageSize)
        {
            AsOfMs = call.AsOfMs,
            CustomerFilter = filter,
            Rfm = scale is null ? null : new(scale, segment, least),
            DidNot = didNot,
        });
        var reply = new ListSegmentResponse { TotalCount = page.TotalCount };
        var members = page.Members.Take(pageSize).ToList();
        reply.Members.AddRange(members.Select(member => new SegmentMember { CustomerId = Encoding.UTF8.GetString(member.Id) }));
        if (scale is not null)
        {
            foreach (var (place, figures) in call.Ask(new RfmFiguresQuery([.. members.Select(member => member.Id)], call.AsOfMs)))
                reply.Members[place].Rfm = ToWire(call, scale, figures);
        }
        call.Check();
        if (page.Members.Count > pageSize)
            reply.NextPageToken = PageToken.Write(request, members[^1].Id);
        reply.Info = call.Info($"segment {request.SegmentCase}", didNot?.Window ?? new Interval(call.AsOfMs, call.AsOfMs));
        return Task.FromResult(reply);
    }

    private static (Engine.Metrics.RfmSegment? Segment, RfmScores Least) MapRfm(QueryCall call, V1.RfmCriteria wire)
    {
        call.Violations.Require(Enum.IsDefined(wire.Segment), "rfm.segment", "Set one of the segments, or leave it unset.");
        var least = new RfmScores(
            call.Violations.InRange(wire.MinRecencyScore, 1, HighestScore, 1, "rfm.min_recency_score"),
            call.Violations.InRange(wire.MinFrequencyScore, 1, HighestScore, 1, "rfm.min_frequency_score"),
            call.Violations.InRange(wire.MinMonetaryScore, 1, HighestScore, 1, "rfm.min_monetary_score"));
        return (wire.Segment == RfmSegment.Unspecified ? null : (Engine.Metrics.RfmSegment)(int)wire.Segment, least);
    }

    private static Engine.Metrics.DidNotCriteria MapDidNot(QueryCall call, V1.DidNotCriteria wire)
    {
        var isNamed = wire.DidNot is { } named
            && named.Kinds.Count + named.ActivityNames.Count + (named.EventFilter?.Conditions.Count ?? 0) > 0;
        call.Violations.Require(isNamed, "did_not.did_not", "Say what they did not do: kinds, activity names, or an event filter.");
        return new(
            call.Window(wire.Window, "did_not.window"), call.Selectors.Selector(wire.Did, "did_not.did"),
            call.Selectors.Selector(wire.DidNot, "did_not.did_not"));
    }
}

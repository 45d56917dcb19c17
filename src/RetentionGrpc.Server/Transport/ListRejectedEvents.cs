using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;
using RejectedEvent = RetentionGrpc.V1.RejectedEvent;
using RejectionReason = RetentionGrpc.Engine.Events.RejectionReason;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class IngestionRpcs
{
    private const int DefaultPage = 100;
    private const int LargestPage = 1_000;
    private const int FingerprintLetters = 16;

    /// <summary>A page of the tenant's dead letter, newest first.</summary>
    public override Task<ListRejectedEventsResponse> ListRejectedEvents(ListRejectedEventsRequest request, ServerCallContext context)
    {
        var tenant = services.Tenants.Find(context);
        var violations = new Violations();
        var size = violations.InRange(request.PageSize, 1, LargestPage, DefaultPage, "page_size");
        RequireReason(violations, request.Reason);
        violations.Require(Encoding.UTF8.GetByteCount(request.ProducerId) <= EventLimits.IdBytes, "producer_id", "Give at most 128 bytes.");
        var after = ReadPageToken(violations, tenant, request);
        violations.ThrowIfAny();

        var filter = new RejectedEventFilter((RejectionReason)(int)request.Reason, request.ProducerId);
        var page = services.Pipeline.Rejected.List(tenant, filter, after, size);
        var response = new ListRejectedEventsResponse { TotalCount = page.TotalCount };
        response.RejectedEvents.AddRange(page.Events.Select(ToWire));
        if (page.HasMore)
            response.NextPageToken = FingerprintOf(tenant, request) + page.Events[^1].Id.Format(services.Pipeline.LogId);
        return Task.FromResult(response);
    }

    private static void RequireReason(Violations violations, V1.RejectionReason reason) =>
        violations.Require(Enum.IsDefined(reason), "reason", "Give one of the reasons, or leave it unset.");

    private RejectedEvent ToWire(ListedEvent listed) => new()
    {
        RejectedEventId = listed.Id.Format(services.Pipeline.LogId),
        ReceiveTime = WireTime.ToWire(listed.Event.ReceivedMs),
        ProducerId = listed.Event.ProducerId,
        Sequence = listed.Event.BatchSequence,
        Rejection = IngestionMapping.ToWire(listed.Rejection),
        Event = ByteString.CopyFrom(listed.Event.Payload.Span),
    };

    /// <summary>A page token: letters that tell the request apart from others, then the id of the last event of the page.</summary>
    private RejectedEventId? ReadPageToken(Violations violations, HostedTenant tenant, ListRejectedEventsRequest request)
    {
        if (request.PageToken.Length == 0)
            return null;
        var fingerprint = FingerprintOf(tenant, request);
        var last = default(RejectedEventId);
        var isOurs = request.PageToken.StartsWith(fingerprint, StringComparison.Ordinal)
            && RejectedEventId.TryParse(request.PageToken[fingerprint.Length..], services.Pipeline.LogId, out last);
        violations.Require(isOurs, "page_token", "Pass next_page_token as it came, with the same request otherwise.");
        return last;
    }

    private static string FingerprintOf(HostedTenant tenant, ListRejectedEventsRequest request)
    {
        var same = request.Clone();
        (same.PageToken, same.PageSize) = (tenant.Id, 0);
        return Convert.ToHexString(SHA256.HashData(same.ToByteArray()))[..FingerprintLetters];
    }
}

using Grpc.Core;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;
using RejectionReason = RetentionGrpc.Engine.Events.RejectionReason;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class IngestionRpcs
{
    private const int LargestReingest = 1_000;

    /// <summary>Judges events of the dead letter again.</summary>
    public override async Task<ReingestEventsResponse> ReingestEvents(ReingestEventsRequest request, ServerCallContext context)
    {
        var tenant = services.Tenants.Find(context);
        var pipeline = services.Pipeline;
        if (pipeline.Draining.IsCancellationRequested)
            throw Refusal.ShuttingDown().ToException();
        var ids = Check(request);
        var outcome = ids.Count > 0
            ? await pipeline.Rejected.ReingestAsync(tenant, ids)
            : await pipeline.Rejected.ReingestAsync(tenant, (RejectionReason)(int)request.Reason);
        var receipt = outcome.ValueOrThrow();
        return new()
        {
            AcceptedCount = receipt.Accepted,
            DuplicateCount = receipt.Duplicates,
            RejectedCount = receipt.Rejected,
            AbsentCount = receipt.Absent,
            ReadToken = pipeline.TokenOf(receipt.Position).Format(),
        };
    }

    private List<RejectedEventId> Check(ReingestEventsRequest request)
    {
        var (violations, ids) = (new Violations(), new List<RejectedEventId>());
        RequireReason(violations, request.Reason);
        var isNamed = request.RejectedEventIds.Count > 0;
        violations.Require(
            !isNamed || request.Reason == V1.RejectionReason.Unspecified, "reason", "Leave it unset with rejected_event_ids.");
        violations.Require(
            request.RejectedEventIds.Count <= LargestReingest, "rejected_event_ids", $"Name at most {LargestReingest} events.");
        violations.ThrowIfAny();
        for (var i = 0; i < request.RejectedEventIds.Count; i++)
        {
            var isOurs = RejectedEventId.TryParse(request.RejectedEventIds[i], services.Pipeline.LogId, out var id);
            violations.Require(isOurs, $"rejected_event_ids[{i}]", "Pass ids as ListRejectedEvents of this server gave them.");
            ids.Add(id);
        }
        violations.ThrowIfAny();
        return ids;
    }
}

using System.Text;
using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;
using Rejection = RetentionGrpc.Server.Application.Rejection;

namespace RetentionGrpc.Server.Transport;

/// <summary>Checks the messages of ingestion and maps what became of batches.</summary>
internal static class IngestionMapping
{
    private const int NameBytes = 128;

    /// <summary>The bytes around the events are malformed.</summary>
    public static Refusal BadFraming { get; } = new(
        RefusalReason.BadFraming, "These bytes are no message of this rpc: regenerate the client from the protos.");

    /// <summary>What is wrong with an Open, or null.</summary>
    public static Refusal? CheckOpen(IngestionFrame open)
    {
        if (CheckProducerId(open.ProducerId, "open.producer_id") is { } fault)
            return fault;
        if (open.AckedThrough < 0)
            return Refusal.InvalidField("open.acked_through", "Give the last sequence whose ack was seen, 0 for none.");
        if (Encoding.UTF8.GetByteCount(open.Sdk) > NameBytes)
            return Refusal.InvalidField("open.sdk", "Give at most 128 bytes.");
        return null;
    }

    /// <summary>What is wrong with a batch of a stream, or null.</summary>
    public static Refusal? CheckBatch(IngestionFrame batch, IngestionRules rules) =>
        batch.Sequence < 1 ? Refusal.InvalidField("batch.sequence", "Sequences begin at 1.") : CheckCount(batch, rules);

    /// <summary>What is wrong with a single batch, or null.</summary>
    public static Refusal? CheckSingleBatch(IngestionFrame batch, IngestionRules rules)
    {
        if (batch.IsMalformed)
            return BadFraming;
        if (batch.ProducerId.Length == 0 && batch.Sequence != 0)
            return Refusal.InvalidField("sequence", "Set producer_id too, or leave it unset.");
        if (batch.ProducerId.Length > 0 && CheckProducerId(batch.ProducerId, "producer_id") is { } fault)
            return fault;
        if (batch.ProducerId.Length > 0 && batch.Sequence < 1)
            return Refusal.InvalidField("sequence", "Set it with producer_id; sequences begin at 1.");
        return CheckCount(batch, rules);
    }

    /// <summary>What became of a batch.</summary>
    public static BatchResult ToWire(BatchReceipt receipt) => new()
    {
        Sequence = receipt.Sequence,
        AcceptedCount = receipt.Accepted,
        DuplicateCount = receipt.Duplicates,
        RejectedCount = receipt.Rejected,
        Rejections = { receipt.Rejections.Select(ToWire) },
    };

    /// <summary>Why an event was not accepted.</summary>
    public static V1.Rejection ToWire(Rejection rejection) => new()
    {
        Index = rejection.Index,
        EventId = rejection.EventId,
        Reason = (V1.RejectionReason)(int)rejection.Verdict.Reason,
        Field = rejection.Verdict.Field,
        Message = rejection.Verdict.Message,
    };

    /// <summary>What is wrong with a producer's id, or null.</summary>
    public static Refusal? CheckProducerId(string id, string field) => Encoding.UTF8.GetByteCount(id) is >= 1 and <= EventLimits.IdBytes
        ? null
        : Refusal.InvalidField(field, "Give 1 to 128 bytes, made and kept by the client.");

    /// <summary>A message was begun and not ended in time.</summary>
    public static Refusal MessageTimeout(IngestionRules rules) =>
        new Refusal(RefusalReason.MessageTimeout, "A message was begun and not ended in time: reconnect, and send smaller ones.")
            .With("timeout_ms", (long)rules.MessageTimeout.TotalMilliseconds);

    /// <summary>Why a batch of a stream was not taken: what a status would say.</summary>
    public static Failure ToFailure(Refusal refusal)
    {
        var failure = new Failure
        {
            Code = (int)StatusMapping.CodeOf(refusal.Reason),
            Reason = (ErrorReason)(int)refusal.Reason,
            Message = refusal.Message,
            RetryDelay = StatusMapping.RetryDelayOf(refusal.Reason) is { } delay ? Duration.FromTimeSpan(delay) : null,
        };
        failure.Metadata.Add(refusal.Metadata.ToDictionary());
        if (refusal.Field.Length > 0)
            failure.FieldViolations.Add(new FieldViolation { Field = refusal.Field, Description = refusal.Message });
        return failure;
    }

    private static Refusal? CheckCount(IngestionFrame batch, IngestionRules rules) => batch.EventCount <= rules.BatchEvents
        ? null
        : new Refusal(RefusalReason.BatchTooLarge, $"A batch may have at most {rules.BatchEvents} events: send smaller ones.")
            .With("limit", rules.BatchEvents).With("event_count", batch.EventCount);
}

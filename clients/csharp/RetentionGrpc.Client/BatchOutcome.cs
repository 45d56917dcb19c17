using RetentionGrpc.V1;

namespace RetentionGrpc.Client;

/// <summary>What became of a batch. The three counts add up to its events.</summary>
/// <param name="Sequence">The batch.</param>
/// <param name="AcceptedCount">Events that now count.</param>
/// <param name="DuplicateCount">Events that the server had before; they count once.</param>
/// <param name="RejectedCount">Events that were not accepted.</param>
/// <param name="Rejections">
/// Which ones, in the order of the batch. An ack names the first 100; the others, and those of an ack that was lost, come from the server's
/// dead letter, as far as it still has them.
/// </param>
/// <param name="IsAckLost">
/// A connection broke between a sending of this batch and its ack: its duplicates may be its own first sending.
/// </param>
public sealed record BatchOutcome(
    long Sequence, long AcceptedCount, long DuplicateCount, long RejectedCount, IReadOnlyList<EventRejection> Rejections, bool IsAckLost);

/// <summary>An event that was not accepted.</summary>
/// <param name="Event">The event, as it was added.</param>
/// <param name="Index">Its place from 0: in the batch, or among the events of the call of SendAsync.</param>
/// <param name="Reason">Why.</param>
/// <param name="Field">The field at fault, e.g. "survey_response.score".</param>
/// <param name="Message">What is wrong and what to do, in English.</param>
public sealed record EventRejection(Event Event, int Index, RejectionReason Reason, string Field, string Message);

using RetentionGrpc.V1;

namespace RetentionGrpc.Client;

/// <summary>What became of a batch.</summary>
/// <param name="Sequence">The batch.</param>
/// <param name="AcceptedCount">Events that now count.</param>
/// <param name="DuplicateCount">Events that the server had before; they count once.</param>
/// <param name="RejectedCount">Events that were not accepted.</param>
/// <param name="Rejections">The first 100 of them.</param>
/// <param name="IsResent">
/// It was sent more than once, because a connection broke before its ack: its duplicates may be its own first sending, and rejections that
/// were told then are not told again.
/// </param>
public sealed record BatchOutcome(
    long Sequence, long AcceptedCount, long DuplicateCount, long RejectedCount, IReadOnlyList<EventRejection> Rejections, bool IsResent);

/// <summary>An event that was not accepted.</summary>
/// <param name="Event">The event.</param>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="Reason">Why.</param>
/// <param name="Field">The field at fault, e.g. "survey_response.score".</param>
/// <param name="Message">What is wrong and what to do, in English.</param>
public sealed record EventRejection(Event Event, int Index, RejectionReason Reason, string Field, string Message);

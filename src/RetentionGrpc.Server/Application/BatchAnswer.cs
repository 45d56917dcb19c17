namespace RetentionGrpc.Server.Application;

/// <summary>
/// What a batch of a stream is answered with: a receipt, a refusal, or nothing, because an earlier batch was refused and this one is not
/// the one that the client was told to send.
/// </summary>
/// <param name="Receipt">It is in the log; null if it is not.</param>
/// <param name="Refusal">Why it was not taken; null if it was, and where nothing is said.</param>
/// <param name="NotTakenFrom">With a refusal the first sequence that was not taken. Nothing is, until it comes again.</param>
/// <param name="Round">
/// Counts the stream's new beginnings after refusals, from 0. A round has one refusal that matters, the first: whatever else belongs to
/// the round and stands behind it is not told.
/// </param>
public readonly record struct BatchAnswer(BatchReceipt? Receipt, Refusal? Refusal, long NotTakenFrom, int Round)
{
    /// <summary>Nothing is said.</summary>
    public static BatchAnswer None => default;
}

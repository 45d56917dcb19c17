namespace RetentionGrpc.Server.Application;

/// <summary>How far a producer's batches are known.</summary>
/// <param name="LastSequence">The highest sequence that was ever seen.</param>
/// <param name="CompleteThrough">Batches up to this one are wholly in the log.</param>
/// <param name="SeenMs">The log's time of its newest batch, in ms since 1970.</param>
public sealed record ProducerStanding(long LastSequence, long CompleteThrough, long SeenMs);

namespace RetentionGrpc.Engine;

/// <summary>How far a producer's batches are known in one partition.</summary>
/// <param name="Last">The last sequence that had a part here; 0 without any.</param>
/// <param name="CompleteThrough">Batches up to this one were wholly in the log, in all partitions, when the last part came.</param>
/// <param name="SeenMs">The log's time of the last part.</param>
public readonly record struct ProducerPosition(long Last, long CompleteThrough, long SeenMs);

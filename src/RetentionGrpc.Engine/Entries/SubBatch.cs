namespace RetentionGrpc.Engine.Entries;

/// <summary>What a sub-batch is known by: the part of a producer's batch that belongs to one partition.</summary>
/// <param name="TenantId">Whose events they are.</param>
/// <param name="ProducerId">Who sent them; empty without a sequence.</param>
/// <param name="Sequence">The batch's sequence, from 1; 0 without a producer.</param>
/// <param name="Previous">The sequence of the batch before it with a part in this partition, as far as the stream knows; else 0.</param>
/// <param name="CompleteThrough">Batches of the producer up to this one were wholly in the log when it was appended.</param>
public readonly record struct SubBatchHeader(string TenantId, string ProducerId, long Sequence, long Previous, long CompleteThrough);

/// <summary>What the fold made of a sub-batch.</summary>
public enum SubBatchResult : byte
{
    /// <summary>It counts.</summary>
    Applied = 1,

    /// <summary>Its sequence is not above the last one: it counted before.</summary>
    Duplicate = 2,

    /// <summary>A batch before it is missing in this partition: it does not count.</summary>
    Gap = 3,
}

/// <summary>What became of the events of a sub-batch or of a re-ingestion.</summary>
/// <param name="Result">What the fold made of it.</param>
/// <param name="Accepted">Events that now count.</param>
/// <param name="Duplicates">Events that counted before.</param>
/// <param name="Rejected">Events that were rejected before the append.</param>
/// <param name="Absent">Events of a re-ingestion that were no longer in the dead letter.</param>
/// <param name="IsFull">Whether the tenant's share of the partition holds as much text as it may.</param>
public readonly record struct SubBatchOutcome(
    SubBatchResult Result, int Accepted, int Duplicates, int Rejected, int Absent = 0, bool IsFull = false);

namespace RetentionGrpc.Engine;

/// <summary>What all partitions of the data share; part of its identity, so the same at every replay.</summary>
/// <param name="FingerprintKey">Keys the fingerprints of event ids.</param>
/// <param name="PartitionCount">How many partitions there are.</param>
public sealed record PartitionSettings(ulong FingerprintKey, int PartitionCount = 1);

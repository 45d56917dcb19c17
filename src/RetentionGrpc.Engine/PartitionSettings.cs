using RetentionGrpc.Engine.Indexes;

namespace RetentionGrpc.Engine;

/// <summary>What all partitions of the data share. But for the indexes it is part of the data's identity, so the same at every replay.</summary>
/// <param name="FingerprintKey">Keys the fingerprints of event ids.</param>
/// <param name="PartitionCount">How many partitions there are.</param>
/// <param name="Indexes">When tenants are indexed; null means as usual.</param>
public sealed record PartitionSettings(ulong FingerprintKey, int PartitionCount = 1, IndexSettings? Indexes = null);

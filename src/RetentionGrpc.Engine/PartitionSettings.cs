using RetentionGrpc.Engine.Indexes;

namespace RetentionGrpc.Engine;

/// <summary>What all partitions of the data share. The first two are part of the data's identity, so the same at every replay.</summary>
/// <param name="FingerprintKey">Keys the fingerprints of event ids.</param>
/// <param name="PartitionCount">How many partitions there are.</param>
/// <param name="TextBytes">
/// Bytes of ids, or of names and values, from which on a tenant's share counts as full. It changes no state: admission is told of it, and
/// its verdicts are in the log. A table of texts holds 4 GiB, so what was admitted before that was told must fit into the rest.
/// </param>
/// <param name="Indexes">When tenants are indexed; null means as usual. It changes no state and no answer.</param>
public sealed record PartitionSettings(
    ulong FingerprintKey, int PartitionCount = 1, long TextBytes = PartitionSettings.MostTextBytes, IndexSettings? Indexes = null)
{
    /// <summary>The largest <see cref="TextBytes"/>: 3 GiB.</summary>
    public const long MostTextBytes = 3L << 30;
}
